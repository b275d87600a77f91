"""A Bot API server on loopback: real HTTP, requests checked against the published description, limits and faults.

`BotApi` (server.py) runs inside a test; `python -m tests.botapi` runs it for trying things by hand.
"""
