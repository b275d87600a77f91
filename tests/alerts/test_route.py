"""Which chats hear of a revision, how, and when."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.alerts.route import BUDGET, next_digest, route
from bot.model import Chat, Manner, Mute, Revision, Severity, State, Subscription
from tests.alerts.build import HOUR, MORNING, Desk, airport, closed, launched, on_ukraine, reopened, ruleset

ME = "telegram:1"


def chat(**more: object) -> Chat:
    return Chat(chat_id=ME, created_at=MORNING, **more)


def wants(**more: object) -> Subscription:
    return Subscription(subscription_id=1, chat_id=ME, created_at=MORNING, **more)


def sent(
    revision: Revision,
    *,
    known: bool = False,
    who: Chat | None = None,
    wish: Subscription | None = None,
    **more: object,
) -> str:
    """The manners in which the chat gets the revision."""
    messages = {ME: 7} if known else {}
    made = route(revision, [(who or chat(), (wish or wants(),))], messages, revision.made_at, **more)
    return " ".join(d.manner.value for d in made)


def attack() -> dict[str, Revision]:
    """60 at first (medium), a silent 62, then 160 (high)."""
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "a", launched(60))
    desk.tell(1 * HOUR, "b", launched(62))
    desk.tell(2 * HOUR, "c", launched(160))
    return {r.change.value: r for r in desk.revisions}


def test_a_chat_for_high_alone_gets_its_first_message_whole_when_it_becomes_high() -> None:
    told = attack()
    wish = wants(least=Severity.HIGH)
    assert sent(told["new"], wish=wish) == ""
    assert sent(told["edit"], wish=wish) == ""
    assert sent(told["update"], wish=wish) == "new"


def test_a_chat_that_has_the_message_gets_an_edit_and_an_answer() -> None:
    told = attack()
    assert sent(told["edit"], known=True) == "edit"
    assert sent(told["update"], known=True) == "edit reply"


def test_a_chat_that_subscribed_between_gets_the_whole_at_the_next_change_worth_a_word() -> None:
    told = attack()
    assert sent(told["edit"]) == ""
    assert sent(told["update"]) == "new"


def test_a_chat_with_the_message_is_kept_right_though_its_filter_would_not_let_it_pass() -> None:
    assert sent(attack()["update"], known=True, wish=wants(least=Severity.CRITICAL)) == "edit reply"


def test_a_chat_that_was_never_told_gets_no_reopening() -> None:
    desk = Desk(ruleset(closed(), reopened()))
    desk.tell(0 * HOUR, "a", airport("closed"))
    desk.tell(1 * HOUR, "a", airport("reopened"))
    again = next(r for r in desk.revisions if r.answers is not None)
    assert sent(again, answered={}) == ""
    assert sent(again, answered={ME: 3}) == "new"
    assert sent(again, answered={ME: 3}, wish=wants(rules=("closed",))) == "new"


@pytest.mark.parametrize(
    ("wish", "gets"),
    [
        (wants(), "new"),
        (wants(topics=("drones",)), "new"),
        (wants(topics=("aviation",)), ""),
        (wants(rules=("on-ukraine", "x")), "new"),
        (wants(rules=("x",)), ""),
        (wants(places=("UA",)), "new"),
        (wants(places=("Moscow",)), ""),
        (wants(paused=True), ""),
    ],
    ids=lambda v: repr(v)[:60] if isinstance(v, str) else "filter",
)
def test_filters(wish: Subscription, gets: str) -> None:
    assert sent(attack()["new"], wish=wish) == gets


def test_a_personal_watch_goes_to_its_chats_alone_whatever_anyone_subscribed_to() -> None:
    told = attack()["new"]
    assert sent(told, only=(ME,), wish=wants(topics=("aviation",))) == "new"
    assert sent(told, only=("telegram:2",)) == ""
    assert [d.chat_id for d in route(told, [(chat(), ())], {}, MORNING, only=(ME,))] == [ME]
    assert sent(told, only=(ME,), who=chat(paused=True)) == ""


def test_what_was_a_watch_of_the_chat_is_no_longer_edited_once_it_is_given_up() -> None:
    assert sent(attack()["edit"], known=True, only=("telegram:2",)) == ""


@pytest.mark.parametrize(("place", "gets"), [("VKO", "new"), ("moscow", "new"), ("RU", "new"), ("Saratov", "")])
def test_a_place_may_be_a_code_a_region_or_a_country(place: str, gets: str) -> None:
    desk = Desk(ruleset(closed()))
    desk.tell(0 * HOUR, "a", airport("closed"))
    assert sent(desk.revisions[0], wish=wants(places=(place,))) == gets


@pytest.mark.parametrize("who", [chat(paused=True), chat(ended="blocked")], ids=["paused", "gone"])
def test_nothing_goes_to_a_paused_or_ended_chat(who: Chat) -> None:
    assert sent(attack()["update"], who=who, known=True) == ""


def test_quiet_hours_hold_what_is_new_and_let_edits_and_critical_alerts_pass() -> None:
    who = chat(quiet_from=dt.time(22), quiet_until=dt.time(8))
    told = attack()["new"]
    (held,) = route(told, [(who, (wants(),))], {}, MORNING)
    assert held.state is State.HELD
    assert held.due_at == MORNING + HOUR  # eight in Kyiv
    edits = route(attack()["update"], [(who, (wants(),))], {ME: 1}, MORNING)
    assert [(d.manner, d.state) for d in edits] == [(Manner.EDIT, State.PENDING), (Manner.REPLY, State.HELD)]
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "force", launched(700), kind="official")
    (loud,) = route(desk.revisions[0], [(who, (wants(),))], {}, MORNING)
    assert loud.state is State.PENDING


def test_one_unconfirmed_outlet_wakes_nobody() -> None:
    who = chat(quiet_from=dt.time(22), quiet_until=dt.time(8))
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "hacked", launched(5000))
    (held,) = route(desk.revisions[0], [(who, (wants(),))], {}, MORNING)
    assert held.state is State.HELD


def test_after_quiet_hours_of_a_summer_night_the_clock_of_the_chat_counts() -> None:
    who = chat(quiet_from=dt.time(23), quiet_until=dt.time(7, 30), zone="America/New_York")
    at = dt.datetime(2026, 7, 1, 5, 0, tzinfo=dt.UTC)  # one in the morning there
    (held,) = route(attack()["new"], [(who, (wants(),))], {}, at)
    assert held.due_at == dt.datetime(2026, 7, 1, 11, 30, tzinfo=dt.UTC)


def test_over_the_budget_alerts_are_gathered_for_a_digest() -> None:
    told = attack()["new"]
    (held,) = route(told, [(chat(), (wants(),))], {}, MORNING + HOUR / 12, lately={ME: BUDGET})
    assert held.state is State.HELD
    assert held.due_at == MORNING + HOUR / 4
    (free,) = route(told, [(chat(), (wants(),))], {}, MORNING, lately={ME: BUDGET - 1})
    assert free.state is State.PENDING


@pytest.mark.parametrize(
    ("digest", "due"),
    [("hourly", MORNING.replace(hour=6)), ("08:00", MORNING.replace(hour=6)), ("06:00", MORNING + 23 * HOUR)],
)
def test_a_chat_may_have_its_alerts_together(digest: str, due: dt.datetime) -> None:
    (held,) = route(attack()["new"], [(chat(digest=digest), (wants(),))], {}, MORNING)
    assert (held.state, held.due_at) == (State.HELD, due)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "digest", "now", "due"),
    [
        ("Europe/Kyiv", "08:00", "2026-01-10T05:59", "2026-01-10T06:00"),
        ("Europe/Kyiv", "08:00", "2026-01-10T06:00", "2026-01-11T06:00"),
        ("Europe/Kyiv", "08:00", "2026-07-10T04:00", "2026-07-10T05:00"),
        ("America/New_York", "08:00", "2026-01-10T05:00", "2026-01-10T13:00"),
        ("Asia/Tokyo", "08:00", "2026-01-10T22:30", "2026-01-10T23:00"),
        ("Asia/Kolkata", "hourly", "2026-01-10T05:10", "2026-01-10T05:30"),
        ("Asia/Kathmandu", "hourly", "2026-01-10T05:15", "2026-01-10T06:15"),
        ("Europe/Kyiv", "hourly", "2026-01-10T05:59", "2026-01-10T06:00"),
        ("Europe/Kyiv", "03:30", "2026-03-28T12:00", "2026-03-29T01:30"),  # there is no half past three that night
        ("Europe/Kyiv", "08:00", "2026-10-24T12:00", "2026-10-25T06:00"),  # an hour later than the day before
        ("Nowhere/Town", "08:00", "2026-01-10T05:00", "2026-01-10T08:00"),
        ("Europe/Kyiv", "late", "2026-01-10T05:00", None),
    ],
)
def test_a_digest_is_due_by_the_clock_of_its_chat(zone: str, digest: str, now: str, due: str | None) -> None:
    assert next_digest(chat(digest=digest, zone=zone), utc(now)) == (due and utc(due))


def test_what_is_critical_waits_for_no_digest() -> None:
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "force", launched(700), kind="official")
    (loud,) = route(desk.revisions[0], [(chat(digest="hourly"), (wants(),))], {}, MORNING)
    assert (loud.state, loud.due_at) == (State.PENDING, MORNING)


def test_a_digest_that_would_fall_into_quiet_hours_waits_for_their_end_and_no_longer() -> None:
    night = {"quiet_from": dt.time(22), "quiet_until": dt.time(7, 30)}  # it is seven in Kyiv
    for digest, due in (("hourly", MORNING + HOUR), ("08:00", MORNING + HOUR), ("06:00", MORNING + 24.5 * HOUR)):
        (held,) = route(attack()["new"], [(chat(digest=digest, **night), (wants(),))], {}, MORNING)
        assert (held.state, held.due_at) == (State.HELD, due)


@pytest.mark.parametrize(
    ("what", "name", "gets"),
    [
        ("everything", "", ""),
        ("rule", "on-ukraine", ""),
        ("rule", "other", "new"),
        ("topic", "drones", ""),
        ("place", "UA", ""),
        ("event", "1", ""),
        ("event", "2", "new"),
    ],
)
def test_a_mute_hides_what_it_names_until_it_ends(what: str, name: str, gets: str) -> None:
    mute = Mute(chat_id=ME, what=what, name=name, until=MORNING + HOUR, created_at=MORNING)
    told = attack()["new"]
    assert sent(told, mutes={ME: (mute,)}) == gets
    over = Mute(chat_id=ME, what=what, name=name, until=MORNING, created_at=MORNING)
    assert sent(told, mutes={ME: (over,)}) == "new"


def test_the_backlog_and_drafts_reach_no_chat() -> None:
    desk = Desk(ruleset(on_ukraine()))
    desk.tell(0 * HOUR, "a", launched(97), learning=True)
    assert sent(desk.revisions[0]) == ""
    draft = Desk(ruleset(on_ukraine(status="draft")))
    draft.tell(0 * HOUR, "a", launched(97))
    assert sent(draft.revisions[0]) == ""


def test_an_edit_that_only_adds_outlets_is_minor() -> None:
    desk = Desk(ruleset(on_ukraine()))
    for n, outlet in enumerate("abc"):
        desk.tell(n * HOUR / 60, outlet, launched(97))
    desk.finish()
    made = route(desk.revisions[-1], [(chat(), (wants(),))], {ME: 1}, MORNING)
    assert [d.is_minor for d in made] == [True]
