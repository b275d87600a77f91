"""Tests: they mirror bot/; walks/ go whole ways, corpus/ is for reading, benchmarks/ print figures."""
