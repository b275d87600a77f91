"""Environment -> Settings. Every mistake is named at once, with the variable to mend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigError

PREFIX = "TOCSIN_"
STARTER = Path(__file__).parent / "starter"
"""The starter rules inside an installed package; a source checkout has them at its top."""


class Settings(BaseSettings):
    """How this Tocsin runs. Each field is read from `TOCSIN_<NAME>` or a `.env` file in the working folder."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    telegram_token: SecretStr | None = Field(
        None, description="Bot token from @BotFather. Without it alerts go to the console."
    )
    telegram_url: str = Field("https://api.telegram.org", description="Bot API server, for a local one or tests.")
    telegram_webhook: str | None = Field(
        None, description="Public https address for a webhook. Default: long polling."
    )
    telegram_webhook_port: int = Field(8443, ge=1, le=65535, description="Port that the webhook listens on.")
    telegram_webhook_secret: SecretStr | None = Field(
        None, description="Secret token that webhook calls must carry."
    )
    owners: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Telegram user ids that may use owner commands, with commas."
    )
    access: str = Field(
        "open",
        pattern="^(open|invite|chats)$",
        description="Who may subscribe: open, invite (a link with a code) or chats (a list).",
    )
    access_code: SecretStr | None = Field(None, description="The code of the invite link, for access=invite.")
    access_chats: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Chat ids that may subscribe, for access=chats."
    )
    rules: Path | None = Field(
        None, description="Folder of rule files. Default: ./rules where there is one, else the starter rules."
    )
    db: Path = Field(Path("tocsin.db"), description="The SQLite database file.")
    zone: str = Field("Europe/Kyiv", description="Time zone of the console and of new chats.")
    language: str = Field(
        "en", pattern="^(en|uk|ru)$", description="Language of the console and of new chats: en, uk or ru."
    )
    contact: str = Field("", description="Address (mail or page) that feed servers find in our User-Agent.")
    private_addresses: bool = Field(False, description="Allow feeds on private and loopback addresses.")
    poll_floor: int = Field(60, ge=5, description="Shortest time between two polls of a feed, in seconds.")
    poll_ceiling: int = Field(3600, ge=5, description="Longest time between two polls of a feed, in seconds.")
    workers: int | None = Field(
        None,
        ge=0,
        le=64,
        description="Processes that parse and read. 0: in the main process. Default: by the feeds.",
    )
    pages: bool = Field(
        True, description="Read the page of an article, too, where its feed gave a summary that tells something."
    )
    cluster: str | None = Field(
        None, description="Address of a Dask scheduler (tcp://...), needs the extra `cluster`."
    )
    log_format: str = Field(
        "auto", pattern="^(auto|text|json)$", description="Log lines: text, json, or auto (text in a terminal)."
    )
    log_level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="Least level that is logged."
    )
    public_url: str | None = Field(
        None, description="Where the history pages can be reached; alerts then carry permanent links."
    )
    metrics: str | None = Field(
        None, description="Address and port of /metrics and /healthz, such as 127.0.0.1:9464. Default: none."
    )
    web_token: SecretStr | None = Field(None, description="Token that `tocsin web` asks for. Default: none.")
    keep_text_days: int = Field(
        90, ge=1, description="Days that article texts are kept. Alerts and identity keys are kept for good."
    )

    @field_validator("owners", "access_chats", mode="before")
    @classmethod
    def split_ids(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
        )

    @field_validator(
        "telegram_token",
        "telegram_webhook_secret",
        "access_code",
        "web_token",
        "public_url",
        "cluster",
        "workers",
        "rules",
        "metrics",
        mode="before",
    )
    @classmethod
    def empty_is_none(cls, value: object) -> object:
        """`TOCSIN_TELEGRAM_TOKEN=` in a copied example file means: none."""
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("metrics")
    @classmethod
    def address_and_port(cls, value: str | None) -> str | None:
        port = (value or ":1").rpartition(":")[2]
        if value is not None and (":" not in value or not port.isdecimal() or not 0 < int(port) < 65536):
            raise ValueError("write it like 127.0.0.1:9464")
        return value

    @field_validator("telegram_url", "telegram_webhook", "public_url")
    @classmethod
    def readable_address(cls, value: str | None) -> str | None:
        """`http://[` is no address, and asking for its parts would raise wherever it is used."""
        try:
            urlsplit(value or "").port  # noqa: B018
        except ValueError:
            raise ValueError("no web address; write it like https://bot.example") from None
        return value

    @field_validator("zone")
    @classmethod
    def known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("no such time zone; write it like Europe/Kyiv") from None
        return value

    def rules_folder(self) -> Path:
        """Where the rules are: as configured, else ./rules, else the starter rules."""
        if self.rules is not None:
            return self.rules
        return Path("rules") if Path("rules").is_dir() else starter_rules()


def starter_rules() -> Path:
    """The rules that come with the program: in the package, or at the top of a source checkout."""
    return STARTER if STARTER.is_dir() else Path(__file__).parent.parent / "rules"


def load_settings(**given: object) -> Settings:
    """Settings from the environment, `.env` and what the command line gave (None: not given).

    Raises ConfigError that names every wrong variable at once. Values of secrets are never shown.
    """
    try:
        return Settings(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    except UnicodeDecodeError:
        raise ConfigError(".env: the file is not UTF-8; save it as UTF-8") from None
    except ValidationError as wrong:
        raise ConfigError("\n".join(sorted(describe(e) for e in wrong.errors(include_input=False)))) from None


def describe(error: object) -> str:
    """One line for one wrong variable."""
    assert isinstance(error, dict)
    name = PREFIX + "_".join(str(part) for part in error["loc"][:1]).upper()
    meaning = Settings.model_fields[str(error["loc"][0])].description or ""
    return f"{name}: {error['msg'].removeprefix('Value error, ')} ({meaning.rstrip('.')})"
