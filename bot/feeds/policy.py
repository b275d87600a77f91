"""How we behave towards other people's servers, and what we let them do to us."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass

from bot import __version__

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Limits and manners of fetching. The defaults are right for the open web."""

    contact: str = ""
    """Where the owner of a server can ask about us (mail or page); stands in the User-Agent."""
    allowed: tuple[Network, ...] = ()
    """Networks that may be reached although they are not public (an operator's own feeds, the demo, tests)."""
    floor: dt.timedelta = dt.timedelta(seconds=60)
    """No feed is asked more often than this."""
    ceiling: dt.timedelta = dt.timedelta(seconds=3600)
    """No live feed is asked less often than this, whatever it says about itself."""
    patience: dt.timedelta = dt.timedelta(seconds=900)
    """How long a feed's own wish (ttl, max-age) may keep us away; news is worth a look every so often."""
    gap: dt.timedelta = dt.timedelta(seconds=1)
    """Between the end of one request and the start of the next to one host."""
    telegram_gap: dt.timedelta = dt.timedelta(seconds=0.5)
    """The same for t.me, which all Telegram channels share; it grows by itself when t.me answers 429."""
    at_once: int = 100
    """Requests under way at one time, all hosts together."""
    connect: dt.timedelta = dt.timedelta(seconds=10)
    first_byte: dt.timedelta = dt.timedelta(seconds=15)
    """Longest silence of the server: before the first byte and between any two."""
    whole: dt.timedelta = dt.timedelta(seconds=30)
    """From the request to the last byte, redirects included."""
    slow: dt.timedelta = dt.timedelta(seconds=8)
    """A feed that needs longer than this is called slow."""
    most_bytes: int = 10_000_000
    """Of a body, after decompression."""
    most_ratio: int = 200
    """Decompressed to sent bytes; checked above a megabyte. Real feeds stay under 20."""
    most_redirects: int = 5
    most_items: int = 500
    """New items read from one body; the rest is taken as read, with a note."""

    @property
    def user_agent(self) -> str:
        return f"Tocsin/{__version__} (feed reader for news alerts{'; +' + self.contact if self.contact else ''})"


ANY = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))
"""For `allowed`: everything, private and loopback too."""

NOT_PUBLIC = tuple(
    ipaddress.ip_network(text)
    for text in (
        # is_global says true to these, yet they lead inwards or to many: NAT64 and 6to4 wrap any IPv4 address.
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "224.0.0.0/4",
        "ff00::/8",
        "168.63.129.16/32",  # Azure's metadata and DNS answer on a public address
    )
)


def refuse_address(policy: Policy, text: str) -> str | None:
    """Why this IP address must not be connected to, or None where it may be."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return f"{text} is no IP address"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in policy.allowed if network.version == address.version):
        return None
    inward = any(address in network for network in NOT_PUBLIC if network.version == address.version)
    if inward or not address.is_global or address.is_multicast:
        return f"{address} is not a public address (set TOCSIN_PRIVATE_ADDRESSES=true if the feed is yours)"
    return None


def allow(*networks: str) -> tuple[Network, ...]:
    """Networks from their usual notation: `127.0.0.0/8`, `10.1.2.3`. Raises ValueError for anything else."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in networks)
