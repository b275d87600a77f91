"""The sheet that every picture is drawn on: size, letters, colours, header and footer. Knows matplotlib.

Sized for a phone: 1,080 pixels wide, of which a Telegram chat shows a third, so that the smallest letters are some
eight points high there. Colours are those of Okabe and Ito, which people with any colour vision tell apart; shapes
and places say the same again.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.alerts.speech import Tongue
from bot.pictures.scenes import Scene, clock_text, period_text, source_text, title_of
from bot.pictures.words import say

INK, FAINT, GRID, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
SKY, BLUE, VERMILION, ORANGE, GREEN, PURPLE = "#56b4e9", "#0072b2", "#d55e00", "#e69f00", "#009e73", "#cc79a7"
DPI = 150
WIDTH = 7.2
"""Inches at `DPI`."""
LETTERS = 12.5
SMALL = 10
COLUMNS = 86
"""Characters of small letters in one line."""

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": LETTERS,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,  # names of tables and places are other people's words
    "svg.hashsalt": "tocsin",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure with its header and footer written, and how much of its height they take."""

    figure: Figure
    top: float
    bottom: float

    def axes(self, count: int, **options: Any) -> list[Any]:
        """So many axes between header and footer, one above the other."""
        made = self.figure.subplots(count, 1, squeeze=False, **options)
        self.figure.subplots_adjust(left=0.11, right=0.955, top=self.top, bottom=self.bottom, hspace=0.42)
        return [row[0] for row in made]


def styled() -> Any:
    """A context in which figures are made and drawn: our letters and colours, whatever else is set."""
    return mpl.rc_context(STYLE)


def make_sheet(
    scene: Scene, tongue: Tongue, height: float, subtitle: str, topic: str = "", more: str = ""
) -> Sheet:
    """A sheet with title, period, sources and clock; `more` is a further line of the footer."""
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    put = figure.text
    put(0.03, 1 - 0.18 / height, title_of(scene, tongue, topic), fontsize=19, fontweight="bold", va="top")
    period = period_text(scene.period, tongue)
    put(0.03, 1 - 0.58 / height, f"{period}, {subtitle}" if subtitle else period, fontsize=LETTERS, va="top")
    notes = [source_text(scene, tongue), more, clock_text(scene, tongue), say(tongue.language, "silence")]
    lines = [line for note in notes if note for line in textwrap.wrap(note, COLUMNS)]
    put(0.03, 0.1 / height, "\n".join(lines), fontsize=SMALL, color=FAINT, va="bottom", linespacing=1.25)
    return Sheet(figure, 1 - 1.55 / height, (0.62 + 0.185 * len(lines)) / height)


def say_nothing(axes: Any, tongue: Tongue) -> None:
    """The words for an empty frame."""
    text = say(tongue.language, "nothing")
    axes.text(0.5, 0.5, text, ha="center", va="center", transform=axes.transAxes, color=FAINT, fontsize=LETTERS)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def add_legend(sheet: Sheet, entries: Sequence[Any]) -> None:
    """What colours and shapes mean, under the header, in as many columns as have room."""
    if not entries:
        return
    letters = sum(len(e.get_label()) + 5 for e in entries)
    rows = -(-letters // 74)
    columns = -(-len(entries) // rows)
    top = 1 - (0.79 if rows == 1 else 0.76) / sheet.figure.get_figheight()
    sheet.figure.legend(
        handles=list(entries), loc="upper left", bbox_to_anchor=(0.015, top), ncols=columns, frameon=False,
        fontsize=11, labelcolor=FAINT, handlelength=1.2, handletextpad=0.5, columnspacing=1.3, labelspacing=0.3,
    )  # fmt: skip


def to_png(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    sheet.figure.savefig(out, format="png", dpi=DPI, facecolor=PAPER, metadata={"Software": "Tocsin"})
    return out.getvalue()
