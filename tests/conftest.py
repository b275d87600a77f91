"""Reads everything that the test run logged, and fails it where a line holds what no log may hold.

What tests and the processes they start write to standard output and error is captured by pytest; logs that such processes
write into files of their own lie in the run's temporary folder. Both are read at the end, those of other
pytest-xdist workers too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.leaks import leaks

FOUND: list[str] = []
LOG_FILES = ("log", "*.log")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """The captured output of each phase of each test; a test that failed shows values on purpose."""
    if report.when == "teardown" or report.failed:
        return
    for name, text in report.sections:
        FOUND.extend(f"{report.nodeid} ({name}): {line}" for line in leaks(text))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput"):
        return  # the process that started the workers reads everything
    factory = getattr(session.config, "_tmp_path_factory", None)
    base = factory.getbasetemp() if factory is not None else None
    for path in files_in(base):
        text = path.read_text(encoding="utf-8", errors="replace")
        FOUND.extend(f"{path.relative_to(base)}: {line}" for line in leaks(text))
    if FOUND:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def files_in(base: Path | None) -> list[Path]:
    return [] if base is None else [p for pattern in LOG_FILES for p in base.rglob(pattern) if p.is_file()]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FOUND:
        terminalreporter.section("log lines that hold a secret or name a chat", red=True, bold=True)
        for line in FOUND[:50]:
            terminalreporter.line(line[:300])
