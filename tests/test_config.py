"""Settings: every mistake at once, by the name of its variable, and no secret shown."""

import re
from pathlib import Path

import pytest

from bot.config import PREFIX, Settings, load_settings
from bot.errors import ConfigError

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_every_setting_has_a_default():
    settings = load_settings()
    assert settings.telegram_token is None
    assert settings.db == Path("tocsin.db")


def test_all_mistakes_are_named_at_once(monkeypatch):
    monkeypatch.setenv("TOCSIN_ZONE", "Kiew")
    monkeypatch.setenv("TOCSIN_OWNERS", "12,me")
    monkeypatch.setenv("TOCSIN_ACCESS", "everyone")
    with pytest.raises(ConfigError) as wrong:
        load_settings()
    assert re.findall(r"^TOCSIN_\w+", str(wrong.value), re.M) == ["TOCSIN_ACCESS", "TOCSIN_OWNERS", "TOCSIN_ZONE"]


def test_an_empty_value_means_not_set(monkeypatch):
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKEN", " ")
    monkeypatch.setenv("TOCSIN_OWNERS", "")
    assert load_settings().telegram_token is None
    assert load_settings().owners == ()


def test_the_token_is_not_shown(monkeypatch):
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKEN", "1234567:secretsecretsecretsecret")
    assert "secretsecret" not in repr(load_settings())


def test_a_value_of_the_command_line_wins(monkeypatch):
    monkeypatch.setenv("TOCSIN_DB", "a.db")
    assert load_settings(db=Path("b.db")).db == Path("b.db")
    assert load_settings(db=None).db == Path("a.db")


def test_the_example_file_names_every_setting_with_its_default():
    """.env.example is what people copy; a setting that is missing there does not exist for them."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    assert set(example) == {PREFIX + name.upper() for name in Settings.model_fields}
    settings = load_settings()
    for name, field in Settings.model_fields.items():
        written = example[PREFIX + name.upper()]
        assert load_settings(**{name: written or None}) == settings, f"{name}: default {field.default!r}"
