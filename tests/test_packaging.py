"""What a newcomer gets: the two commands, the image's files, the wheel with its rules, the import contracts."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS

ROOT = Path(__file__).parent.parent


def code_blocks(text: str) -> list[str]:
    return [block.strip() for block in re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)]


def test_the_first_two_code_blocks_of_the_readme_are_the_two_commands():
    assert code_blocks((ROOT / "README.md").read_text())[:2] == ["python3 start.py run", "python3 start.py test"]


def test_start_says_how_to_use_it():
    asked = subprocess.run([sys.executable, "start.py"], cwd=ROOT, capture_output=True, text=True)
    assert asked.returncode == 0
    assert "python3 start.py run" in asked.stdout
    wrong = subprocess.run([sys.executable, "start.py", "rum"], cwd=ROOT, capture_output=True, text=True)
    assert wrong.returncode == 2


@pytest.mark.parametrize("name", ["run.txt", "dev.txt", "build.txt"])
def test_requirements_are_pinned_and_hashed_and_name_no_host(name):
    text = (ROOT / "requirements" / name).read_text()
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    for entry in entries:
        assert re.match(r"[\w.\[\],-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_what_the_program_needs_is_pinned_alike_for_running_and_testing():
    run, dev = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / n).read_text(), re.M))
        for n in ("run.txt", "dev.txt")
    )
    assert {name: dev.get(name) for name in run} == run


def test_the_compose_file_fits_its_schema():
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run([*check, "docker-compose.yml"], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_the_image_is_built_from_files_that_are_there():
    wanted = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    for name in " ".join(wanted).split():
        assert (ROOT / name).exists(), name
    ignored = (ROOT / ".dockerignore").read_text().split()
    for name in " ".join(wanted).split():
        assert f"!{name.split('/')[0]}" in ignored, name


def test_the_wheel_carries_the_starter_rules(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    rules = {f"bot/starter/{p.relative_to(ROOT / 'rules')}" for p in (ROOT / "rules").rglob("*") if p.is_file()}
    assert "bot/starter/feeds.yaml" in rules
    assert rules <= names
    assert {str(p.relative_to(ROOT)) for p in (ROOT / "bot").rglob("*.json*")} <= names


def test_imports_go_down_only():
    kept = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert kept.returncode == 0, kept.stdout


def test_every_extra_the_readme_needs_is_there():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(project["optional-dependencies"]) == {"web", "charts", "cluster", "dev"}
    assert project["scripts"] == {"tocsin": "bot.__main__:main"}


def test_every_command_is_in_the_readme_and_explains_itself():
    readme = (ROOT / "README.md").read_text()
    for name in COMMANDS:
        assert f"`tocsin {name}`" in readme, name
        shown = subprocess.run(
            [sys.executable, "-m", "bot", name, "--help"], cwd=ROOT, capture_output=True, text=True
        )
        assert shown.returncode == 0, shown.stderr
        is_group = "COMMAND [ARGS]" in shown.stdout  # its commands have the examples
        assert is_group or f"tocsin {name}" in shown.stdout, f"{name} --help has no example"
