"""Rules that would read files, run code or be slow: refused with a line, and nothing of them is in force."""

from __future__ import annotations

import pytest

from bot.rules.load import load_files

RULE = """\
version: 1
{above}rules:
- id: one
  title: One
  match:
    {match}
  tests:
    - {{say: Nothing at all., expect: nothing}}
"""
WORDS = ", ".join(f"word{n}" for n in range(2000))
DOUBLED = "".join(f"  l{n}: ['<l{n - 1}> <l{n - 1}>', '<l{n - 1}> x <l{n - 1}>']\n" for n in range(1, 10))


def rule(match: str, above: str = "", below: str = "") -> str:
    return RULE.format(match=match, above=above) + below


REFUSED = {
    "ten thousand nested alternatives": (
        rule("phrases: ['" + "(a|" * 10_000 + "b" + ")" * 10_000 + "']"),
        "a phrase has at most 400 characters, this one 40,001",
    ),
    "alternatives as deep as a phrase is long": (
        rule("phrases: ['" + "(a|" * 90 + "b" + ")" * 90 + "']"),
        "brackets in brackets, 6 deep and more",
    ),
    "a phrase of a megabyte": (rule("phrases: ['" + "word " * 200_000 + "']"), "make it several"),
    "a word of a megabyte": (rule("phrases: ['" + "w" * 1_000_000 + "']"), "make it several"),
    "lists that double nine times": (
        rule("phrases: [<l9>]", "lists:\n  l0: [a, b]\n" + DOUBLED),
        "20,000 are the most",
    ),
    "long lists multiplied": (
        rule("phrases: [<l> <l> <l> <l>]", f"lists:\n  l: [{WORDS}]\n"),
        "too many long lists in one phrase",
    ),
    "only gaps": (rule("phrases: [a ...99 b]"), "a gap is 1 to 30 words"),
    "a regular expression": (rule("phrases: ['(a+)+$']"), "no regular expressions"),
    "another file": (rule("phrases: [!include /etc/passwd]"), "YAML tags are not used here"),
    "an object of Python": (
        rule("phrases: [!!python/object/apply:os.system [id]]"),
        "YAML tags are not used here",
    ),
    "aliases that grow": (rule("phrases: &a [x, *a, *a]"), "YAML anchors are not used here"),
    "a title with code": (
        rule("phrases: [a b]").replace("title: One", "title: $__class__"),
        "this rule has no field '$__class__'",
    ),
    "lists in lists in lists": ("version: 1\nrules: " + "[" * 100_000, "nested too deep"),
    "twenty thousand tests": (
        rule("phrases: [a b]", below="    - {say: Nothing., expect: nothing}\n" * 20_000),
        "a rule has 500 at most",
    ),
    "a test of a megabyte": (
        rule("phrases: [a b]", below="    - {say: '" + "a b " * 250_000 + "', expect: alert}\n"),
        "50,000 are the most",
    ),
    "a number of a megabyte": (
        rule("count: {of: drone, action: downed}", below="  alert_if: ['value >= " + "9" * 1_000_000 + "']\n"),
        "is larger than anything that is counted",
    ),
    "a title of a megabyte": (
        rule("phrases: [a b]").replace("title: One", f"title: {'x' * 1_000_000}"),
        "a message has at most 1,500 characters",
    ),
    "more than any file holds": ("version: 1\n#" + "x" * 8_000_001, "split it"),
}


@pytest.mark.parametrize(("text", "line"), REFUSED.values(), ids=REFUSED)
def test_what_could_do_harm_is_refused_with_a_line(text: str, line: str) -> None:
    loaded = load_files({"x.yaml": text})
    assert loaded.ruleset.rules == {}
    assert loaded.errors
    assert line in " ".join(p.text for p in loaded.errors), loaded.errors[0]
    assert all(len(str(p)) < 500 for p in loaded.errors)


def test_text_that_looks_like_code_in_a_title_stays_text() -> None:
    text = rule("phrases: [a b]").replace("title: One", "title: '{{7*7}} %(x)s {0.__class__} `id`'")
    (made,) = load_files({"x.yaml": text}).ruleset.rules.values()
    assert made.title_in("en") == "{{7*7}} %(x)s {0.__class__} `id`"
