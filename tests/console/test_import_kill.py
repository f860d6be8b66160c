"""An import that is killed loses nothing that it accepted and doubles nothing when it is run again."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from leads_db.settings import Settings

ROWS = 12_000
TIMEOUT_S = 60


def command(file: Path) -> list[str]:
    return [sys.executable, "-m", "console.cli", "import", str(file), "--platform", "taobao"]


def count(settings: Settings, query: str) -> int:
    try:
        with closing(sqlite3.connect(settings.home / "gi-leads.db")) as store:
            return int(store.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # the file or the tables are not there yet


def test_killed_in_the_middle_and_run_again(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    rows = (
        {"title": f"桓仁大米 {number}" if number % 50 == 0 else f"袜子 {number}", "id": number}
        for number in range(ROWS)
    )
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    settings.home.mkdir(parents=True)
    with subprocess.Popen(command(file), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as first:
        until = time.monotonic() + TIMEOUT_S
        while not count(settings, "SELECT count(*) FROM listings") and time.monotonic() < until:
            time.sleep(0.01)
        first.kill()
    assert first.returncode == -signal.SIGKILL
    kept = count(settings, "SELECT count(*) FROM listings")
    assert 0 < kept < ROWS
    assert subprocess.run(command(file), capture_output=True, timeout=TIMEOUT_S, check=False).returncode == 0
    assert count(settings, "SELECT count(*) FROM listings") == count(settings, "SELECT count(*) FROM snapshots") == ROWS
    assert count(settings, "SELECT count(*) FROM runs WHERE state = 'partial'") == 1
    assert count(settings, "SELECT count(*) FROM assessments") == ROWS // 50
