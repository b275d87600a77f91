"""Texts through reading, rules and events in memory: tests, explain, backtest. Nothing is stored or sent."""
