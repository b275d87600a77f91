"""The installed wheel with the rights of the image: user 10001, a read-only root, no capabilities, /data to write in."""

import asyncio
import contextlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import aiohttp
import psutil
import pytest

from tests.botapi.play import say
from tests.botapi.server import BotApi
from tests.walks.rig import ROOT, ended, outlet, running, until, write_rules

READER = 1001
NEWS = "Russia launched 80 drones against Ukraine overnight, Kyiv's Air Force said."
MADE = {"data", "rules", "site", "tmp", "dev", "proc"}
"""Top folders that are not the machine's own."""


def confined(site: Path, data: Path, rules: Path) -> list[str]:
    """What docker-compose.yml asks for, in the words of bubblewrap. The network stays, for outlets on loopback."""
    root: list[str] = []
    for entry in sorted(Path("/").iterdir()):
        if entry.is_symlink():
            root += ["--symlink", os.readlink(entry), str(entry)]
        elif entry.is_dir() and entry.name not in MADE:
            root += ["--ro-bind", str(entry), str(entry)]
    python = [w for p in {sys.prefix, sys.base_prefix} for w in ("--ro-bind", p, p)]
    return [
        "bwrap", *root, "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", *python,
        "--bind", str(data), "/data", "--bind", str(rules), "/rules", "--ro-bind", str(site), "/site",
        "--remount-ro", "/", "--chdir", "/data", "--unshare-user", "--unshare-pid", "--unshare-ipc",
        "--uid", "10001", "--gid", "10001", "--cap-drop", "ALL", "--die-with-parent", "--clearenv",
    ]  # fmt: skip


def settings(**more: str) -> list[str]:
    """The environment inside."""
    given = {
        "PATH": os.environ["PATH"], "PYTHONPATH": "/site", "TOCSIN_DB": "/data/tocsin.db", "TOCSIN_RULES": "/rules",
        "TOCSIN_LOG_FORMAT": "json", "TOCSIN_PRIVATE_ADDRESSES": "true", "TOCSIN_PAGES": "false",
    } | {f"TOCSIN_{name.upper()}": value for name, value in more.items()}  # fmt: skip
    return [word for name, value in given.items() for word in ("--setenv", name, value)]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The wheel, built and unpacked away from its sources."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    shutil.unpack_archive(next(folder.glob("*.whl")), folder / "site", "zip")
    return folder / "site"


@pytest.fixture
def inside(site: Path, tmp_path: Path) -> tuple[list[str], Path]:
    """The beginning of a command line that runs inside, and the folder that is /data there."""
    data, rules = tmp_path / "data", tmp_path / "rules"
    data.mkdir()
    rules.mkdir(exist_ok=True)
    command = confined(site, data, rules)
    if not shutil.which("bwrap") or subprocess.run([*command, "true"], capture_output=True).returncode:
        pytest.skip("bubblewrap is not installed here, or may not make a namespace")
    return command, data


async def read_page(address: str) -> str:
    """The page at an address that is told just before it is listened to."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(10):
        while True:
            with contextlib.suppress(aiohttp.ClientConnectionError):
                async with session.get(address) as page:
                    return await page.text()
            await asyncio.sleep(0.05)


def test_nothing_but_data_rules_and_tmp_can_be_written(inside):
    command, _ = inside
    tried = (
        "for d in / /usr /etc /site /data /rules /tmp; do touch $d/x 2> /dev/null && printf '%s ' $d; done; id -u"
    )
    shown = subprocess.run([*command, *settings(), "sh", "-c", tried], capture_output=True, text=True)
    assert shown.stdout.split() == ["/data", "/rules", "/tmp", "10001"]


async def test_the_bot_runs_and_answers_with_the_least_rights(inside, tmp_path: Path):
    command, data = inside
    log = tmp_path / "log"
    async with outlet() as made, BotApi() as api:
        api.world.person(READER, "Anna")
        made.publish("Drones", NEWS)
        write_rules(tmp_path, made.url)
        telegram = {"telegram_token": api.token, "telegram_url": api.base_url.removesuffix("/bot")}
        tocsin = [*command, *settings(**telegram), sys.executable, "-P", "-m", "bot"]
        chat = api.world.places[READER]

        def said() -> list[str]:
            return [m.text for m in chat.messages if m.by == 0]

        async with running([*tocsin, "run"], log) as process:
            await say(api, READER, "/subscribe drones")
            await until(lambda: any("80" in text for text in said()), what="what is true now")
            async with running([*tocsin, "doctor", "--alive"], log) as asking:
                assert await ended(asking) == 0, log.read_text()
            async with running([*tocsin, "web", "--port", "0"], tmp_path / "web"):
                pages = r"http://127\.0\.0\.1:\d+"
                await until(lambda: re.search(pages, (tmp_path / "web").read_text()), what="pages are served")
                address = re.findall(pages, (tmp_path / "web").read_text())[-1]
                assert "<html lang=" in await read_page(address)
            psutil.Process(process.pid).children(recursive=True)[-1].terminate()  # bubblewrap passes no signal on
            assert await ended(process) == 0, log.read_text()
        assert (data / "tocsin.db").stat().st_size > 0
        assert "Traceback" not in log.read_text()
