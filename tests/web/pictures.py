"""The screenshots of docs/: `python -m tests.web.pictures [FILE.db]`, over the demo's days and invented years."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

from bot.commands.places import build_places
from bot.config import starter_rules
from bot.pictures.scenes import last_days
from bot.pictures.sketch import sketch_chart, sketch_map
from bot.rules.load import load_vocabulary
from bot.store import open_for_reading
from tests.web import chromium
from tests.web.filled import NOW, fill
from tests.web.serving import serving

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
PAGES = {
    "timeline": ("/", 1000, 760, "light"),
    "alert": ("/alerts/7", 1000, 1100, "light"),
    "nights": ("/nights?days=14", 1000, 1000, "light"),
    "years": ("/nights?days=1095", 1000, 900, "dark"),
    "airports": ("/airports?days=3", 1000, 640, "light"),
    "map": ("/map?days=7", 1000, 1080, "light"),
}
PHONE = {
    "phone-alert": "/alerts/7?lang=uk",
    "phone-nights": "/nights?days=14&lang=uk",
    "phone-map": "/map?lang=uk",
}


def main(words: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        db = Path(words[0]) if words else Path(folder) / "tocsin.db"
        if not db.exists():
            fill(db)
        with serving(db, public_url="https://history.example") as base, chromium.browser() as browser:
            for name, (address, wide, high, scheme) in PAGES.items():
                context = browser.new_context(viewport={"width": wide, "height": high}, color_scheme=scheme)
                take(context, base + address, name)
            for name, address in PHONE.items():
                context = browser.new_context(viewport={"width": 375, "height": 812}, device_scale_factor=2)
                take(context, base + address, name)
        draw(db)


def take(context: object, address: str, name: str) -> None:
    page = context.new_page()  # type: ignore[attr-defined]
    page.goto(address)
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()  # type: ignore[attr-defined]


def draw(db: Path) -> None:
    """What /chart and /map send."""
    places = load_vocabulary(starter_rules() / "vocabulary")["places"]
    assert isinstance(places, dict)
    names = build_places(places).names
    with open_for_reading(db) as store:
        week, years = last_days(14, NOW), last_days(1095, NOW)
        days = last_days(3, NOW - dt.timedelta(hours=1))
        for name, (_, drawing) in {
            "chat-drones": sketch_chart(store, "drones", week, "en", names=names),
            "chat-years": sketch_chart(store, "drones", years, "uk", names=names),
            "chat-airports": sketch_chart(store, "aviation", days, "ru", names=names),
            "chat-map": sketch_map(store, week, "en", names=names),
        }.items():
            (FOLDER / f"{name}.png").write_bytes(drawing())


if __name__ == "__main__":
    main(sys.argv[1:])
