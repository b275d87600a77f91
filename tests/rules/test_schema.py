"""The JSON schema for editors agrees with the models and with the files."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.rules.load import load_files
from bot.rules.schema import PATH, make_schema, show_schema

RULES = Path(__file__).parents[2] / "rules"
BAD = Path(__file__).parent.parent / "rules_bad"
CHECK = jsonschema.Draft202012Validator(make_schema())


def plain(text: str) -> object:
    return yaml.safe_load(text)


def test_the_checked_in_schema_is_the_one_of_the_models() -> None:
    assert (RULES / PATH).read_text(encoding="utf-8") == show_schema(), (
        "write it anew: tocsin rules schema --write"
    )


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(make_schema())


@pytest.mark.parametrize(
    "path", sorted(p for p in RULES.glob("*.yaml") if p.name != "feeds.yaml"), ids=lambda p: p.stem
)
def test_the_shipped_files_meet_it(path: Path) -> None:
    assert [e.message for e in CHECK.iter_errors(plain(path.read_text(encoding="utf-8")))] == []


SEEN_BY_EDITORS = (
    "unknown-key",
    "unknown-key-at-top",
    "unknown-key-in-match",
    "no-match",
    "no-id",
    "bad-status",
    "unknown-expect",
    "map-for-list",
)


@pytest.mark.parametrize("name", SEEN_BY_EDITORS)
def test_editors_mark_what_the_loader_refuses(name: str) -> None:
    text = (BAD / f"{name}.yaml").read_text(encoding="utf-8")
    assert load_files({"x.yaml": text}).errors
    assert not CHECK.is_valid(plain(text))
