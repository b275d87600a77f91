"""No log line holds a Bot API token, however it got there."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from bot.logs import set_up_logs
from tests.leaks import leaks

TOKEN = "123456789:AAExampleExampleExampleExampleExample"


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(
            lambda: structlog.get_logger("t").info("poll", url=f"http://x/bot{TOKEN}/getMe"), id="a value"
        ),
        pytest.param(lambda: structlog.get_logger("t").info(f"token {TOKEN}"), id="the event"),
        pytest.param(lambda: logging.getLogger("t").warning("calling %s", TOKEN), id="a library's argument"),
        pytest.param(
            lambda: structlog.get_logger("t").info("nested", got={"url": [f"bot{TOKEN}"]}), id="a nested value"
        ),
        pytest.param(lambda: fail_and_log(), id="a traceback"),
    ],
)
def test_a_token_never_reaches_a_log_line(form, write, capfd):
    set_up_logs(form, "info")
    write()
    logged = capfd.readouterr().err
    assert "<token>" in logged
    assert "AAExample" not in logged


def fail_and_log() -> None:
    try:
        raise ValueError(f"http://x/bot{TOKEN}/sendMessage failed")
    except ValueError:
        structlog.get_logger("t").exception("failed")


def test_httpx_addresses_are_not_logged_at_info(capfd):
    set_up_logs("json", "info")
    logging.getLogger("httpx").info("HTTP Request: POST http://x/secret")
    assert capfd.readouterr().err == ""


@pytest.fixture(autouse=True)
def restore_logging():
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(f"http://x/bot{TOKEN}/getMe", True, id="a token, wherever it stands"),
        pytest.param(
            "2026-01-22 05:00:00 [warning  ] refused chat=telegram:77", True, id="a chat in a terminal's line"
        ),
        pytest.param(
            '{"event": "refused", "chat": "telegram:-100/4", "level": "info"}', True, id="a chat in JSON"
        ),
        pytest.param("WARNING  bot:serve.py:12 telegram:77 left", True, id="a chat in a library's line"),
        pytest.param(
            '{"event": "refused", "delivery": 12, "level": "info"}', False, id="the number of a delivery"
        ),
        pytest.param("the chat telegram:77 is printed by a command", False, id="what a command prints is no log"),
    ],
)
def test_the_reader_of_all_logs_sees_what_must_not_be_there(line, expected):
    assert bool(leaks(line)) == expected


def test_a_run_that_logs_a_secret_fails(pytester_run):
    """The whole way: a test that passes and logs a chat's address makes the run fail."""
    code, shown = pytester_run(
        "import structlog\ndef test_it():\n    structlog.get_logger().info('x', chat='telegram:5')\n"
    )
    assert code == 1
    assert "name a chat" in shown
    assert pytester_run("def test_it():\n    print('fine')\n")[0] == 0


@pytest.fixture
def pytester_run(tmp_path):
    def run(text: str) -> tuple[int, str]:
        (tmp_path / "test_one.py").write_text(text)
        root = Path(__file__).parent.parent
        command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "test_one.py"]
        done = subprocess.run(
            command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True
        )
        return done.returncode, done.stdout

    return run
