"""A story as the YAML that stands in a rule file."""

from __future__ import annotations

import datetime as dt

from bot.model import RuleTest, TestReport
from bot.rules.draft import quoted_sentence


def story_text(test: RuleTest) -> str:
    """The test as it goes under `tests:` of a rule, one report a line."""
    lines = [f"    - story: {quoted(test.story)}", "      reports:"]
    lines += [f"        - {report_text(report)}" for report in test.reports]
    return "\n".join(lines) + "\n"


def report_text(report: TestReport) -> str:
    kind = f", kind: {report.kind}" if report.kind != "independent" else ""
    at = f"+{report.after // dt.timedelta(minutes=1)}m"
    return f"{{at: {at}, from: {quoted(report.outlet)}, say: {quoted(report.say)}, expect: {report.expect}{kind}}}"


def quoted(text: str) -> str:
    """On one line and without what a rule file must not hold: the words are other people's."""
    plain = "".join(c if c.isprintable() and c != "\\" else " " for c in text)
    return quoted_sentence(" ".join(plain.split()))
