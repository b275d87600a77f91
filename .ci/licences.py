"""List the licence of every package that is shipped, and fail where one is unknown or not among those we may use.

    python .ci/licences.py [REQUIREMENTS]

Licences are read from the metadata of the installed packages, so that no network is needed.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAY_USE = (
    "MIT", "BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "MPL", "Mozilla", "LGPL", "Lesser", "Unlicense",
    "CC0", "Zlib", "HPND", "Public Domain", "0BSD",
)  # fmt: skip
"""Licences under which a program of another licence may use a package as it is."""


def pinned(requirements: Path) -> list[str]:
    return re.findall(r"^([\w.-]+)==", requirements.read_text(), re.M)


def licence_of(name: str) -> str:
    """What the metadata says: the SPDX expression, else the classifiers, else the first line of the licence field."""
    found = importlib.metadata.metadata(name)
    if expression := found.get("License-Expression"):
        return expression
    classes = [
        c.rsplit("::", 1)[1].strip() for c in found.get_all("Classifier") or () if c.startswith("License ::")
    ]
    named = [c for c in classes if c != "OSI Approved"]
    return "; ".join(named) or (found.get("License") or "").strip().split("\n")[0] or "unknown"


def is_usable(licence: str) -> bool:
    return any(word.lower() in licence.lower() for word in MAY_USE)


def listed(requirements: Path) -> dict[str, str]:
    """Package -> licence; packages of other systems, which are not installed here, are left out."""
    found = {}
    for name in pinned(requirements):
        try:
            found[name] = licence_of(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def main(words: list[str]) -> int:
    licences = listed(Path(words[0]) if words else ROOT / "requirements" / "run.txt")
    for name, licence in sorted(licences.items()):
        print(f"{name:28} {licence}{'' if is_usable(licence) else '   <- not among those we may use'}")
    return int(not all(map(is_usable, licences.values())))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
