"""Text -> facts. Pure: no clock, no file, no network; see `bot.reading.read.read` and `bot.reading.compile`."""
