"""Telegram: the only room that knows python-telegram-bot.

`TelegramChannel` carries messages out; `serve` takes in what people write and tap.
"""

import os

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.poll import Webhook
from bot.channels.telegram.serve import serve

os.environ.setdefault("PTB_TIMEDELTA", "true")
"""Lengths of time from python-telegram-bot are timedeltas; without it every 429 warns of a change to come."""

__all__ = ["TelegramChannel", "Webhook", "serve"]
