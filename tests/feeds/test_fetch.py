"""Fetching: conditional, within limits, and only where the policy lets us."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import replace

import aiohttp
import pytest

from bot.feeds.fetch import Fetched, FetchFailed, NotModified, fetch
from bot.feeds.headers import max_age, retry_after
from bot.feeds.policy import ANY, Policy, allow, refuse_address
from bot.feeds.session import make_session
from tests.feeds.conftest import POLICY, Request, Web, send
from tests.feeds.makers import item, rss

NOW = dt.datetime(2026, 1, 15, 12, 0, tzinfo=dt.UTC)
FEED = rss(item(1), item(2))


async def ask(
    session: aiohttp.ClientSession, web: Web, path: str, **state: object
) -> Fetched | NotModified | FetchFailed:
    return await fetch(session, web.state(path, **state), POLICY, NOW)


# -- conditional GET -------------------------------------------------------------------------------------------


async def test_the_servers_own_validators_come_back_and_no_others(
    session: aiohttp.ClientSession, web: Web
) -> None:
    web.page("/feed", FEED, ETag='W/"7"', Last_Modified="Thu, 15 Jan 2026 07:00:00 GMT")
    answer = await ask(session, web, "/feed")
    assert isinstance(answer, Fetched)
    assert "if-none-match" not in web.seen[0].headers
    assert "if-modified-since" not in web.seen[0].headers
    await ask(session, web, "/feed", etag=answer.etag, last_modified=answer.last_modified)
    assert web.seen[1].headers["if-none-match"] == 'W/"7"'
    assert web.seen[1].headers["if-modified-since"] == "Thu, 15 Jan 2026 07:00:00 GMT"


async def test_304_and_the_very_same_bytes_both_say_that_nothing_is_new(
    session: aiohttp.ClientSession, web: Web
) -> None:
    web.page("/304", status="304 Not Modified", Cache_Control="max-age=120")
    web.page("/same", FEED)
    first = await ask(session, web, "/same")
    assert isinstance(first, Fetched)
    unchanged = await ask(session, web, "/same", body_digest=first.digest)
    assert isinstance(unchanged, NotModified)
    assert unchanged.status == 200
    answer = await ask(session, web, "/304", etag='"1"')
    assert isinstance(answer, NotModified)
    assert answer.max_age == dt.timedelta(minutes=2)


async def test_304_to_a_request_without_validators_is_a_mistake_of_the_server(
    session: aiohttp.ClientSession, web: Web
) -> None:
    web.page("/304", status="304 Not Modified")
    assert isinstance(await ask(session, web, "/304"), FetchFailed)


async def test_we_say_who_we_are_and_keep_no_cookies(web: Web) -> None:
    policy = replace(POLICY, contact="ops@outlet.example")
    web.page("/feed", FEED, Set_Cookie="seen=1; Path=/")
    async with make_session(policy) as session:
        for _ in range(2):
            await fetch(session, web.state("/feed"), policy, NOW)
    assert "Tocsin/" in web.seen[0].headers["user-agent"]
    assert "ops@outlet.example" in web.seen[0].headers["user-agent"]
    assert "cookie" not in web.seen[1].headers


# -- redirects -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "is_stored"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307,), False)],
)
async def test_only_permanent_redirects_are_stored(
    session: aiohttp.ClientSession, web: Web, statuses: tuple[int, ...], is_stored: bool
) -> None:
    for number, status in enumerate(statuses):
        web.page(f"/{number}", status=f"{status} Moved", Location=f"/{number + 1}")
    web.page(f"/{len(statuses)}", FEED)
    answer = await ask(session, web, "/0")
    assert isinstance(answer, Fetched)
    assert answer.url == web.url(f"/{len(statuses)}")
    assert answer.moved_to == (answer.url if is_stored else None)


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/loop", "redirects"),
        ("file:///etc/passwd", "refused"),
        ("ftp://127.0.0.1/feed", "refused"),
        ("gopher://127.0.0.1/1", "refused"),
        ("http://:80/", "refused"),
        ("http://[::1", "unreachable"),
        ("http://10.0.0.1/", "refused"),
        ("http://169.254.169.254/latest/meta-data/", "refused"),
        ("http://[::ffff:10.0.0.1]/", "refused"),
    ],
)
async def test_a_redirect_leads_nowhere_it_must_not(
    session: aiohttp.ClientSession, web: Web, target: str, kind: str
) -> None:
    web.page("/loop", status="302 Found", Location=target)
    answer = await ask(session, web, "/loop")
    assert isinstance(answer, FetchFailed)
    assert answer.kind == kind


# -- addresses -------------------------------------------------------------------------------------------------

REFUSED = [
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "168.63.129.16", "::",
    "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "2001:db8::1", "no address",
]  # fmt: skip


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_leads_inwards_is_refused(address: str) -> None:
    assert refuse_address(Policy(), address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_a_public_address_is_not(address: str) -> None:
    assert refuse_address(Policy(), address) is None


def test_the_operator_may_allow_his_own_networks_or_all() -> None:
    own = Policy(allowed=allow("10.1.0.0/16", "fd00::/8"))
    assert refuse_address(own, "10.1.2.3") is None
    assert refuse_address(own, "::ffff:10.1.2.3") is None
    assert refuse_address(own, "fd00::1") is None
    assert refuse_address(own, "10.2.0.1")
    assert refuse_address(Policy(allowed=ANY), "127.0.0.1") is None


class Rebinding(aiohttp.abc.AbstractResolver):
    """Names a public address at first and loopback from then on."""

    def __init__(self, *answers: str) -> None:
        self.answers: Iterator[str] = iter(answers)

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[aiohttp.abc.ResolveResult]:
        found = next(self.answers)
        return [{"hostname": host, "host": found, "port": port, "family": 2, "proto": 0, "flags": 0}]  # type: ignore[typeddict-item]

    async def close(self) -> None:
        return


async def test_what_counts_is_the_address_connected_to_not_the_name(web: Web) -> None:
    web.page("/feed", FEED)
    policy = replace(POLICY, allowed=allow("127.0.0.2"))
    async with make_session(policy) as session:
        connector = session.connector
        assert isinstance(connector, aiohttp.TCPConnector)
        connector._resolver = Rebinding("127.0.0.2", "127.0.0.1")
        connector._use_dns_cache = False
        good = await fetch(session, web.state("/feed", host="outlet.example"), policy, NOW)
        web.page("/feed", FEED, status="302 Found", Location=web.url("/feed", host="other.example"))
        bad = await fetch(session, web.state("/feed", host="outlet.example"), policy, NOW)
    assert isinstance(good, Fetched)
    assert isinstance(bad, FetchFailed)
    assert "127.0.0.1 is not a public address" in bad.reason


# -- hostile servers -------------------------------------------------------------------------------------------


async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def one_byte_at_a_time(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.1)


async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def endless_head(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-Filler: " + b"x" * 60_000 + b"\r\n")
        await writer.drain()


async def bomb(request: Request, writer: asyncio.StreamWriter) -> None:
    """A gigabyte of zeros, a megabyte on the way."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"\0" * 1_000_000
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
    writer.write(packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH))
    again = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(999):
        writer.write(again)
        await writer.drain()


async def reset(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + FEED[:100])
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.transport.abort()


async def reset_at_once(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def no_http(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    await writer.drain()
    writer.close()


async def says_gzip(request: Request, writer: asyncio.StreamWriter) -> None:
    await send(writer, b"this is no gzip at all", "200 OK", {"Content-Encoding": "gzip"})


HOSTILE = {
    "a body without end": (endless, "too_big"),
    "one byte at a time": (one_byte_at_a_time, "timeout"),
    "no answer": (silent, "timeout"),
    "a head without end": (endless_head, "broken"),
    "a gzip bomb": (bomb, "too_big"),
    "a reset before the answer": (reset_at_once, "unreachable"),
    "another protocol": (no_http, "broken"),
    "no gzip though it says so": (says_gzip, "broken"),
}


@pytest.mark.parametrize(("page", "kind"), HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_server_is_a_plain_failure(
    session: aiohttp.ClientSession, web: Web, page: object, kind: str
) -> None:
    web.pages["/feed"] = page  # type: ignore[assignment]
    started = asyncio.get_running_loop().time()
    answer = await ask(session, web, "/feed")
    assert isinstance(answer, FetchFailed)
    assert (answer.kind, "\n" in answer.reason) == (kind, False)
    assert asyncio.get_running_loop().time() - started < POLICY.whole.total_seconds() + 0.5


async def test_a_gzip_bomb_takes_no_memory_beyond_the_limit(session: aiohttp.ClientSession, web: Web) -> None:
    web.pages["/feed"] = bomb
    tracemalloc.start()
    await ask(session, web, "/feed")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * POLICY.most_bytes


async def test_a_body_larger_than_it_may_be_is_refused_by_its_length(
    session: aiohttp.ClientSession, web: Web
) -> None:
    web.page("/feed", b"", Content_Length=str(POLICY.most_bytes + 1))
    answer = await ask(session, web, "/feed")
    assert isinstance(answer, FetchFailed)
    assert answer.reason == "larger than 2 MB"


async def test_what_came_before_a_reset_is_read_but_leaves_no_validators(
    session: aiohttp.ClientSession, web: Web
) -> None:
    web.pages["/feed"] = reset
    answer = await ask(session, web, "/feed")
    assert isinstance(answer, Fetched)
    assert (answer.is_cut, answer.etag, answer.digest) == (True, None, "")


async def test_a_wrong_length_is_read_as_cut_or_as_far_as_it_says(
    session: aiohttp.ClientSession, web: Web
) -> None:
    async def too_long(request: Request, writer: asyncio.StreamWriter) -> None:
        await send(writer, FEED, "200 OK", {"Content-Length": str(len(FEED) + 50)})
        writer.close()

    web.pages["/long"] = too_long
    answer = await ask(session, web, "/long")
    assert isinstance(answer, Fetched)
    assert (answer.is_cut, answer.body) == (True, FEED)


async def test_compressed_bodies_are_read(session: aiohttp.ClientSession, web: Web) -> None:
    web.page("/gzip", gzip.compress(FEED), Content_Encoding="gzip")
    web.page("/deflate", zlib.compress(FEED), Content_Encoding="deflate")
    for path in ("/gzip", "/deflate"):
        answer = await ask(session, web, path)
        assert isinstance(answer, Fetched)
        assert answer.body == FEED


async def test_a_refusal_by_a_guard_is_told_apart(session: aiohttp.ClientSession, web: Web) -> None:
    web.page("/guard", b"<title>Just a moment...</title>", "403 Forbidden", Content_Type="text/html")
    web.page("/plain", b"no", "403 Forbidden", Content_Type="text/plain")
    guard, plain = await ask(session, web, "/guard"), await ask(session, web, "/plain")
    assert isinstance(guard, FetchFailed)
    assert isinstance(plain, FetchFailed)
    assert (guard.reason, plain.reason) == ("challenge page", "HTTP 403 Forbidden")


async def test_a_host_may_be_named_and_a_closed_port_is_said_plainly(
    session: aiohttp.ClientSession, web: Web
) -> None:
    web.page("/feed", FEED)
    assert isinstance(await fetch(session, web.state("/feed", host="localhost"), POLICY, NOW), Fetched)
    closed = await fetch(session, replace(web.state("/"), url="http://127.0.0.1:1/"), POLICY, NOW)
    assert isinstance(closed, FetchFailed)
    assert closed.kind == "unreachable"


# -- wishes in headers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Thu, 15 Jan 2026 12:05:00 GMT", 300),
        ("Thu, 15 Jan 2026 11:00:00 GMT", 0),
        ("99999999999999", 86400),
        ("Thu, 15 Jan 2099 12:00:00 GMT", 86400),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("Thu, 99 Jan 2026 12:05:00 GMT", None),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(value: str, seconds: int | None) -> None:
    found = retry_after(value, NOW)
    assert (None if found is None else found.total_seconds()) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("max-age=300", 300),
        ("public, max-age=60, must-revalidate", 60),
        ("no-cache, max-age=60", None),
        ("s-maxage=60", None),
        ("max-age=soon", None),
        (None, None),
    ],
)
def test_max_age(value: str | None, seconds: int | None) -> None:
    found = max_age(value)
    assert (None if found is None else found.total_seconds()) == seconds
