from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.filled import fill
from tests.web.serving import serving


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's days and years of imported nights. Nobody writes to it."""
    path = tmp_path_factory.mktemp("filled") / "tocsin.db"
    fill(path)
    return path


@pytest.fixture(scope="session")
def pages(filled: Path) -> Iterator[str]:
    with serving(filled, public_url="https://history.example") as address:
        yield address
