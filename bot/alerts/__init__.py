"""Matches -> events -> alerts -> deliveries; pure.

`ledger` holds what is known, `decide` says what an article changes in it and why, `compose` writes the
message of a revision, `route` says which chats it goes to and how.
"""
