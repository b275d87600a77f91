"""The flow of a poll: which feeds are due, what came back, read by workers, taken in by the store's thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

import structlog

from bot.errors import StoreError
from bot.feeds.body import Body
from bot.feeds.fetch import Fetched, FetchFailed, NotModified
from bot.feeds.health import Taken, first_state, next_state, notice, told
from bot.feeds.notes import note_of
from bot.feeds.page import is_summary
from bot.feeds.policy import Policy
from bot.feeds.poller import Poller
from bot.feeds.session import make_session
from bot.model import Article, Feed, FeedState, Note
from bot.pipeline.take import Arrival, Newsdesk, take_in
from bot.pipeline.workers import Workers
from bot.store import Store
from bot.store.feeds import save_feed_states
from bot.store.notes import add_notes
from bot.store.thread import StoreThread

STORE_PAUSE = dt.timedelta(seconds=30)
"""How long a feed waits whose answer could not be stored: its server is not asked over and over meanwhile."""

FUTURE = dt.timedelta(minutes=5)

PAGE, PAGE_RANK = "page:", 9
"""How the poller knows a page, and its place in the queue of its host: after all feeds."""
MOST_PAGES = 200
"""Pages that wait or are under way; a flood of news is read from its summaries."""

Clock = Callable[[], dt.datetime]

log = structlog.get_logger()


class Polling:
    """Polls feeds and takes in what they say. Holds the poller, the workers and where each feed stands."""

    def __init__(
        self,
        store: StoreThread,
        desk: Newsdesk,
        policy: Policy,
        workers: Workers,
        clock: Clock,
        jitter: Callable[[], float] = lambda: 0.0,
        queued: Callable[[], None] = lambda: None,
        with_pages: bool = False,
    ) -> None:
        """`jitter` gives numbers in 0..1 that spread polls over time; `queued` is called after a commit that put
        deliveries into the outbox; `with_pages`: read the page of an article, too, where its feed gave a summary that
        tells something. Call inside the running loop."""
        self.store = store
        self.desk = desk
        self.policy = policy
        self.workers = workers
        self.clock = clock
        self.jitter = jitter
        self.queued = queued
        self.feeds: dict[str, Feed] = {}
        self.states: dict[str, FeedState] = {}
        self.unsaved: dict[str, FeedState] = {}
        self.with_pages = with_pages
        self.pages: dict[str, Article] = {}
        """Articles whose page is asked for or waits to be, by the name under which the poller knows it."""
        self.notes: list[Note] = []
        """What the owner should hear of feeds, until it is stored."""
        self.last_article_at: dt.datetime | None = None
        self.poller = Poller(make_session(policy), policy, self.take, clock)

    def set_feeds(self, feeds: Iterable[Feed], known: dict[str, FeedState]) -> None:
        """Poll these feeds from now on; `known` says where they stood before."""
        self.feeds = {f.feed_id: f for f in feeds if f.on}
        now = self.clock()
        before = known | self.states
        self.states = {i: stand(f, before.get(i), now) for i, f in self.feeds.items()}

    def tick(self) -> int:
        """Ask every feed that is due; returns how many were queued."""
        now = self.clock()
        due = [s for s in self.states.values() if s.due_at <= now]
        return sum(self.poller.ask(state, rank_of(self.feeds[state.feed_id])) for state in due)

    def set_back(self, by: dt.timedelta) -> None:
        """The clock was set back by so much: feeds are due as soon as they would have been without it."""
        self.states = {
            i: s if s.status == "gone" else replace(s, due_at=s.due_at - by) for i, s in self.states.items()
        }
        self.poller.set_back(by)

    async def take(self, state: FeedState, answer: Fetched | NotModified | FetchFailed) -> None:
        """One answer: read it, store what is new, and only then let the feed's state move on."""
        if state.feed_id in self.pages:
            await self.take_page(self.pages.pop(state.feed_id), answer)
            return
        feed = self.feeds.get(state.feed_id)
        if feed is None:  # taken out of the list while it was being asked
            return
        now = self.clock()
        if isinstance(answer, FetchFailed) and state.failures == 0:
            log.warning("a feed could not be read; it is asked again", feed=feed.feed_id, because=answer.reason)
        if not isinstance(answer, Fetched):
            self.put(next_state(state, answer, now, policy=self.policy, jitter=self.jitter()), is_saved=False)
            return
        worked = await self.workers.read(body_of(feed, state, answer, now), self.desk.book)
        parsed = worked.parsed
        after = next_state(
            state, Taken(fetched=answer, parsed=parsed), now, policy=self.policy, jitter=self.jitter()
        )
        arrival = Arrival(parsed.articles, worked.readings, after, is_backlog=not state.is_learned)
        try:
            if await self.store.call(take_in, self.desk, [arrival], now):
                self.queued()
        except StoreError as error:
            log.error(
                "what a feed said could not be stored; it is asked again", feed=feed.feed_id, because=str(error)
            )
            self.states[feed.feed_id] = replace(state, due_at=now + STORE_PAUSE)
            return
        self.put(after, is_saved=True)
        if parsed.articles:
            self.last_article_at = now
            self.ask_pages(arrival, now)
            log.info("articles", feed=feed.feed_id, new=len(parsed.articles), backlog=arrival.is_backlog or None)

    def ask_pages(self, arrival: Arrival, now: dt.datetime) -> None:
        """Queue the pages of articles of which the feed gave a summary that tells something. They come after all
        feeds of their host; what does not come leaves the summary, which is decided already."""
        if not self.with_pages or arrival.is_backlog:
            return
        for article, reading in zip(arrival.articles, arrival.readings, strict=True):
            tells = reading.facts or reading.unread
            if tells and article.edition == 1 and is_summary(article) and len(self.pages) < MOST_PAGES:
                name = f"{PAGE}{article.article_id}"
                if self.poller.ask(FeedState(feed_id=name, url=article.url, due_at=now), PAGE_RANK):
                    self.pages[name] = article

    async def take_page(self, article: Article, answer: Fetched | NotModified | FetchFailed) -> None:
        """A second reading of an article, from its page."""
        if not isinstance(answer, Fetched) or (feed := self.feeds.get(article.feed_id)) is None:
            return
        body = Body(
            content=answer.body,
            feed=feed,
            fetched_at=self.clock(),
            url=answer.url,
            content_type=answer.content_type,
            page_of=article,
        )
        worked = await self.workers.read(body, self.desk.book)
        if not worked.parsed.articles:
            log.debug(
                "a page leaves the summary as it is", article=article.article_id, because=worked.parsed.problem
            )
            return
        arrival = Arrival(worked.parsed.articles, worked.readings)
        try:
            if await self.store.call(take_in, self.desk, [arrival], self.clock()):
                self.queued()
        except StoreError as error:
            log.error("a page could not be stored", article=article.article_id, because=str(error))

    def put(self, state: FeedState, *, is_saved: bool) -> None:
        """Let the feed stand there. A changed health is told once, and again on recovery."""
        feed = self.feeds[state.feed_id]
        if (text := notice(state, feed)) is not None:
            log.warning(text, feed=feed.feed_id, status=state.status)
            self.notes.append(note_of(state, feed, self.clock()))
            state, is_saved = told(state), False
        self.states[feed.feed_id] = state
        if not is_saved:
            self.unsaved[feed.feed_id] = state

    async def save(self) -> None:
        """Write where feeds stand that said nothing new. Together, since nothing is lost where one is missing."""
        if self.unsaved:
            states, self.unsaved = self.unsaved, {}
            notes, self.notes = self.notes, []
            try:
                await self.store.write(save_states, list(states.values()), notes)
            except StoreError as error:
                self.unsaved, self.notes = states | self.unsaved, notes + self.notes
                log.error("where feeds stand could not be stored", because=str(error))

    async def idle(self) -> None:
        """Return when nothing is queued or under way."""
        await self.poller.idle()

    async def close(self) -> None:
        """Stop polling. An answer that is not stored yet is dropped whole: it comes again at the next start."""
        await self.poller.close()
        await self.save()


def save_states(store: Store, states: list[FeedState], notes: list[Note]) -> None:
    save_feed_states(store, states)
    add_notes(store, notes)


def stand(feed: Feed, known: FeedState | None, now: dt.datetime) -> FeedState:
    """Where a feed stands. One whose address was edited in the list is asked there, its backlog taken as known."""
    if known is not None and known.last_ok_at is not None and known.last_ok_at > now + FUTURE:
        known = replace(known, due_at=min(known.due_at, now))  # the clock was ahead then: it may have been years
    if known is not None and known.listed in ("", feed.url):
        return replace(known, listed=feed.url)
    is_learned = known is not None and known.is_learned
    return replace(first_state(feed, now), listed=feed.url, is_learned=is_learned)


def body_of(feed: Feed, state: FeedState, fetched: Fetched, now: dt.datetime) -> Body:
    return Body(
        content=fetched.body,
        feed=feed,
        fetched_at=now,
        url=fetched.url,
        content_type=fetched.content_type,
        known=state.item_digests,
        is_cut=fetched.is_cut,
    )


def rank_of(feed: Feed) -> int:
    """Official channels go first on a host they share with others."""
    return 0 if feed.kind == "official" else 1
