"""The terminal as a channel: alerts scroll by, an edit is shown as what it changes."""

from __future__ import annotations

import unicodedata

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.model import Answer, Message, Sent

CHAT_ID = "console"


class ConsoleChannel:
    """Prints to one terminal (or to a file: then without colours and boxes)."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False)
        self.last_id = 0

    async def send(self, chat_id: str, message: Message, answers: int | None = None) -> Answer:
        self.last_id += 1
        self.show(
            message, f"[{self.last_id}]" if answers is None else f"[{self.last_id}] in answer to [{answers}]"
        )
        return Sent(self.last_id)

    async def edit(self, chat_id: str, message_id: int, message: Message) -> Answer:
        self.show(message, f"[{message_id}] updated", style="dim")
        return Sent(message_id)

    def show(self, message: Message, title: str, style: str = "") -> None:
        text = Text(printable(message.plain), style=style)
        if self.console.is_terminal:
            self.console.print(Panel(text, title=Text(title), title_align="left", border_style=style or "yellow"))
        else:
            self.console.print(Text(title), text, sep="\n", soft_wrap=True)
            self.console.print()


def printable(text: str) -> str:
    """Without control characters: a feed's title must not move the cursor or turn the text around."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
