"""One conditional GET: web -> body, with limits on everything a server can do to us."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import hashlib
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.feeds.challenge import CHALLENGE
from bot.feeds.headers import max_age, retry_after
from bot.feeds.policy import Policy
from bot.model import FeedState

PERMANENT = {301, 308}
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body. Its validators may be stored only together with what was read from it."""

    body: bytes
    url: str
    """Where it came from in the end: the base of relative links."""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    digest: str = ""
    is_cut: bool = False
    """The connection ended early: the last item may be half; no validators are kept."""
    moved_to: str | None = None
    """The address to ask from now on, where every redirect on the way was permanent."""
    max_age: dt.timedelta | None = None
    took: dt.timedelta = dt.timedelta()
    led_to: str = ""
    """The address that answered in the end, where redirects led to another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """304, or 200 with the very bytes of last time."""

    status: int = 304
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    max_age: dt.timedelta | None = None
    took: dt.timedelta = dt.timedelta()
    led_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """No body. `kind` is `unreachable`, `timeout`, `refused`, `status`, `too_big`, `redirects` or `broken`."""

    reason: str
    kind: str = "unreachable"
    status: int | None = None
    retry_after: dt.timedelta | None = None
    """How long the server asks the whole host to be left alone."""
    took: dt.timedelta = dt.timedelta()
    led_to: str = ""


class TooBig(Exception):
    """A body over the limit of size or of decompression."""


async def fetch(
    session: aiohttp.ClientSession, state: FeedState, policy: Policy, now: dt.datetime
) -> Fetched | NotModified | FetchFailed:
    """Ask for a feed with the server's own validators. Never raises for what a server or network does."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(policy.whole.total_seconds()):
            outcome = await follow(session, state, policy, now)
    except (aiohttp.ClientError, OSError, ValueError, TooBig, TimeoutError) as error:
        outcome = failed(error, policy)
    took = dt.timedelta(seconds=time.perf_counter() - started)
    # frozen, and made a line ago: nobody else has seen it yet, and `replace` would cost 5 % of a fetch
    object.__setattr__(outcome, "took", took)
    return outcome


async def follow(
    session: aiohttp.ClientSession, state: FeedState, policy: Policy, now: dt.datetime
) -> Fetched | NotModified | FetchFailed:
    url, moved_to, is_permanent = state.url, None, True
    asked = validators(state)
    for _ in range(policy.most_redirects + 1):
        if refusal := refuse_url(url):
            return FetchFailed(reason=refusal, kind="refused")
        async with session.get(url, headers=asked, allow_redirects=False) as answer:
            if answer.status not in REDIRECTS or "Location" not in answer.headers:
                outcome = await take(answer, state, policy, now, url, moved_to)
                if url is not state.url:
                    object.__setattr__(outcome, "led_to", url)  # as in `fetch`
                return outcome
            is_permanent = is_permanent and answer.status in PERMANENT
            url = urljoin(url, answer.headers["Location"].strip())
            moved_to = url if is_permanent else None
            answer.close()  # the body of a redirect is nobody's business and may be endless
    return FetchFailed(reason=f"more than {policy.most_redirects} redirects", kind="redirects")


def validators(state: FeedState) -> dict[str, str]:
    """Only what the server gave us: an invented date makes some servers answer 304 for ever."""
    asked = {}
    if state.etag:
        asked["If-None-Match"] = state.etag
    if state.last_modified:
        asked["If-Modified-Since"] = state.last_modified
    return asked


@functools.lru_cache(maxsize=65_536)
def refuse_url(url: str) -> str | None:
    """Why this address is none to fetch, or None. Remembered: a feed is asked thousands of times."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return f"{url[:200]} is no valid address"
    if parts.scheme not in ("http", "https"):
        return f"{parts.scheme or 'no'}: addresses are not fetched, only http and https"
    return None if parts.hostname and port != 0 else f"{url[:200]} names no host"


async def take(
    answer: aiohttp.ClientResponse,
    state: FeedState,
    policy: Policy,
    now: dt.datetime,
    url: str,
    moved_to: str | None,
) -> Fetched | NotModified | FetchFailed:
    """An answer that is no redirect."""
    headers, status = answer.headers, answer.status
    etag, modified = headers.get("ETag"), headers.get("Last-Modified")
    fresh = max_age(headers.get("Cache-Control"))
    if status == 304 and not (state.etag or state.last_modified):
        return FetchFailed(reason="HTTP 304 though we hold nothing of it", kind="broken", status=304)
    if status == 304:
        return NotModified(etag=etag, last_modified=modified, moved_to=moved_to, max_age=fresh)
    if status != 200:
        wait = retry_after(headers.get("Retry-After"), now) if status in (429, 503) else None
        reason = "challenge page" if await is_challenge(answer) else f"HTTP {status} {answer.reason or ''}".strip()
        return FetchFailed(reason=reason, kind="status", status=status, retry_after=wait)
    body, is_cut = await read_body(answer, policy)
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    if digest == state.body_digest and not is_cut:
        return NotModified(status=200, etag=etag, last_modified=modified, moved_to=moved_to, max_age=fresh)
    return Fetched(
        body=body,
        url=url,
        content_type=headers.get("Content-Type", ""),
        etag=None if is_cut else etag,
        last_modified=None if is_cut else modified,
        digest="" if is_cut else digest,
        is_cut=is_cut,
        moved_to=moved_to,
        max_age=fresh,
    )


async def read_body(answer: aiohttp.ClientResponse, policy: Policy) -> tuple[bytes, bool]:
    """The body up to the limits, and whether the connection ended before its end.

    aiohttp inflates piece by piece, so memory stays near the limit whatever the bomb.
    """
    if (answer.content_length or 0) > policy.most_bytes:
        raise TooBig(f"larger than {policy.most_bytes // 10**6} MB")
    pieces, size, content = [], 0, answer.content
    try:
        async for piece in content.iter_any():
            pieces.append(piece)
            size += len(piece)
            if size > policy.most_bytes:
                raise TooBig(f"larger than {policy.most_bytes // 10**6} MB")
            if size > 10**6 and size > policy.most_ratio * content.total_raw_bytes:
                raise TooBig(f"inflates to more than {policy.most_ratio} times what was sent")
    except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError, ConnectionError):
        if not size:
            raise
        return b"".join(pieces), True
    return b"".join(pieces) if len(pieces) != 1 else pieces[0], False


async def is_challenge(answer: aiohttp.ClientResponse) -> bool:
    """Whether a refusal is a page that wants proof of a human being."""
    if "html" not in answer.headers.get("Content-Type", ""):
        return False
    try:
        return bool(CHALLENGE.search(await answer.content.read(2**16)))
    except (aiohttp.ClientError, OSError):
        return False


def failed(error: Exception, policy: Policy) -> FetchFailed:
    """A failure in words of the trade, on one line."""
    text = " ".join(str(error).split())[:200] or type(error).__name__
    if isinstance(error, TooBig):
        return FetchFailed(reason=text, kind="too_big")
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return FetchFailed(reason=f"no connection within {policy.connect.total_seconds():g} s", kind="timeout")
    if isinstance(error, TimeoutError):
        return FetchFailed(reason=f"no complete answer within {policy.whole.total_seconds():g} s", kind="timeout")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchFailed(reason=f"the name {error.host} is not known", kind="unreachable")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return FetchFailed(reason=f"its certificate is not valid: {error.certificate_error}"[:200], kind="broken")
    if isinstance(error, aiohttp.ClientConnectorError):
        text = str(error.os_error)
        return FetchFailed(reason=text, kind="refused" if "not a public address" in text else "unreachable")
    if isinstance(error, (aiohttp.ClientResponseError, aiohttp.ClientPayloadError)):
        return FetchFailed(reason=f"no valid HTTP: {text}", kind="broken")
    return FetchFailed(reason=text, kind="unreachable")
