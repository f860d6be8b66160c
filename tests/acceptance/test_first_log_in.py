"""`gi-leads serve` on an empty machine: no default account, the printed code, the first administrator, the way out."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
PASSWORD = "copper lantern 41 walnut"
CODE = re.compile(r"open (\S+)/setup with the code (\S+) ")


class Started:
    """One `gi-leads serve` and what it printed."""

    def __init__(self, home: Path) -> None:
        ports = []
        for _ in range(2):
            with socket.create_server(("127.0.0.1", 0)) as probe:
                ports.append(str(probe.getsockname()[1]))
        own = {"GI_HOME": str(home), "GI_DESK_PORT": ports[0], "GI_PRACTICE_PORT": ports[1], "GI_PRACTICE": "false"}
        command = [sys.executable, "-m", "console.cli", "serve"]
        self.process = subprocess.Popen(command, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{ports[0]}"
        self.lines: list[str] = []
        self.reader: threading.Thread | None = None

    def wait_for(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """The first printed line that fits."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            if found := pattern.search(line):
                self.reader = threading.Thread(target=self.process.stdout.read)
                self.reader.start()
                return found
        raise AssertionError("".join(self.lines))

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        if self.reader:
            self.reader.join()
        if self.process.stdout:
            self.process.stdout.close()
        return code


@pytest.fixture
def browser() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    running = Started(tmp_path / "home")
    yield running
    if running.process.poll() is None:
        running.end()


def send(browser: urllib.request.OpenerDirector, url: str, **fields: str) -> tuple[str, str]:
    """Open the page, send its form; where one ends up, and its text."""
    page = browser.open(url).read().decode()
    token = re.search(r'name="csrf" value="(\w+)"', page)
    assert token
    answer = browser.open(url, urllib.parse.urlencode({"csrf": token[1], **fields}).encode())
    return answer.geturl(), answer.read().decode()


def test_the_first_start_prints_a_code_that_works_once(
    started: Started, browser: urllib.request.OpenerDirector, tmp_path: Path
) -> None:
    url, code = started.wait_for(CODE).groups()
    assert browser.open(url).geturl() == f"{started.url}/setup"
    kept = json.loads((tmp_path / "home" / "setup-code.json").read_text())
    assert code not in str(kept)
    _, page = send(browser, f"{url}/setup", code=code, name="chief", password=PASSWORD, again=PASSWORD)
    assert "已建立" in page
    where, page = send(browser, f"{url}/login", name="chief", password=PASSWORD)
    assert where == f"{url}/accounts"
    assert "chief" in page
    assert not (tmp_path / "home" / "setup-code.json").exists()
    assert started.end() == 0
