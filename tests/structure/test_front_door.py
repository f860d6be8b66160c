"""The scripts that a newcomer starts: plain sh, explained, and instant the second time."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.project_files import ROOT

SCRIPTS = ("run", "check", "scripts/setup.sh", ".ci/run")
SETUP_TOOLS = ("sh", "dirname", "sha256sum", "cut", "cat", "env")
BASHISMS = re.compile(
    r"\[\[|\]\]|^\s*function\s|\blocal\s|^\s*source\s|pipefail|echo -e|&>|<<<|\$'|\w+=\(|\bdeclare\b|\[ [^]]*=="
    r"|\$\{\w+[:^,/]\d|\$RANDOM"
)


def call(command: list[str | Path], **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **changes}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_executable_and_parses(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    assert (ROOT / name).read_text("utf-8").startswith("#!/bin/sh\n")
    shell = shutil.which("dash") or "sh"
    assert call([shell, "-n", ROOT / name]).stderr == ""


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_needs_no_bash(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    assert [line for line in lines if not line.lstrip().startswith("#") and BASHISMS.search(line)] == []


@pytest.mark.parametrize(
    ("name", "words"), [("run", ("GI_HOME", "GI_DESK_PORT", "Ctrl-C", "演示")), ("check", ("pytest",))]
)
def test_help_explains_and_starts_nothing(name: str, words: tuple[str, ...], tmp_path: Path) -> None:
    told = call([ROOT / name, "--help"], GI_HOME=str(tmp_path / "none"))
    assert told.returncode == 0
    assert [word for word in words if word not in told.stdout.lower() and word not in told.stdout] == []
    assert not (tmp_path / "none").exists()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The files that setup.sh reads, without an environment."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "requirements").mkdir()
    for name in ("scripts/setup.sh", "requirements/lock.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A PATH without any Python."""
    folder = tmp_path / "bare"
    folder.mkdir()
    for tool in SETUP_TOOLS:
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    return str(folder)


def test_without_a_python_setup_says_how_to_get_one(house: Path, bare_path: str) -> None:
    told = call([house / "scripts" / "setup.sh"], PATH=bare_path, HOME=str(house))
    assert told.returncode == 1
    assert "apt-get install -y python3 python3-venv" in told.stderr
    assert not (house / ".venv").exists()


def test_a_second_start_needs_neither_network_nor_python_on_the_path(house: Path, bare_path: str) -> None:
    (house / ".venv" / "bin").mkdir(parents=True)
    (house / ".venv" / "bin" / "python").symlink_to(sys.executable)
    shutil.copy(shutil.which("cat") or "cat", house / ".venv" / "bin" / "gi-leads")
    names = ("requirements/lock.txt", "pyproject.toml")
    sums = "".join(f"{hashlib.sha256((house / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    stamp = hashlib.sha256(sums.encode()).hexdigest()
    (house / ".venv" / "setup-stamp").write_text(f"{stamp} {house}\n")
    told = call([house / "scripts" / "setup.sh"], PATH=bare_path, HOME=str(house))
    assert (told.returncode, told.stderr) == (0, "")


def test_a_moved_folder_is_set_up_anew(house: Path, bare_path: str) -> None:
    (house / ".venv" / "bin").mkdir(parents=True)
    (house / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (house / ".venv" / "setup-stamp").write_text("0123 /elsewhere\n")
    told = call([house / "scripts" / "setup.sh"], PATH=bare_path, HOME=str(house))
    assert told.returncode == 1
    assert "Python 3.11, 3.12 or 3.13" in told.stderr  # it looked for one to make the environment with


def test_run_help_names_settings_that_exist() -> None:
    from leads_db.settings import Settings

    named = set(re.findall(r"GI_[A-Z_]+", (ROOT / "run").read_text("utf-8")))
    assert named <= {f"GI_{name.upper()}" for name in Settings.model_fields}
