"""Texts through reading, rules and events in memory: tests, explain, backtest. Nothing is stored or sent."""

from bot.trial.check import check_text
from bot.trial.stories import run_tests

__all__ = ["check_text", "run_tests"]
