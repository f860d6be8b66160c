"""A few rounds of the kill loop: a real collection of the practice market, killed with −9, ends as a calm one does."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.project_files import ROOT


@pytest.mark.timeout(600)
def test_a_collection_that_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    loop = [sys.executable, "-m", "scripts.kill_loop", "--kills", "4", "--sources", "practice-micro,practice-news"]
    done = subprocess.run([*loop, "--folder", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 kills, 0 faults" in done.stdout
