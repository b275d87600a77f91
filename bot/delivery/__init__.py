"""The flow from the outbox to the channels: due deliveries -> compose -> channel -> what the answer means."""

from bot.delivery.outbox import Outbox, run_outbox
from bot.delivery.verdict import next_state

__all__ = ["Outbox", "next_state", "run_outbox"]
