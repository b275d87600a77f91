"""What a chat may ask: commands are functions in a table; they know the store and the rules, and no Telegram.

`answer(store, ask, house, now) -> Reply` and `changed(store, membership, house, now) -> Reply` are the entrances;
both run in the store's thread and open their own transactions.
"""

from bot.commands.answer import answer
from bot.commands.buttons import alert_buttons
from bot.commands.chats import changed
from bot.commands.desk import House, Tried
from bot.commands.ends import end_mutes
from bot.commands.places import build_places
from bot.commands.rules import page_wanted
from bot.commands.table import menus

__all__ = [
    "House",
    "Tried",
    "alert_buttons",
    "answer",
    "build_places",
    "changed",
    "end_mutes",
    "menus",
    "page_wanted",
]
