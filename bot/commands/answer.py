"""The entrance: an ask -> a reply. Who may, how much, which command; and the border where our own bugs end."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import re
import secrets

import structlog

from bot.commands import chats, help, rule_files
from bot.commands.desk import Desk, House
from bot.commands.limits import Verdict, spend
from bot.commands.rules import page_wanted
from bot.commands.table import ADMIN, OWNER, Command, find_command
from bot.commands.texts import Text, message
from bot.errors import StoreError
from bot.model import Ask, Button, Chat, Message, Reply
from bot.store import Store
from bot.store.chats import get_chat, save_chat

NUMBERED = re.compile(r"([a-z]+)_(\d{1,12})$")
"""/why_12, so that a number in a list can be tapped."""
PAYLOAD = re.compile(r"([a-z]+)_(-?\w{1,60})$")
"""What /start carries when a link to us was opened: `why_12`, `channel_-100123`."""
READS = ("why", "sources", "alert", "history", "now", "last")
"""Buttons under an alert that anyone may tap; in a channel they open the private chat."""

TOO_MUCH = Text(
    "That is too much at once. I am silent for a minute.",
    "Забагато одразу. Помовчу хвилину.",
    "Слишком много сразу. Помолчу минуту.",
)
TOO_MANY_PAGES = Text(
    "Five pages an hour are the most; try again later, or send the text itself.",
    "Не більше п'яти сторінок на годину; спробуйте пізніше або надішліть сам текст.",
    "Не больше пяти страниц в час; попробуйте позже или пришлите сам текст.",
)
ADMINS = Text(
    "Only admins of this chat can change that.",
    "Змінювати це можуть лише адміністратори чату.",
    "Менять это могут только администраторы чата.",
)
BROKEN = Text(
    "Something went wrong on our side ({number}). It is written down; please try again.",
    "Щось зламалося в нас ({number}). Це записано; спробуйте ще раз.",
    "Что-то сломалось у нас ({number}). Это записано; попробуйте ещё раз.",
)
NO_STORE = Text(
    "I cannot remember anything just now (the database does not let me). Please try again later.",
    "Зараз я нічого не можу запам'ятати (база даних недоступна). Спробуйте пізніше.",
    "Сейчас я ничего не могу запомнить (база данных недоступна). Попробуйте позже.",
)

log = structlog.get_logger()


def answer(store: Store, ask: Ask, house: House, now: dt.datetime) -> Reply:
    """What to reply. Opens its own transaction where something changes; never raises for what people send."""
    language = house.language
    ask = whole_ask(ask)
    try:
        known = get_chat(store, ask.chat_id)
        chat = known or chats.new_chat(ask, house, now)
        language = chat.language
        reply = answer_known(store, ask, house, now, chat, known)
    except StoreError as error:
        log.error("command not carried out", command=ask.command, because=str(error))
        reply = Reply(messages=(message(NO_STORE(language)),))
    except Exception:  # the border of one command
        number = secrets.token_hex(3)
        log.exception("command failed", number=number, command=ask.command)
        reply = Reply(messages=(message(BROKEN(language, number=number)),))
    return for_channel(reply, ask)


def answer_known(store: Store, ask: Ask, house: House, now: dt.datetime, chat: Chat, known: Chat | None) -> Reply:
    ask, in_place = plain_ask(ask)
    desk = Desk(
        store=store, house=house, now=now, ask=ask, chat=chat, is_known=known is not None, in_place=in_place
    )
    verdict = spend(house.used, ask.answer_to or ask.chat_id, "command", now)
    if verdict is not Verdict.GO:
        return over(desk, verdict, TOO_MUCH)
    if not chats.may_use(house, ask, known):
        return desk.say(chats.CLOSED(desk.language)) if ask.chat_kind == "private" else Reply()
    if chats.has_code(house, ask):  # invited: let in for good
        desk = dataclasses.replace(desk, ask=dataclasses.replace(ask, arguments=""), is_known=True)
        with store.transaction():
            save_chat(store, dataclasses.replace(chat, ended=None))
    elif known and known.ended and not ask.is_tap:  # who writes to us is there again
        with store.transaction():
            desk = dataclasses.replace(desk, chat=dataclasses.replace(known, ended=None))
            save_chat(store, desk.chat)
    return run(*which(desk))


HALF = re.compile("[\ud800-\udfff]")


def whole_ask(ask: Ask) -> Ask:
    """Without halves of surrogate pairs: JSON can hold them, the database and Telegram cannot."""
    return dataclasses.replace(
        ask,
        command=HALF.sub("", ask.command),
        arguments=HALF.sub("", ask.arguments),
        title=HALF.sub("", ask.title),
        attached=None if ask.attached is None else HALF.sub("", ask.attached),
        attached_name=HALF.sub("", ask.attached_name),
    )


def plain_ask(ask: Ask) -> tuple[Ask, bool]:
    """The ask without the dot of a menu's button, a number tied to its command, or a link's payload."""
    in_place = ask.is_tap and ask.command.startswith(".")
    command, arguments = ask.command.lstrip("."), ask.arguments
    if not find_command(command) and (found := NUMBERED.match(command)):
        command, arguments = found[1], f"{found[2]} {arguments}".strip()
    if command == "start" and (found := PAYLOAD.match(arguments)) and find_command(found[1]):
        command, arguments = found[1], found[2]
    return dataclasses.replace(ask, command=command, arguments=arguments), in_place


def which(desk: Desk) -> tuple[Desk, Command | None]:
    """The command that is meant; words without one are a command's own name, else a search."""
    ask = desk.ask
    if ask.attached_name and ask.is_owner and not ask.command:
        return desk, Command("rule file", rule_files.sent, who=OWNER, changes=True)
    if ask.command:
        return desk, find_command(ask.command)
    word, _, rest = ask.arguments.partition(" ")
    found = find_command(word.strip("/"))
    if found and found.what:
        return dataclasses.replace(
            desk, ask=dataclasses.replace(ask, command=found.name, arguments=rest.strip())
        ), found
    return dataclasses.replace(desk, ask=dataclasses.replace(ask, command="history")), find_command("history")


def run(desk: Desk, command: Command | None) -> Reply:
    ask = desk.ask
    if ask.chat_kind == "channel" and not ask.answer_to:
        if ask.is_tap:
            return in_channel(ask)
        return chats.manage_in_private(desk)
    if command is not None and command.who == OWNER and not ask.is_owner:
        log.warning("an owner's command was refused: the asker is none", command=command.name)
    if command is None or (command.who == OWNER and not ask.is_owner):
        return help.unknown(desk, ask.command) if ask.chat_kind == "private" else Reply()
    if command.who == ADMIN and not ask.from_admin and not is_harmless(command, ask):
        if ask.is_tap:
            return Reply(notice=ADMINS.label(desk.language))
        return desk.say(ADMINS(desk.language))
    if command.name == "check" and page_wanted(ask.arguments):
        verdict = spend(desk.house.used, ask.answer_to or ask.chat_id, "page", desk.now)
        if verdict is not Verdict.GO:
            return over(desk, verdict, TOO_MANY_PAGES)
    rest = ask.arguments.partition(">")[2].strip() if command.name == "language" else ""
    if rest:
        desk = dataclasses.replace(desk, ask=dataclasses.replace(ask, arguments=ask.arguments.partition(">")[0]))
    with desk.store.transaction() if command.changes else contextlib.nullcontext():
        reply = command.run(desk)
    return dataclasses.replace(then(desk, rest), menu=reply.menu) if rest else reply


def is_harmless(command: Command, ask: Ask) -> bool:
    """/start without arguments only explains, also to those who may change nothing."""
    return command.name == "start" and not ask.arguments


def then(desk: Desk, words: str) -> Reply:
    """Go on with another command in the language just chosen (the row of languages under /start)."""
    chat = get_chat(desk.store, desk.chat.chat_id) or desk.chat
    name, _, arguments = words.partition(" ")
    ask = dataclasses.replace(desk.ask, command=name, arguments=arguments)
    return run(dataclasses.replace(desk, ask=ask, chat=chat, is_known=True), find_command(name))


def over(desk: Desk, verdict: Verdict, text: Text) -> Reply:
    if verdict is Verdict.SILENT:
        return Reply()
    if desk.ask.is_tap:
        return Reply(notice=text.label(desk.language))
    return Reply(messages=(message(text(desk.language)),))


def in_channel(ask: Ask) -> Reply:
    """A tap under a channel's alert: readers get their answer in private, where nobody else sees it."""
    if ask.command in READS and re.fullmatch(r"[\w-]{1,50}", ask.arguments or "_"):
        return Reply(start=f"{ask.command}_{ask.arguments}" if ask.arguments else ask.command)
    return Reply(start="start")


def for_channel(reply: Reply, ask: Ask) -> Reply:
    """Buttons of an answer about a channel must say which one, since they stand in a private chat."""
    if not ask.answer_to:
        return reply
    number = ask.chat_id.partition(":")[2]
    return dataclasses.replace(reply, messages=tuple(named(m, number) for m in reply.messages))


def named(one: Message, number: str) -> Message:
    def to_named(button: Button) -> Button:
        return (
            dataclasses.replace(button, command=f"channel {number} {button.command}") if button.command else button
        )

    return dataclasses.replace(one, buttons=tuple(tuple(map(to_named, row)) for row in one.buttons))
