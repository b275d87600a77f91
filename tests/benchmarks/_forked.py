"""The program started from a server that has imported it: `kill -9` and start again cost no two seconds of imports.

Each start is a process of its own with nothing but the imported modules; what runs in it is `tocsin run`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.cli.run import run

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.benchmarks._forked"])


def run_here(folder: str, settings: dict[str, str]) -> None:
    """`tocsin run` with `folder` as its working folder; its log goes to `folder/log`."""
    os.chdir(folder)
    for name in [n for n in os.environ if n.startswith("TOCSIN_")]:
        del os.environ[name]
    os.environ.update(settings)
    log = os.open("log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    run(rules=None, db=None)


def start(folder: Path, settings: dict[str, str]) -> BaseProcess:
    process = CONTEXT.Process(target=run_here, args=(str(folder), settings))
    process.start()
    return process


def kill(process: BaseProcess) -> None:
    """Without a word, and wait until it is gone."""
    if process.pid is not None and process.exitcode is None:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
