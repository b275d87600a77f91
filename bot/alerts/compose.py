"""A revision -> the message of a chat, in its language, by its clock. One glance: how loud, what, where, how
many, who says so, since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from bot.alerts.describe import beside_text, change_text, state_text, title_of, what_text
from bot.alerts.lines import Line, Piece, bold, fit, line, render_html, render_plain
from bot.alerts.speech import NO_BREAK, Names, Tongue, tongue_of
from bot.alerts.voices import voices
from bot.alerts.words import LANGUAGES, MARKS
from bot.model import Chat, Event, Manner, Message, Revision, Rule, Severity, Source

LINKS = 5
NAMES_SHOWN = 30
"""Grouped places that are named one by one."""


def compose(
    revision: Revision,
    rule: Rule | None,
    chat: Chat,
    manner: Manner,
    now: dt.datetime,
    names: Names | None = None,
) -> Message:
    """The whole state (`NEW`, `EDIT`) or the short answer that tells the change (`REPLY`).

    `rule` is None where it is gone since; `names` are places in other languages (`names.names_of`).
    """
    tongue = tongue_of(chat, names)
    lines = reply_lines(revision, rule, tongue) if manner is Manner.REPLY else whole(revision, rule, chat, tongue)
    return message_of(lines)


def message_of(lines: Iterable[Line]) -> Message:
    kept = fit(lines)
    return Message(html=render_html(kept), plain=render_plain(kept))


def whole(revision: Revision, rule: Rule | None, chat: Chat, tongue: Tongue) -> list[Line]:
    first = revision.events[0]
    head = line(f"{mark_of(revision)} ", bold(title_of(rule, first, tongue, is_group(revision))))
    body = group_lines(revision, tongue) if is_group(revision) else event_lines(first, rule, tongue, revision)
    sources = [s for e in revision.events for s in e.sources]
    return [head, *body, *source_lines(revision, sources, chat, tongue), *time_lines(revision, tongue)]


def is_group(revision: Revision) -> bool:
    return len(revision.events) > 1


def mark_of(revision: Revision) -> str:
    severity = max((e.severity for e in revision.events), default=revision.severity)
    return MARKS[Severity(severity).word]


def event_lines(event: Event, rule: Rule | None, tongue: Tongue, revision: Revision) -> list[Line]:
    said = what_text(event, rule, tongue)
    is_said = event.kind == "status" and event.ended_at is None and not (rule and rule.message)
    lines = [] if is_said else [line(bold(said), was_text(revision, event, tongue))]
    if event.unconfirmed:
        lines.append(line("❗ ", Piece(tongue.say("unconfirmed"), "i")))
    if revision.is_correction:
        lines.append(line(change_text(revision, event, tongue)))
    lines += [line(text, spare=4) for text in beside_text(event, tongue)]
    return lines


def was_text(revision: Revision, event: Event, tongue: Tongue) -> str:
    """What had been told aloud before, where it was another number and no correction says so."""
    before = revision.before.value if revision.before else None
    if event.held is None or before in (None, event.held.value) or revision.is_correction:
        return ""
    return f" · {tongue.say('was', n=tongue.number(before))}" if before is not None else ""


def group_lines(revision: Revision, tongue: Tongue) -> list[Line]:
    """Several events in one message, each by its name and, where it is over, what became of it."""
    shown = revision.events[:NAMES_SHOWN]
    lines = [line("• ", bold(place_text(event, tongue)), f": {state_text(event, tongue)}") for event in shown]
    more = len(revision.events) - len(shown)
    if more:
        lines.append(line(tongue.say("and_more", n=tongue.number(more))))
    return lines


def place_text(event: Event, tongue: Tongue) -> str:
    name = tongue.name(event.fields.get("name") or event.fields.get("place") or "")
    code = event.fields.get("airport")
    if name and code:
        return f"{name} ({code})"
    return name or code or what_text(event, None, tongue)


def source_lines(revision: Revision, sources: Sequence[Source], chat: Chat, tongue: Tongue) -> list[Line]:
    lines: list[Line] = []
    outlets = tongue.counted(outlet_count(revision), "outlet")
    who = [v for v in voices(sources) if v not in {s.outlet for s in sources}][:2]
    if who:
        said = f" {tongue.say('by_both')} ".join(tongue.name(w) for w in who)
        lines.append(line(tongue.say("says", who=said, outlets=outlets)))
    else:
        lines.append(line(tongue.say("carried", outlets=outlets)))
    quoted = next((s.evidence for s in reversed(telling(sources)) if s.evidence), "")
    if quoted:
        lines.append(line(Piece(quoted, "quote"), spare=6))
    lines.append(link_line(sources, chat, tongue))
    return lines


def telling(sources: Sequence[Source]) -> list[Source]:
    """The sources that made the message what it is: late ones and copies aside."""
    return [s for s in sources if s.role in ("new", "update", "revised", "held")] or list(sources[:1])


def outlet_count(revision: Revision) -> int:
    return max((e.outlets for e in revision.events), default=1) or 1


def link_line(sources: Sequence[Source], chat: Chat, tongue: Tongue) -> Line:
    by_outlet = {s.outlet: s for s in reversed(sources)}
    ordered = list(dict.fromkeys(s.outlet for s in sources))
    pieces: list[Piece] = [Piece(f"{tongue.say('sources')}: ")]
    for number, outlet in enumerate(ordered[:LINKS]):
        url = by_outlet[outlet].url if chat.with_links else ""
        pieces += [Piece(", ")] if number else []
        pieces.append(Piece(shown_outlet(outlet, chat), "", url))
    more = len(ordered) - LINKS
    if more > 0:
        pieces.append(Piece(f", {tongue.say('and_more', n=tongue.number(more))}"))
    return Line(tuple(pieces), 5)


def shown_outlet(outlet: str, chat: Chat) -> str:
    """Without links a host must not look like one either: Telegram would make it a link."""
    return outlet if chat.with_links else outlet.replace(".", "․")


def time_lines(revision: Revision, tongue: Tongue) -> list[Line]:
    """When it happened where a text names the hour, and when it was written: never only when we sent it."""
    lines = []
    first = revision.events[0]
    if first.kind == "status" and first.happened_at is not None and first.ended_at is None:
        lines.append(line(tongue.say("since", at=tongue.time(first.happened_at))))
    written = max((e.last_report_at for e in revision.events), default=revision.made_at)
    caused = [s.written_at for e in revision.events for s in e.sources if s.article_id == revision.article_id]
    lines.append(line(tongue.say("written", at=tongue.time(max(caused, default=written)))))
    return lines


# -- answers to a message --------------------------------------------------------------------------------------


def reply_lines(revision: Revision, rule: Rule | None, tongue: Tongue) -> list[Line]:
    changed = [e for e in revision.events if e.event_id in revision.changed] or list(revision.events)
    lines = []
    for event in changed[:NAMES_SHOWN]:
        text = change_text(revision, event, tongue) or what_text(event, rule, tongue)
        lines.append(line(f"{mark_of(revision)} ", bold(text)))
    title = title_of(rule, changed[0], tongue, is_group(revision))
    caused = [s for e in changed for s in e.sources if s.article_id == revision.article_id]
    said = [tongue.name(s.voice) for s in caused if s.voice][:1] or [s.outlet for s in caused][:1]
    if any(e.unconfirmed for e in changed):
        title = f"{title}; {tongue.say('unconfirmed')}"
    lines.append(line(title + (f" · {said[0]}" if said else "")))
    written = max((s.written_at for s in caused), default=revision.made_at)
    lines.append(line(tongue.say("written", at=tongue.time(written))))
    return lines


# -- several at once ------------------------------------------------------------------------------------------


def compose_digest(
    revisions: Sequence[Revision],
    rules: Mapping[str, Rule],
    chat: Chat,
    now: dt.datetime,
    names: Names | None = None,
) -> Message:
    """Alerts that were held for a chat as one message with their true count, the loudest first to be kept."""
    tongue = tongue_of(chat, names)
    latest: dict[int, Revision] = {}
    for revision in revisions:
        known = latest.get(revision.alert_id)
        if known is None or revision.number > known.number:
            latest[revision.alert_id] = revision
    if not latest:
        return Message(html="", plain="")
    times = [r.made_at for r in revisions]
    alerts = tongue.counted(len(latest), "alert")
    span = {"start": tongue.time(min(times)), "end": tongue.time(max(times))}
    head = line(bold(tongue.say("digest", alerts=alerts, **span)))
    by_time = sorted(latest.values(), key=lambda r: (r.made_at, r.alert_id))
    return message_of([head, *digest_lines(by_time, rules, tongue)])


def digest_lines(revisions: Sequence[Revision], rules: Mapping[str, Rule], tongue: Tongue) -> list[Line]:
    """As many as have room; of the others their number."""
    loudest = sorted(revisions, key=lambda r: (-r.severity, r.made_at))
    lines: dict[int, Line] = {}
    for revision in loudest:
        said = digest_line(revision, rules.get(revision.rule_id), tongue)
        more = tongue.say("more_alerts", alerts=tongue.counted(len(revisions), "alert"))
        room = render_html([*lines.values(), said, line(more)])
        if len(room.encode("utf-16-le")) // 2 > 3_600:
            break
        lines[revision.alert_id] = said
    shown = [lines[r.alert_id] for r in revisions if r.alert_id in lines]
    left = len(revisions) - len(shown)
    if left:
        shown.append(line(tongue.say("more_alerts", alerts=tongue.counted(left, "alert"))))
    return shown


def digest_line(revision: Revision, rule: Rule | None, tongue: Tongue) -> Line:
    event = revision.events[0]
    title = title_of(rule, event, tongue, is_group(revision))
    if is_group(revision):
        what = ", ".join(place_text(e, tongue) for e in revision.events[:NAMES_SHOWN])
    else:
        what = what_text(event, rule, tongue)
    doubt = f"; {tongue.say('unconfirmed')}" if event.unconfirmed else ""
    return line(
        f"{mark_of(revision)} {tongue.hour(revision.made_at)} ", bold(short(title)), f": {short(what)}{doubt}"
    )


def short(text: str, most: int = 300) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def headlines(revision: Revision, rules: Mapping[str, Rule], names: Names | None = None) -> tuple[str, ...]:
    """The alert as one line in each language, English first: what it is found by in the history."""
    made = []
    for language in LANGUAGES:
        chat = Chat(chat_id="console", language=language, zone="UTC", created_at=revision.made_at)
        said = digest_line(revision, rules.get(revision.rule_id), tongue_of(chat, names))
        made.append(render_plain([Line(said.pieces[1:])]).replace(NO_BREAK, " "))
    return tuple(made)
