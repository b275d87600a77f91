"""No log line holds a Bot API token, however it got there."""

import logging

import pytest
import structlog

from bot.logs import set_up_logs

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
