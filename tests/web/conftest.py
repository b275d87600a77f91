from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.filled import fill
from tests.web.serving import serving


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's days and years of imported nights. Nobody writes to it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # workers share what takes one of them some seconds
        folder = folder.parent
    path, building = folder / "filled.db", folder / "filled.lock"
    try:
        building.mkdir()
    except FileExistsError:
        until = time.monotonic() + 120
        while not path.exists() and time.monotonic() < until:
            time.sleep(0.1)
    else:
        making = folder / "filled-making.db"
        fill(making)
        making.replace(path)
    return path


@pytest.fixture(scope="session")
def pages(filled: Path) -> Iterator[str]:
    with serving(filled, public_url="https://history.example") as address:
        yield address
