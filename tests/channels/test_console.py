"""The terminal as a channel."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bot.channels.console import ConsoleChannel, printable
from bot.model import Message, Sent


def message(text: str) -> Message:
    return Message(html=f"<b>{text}</b>", plain=text)


@pytest.mark.parametrize("is_terminal", [True, False])
async def test_alerts_updates_and_answers_are_told_apart(is_terminal: bool):
    out = io.StringIO()
    channel = ConsoleChannel(Console(file=out, force_terminal=is_terminal, width=60))
    assert await channel.send("console", message("97 drones")) == Sent(1)
    assert await channel.edit("console", 1, message("112 drones")) == Sent(1)
    assert await channel.send("console", message("97 -> 112"), answers=1) == Sent(2)
    shown = out.getvalue()
    for piece in ("[1]", "97 drones", "[1] updated", "112 drones", "[2] in answer to [1]"):
        assert piece in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", "[2Jgone"),
        ("a\u202eb", "ab"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("two\nlines", "two\nlines"),
    ],
)
async def test_a_title_cannot_play_with_the_terminal(text: str, shown: str):
    assert printable(text) == shown
    out = io.StringIO()
    await ConsoleChannel(Console(file=out, width=60)).send("console", message(text))
    assert shown in out.getvalue()
