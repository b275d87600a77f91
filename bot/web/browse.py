"""Datasette over the database, for people who would rather filter and count rows: views alone, nothing else."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from markupsafe import Markup

from bot.store.public import VIEWS, allow_views, guard

NAME = "data"
"""Of the database in addresses: `/data/public_alerts`."""
SETTINGS = {
    "default_allow_sql": False,
    "allow_download": False,
    "suggest_facets": False,
    "default_page_size": 50,
    "max_returned_rows": 500,
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 500,
    "num_sql_threads": 3,
    "max_csv_mb": 20,
    "cache_size_kb": 0,
    "template_debug": False,
    "trace_debug": False,
}
FACETS = {
    "public_alerts": ["topic"],
    "public_events": ["kind"],
    "public_figures": ["action"],
    "public_sources": ["outlet"],
    "public_reports": ["fate"],
    "public_articles": ["outlet"],
    "public_facts": ["kind"],
    "public_feeds": ["status"],
}
"""Counted on every visit; any other column is a click away."""
ORDERS = {
    "public_alerts": "alert_id", "public_events": "event_id", "public_figures": "figure_id",
    "public_sources": "source_id", "public_revisions": "made_at", "public_reports": "report_id",
    "public_articles": "fetched_at", "public_facts": "fact_id",
}  # fmt: skip


class Views(Database):  # type: ignore[misc]  # Datasette opens its connections by this method and no other
    """A database of which only the public views are there, on connections that refuse everything else."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        if write:
            raise sqlite3.OperationalError("nothing is written through the web")
        uri = f"{Path(self.path).absolute().as_uri()}?mode=ro"
        conn = sqlite3.connect(uri, uri=True, check_same_thread=False)
        guard(conn, allow_views)
        self._all_file_connections.append(conn)
        return conn

    async def table_names(self) -> list[str]:
        return []

    async def table_exists(self, table: str) -> bool:
        return False

    async def hidden_table_names(self) -> list[str]:
        return []

    async def view_names(self) -> list[str]:
        return list(VIEWS)

    async def get_view_definition(self, view: str) -> str | None:
        return f"CREATE VIEW {view}" if view in VIEWS else None

    async def get_all_foreign_keys(self) -> dict[str, Any]:
        return {}


async def no_catalogue() -> None:
    """Datasette keeps a catalogue of all tables for pages that are not reachable here."""


CONTROLS = re.compile(r'<(select|input)([^>]*?) name="(_[a-z_]+)"')
SPOKEN = {"_filter_column": "Column", "_filter_op": "Comparison", "_filter_value": "Value", "_sort": "Order by",
          "_sort_by_desc": "Descending", "_size": "Rows", "_next": "Next"}  # fmt: skip


def with_labels(page: str) -> Markup:
    """Datasette's filters have no names that a screen reader could say."""
    named = CONTROLS.sub(lambda m: f'{m[0]} aria-label="{SPOKEN.get(m[3], m[3].strip("_"))}"', page)
    return Markup(re.sub(r"<(/?)h3\b", r"<\1h2", named))  # noqa: S704 - markup already


def make_datasette(path: Path, templates: Path) -> Datasette:
    tables: dict[str, Any] = {view: {"facets": facets, "size": 50} for view, facets in FACETS.items()}
    for view, column in ORDERS.items():
        tables.setdefault(view, {})["sort_desc"] = column
    metadata = {
        "title": "Tocsin",
        "allow_sql": False,
        "databases": {NAME: {"allow_sql": False, "tables": tables, "description": "docs/data.md"}},
    }
    made = Datasette([], metadata=metadata, settings=SETTINGS, template_dir=str(templates), memory=False)
    made.remove_database("_memory")
    made.refresh_schemas = no_catalogue
    made.jinja_env.filters["with_labels"] = with_labels
    made.add_database(Views(made, str(path)), name=NAME)
    return made
