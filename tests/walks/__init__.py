"""Whole ways: bytes in over HTTP, messages out over HTTP, the program as a process of its own."""
