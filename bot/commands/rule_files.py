"""Rule files that owners send by chat: tried, shown, put in force with a tap, and brought back."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence

from bot.commands.desk import Desk, Offer, code, menu
from bot.commands.owners import noted
from bot.commands.texts import Html, Text, escape, plural, shortened
from bot.commands.times import show_time
from bot.model import File, Problem, Reply
from bot.store.house import (
    RuleVersion,
    get_setting,
    remove_setting,
    rule_versions,
    save_setting,
    versioned_paths,
)

FOLDER = "chat"
"""Of the rules folder: what is sent by chat lies there, so that the program never edits a file that people edit."""
NAME = re.compile(r"[\w.-]{1,40}\.ya?ml", re.ASCII)
MOST_PROBLEMS = 15
MOST_DIFF = 2_200
"""Characters of changed lines that are shown; a message holds 4,096."""
MOST_SHOWN = 12

NOT_HERE = Text("This is not possible here.", "Тут це неможливо.", "Здесь это невозможно.")
FILE_NAME = Text(
    "Give the file a plain name that ends in .yaml.",
    "Дайте файлу просту назву з .yaml у кінці.",
    "Дайте файлу простое имя с .yaml в конце.",
)
FILE_BIG = Text(
    "The file is too large (at most 256 kB).", "Файл завеликий (до 256 КБ).", "Файл слишком большой (до 256 КБ)."
)
REFUSED = Text("{name} was not taken:", "{name} не прийнято:", "{name} не принят:")
MORE = Text("… and {count} more", "… і ще {count}", "… и ещё {count}")
SAME = Text(
    "{name}: this is word for word what is in force.",
    "{name}: саме так він уже й діє.",
    "{name}: именно так он уже и действует.",
)
CHANGES = Text("<b>{name}</b> would change so:", "<b>{name}</b> зміниться так:", "<b>{name}</b> изменится так:")
OVER = Text(
    "{change} in {days} days ({articles} stored articles)",
    "{change} за {days} дн. (збережених статей: {articles})",
    "{change} за {days} дн. (сохранённых статей: {articles})",
)
ALERTS = Text("alert|alerts", "сповіщення|сповіщення|сповіщень", "оповещение|оповещения|оповещений")
NO_CHANGE = Text("No alert more or less", "Жодної зміни у сповіщеннях", "Оповещений не прибавится и не убавится")
UNTRIED = Text(
    "No stored articles yet to try it over.",
    "Ще немає збережених статей, щоб спробувати.",
    "Сохранённых статей, чтобы попробовать, ещё нет.",
)
ASK = Text("Put it in force?", "Запровадити?", "Ввести в действие?")
YES = Text("Yes", "Так", "Да")
NO = Text("No", "Ні", "Нет")
LEFT = Text("{name} stays as it was.", "{name} лишається як був.", "{name} остаётся как был.")
IN_FORCE = Text(
    "{name} is in force. The one before comes back with {back}",
    "{name} діє. Повернути попередній: {back}",
    "{name} действует. Вернуть прежний: {back}",
)
GONE = Text(
    "{name} is no longer in force. It comes back with {back}",
    "{name} більше не діє. Повернути: {back}",
    "{name} больше не действует. Вернуть: {back}",
)
OLD_OFFER = Text(
    "Another file came after this one, or it was decided already. Send it again.",
    "Після нього надійшов інший файл, або це вже вирішено. Надішліть ще раз.",
    "После него пришёл другой файл, или это уже решено. Пришлите ещё раз.",
)
NO_FILE = Text(
    "There is no version of “{name}”. Known: {known}",
    "Версій «{name}» немає. Відомі: {known}",
    "Версий «{name}» нет. Известны: {known}",
)
NO_BEFORE = Text(
    "There is no version of {name} before this one.",
    "Версії {name} перед цією немає.",
    "Версии {name} до этой нет.",
)
BY_HAND = Text(
    "{name} is edited on the server, which I do not do. This is how it was until {time}:",
    "{name} редагують на сервері, я цього не роблю. Таким він був до {time}:",
    "{name} правят на сервере, я этого не делаю. Таким он был до {time}:",
)
HEAD = Text("<b>Rule files</b>", "<b>Файли правил</b>", "<b>Файлы правил</b>")
SINCE = Text("{name}, since {time}", "{name}, з {time}", "{name}, с {time}")
UNTIL = Text("{name}, not in force since {time}", "{name}, не діє з {time}", "{name}, не действует с {time}")
HOW = Text(
    "Send me a .yaml file to change its rules. Former versions: {versions}, bring one back: {back}, take one away: "
    "{remove}",
    "Надішліть файл .yaml, щоб змінити правила. Попередні версії: {versions}, повернути: {back}, прибрати: {remove}",
    "Пришлите файл .yaml, чтобы изменить правила. Прежние версии: {versions}, вернуть: {back}, убрать: {remove}",
)


def sent(desk: Desk) -> Reply:
    """A rule file that came as a document: kept as an offer, tried, and put in force by a tap alone."""
    name, text = desk.ask.attached_name, desk.ask.attached
    if desk.house.save_rules is None:
        return desk.say(NOT_HERE(desk.language))
    if text is None:
        return desk.say(FILE_BIG(desk.language))
    if not NAME.fullmatch(name):
        return desk.say(FILE_NAME(desk.language))
    return offer(desk, name, text)


def offer(desk: Desk, name: str, text: str | None) -> Reply:
    """Keep it until somebody says yes or no; what it would do is found out after the transaction."""
    digest = hashlib.sha256(json.dumps([name, text]).encode()).hexdigest()[:12]
    save_setting(desk.store, key_of(desk), json.dumps({"name": name, "text": text, "digest": digest}), desk.now)
    noted(desk, f"{name}: offered")
    try_rules = desk.house.try_rules
    if try_rules is None:
        return desk.say(NOT_HERE(desk.language))
    return Reply(later=lambda: say_offer(desk, name, digest, try_rules(name, text)))


def key_of(desk: Desk) -> str:
    return f"rule_offer:{desk.ask.chat_id}"


def say_offer(desk: Desk, name: str, digest: str, found: Offer) -> Reply:
    language = desk.language
    if found.problems:
        return desk.say(REFUSED(language, name=name), *problem_lines(desk, found.problems))
    if not found.diff:
        return desk.say(SAME(language, name=name))
    buttons = [
        menu(YES.label(language), f"rulefile yes {digest}"),
        menu(NO.label(language), f"rulefile no {digest}"),
    ]
    return desk.say(
        CHANGES(language, name=name),
        Html(f"<pre>{escape(cut_lines(found.diff))}</pre>"),
        *problem_lines(desk, found.advice[:5]),
        say_backtest(found, language),
        *(escape(f"• {shortened(s, 160)}") for s in found.samples),
        ASK(language),
        rows=[buttons],
    )


def cut_lines(lines: Sequence[str]) -> str:
    shown: list[str] = []
    left = MOST_DIFF
    for line in lines:
        left -= len(line[:160]) + 1
        if left < 0:
            return "\n".join([*shown, "…"])
        shown.append(line[:160])
    return "\n".join(shown)


def say_backtest(found: Offer, language: str) -> Html:
    """`+3 alerts, −1 alert in 14 days (…)`."""
    if not found.articles:
        return UNTRIED(language)
    parts = [f"+{found.gained} {plural(language, found.gained, ALERTS)}"] if found.gained else []
    parts += [f"−{found.lost} {plural(language, found.lost, ALERTS)}"] if found.lost else []
    change = ", ".join(parts) or NO_CHANGE.label(language)
    return OVER(language, change=change, days=found.days, articles=f"{found.articles:,}")


def problem_lines(desk: Desk, problems: Sequence[Problem]) -> list[Html]:
    lines = [code(shortened(str(p), 300)) for p in problems[:MOST_PROBLEMS]]
    if len(problems) > MOST_PROBLEMS:
        lines.append(MORE(desk.language, count=len(problems) - MOST_PROBLEMS))
    return lines


def rulefile(desk: Desk) -> Reply:
    """`/rulefile`, `/rulefile NAME`, `/rulefile back NAME`, `/rulefile remove NAME`; `yes` and `no` of an offer."""
    word, _, name = desk.ask.arguments.strip().partition(" ")
    if desk.house.save_rules is None:
        return desk.say(NOT_HERE(desk.language))
    if word in ("yes", "no"):
        return decided(desk, is_yes=word == "yes", digest=name)
    if word == "back":
        return back(desk, name.strip())
    if word == "remove":
        return remove(desk, name.strip())
    return versions(desk, word) if word else files(desk)


def decided(desk: Desk, *, is_yes: bool, digest: str) -> Reply:
    kept = json.loads(get_setting(desk.store, key_of(desk)) or "{}")
    if not kept or kept.get("digest") != digest:
        return desk.say(OLD_OFFER(desk.language))
    remove_setting(desk.store, key_of(desk))
    if not is_yes:
        noted(desk, f"{kept['name']}: no")
        return desk.say(LEFT(desk.language, name=kept["name"]))
    return put(desk, kept["name"], kept["text"])


def put(desk: Desk, name: str, text: str | None) -> Reply:
    """Write it through the gate, which may still refuse it: other files may have changed since."""
    problems = desk.house.save_rules(name, text) if desk.house.save_rules else ()
    noted(
        desk, f"{name}: {f'{len(problems)} problems' if problems else 'in force' if text is not None else 'gone'}"
    )
    if problems:
        return desk.say(REFUSED(desk.language, name=name), *problem_lines(desk, problems))
    done = IN_FORCE if text is not None else GONE
    return desk.say(done(desk.language, name=name, back=code(f"/rulefile back {name}")))


def files(desk: Desk) -> Reply:
    """All files, with since when."""
    paths = sorted(versioned_paths(desk.store), key=lambda p: (not p.startswith(f"{FOLDER}/"), p))
    lines = [line_of(desk, rule_versions(desk.store, path)[0]) for path in paths[:MOST_SHOWN]]
    if len(paths) > MOST_SHOWN:
        lines.append(MORE(desk.language, count=len(paths) - MOST_SHOWN))
    words = ("NAME.yaml", "back NAME.yaml", "remove NAME.yaml")
    how = dict(zip(("versions", "back", "remove"), (code(f"/rulefile {w}") for w in words), strict=True))
    return desk.say(HEAD(desk.language), *lines, "", HOW(desk.language, **how))


def line_of(desk: Desk, version: RuleVersion) -> Html:
    form, at = (SINCE, version.saved_at) if version.ended_at is None else (UNTIL, version.ended_at)
    return form(desk.language, name=version.path, time=time_of(desk, at))


def time_of(desk: Desk, at: dt.datetime) -> str:
    return show_time(at, desk.chat.zone, desk.now, desk.language)


def path_of(desk: Desk, name: str) -> str | None:
    """The path of a file by its name: of those that were sent by chat, else of any."""
    known = versioned_paths(desk.store)
    return next((p for p in (f"{FOLDER}/{name}", name) if p in known), None)


def unknown(desk: Desk, name: str) -> Reply:
    known = ", ".join(p.removeprefix(f"{FOLDER}/") for p in versioned_paths(desk.store)[:MOST_SHOWN])
    return desk.say(NO_FILE(desk.language, name=name[:60], known=known or "–"))


def versions(desk: Desk, name: str) -> Reply:
    """Every version of one file with its time; those before come as files to look at."""
    path = path_of(desk, name)
    if path is None:
        return unknown(desk, name)
    found = rule_versions(desk.store, path)
    shown = [File(file_name(v, number), v.text.encode()) for number, v in enumerate(found[:3])]
    reply = desk.say(HEAD(desk.language), *(line_of(desk, v) for v in found[:MOST_SHOWN]))
    return Reply(messages=reply.messages, files=tuple(shown))


def file_name(version: RuleVersion, number: int) -> str:
    name = version.path.rsplit("/", 1)[-1]
    return name if not number else f"{version.saved_at:%Y%m%d-%H%M}-{name}"


def back(desk: Desk, name: str) -> Reply:
    """The version before; for a file that is edited on the server its text, since the program edits none of those."""
    path = path_of(desk, name)
    if path is None:
        return unknown(desk, name)
    found = rule_versions(desk.store, path)
    before = next((v for v in found if v.ended_at is not None and v.text != found[0].text), None)
    before = before or (found[0] if found[0].ended_at is not None else None)
    if before is None:
        return desk.say(NO_BEFORE(desk.language, name=name))
    if not path.startswith(f"{FOLDER}/"):
        until = time_of(desk, before.ended_at or desk.now)
        reply = desk.say(BY_HAND(desk.language, name=name, time=until))
        return Reply(messages=reply.messages, files=(File(file_name(before, 1), before.text.encode()),))
    return offer(desk, name, before.text)


def remove(desk: Desk, name: str) -> Reply:
    path = f"{FOLDER}/{name}"
    if path not in versioned_paths(desk.store):
        return unknown(desk, name)
    return offer(desk, name, None)
