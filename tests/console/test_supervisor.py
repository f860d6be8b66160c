"""`gi-leads serve` as a real process: it starts what it says, and nothing outlives it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest

Serve = Callable[..., "subprocess.Popen[str]"]
OPEN = build_opener(ProxyHandler({})).open
CHILDREN = 3  # the desk, the scheduler, the clerk of the papers
PATIENCE_S = 40.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def children_of(pid: int) -> set[int]:
    """Process ids of all children, from /proc."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return False


def answers(port: int) -> bool:
    try:
        with OPEN(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    started: list[subprocess.Popen[str]] = []

    def start(**changes: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "GI_HOME": str(tmp_path / "home"), "GI_PRACTICE": "false", **changes}
        command = [sys.executable, "-m", "console.cli", "serve"]
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_all_of_it(serve: Serve, number: signal.Signals) -> None:
    port = free_port()
    process = serve(GI_DESK_PORT=str(port))
    assert wait_until(lambda: answers(port) and len(children_of(process.pid)) == CHILDREN)
    children = children_of(process.pid)
    process.send_signal(number)
    told, _ = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, len(children)) == (0, CHILDREN)
    assert f"http://127.0.0.1:{port}" in told
    assert [pid for pid in children if is_alive(pid)] == []


def test_killed_for_sure_it_leaves_no_orphan(serve: Serve) -> None:
    port = free_port()
    process = serve(GI_DESK_PORT=str(port))
    assert wait_until(lambda: answers(port) and len(children_of(process.pid)) == CHILDREN)
    children = children_of(process.pid)
    process.kill()
    assert len(children) == CHILDREN
    assert wait_until(lambda: not any(is_alive(pid) for pid in children))


def test_a_child_that_dies_is_started_again(serve: Serve) -> None:
    port = free_port()
    process = serve(GI_DESK_PORT=str(port))
    assert wait_until(lambda: answers(port) and len(children_of(process.pid)) == CHILDREN)
    before = children_of(process.pid)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: len(children_of(process.pid) - before) == CHILDREN and answers(port))


@pytest.mark.parametrize("setting", ["GI_DESK_PORT", "GI_PRACTICE_PORT"])
def test_a_taken_port_is_named_with_its_setting_before_anything_starts(
    serve: Serve, setting: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = {"GI_DESK_PORT": str(free_port()), "GI_PRACTICE_PORT": str(free_port()), "GI_PRACTICE": "true"}
        process = serve(**{**ports, setting: str(taken.getsockname()[1])})
        told, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert setting in told
    assert "PortTaken" in told
    assert "Traceback" not in told
    assert not (tmp_path / "home" / "gi-leads.db").exists()


def test_a_second_one_on_the_same_folder_says_so_and_ends(serve: Serve) -> None:
    port = free_port()
    serve(GI_DESK_PORT=str(port))
    assert wait_until(lambda: answers(port))
    second = serve(GI_DESK_PORT=str(free_port()))
    told, _ = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 3
    assert "Another gi-leads scheduler" in told
    assert answers(port)


def test_without_a_source_it_says_that_nothing_is_collected(serve: Serve) -> None:
    port = free_port()
    process = serve(GI_DESK_PORT=str(port))
    assert wait_until(lambda: answers(port))
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=PATIENCE_S)
    assert "No source is switched on" in told
    assert "First collection" not in told
