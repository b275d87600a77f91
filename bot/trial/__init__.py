"""Texts through reading, rules and events in memory: tests, explain, backtest. Nothing is stored or sent."""

from bot.trial.backtest import backtest
from bot.trial.check import check_text
from bot.trial.explain import explain
from bot.trial.stories import run_tests

__all__ = ["backtest", "check_text", "explain", "run_tests"]
