"""The full text of an article's page: fetched within the limits of feeds, extracted by trafilatura."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

import aiohttp

from bot.feeds.body import Body, Parsed
from bot.feeds.encoding import to_utf8
from bot.feeds.fetch import Fetched, NotModified, fetch
from bot.feeds.policy import ANY, Policy
from bot.feeds.session import make_session
from bot.feeds.text import plain_text, tidy
from bot.model import Article, FeedState

MOST_BYTES = 3_000_000
"""A page of an article is a tenth of it; what is larger is no article."""
SHORT = 400
"""A summary below so many characters leaves things out."""
CUT = re.compile(r"(?:…|\.\.\.|\[\.\.\.\]|\[…\]|read more|читать далее|читати далі)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`text` is empty where there is none; `reason` then says why."""

    url: str
    text: str = ""
    reason: str = ""


def is_summary(article: Article) -> bool:
    """Whether the feed gave less than the article: a short or cut text. Posts of a channel are whole."""
    is_post = article.url.startswith("https://t.me/")
    return not is_post and (len(article.text) < SHORT or CUT.search(article.text) is not None)


LONGER = 1.2
"""A page's text is taken where it is longer than the summary by so much ..."""
SHARED = 0.5
"""... and holds so many of the summary's words: a page that asks for consent, or for money, does not."""
WORD = re.compile(r"\w{3,}")


def parse_page(body: Body) -> Parsed:
    """The article of a feed's summary with the text of its page: a second edition, written when the first was."""
    article = body.page_of
    assert article is not None
    page = read_page(body.content, body.content_type, body.url)
    if not page.text:
        return Parsed(problem=page.reason)
    if not is_whole_of(page.text, article):
        return Parsed(problem="the page does not hold the article that its summary tells of")
    whole = replace(
        article,
        text=page.text[:MOST_CHARACTERS],
        digest="",
        fetched_at=body.fetched_at,
        updated_at=article.updated_at or article.published_at,
    )
    return Parsed(articles=(whole,), items=1, format="page")


MOST_CHARACTERS = 100_000


def is_whole_of(text: str, article: Article) -> bool:
    words = set(WORD.findall(article.text.casefold()))
    found = words & set(WORD.findall(text.casefold()))
    return len(text) >= LONGER * len(article.text) and len(found) >= SHARED * len(words)


async def fetch_page(
    url: str,
    *,
    session: aiohttp.ClientSession | None = None,
    policy: Policy | None = None,
    private_addresses: bool = False,
    now: dt.datetime | None = None,
) -> Page:
    """The text of the page at `url`. Never raises for what a server sends; without a session it makes its own."""
    if session is None:
        policy = policy or Policy(allowed=ANY if private_addresses else ())
        async with make_session(policy) as own:
            return await fetch_page(url, session=own, policy=policy, now=now)
    now = now or dt.datetime.now(dt.UTC)
    outcome = await fetch(session, FeedState(feed_id="page", url=url, due_at=now), policy or Policy(), now)
    if isinstance(outcome, Fetched):
        return read_page(outcome.body, outcome.content_type, outcome.url)
    return Page(url=url, reason="nothing new" if isinstance(outcome, NotModified) else outcome.reason)


def read_page(body: bytes, content_type: str, url: str) -> Page:
    """The article in a page's bytes. Heavy (some 20 ms) and pure: belongs into a worker."""
    if len(body) > MOST_BYTES:
        return Page(url=url, reason=f"a page of more than {MOST_BYTES // 10**6} MB is no article")
    kind = content_type.partition(";")[0].strip().lower()
    content, _ = to_utf8(body, content_type)
    if kind == "text/plain":
        return Page(url=url, text=tidy(content.decode("utf-8", "replace")))
    if kind and "html" not in kind and "xml" not in kind:
        return Page(url=url, reason=f"{kind} is no web page")
    import trafilatura  # takes most of a second; most processes never need it

    try:
        found = trafilatura.extract(
            content.decode("utf-8", "replace"),
            url=url,
            include_comments=False,
            include_tables=False,
            deduplicate=True,
        )
    except Exception as error:  # a border: other people's HTML in other people's parser
        return Page(url=url, reason=f"the page cannot be read ({type(error).__name__})")
    text = plain_text(found or "")
    return Page(url=url, text=text) if text else Page(url=url, reason="no article text was found on this page")
