"""A child ends when its parent does, with everything it started, and never before."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from scheduler.child_process import LOG_LIMIT, ChildProcess, open_log, read_log_end

PARENT = """
import sys, time, pathlib
from scheduler.child_process import ChildProcess
child = ChildProcess("tests.scheduler.sleeper", [sys.argv[1]], pathlib.Path(sys.argv[1]) / "log")
print(child.stdout.readline(), flush=True)
time.sleep(600)
"""


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except FileNotFoundError:
        return True


def wait_gone(pids: list[int]) -> bool:
    end = time.monotonic() + 10
    while not all(map(is_gone, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    return all(map(is_gone, pids))


def test_killing_the_parent_leaves_no_child_and_no_grandchild(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    pids = [int(text) for text in parent.stdout.readline().split()]
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    assert len(pids) == 2
    assert wait_gone(pids)


def test_ending_a_child_that_ignores_the_request_kills_it_and_its_group(tmp_path: Path) -> None:
    child = ChildProcess("tests.scheduler.sleeper", [str(tmp_path)], tmp_path / "log")
    pids = [int(text) for text in child.stdout.readline().split()]
    child.ask_to_end()
    assert child.end(0.2) == -signal.SIGKILL
    child.stdout.close()
    assert wait_gone(pids)


def test_a_log_that_grew_too_long_is_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(b"x" * (LOG_LIMIT + 1))
    open_log(log).close()
    assert (log.stat().st_size, (tmp_path / "a.log.1").stat().st_size) == (0, LOG_LIMIT + 1)


def test_the_end_of_a_log_is_short_whatever_it_holds(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(b"\xff" * 9_000 + b"\nlast words\n")
    assert read_log_end(log).endswith("last words")
    assert len(read_log_end(log)) <= 400
    assert read_log_end(tmp_path / "none.log") == ""
