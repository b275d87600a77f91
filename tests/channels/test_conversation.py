"""A day with the bot, over real HTTP and through the real rules, is as docs/telegram.md shows it."""

import re

from bot.commands.table import COMMANDS
from tests.channels.conversation import BEGIN, DOCUMENT, END, converse

PEOPLE = re.compile(r"^(?:\S.*: /|\S.* taps \[|\* ).*$", re.MULTILINE)
"""Lines of what people do; how alerts are worded may change without the document being written anew."""


async def test_the_document_shows_the_conversation_as_it_is():
    shown = await converse()
    document = DOCUMENT.read_text(encoding="utf-8")
    kept = document.partition(BEGIN)[2].partition(END)[0]
    assert PEOPLE.findall(kept) == PEOPLE.findall(shown), "python -m tests.channels.conversation --write"
    for words in (
        "This is no siren",
        "Може, Москва?",
        "97 → 146",
        "Only admins of this chat can change that.",
        "This would alert nobody",
    ):
        assert words in shown
    assert shown.count("Шереметьєво") >= 2, "the closure and the reopening, in the reader's language"
    assert "went wrong" not in shown


def test_every_command_is_in_the_document():
    document = DOCUMENT.read_text(encoding="utf-8")
    assert [c.name for c in COMMANDS if c.what and f"`/{c.name}`" not in document] == []
