"""Debian's Chromium, driven by playwright; or how to get them."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
HOW = "no browser: `apt-get install -y chromium`, and `pip install playwright axe-playwright-python`"


def find() -> str | None:
    """The path of a Chromium, None where there is none, or nothing to drive it with."""
    try:
        import axe_playwright_python
        import playwright  # noqa: F401
    except ImportError:
        return None
    del axe_playwright_python
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """A browser with a profile of its own that is thrown away."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=find(), args=list(FLAGS))
        try:
            yield started
        finally:
            started.close()
