"""Any value of any setting: it is taken, or named with what it should be; a secret is never shown."""

from __future__ import annotations

import os
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from bot.cli.doctor_settings import look_at_access, look_at_names, look_at_telegram, look_at_web
from bot.config import PREFIX, Settings, load_settings
from bot.errors import ConfigError
from tests.fuzz import examples

NAMES = sorted(Settings.model_fields)
VALUES = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=40) | st.sampled_from(
    ["true", "0", "-1", "1e9", "9" * 400, "[]", "{}", "null", "https://x", "http://[::1", "https://x:99999", "1.2.3.4:80",
     ":::", "/", "~", "Europe/Kyiv", "../x"]
)  # fmt: skip


@examples(150)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6))
def test_any_configuration_is_taken_or_explained(tmp_path, given_values: dict[str, str]):
    environment = {PREFIX + name.upper(): value for name, value in given_values.items()}
    secret = "hush-hush-secret"
    environment["TOCSIN_ACCESS_CODE"] = secret
    try:
        with mock.patch.dict(os.environ, environment, clear=True):
            settings = load_settings()
    except ConfigError as wrong:
        explained = str(wrong)
    else:
        explained = ""
    assert secret not in explained
    assert all(line.startswith(PREFIX) for line in explained.splitlines())
    if explained:
        return
    found = [
        *look_at_names(environment, tmp_path / ".env"),
        *look_at_telegram(settings),
        *look_at_access(settings),
        *look_at_web(settings),
    ]
    assert secret not in repr(found) + repr(settings)


@examples(60)
@given(st.binary(max_size=300))
def test_any_bytes_as_an_env_file_are_read_or_explained(tmp_path_factory, content: bytes):
    folder = tmp_path_factory.mktemp("env")
    (folder / ".env").write_bytes(content)
    before = os.getcwd()
    os.chdir(folder)
    try:
        load_settings()
    except ConfigError:
        pass
    finally:
        os.chdir(before)
    list(look_at_names({}, folder / ".env"))
