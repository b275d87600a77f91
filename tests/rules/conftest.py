"""The shipped rules and the guide's, read by one reader: compiling one takes seconds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.rulebook import Rulebook, make_rulebook
from bot.rules.disk import read_folder
from bot.rules.load import Loaded, load_files, load_folder
from bot.rules.match import index_rules

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "rules.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="session")
def guide() -> Loaded:
    """The examples of docs/rules.md, each as a file."""
    return load_files({f"guide-{number}.yaml": text for number, text in enumerate(EXAMPLES)})


@pytest.fixture(scope="session")
def everything() -> Rulebook:
    """The shipped rules and the guide's; its reader looks for the words of both."""
    texts = read_folder(RULES)[0] | {f"guide-{number}.yaml": text for number, text in enumerate(EXAMPLES)}
    loaded = load_files(texts)
    return make_rulebook(loaded.ruleset, loaded.feeds, loaded.vocabulary)


@pytest.fixture(scope="session")
def shipped(everything: Rulebook) -> Rulebook:
    ruleset = load_folder(RULES).ruleset
    return replace(everything, ruleset=ruleset, index=index_rules(ruleset))
