#!/usr/bin/env python3
"""Set Tocsin up in this folder and start it. Needs Python 3.11 or newer with pip, nothing else.

    python3 start.py run [ARGUMENTS...]    run the bot until it is stopped (Ctrl-C)
    python3 start.py test [ARGUMENTS...]   pass the tests (arguments go to pytest)
    python3 start.py check                 every check: format, lint, types, import contracts, tests
    python3 start.py tocsin ARGUMENTS...   any other command, for example: tocsin demo

The first start makes the environment .venv in this folder and installs the versions pinned, with their
hashes, in requirements/ (half a minute to two minutes with a network); later starts take no time for it.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = HERE / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CHECKS = (
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("lint", ["-m", "ruff", "check", "."]),
    ("types", ["-m", "mypy"]),
    ("imports", ["-c", "from importlinter.cli import lint_imports_command as check; check()"]),
    ("rules", ["-m", "bot", "rules", "check"]),
    ("tests", ["-m", "pytest", "-n", "auto"]),
)


def installed(requirements: Path) -> bool:
    """Whether .venv holds exactly what this requirements file asks for (told by the file's digest)."""
    mark = HOME / f"{requirements.stem}.sha256"
    return mark.is_file() and PYTHON.is_file() and mark.read_text() == digest(requirements)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes() + sys.version.encode()).hexdigest()


def install(requirements: Path) -> None:
    """Make .venv where it is missing and install the pinned versions into it.

    The environment is made without a pip of its own and filled by the pip at hand, since Debian and Ubuntu
    ship Python without `ensurepip`; `--python` also keeps pip from touching the system.
    """
    print(f"setting up {HOME.name} from {requirements.relative_to(HERE)} (only this once) ...", file=sys.stderr)
    if not PYTHON.is_file():
        venv.create(HOME, with_pip=False, symlinks=os.name != "nt", clear=True)
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "--disable-pip-version-check", "install"]
    done = subprocess.run([*pip, "-qq", "--require-hashes", "--only-binary", ":all:", "-r", str(requirements)])
    if done.returncode:
        sys.exit(
            "start.py: pip could not install what Tocsin needs; its message is above. "
            "Needed: pip 22.3 or newer, and a network"
        )
    (HOME / f"{requirements.stem}.sha256").write_text(digest(requirements))


def main(words: list[str]) -> int:
    if sys.version_info < (3, 11):
        sys.exit(f"start.py: Tocsin needs Python 3.11 or newer, this is {sys.version.split()[0]}")
    if not words or words[0] not in ("run", "test", "check", "tocsin"):
        print(__doc__)
        return 0 if words in ([], ["-h"], ["--help"]) else 2
    word, rest = words[0], words[1:]
    requirements = HERE / "requirements" / ("dev.txt" if word in ("test", "check") else "run.txt")
    # dev.txt holds everything that run.txt holds, in the same versions
    has_more = installed(requirements.with_name("dev.txt"))
    if not has_more and not installed(requirements):
        install(requirements)
    os.chdir(HERE)
    if word == "check":
        failed = [name for name, command in CHECKS if subprocess.run([str(PYTHON), *command]).returncode]
        print("every check passed" if not failed else f"failed: {', '.join(failed)}")
        return 1 if failed else 0
    command = {"run": ["-m", "bot", "run"], "test": ["-m", "pytest", "-n", "auto"], "tocsin": ["-m", "bot"]}[word]
    os.execv(PYTHON, [str(PYTHON), *command, *rest])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
