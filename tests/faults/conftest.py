"""The loopback server of the feed tests."""

from tests.feeds.conftest import session, web

__all__ = ["session", "web"]
