"""The threat model is held by tests: each that docs/security.md names exists; licences and container are as told."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
MODEL = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w*)`", MODEL)))


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[f"{f}::{n}" for f, n in NAMED])
def test_every_test_that_the_threat_model_names_exists(file: str, name: str):
    assert re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.M)


def test_every_line_of_the_threat_model_names_a_test():
    rows = [line for line in MODEL.splitlines() if line.startswith("| ") and "---" not in line]
    lines = [r for r in rows if not r.rstrip("| ").endswith("held by")]
    assert len(lines) > 30
    assert [line for line in lines if "`tests/" not in line] == []


def test_the_container_has_the_least_rights():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert set(services) == {"tocsin", "web"}
    for service in services.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert "privileged" not in service
        assert not any("docker.sock" in str(volume) for volume in service["volumes"])
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), "this machine alone"
    image = (ROOT / "Dockerfile").read_text().split("\nFROM ")[-1]
    assert re.search(r"^USER tocsin$", image, re.M)
    assert image.index("USER tocsin") < image.index("ENTRYPOINT")
    assert not re.search(r"apt-get|curl|COPY (?!--from=build)", image), "nothing but Python and the environment"


def test_every_package_that_is_shipped_has_a_licence_we_may_use():
    listed = subprocess.run(
        [sys.executable, ".ci/licences.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert listed.returncode == 0, listed.stdout
    assert len(listed.stdout.splitlines()) > 40
