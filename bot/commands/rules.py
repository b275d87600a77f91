"""/rules, /rule, /check: what is in force, and what would fire."""

from __future__ import annotations

import difflib
import re

from bot.commands.desk import Desk, code, menu
from bot.commands.texts import Html, Text, escape, shortened
from bot.commands.times import show_time
from bot.commands.topics import MARKS, topic_title
from bot.model import Reply, Rule
from bot.store.house import rule_file_times

PER_PAGE = 12
MOST_CHECKED = 4000
SLOT = re.compile(r"\$\w+")
URL = re.compile(r"https?://\S+", re.IGNORECASE)

LIST = Text(
    "<b>Rules in force</b> ({count})", "<b>Чинні правила</b> ({count})", "<b>Действующие правила</b> ({count})"
)
HINT = Text(
    "One of them: {example}. Only this one: {other}",
    "Про одне: {example}. Лише це: {other}",
    "Об одном: {example}. Только это: {other}",
)
RUNNING = Text(
    "{path}: running the version of {time}; the file has an error at line {line}: {text}",
    "{path}: діє версія від {time}; у файлі помилка в рядку {line}: {text}",
    "{path}: действует версия от {time}; в файле ошибка в строке {line}: {text}",
)
NOT_RUNNING = Text(
    "{path}: not running; the file has an error at line {line}: {text}",
    "{path}: не діє; у файлі помилка в рядку {line}: {text}",
    "{path}: не действует; в файле ошибка в строке {line}: {text}",
)
MOST_BROKEN = 5
NO_RULES = Text("No rules are in force.", "Чинних правил немає.", "Действующих правил нет.")
NO_RULE = Text(
    "There is no rule “{word}”. Did you mean {nearest}?",
    "Правила «{word}» немає. Може, {nearest}?",
    "Правила «{word}» нет. Может, {nearest}?",
)
NO_RULE_AT_ALL = Text(
    "There is no rule “{word}”. All of them: /rules",
    "Правила «{word}» немає. Усі: /rules",
    "Правила «{word}» нет. Все: /rules",
)
FROM = Text("File {path}, line {line}", "Файл {path}, рядок {line}", "Файл {path}, строка {line}")
SUBSCRIBE = Text("Subscribe", "Підписатися", "Подписаться")
MUTE = Text("Mute", "Приглушити", "Приглушить")
CHECK_HOW = Text(
    "Send a text or a link after the command and I say which rules it would fire: {example}",
    "Додайте після команди текст або посилання, і я скажу, які правила спрацюють: {example}",
    "Добавьте после команды текст или ссылку, и я скажу, какие правила сработают: {example}",
)
NO_CHECK = Text("Checking is not possible here.", "Перевірка тут недоступна.", "Проверка здесь недоступна.")
FIRES = Text("🔔 This would alert:", "🔔 Це викликало б сповіщення:", "🔔 Это вызвало бы оповещение:")
SILENT = Text("🔕 This would alert nobody:", "🔕 Сповіщення не було б:", "🔕 Оповещения не было бы:")
NO_PAGE = Text(
    "The page could not be read: {why}",
    "Сторінку не вдалося прочитати: {why}",
    "Страницу не удалось прочитать: {why}",
)


def rules(desk: Desk) -> Reply:
    """`/rules [PAGE]`."""
    word = desk.ask.arguments.strip()
    shown = desk.rules
    if not shown:
        return desk.say(NO_RULES(desk.language), *broken_lines(desk))
    pages = -(-len(shown) // PER_PAGE)
    page = min(max(int(word) if word.isdigit() and len(word) < 4 else 1, 1), pages)
    lines: list[str] = []
    topic = ""
    for rule in shown[(page - 1) * PER_PAGE : page * PER_PAGE]:
        if rule.topic != topic:
            topic = rule.topic
            lines += ["", f"<b>{escape(topic_title(topic, desk.language))}</b>"]
        title = escape(title_of(rule, desk.language))
        lines.append(f"{MARKS[rule.severity[0][0]]} <code>{escape(rule.rule_id)}</code> {title}")
    turn = [menu("«", f"rules {page - 1}")] if page > 1 else []
    turn += [menu("»", f"rules {page + 1}")] if page < pages else []
    first = shown[0].rule_id
    hint = HINT(desk.language, example=code(f"/rule {first}"), other=code(f"/subscribe {first}"))
    return desk.say(LIST(desk.language, count=len(shown)), *lines, "", *broken_lines(desk), hint, rows=[turn])


def broken_lines(desk: Desk) -> list[Html]:
    """For owners: which files run in an older version than the one on the disk, or not at all."""
    if not desk.ask.is_owner:
        return []
    first = {p.path: p for p in reversed(desk.house.problems)}
    since = rule_file_times(desk.store) if first else {}
    lines = []
    for path, problem in sorted(first.items())[:MOST_BROKEN]:
        where = {"path": path, "line": problem.line, "text": shortened(problem.text, 200)}
        if path in since:
            time = show_time(since[path], desk.chat.zone, desk.now, desk.language)
            lines.append(RUNNING(desk.language, time=time, **where))
        else:
            lines.append(NOT_RUNNING(desk.language, **where))
    return [*lines, Html("")] if lines else []


def title_of(rule: Rule, language: str) -> str:
    return SLOT.sub("…", rule.title_in(language))


def rule(desk: Desk) -> Reply:
    """`/rule ID`."""
    word = desk.ask.arguments.strip()
    known = {name: r for r in desk.rules for name in (r.rule_id, *r.was)}
    found = known.get(word.casefold())
    if not word:
        return rules(desk)
    if found is None:
        close = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.4)
        if close:
            return desk.say(NO_RULE(desk.language, word=word[:60], nearest=code(f"/rule {close[0]}")))
        return desk.say(NO_RULE_AT_ALL(desk.language, word=word[:60]))
    language = desk.language
    levels = " ".join(f"{MARKS[s]}{' ' + describe(c) if c else ''}" for s, c in found.severity)
    buttons = [
        menu(SUBSCRIBE.label(language), f"subscribe {found.rule_id}"),
        menu(MUTE.label(language), f"mute rule {found.rule_id}"),
    ]
    return desk.say(
        f"<b>{escape(title_of(found, language))}</b> <code>{escape(found.rule_id)}</code>",
        escape(topic_title(found.topic, language)),
        escape(found.why) if found.why else None,
        *(f"• {escape(describe(condition))}" for condition in found.alert_if),
        escape(levels),
        FROM(language, path=found.path.rsplit("/", 1)[-1], line=found.line) if found.path else None,
        rows=[buttons],
    )


def describe(condition: object) -> str:
    """A condition as the rule file writes it."""
    kind = type(condition).__name__
    fields = {name: getattr(condition, name) for name in getattr(condition, "__dataclass_fields__", {})}
    if kind == "Compare":
        return f"{fields['field']} {fields['op']} {fields['number']:g}"
    if kind == "Is":
        return f"{fields['field']} is {fields['value']}"
    if kind == "IsNew":
        return f"{fields['field']} is new for {fields['during'].days}d"
    if kind in ("AllOf", "AnyOf"):
        parts = next(iter(fields.values()))
        return (" and " if kind == "AllOf" else " or ").join(describe(part) for part in parts)
    return kind


def page_wanted(arguments: str) -> str | None:
    """The address in `/check ADDRESS`, which somebody else has to fetch."""
    words = arguments.split()
    return words[0] if len(words) == 1 and URL.fullmatch(words[0]) else None


def check(desk: Desk) -> Reply:
    """`/check TEXT or URL`. The text of a fetched page comes in `ask.attached`; why it did not, in its name."""
    text = desk.ask.arguments
    if page_wanted(text):
        if desk.ask.attached is None:
            why = desk.ask.attached_name or NO_CHECK.label(desk.language)
            return desk.say(NO_PAGE(desk.language, why=shortened(why, 200)))
        text = desk.ask.attached
    if not text:
        return desk.say(CHECK_HOW(desk.language, example=code("/check Russia launched 97 drones overnight.")))
    if desk.house.check is None:
        return desk.say(NO_CHECK(desk.language))
    tried = desk.house.check(text[:MOST_CHECKED], desk.language)
    head = FIRES if tried.fires else SILENT
    return desk.say(head(desk.language), *(Html(line) for line in tried.lines))
