"""/history, /last, /alert, /why, /sources: what was told, and on what grounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.alerts.compose import compose
from bot.commands.buttons import alert_buttons
from bot.commands.desk import Desk, code, menu
from bot.commands.filters import meaning
from bot.commands.lines import event_line, show_figure
from bot.commands.reasons import say_reason
from bot.commands.texts import Html, Text, escape, shortened
from bot.commands.times import read_length, show_time
from bot.commands.topics import MARKS
from bot.model import Event, Fate, Manner, Message, Reply, Report, Revision, Source
from bot.store.alerts import get_revision
from bot.store.articles import find_article, get_article
from bot.store.reports import reports_of_event
from bot.store.search import NO_END, Asked, search_alerts
from bot.store.why import why_article as ground_of

PER_PAGE = 6
ROOM = 32
"""Bytes that a button's command may have, so that it also fits when a channel's number goes before it."""
MOST_REPORTS = 20
MOST_SOURCES = 25

TITLE = Text("<b>History</b>{asked}", "<b>Історія</b>{asked}", "<b>История</b>{asked}")
NOTHING = Text(
    "Nothing found{asked}. Words, a rule, a place and a number of days narrow it: {example}",
    "Нічого не знайдено{asked}. Звузити можна словами, правилом, місцем і кількістю днів: {example}",
    "Ничего не найдено{asked}. Сузить можно словами, правилом, местом и числом дней: {example}",
)
NO_ALERT = Text(
    "There is no alert {number}. The newest: /last, all of them: /history",
    "Сповіщення {number} немає. Останнє: /last, усі: /history",
    "Оповещения {number} нет. Последнее: /last, все: /history",
)
WHICH = Text(
    "Which one? Its number stands in /history: {example}",
    "Яке саме? Номер є в /history: {example}",
    "Какое именно? Номер есть в /history: {example}",
)
WHY = Text("<b>Why alert {number}</b>", "<b>Чому сповіщення {number}</b>", "<b>Почему оповещение {number}</b>")
ORIGINS = Text(
    "Origins: {voices}, outlets: {outlets}",
    "Першоджерел: {voices}, видань: {outlets}",
    "Первоисточников: {voices}, изданий: {outlets}",
)
REPORTS = Text("What each report did:", "Що дало кожне повідомлення:", "Что дало каждое сообщение:")
SOURCES = Text(
    "<b>Sources of alert {number}</b>",
    "<b>Джерела сповіщення {number}</b>",
    "<b>Источники оповещения {number}</b>",
)
MORE = Text("… and {count} more", "… і ще {count}", "… и ещё {count}")
WHY_BUTTON = Text("Why", "Чому", "Почему")
SOURCES_BUTTON = Text("Sources", "Джерела", "Источники")
WHY_ARTICLE = Text("<b>What became of</b> {title}", "<b>Що сталося з</b> {title}", "<b>Что стало с</b> {title}")
NO_ARTICLE = Text(
    "This page was never read here. /feeds shows what is.",
    "Цю сторінку тут не читали. Що читаю: /feeds",
    "Эту страницу здесь не читали. Что читаю: /feeds",
)
NO_FACTS = Text("Nothing in it was of any rule.", "У ній немає нічого для правил.", "В ней нет ничего для правил.")
FATES = {
    Fate.COPY: Text("copy", "копія", "копия"),
    Fate.NO_MATCH: Text("no rule", "не за правилом", "не по правилу"),
    Fate.LATE: Text("late", "запізно", "поздно"),
    Fate.BELOW: Text("below the threshold", "нижче порога", "ниже порога"),
    Fate.WAITING: Text("waiting", "очікує", "ожидает"),
    Fate.NEW: Text("new", "нове", "новое"),
    Fate.SAME: Text("the same", "те саме", "то же самое"),
    Fate.REVISED: Text("revised", "уточнено", "уточнено"),
    Fate.UPDATE: Text("update", "оновлення", "обновление"),
    Fate.HELD: Text("held", "затримано", "задержано"),
}


# -- finding -----------------------------------------------------------------------------------------------


def history(desk: Desk) -> Reply:
    """`/history [words, rule, place, days]`; a last word like `b120` goes on before that alert."""
    language = desk.language
    words, before = split_page(desk.ask.arguments)
    found = [
        hit
        for hit in search_alerts(desk.store, read_search(desk, words), PER_PAGE + 1, before)
        if desk.may_see(hit.rule_id)
    ]
    shown = Html(f": {escape(shortened(words, 60))}" if words else "")
    if not found:
        return desk.say(NOTHING(language, asked=shown, example=code("/history Kyiv 7d")))
    lines = []
    for hit in found[:PER_PAGE]:
        revision = get_revision(desk.store, hit.alert_id)
        lines += revision_lines(desk, revision) if revision else []
    turn = [menu("«", f"history {words}".strip())] if before != NO_END else []
    if len(found) > PER_PAGE:
        turn.append(menu("»", f"history {words} b{found[PER_PAGE - 1].alert_id}".replace("  ", " ")))
    kept = [button for button in turn if len(button.command.encode()) <= ROOM]
    return desk.say(TITLE(language, asked=shown), *lines, rows=[kept])


def split_page(arguments: str) -> tuple[str, int]:
    """The words, and the alert before which a button goes on."""
    words = arguments.split()
    if words and words[-1][:1] == "b" and words[-1][1:].isdigit() and len(words[-1]) < 16:
        return " ".join(words[:-1]), int(words[-1][1:])
    return " ".join(words), NO_END


def read_search(desk: Desk, words: str) -> Asked:
    """Rules, topics, places and a length are filters; whatever is left is looked for as text."""
    ids = {name: r.rule_id for r in desk.house.ruleset.rules.values() for name in (r.rule_id, *r.was)}
    left: list[str] = []
    named: dict[str, str] = {}
    since = None
    for word in words.split():
        if length := read_length(word):
            since = desk.now - length
            continue
        kind, value = meaning(word, desk.topics, ids, desk.house.places)
        if kind in ("rule", "topic", "place") and kind not in named:
            named[kind] = value
        else:
            left.append(word)
    return Asked(
        text=" ".join(left),
        since=since,
        rule=named.get("rule"),
        topic=named.get("topic"),
        place=named.get("place"),
    )


def revision_lines(desk: Desk, revision: Revision) -> list[Html]:
    """Two lines for an alert: when and what, and how to see more."""
    at = show_time(revision.made_at, desk.chat.zone, desk.now, desk.language)
    title = title_of(desk, revision.rule_id)
    head = "; ".join(event_line(e, title, desk.house.places, desk.language) for e in revision.events[:3])
    mark = MARKS[revision.severity]
    number = revision.alert_id
    return [Html(f"{mark} <b>{head}</b>"), Html(f"    {escape(at)} · /alert_{number} · /why_{number}")]


def title_of(desk: Desk, rule_id: str) -> str:
    rule = desk.house.ruleset.rules.get(rule_id)
    return rule.title_in(desk.language) if rule else rule_id


def last(desk: Desk) -> Reply:
    """`/last [words]`: the newest alert as it stands now."""
    found = search_alerts(desk.store, read_search(desk, desk.ask.arguments))
    seen = next((hit.alert_id for hit in found if desk.may_see(hit.rule_id)), None)
    revision = get_revision(desk.store, seen) if seen is not None else None
    if revision is None:
        return desk.say(NOTHING(desk.language, asked="", example=code("/last airports")))
    return Reply(messages=(whole(desk, revision),))


def alert(desk: Desk) -> Reply:
    """`/alert ID`."""
    found = asked_revision(desk)
    return found if isinstance(found, Reply) else Reply(messages=(whole(desk, found),))


def asked_revision(desk: Desk) -> Revision | Reply:
    """The newest revision of the alert whose number was given, or what to answer instead."""
    word = desk.ask.arguments.strip().lstrip("#")
    if not word.isdigit():
        return desk.say(WHICH(desk.language, example=code(f"/{desk.ask.command} 12")))
    revision = get_revision(desk.store, int(word[:12]))
    if revision and not desk.may_see(revision.rule_id):
        revision = None
    return revision or desk.say(NO_ALERT(desk.language, number=word[:12]))


def whole(desk: Desk, revision: Revision) -> Message:
    """The alert as it would be sent now."""
    rule = desk.house.ruleset.rules.get(revision.rule_id)
    one = compose(revision, rule, desk.chat, Manner.NEW, desk.now, desk.house.places.names)
    return replace(one, buttons=alert_buttons(revision, desk.chat, Manner.NEW, desk.house.public_url))


# -- why ---------------------------------------------------------------------------------------------------


def why(desk: Desk) -> Reply:
    """`/why ID` for an alert, `/why URL` for an article that raised none."""
    word = desk.ask.arguments.strip()
    if "://" in word or word.startswith("www."):
        return why_article(desk, word.split()[0])
    revision = asked_revision(desk)
    if isinstance(revision, Reply):
        return revision
    language = desk.language
    lines = [WHY(language, number=revision.alert_id), escape(say_reason(revision.reason, language))]
    for event in revision.events[:4]:
        lines += [Html(""), *why_event(desk, event)]
    rows = [[menu(SOURCES_BUTTON.label(language), f"sources {revision.alert_id}")]]
    return desk.say(*lines, rows=rows)


def why_event(desk: Desk, event: Event) -> list[Html]:
    language = desk.language
    head = Html(f"<b>{event_line(event, title_of(desk, event.rule_id), desk.house.places, language)}</b>")
    voices = len({s.voice for s in event.sources if s.voice}) or len(event.sources)
    outlets = len({s.outlet for s in event.sources})
    quotes = [quote(s) for s in event.sources if s.evidence][:3]
    reports = reports_of_event(desk.store, event.event_id)
    shown = [report_line(desk, r, event) for r in reports[:MOST_REPORTS]]
    more = [MORE(language, count=len(reports) - MOST_REPORTS)] if len(reports) > MOST_REPORTS else []
    return [head, ORIGINS(language, voices=voices, outlets=outlets), *quotes, REPORTS(language), *shown, *more]


def quote(source: Source) -> Html:
    return Html(f"<blockquote>{escape(shortened(source.evidence, 300))} — {escape(source.outlet)}</blockquote>")


def quoted(words: str) -> Html:
    return Html(f"<blockquote>{escape(shortened(words, 300))}</blockquote>")


def report_line(desk: Desk, report: Report, event: Event) -> Html:
    """When, who, what it changed, and the stored reason."""
    article = get_article(desk.store, report.article_id)
    figure = next((f for f in event.figures if f.article_id == report.article_id), None)
    parts = [
        show_time(report.at, desk.chat.zone, desk.now, desk.language),
        article.outlet if article else report.article_id,
        FATES[report.fate].label(desk.language) + (f" {show_figure(figure, desk.language)}" if figure else ""),
        shortened(say_reason(report.reason, desk.language), 160),
    ]
    return Html("• " + escape(" · ".join(parts)))


def why_article(desk: Desk, url: str) -> Reply:
    language = desk.language
    article = find_article(desk.store, url)
    if article is None:
        return desk.say(NO_ARTICLE(language))
    found = ground_of(desk.store, article)
    reports = [r for r in found.reports if desk.may_see(r.rule_id or "")][:MOST_REPORTS]
    fates = [
        f"• {FATES[r.fate].label(language)}: {shortened(say_reason(r.reason, language), 200)}" for r in reports
    ]
    told = [n for n in found.alert_ids if (r := get_revision(desk.store, n)) and desk.may_see(r.rule_id)]
    alerts = [f"/alert_{number} · /why_{number}" for number in told[:5]]
    return desk.say(
        WHY_ARTICLE(language, title=shortened(article.title, 200)),
        *(quoted(words) for words in list(dict.fromkeys(found.evidence))[:4] if words),
        *(map(escape, fates) if fates else [NO_FACTS(language)]),
        *map(escape, alerts),
    )


def sources(desk: Desk) -> Reply:
    """`/sources ID`: who carries it, origins first."""
    revision = asked_revision(desk)
    if isinstance(revision, Reply):
        return revision
    language = desk.language
    listed = list(dict.fromkeys(s for e in revision.events for s in e.sources))
    lines = [source_line(desk, s) for s in by_origin(listed)[:MOST_SOURCES]]
    more = [MORE(language, count=len(listed) - MOST_SOURCES)] if len(listed) > MOST_SOURCES else []
    rows = [[menu(WHY_BUTTON.label(language), f"why {revision.alert_id}")]]
    return desk.say(SOURCES(language, number=revision.alert_id), *lines, *more, rows=rows)


def by_origin(listed: Sequence[Source]) -> list[Source]:
    """Official ones and first voices before their copies."""
    seen: set[str] = set()
    order = []
    for source in sorted(listed, key=lambda s: s.written_at):
        is_first = not source.voice or source.voice not in seen
        seen.add(source.voice)
        order.append((source.kind != "official", not is_first, source.written_at, source))
    return [source for _, _, _, source in sorted(order, key=lambda row: row[:3])]


def source_line(desk: Desk, source: Source) -> Html:
    at = show_time(source.written_at, desk.chat.zone, desk.now, desk.language)
    title = escape(shortened(source.title, 120))
    if desk.chat.with_links and source.url.startswith(("https://", "http://")):
        title = Html(f'<a href="{escape(source.url).replace(chr(34), "&quot;")}">{title}</a>')
    return Html(f"• {escape(source.outlet)}, {escape(at)}: {title}")
