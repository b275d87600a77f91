"""/help, made from the table of commands; and what to say to what we do not understand."""

from __future__ import annotations

from bot.commands.desk import Desk, code
from bot.commands.start import NO_SIREN
from bot.commands.texts import Html, Text, escape
from bot.model import Reply

GROUPS = {
    "alerts": Text("What you hear of", "Про що повідомляти", "О чём сообщать"),
    "how": Text("How", "Як", "Как"),
    "look": Text("Look it up", "Подивитися", "Посмотреть"),
    "more": Text("More", "Ще", "Ещё"),
}
OWNERS = Text("For owners", "Для власників", "Для владельцев")
ONE = Text("/{name}: {what}", "/{name}: {what}", "/{name}: {what}")
EXAMPLE = Text("For example {example}", "Наприклад {example}", "Например {example}")
UNKNOWN = Text(
    "I do not know /{word}. Did you mean /{nearest}: {what}?",
    "Я не знаю /{word}. Може, /{nearest}: {what}?",
    "Я не знаю /{word}. Может, /{nearest}: {what}?",
)
UNKNOWN_AT_ALL = Text(
    "I do not know /{word}. All commands: /help",
    "Я не знаю /{word}. Усі команди: /help",
    "Я не знаю /{word}. Все команды: /help",
)
STALE = Text(
    "This button is old or not of this chat. Ask anew: /help",
    "Ця кнопка застаріла або не з цього чату. Запитайте знову: /help",
    "Эта кнопка устарела или не из этого чата. Спросите заново: /help",
)


def help(desk: Desk) -> Reply:
    """`/help [command]`."""
    from bot.commands.table import OWNER, find_command, shown_commands

    language = desk.language
    word = desk.ask.arguments.strip().lstrip("/")
    if word:
        one = find_command(word)
        if one is None or one.what is None:
            return unknown(desk, word)
        example = EXAMPLE(language, example=code(one.example)) if one.example else None
        return desk.say(ONE(language, name=one.name, what=one.what(language)), example)
    shown = shown_commands(is_admin=desk.ask.from_admin, is_owner=desk.ask.is_owner)
    lines: list[str] = []
    for group, title in GROUPS.items():
        own = [c for c in shown if c.group == group and c.who != OWNER]
        lines += ["", f"<b>{title(language)}</b>"] if own else []
        lines += [help_line(c.name, c.what, c.example, language) for c in own]
    owned = [c for c in shown if c.who == OWNER]
    lines += ["", f"<b>{OWNERS(language)}</b>"] if owned else []
    lines += [help_line(c.name, c.what, c.example, language) for c in owned]
    return desk.say(NO_SIREN(language), *lines)


def help_line(name: str, what: Text | None, example: str, language: str) -> Html:
    shown = f" <i>{escape(example.partition(' ')[2])}</i>" if example else ""
    return Html(f"/{name}{shown} — {what(language) if what else ''}")


def unknown(desk: Desk, word: str) -> Reply:
    """A command that we do not have: the nearest one."""
    from bot.commands.table import nearest_command

    one = nearest_command(word)
    if one is None or one.what is None:
        return desk.say(UNKNOWN_AT_ALL(desk.language, word=word[:32]))
    return desk.say(UNKNOWN(desk.language, word=word[:32], nearest=one.name, what=one.what(desk.language)))


def stale(desk: Desk) -> Reply:
    """A button whose seal is not ours: old, forged, or copied from another chat."""
    return Reply(notice=STALE.label(desk.language))
