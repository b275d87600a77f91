"""Names -> addresses, in threads of its own.

aiohttp asks in the loop's default pool, which has six threads on two cores: six names whose servers are silent
would keep every other feed waiting, and whoever else uses that pool.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

AT_ONCE = 32


class Resolver(AbstractResolver):
    """Holds the threads. They end with it."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """All addresses of a name. Raises OSError where there is none."""
        found = await asyncio.get_running_loop().run_in_executor(self.threads, look_up, host, port, family)
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=kind, proto=protocol, flags=socket.AI_NUMERICHOST
            )
            for kind, protocol, address in found
        ]

    async def close(self) -> None:
        self.threads.shutdown(wait=False, cancel_futures=True)


def look_up(host: str, port: int, family: socket.AddressFamily) -> list[tuple[int, int, str]]:
    # without a network but loopback, AI_ADDRCONFIG would know no localhost either
    flags = 0 if host == "localhost" else socket.AI_ADDRCONFIG
    answers = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=flags)
    # a link-local IPv6 address has its interface apart; the policy refuses those in any case
    return [(int(kind), protocol, str(address[0])) for kind, _, protocol, _, address in answers]
