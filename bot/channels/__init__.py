"""Ways to deliver: Telegram, the console."""
