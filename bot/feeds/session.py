"""The HTTP session that every fetch uses."""

from __future__ import annotations

import socket
from typing import Any

import aiohttp

from bot.feeds.policy import Policy, refuse_address
from bot.feeds.resolver import Resolver


class AddressRefused(OSError):
    """The name led to an address that the policy does not let us connect to."""


def make_session(policy: Policy) -> aiohttp.ClientSession:
    """A session without cookies whose every connection is checked on the address really connected to.

    The check sits in the socket factory: after the name was resolved, for each address, on redirects too,
    so that a name that answers with another address a moment later (DNS rebinding) gains nothing.
    """

    def open_socket(found: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = found
        if reason := refuse_address(policy, address[0]):
            raise AddressRefused(reason)
        return socket.socket(family=family, type=kind, proto=protocol)

    connector = aiohttp.TCPConnector(
        limit=policy.at_once,
        limit_per_host=2,
        ttl_dns_cache=300,
        resolver=Resolver(),
        socket_factory=open_socket,
        keepalive_timeout=75,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        requote_redirect_url=False,
        timeout=aiohttp.ClientTimeout(
            total=None,  # `fetch` has one limit for the whole way, redirects included
            sock_connect=policy.connect.total_seconds(),
            sock_read=policy.first_byte.total_seconds(),
        ),
        headers={
            "User-Agent": policy.user_agent,
            "Accept": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
            "text/xml;q=0.9, text/html;q=0.5, */*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
        },
        max_line_size=8190,
        max_field_size=8190,
        read_bufsize=2**16,
    )
