"""The JSON schema of rule files, for editors: rules/schema/rules.v1.json is its text."""

from __future__ import annotations

import json
from typing import Any

from bot.rules.forms import FileForm

PATH = "schema/rules.v1.json"
"""In the rules folder; rule files name it in their first line."""


def make_schema() -> dict[str, Any]:
    made: dict[str, Any] = loosen(FileForm.model_json_schema(by_alias=True, mode="validation"))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Tocsin rules, version 1"} | made


def loosen(part: Any) -> Any:
    """Titles that only repeat the key's name go; numbers may stand where texts are wanted (`say: 97`)."""
    if isinstance(part, list):
        return [loosen(p) for p in part]
    if not isinstance(part, dict):
        return part
    kept = {k: loosen(v) for k, v in part.items() if not (k == "title" and isinstance(v, str))}
    if kept.get("type") == "string" and "enum" not in kept and "const" not in kept and "format" not in kept:
        kept["type"] = ["string", "number"]
    return kept


def show_schema() -> str:
    return json.dumps(make_schema(), indent=2, ensure_ascii=False) + "\n"
