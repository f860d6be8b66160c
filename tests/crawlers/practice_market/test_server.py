"""Starting, ending, and what the market tells of the requests that it got."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.request import Request, urlopen

import pytest

from crawlers.practice_market import Market, start_market
from leads_db.errors import PortTaken


@contextmanager
def market_process(*arguments: str, pass_fds: tuple[int, ...] = ()) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`python -m crawlers.practice_market` and the address that it prints."""
    command = [sys.executable, "-m", "crawlers.practice_market", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", pass_fds=pass_fds) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().split()[-1]
        finally:
            process.kill()


def status_of(url: str) -> int:
    with urlopen(Request(url, headers={"User-Agent": "someone"}), timeout=10) as reply:
        return int(reply.status)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with market_process() as (process, url):
        assert status_of(url) == 200
        process.send_signal(number)
        assert process.wait(5) == 0


def test_it_ends_with_its_parent() -> None:
    reading, writing = os.pipe()
    with market_process("--parent-pipe", str(reading), pass_fds=(reading,)) as (process, url):
        os.close(reading)
        assert status_of(url) == 200
        os.close(writing)
        assert process.wait(5) == 0


def test_taken_port_is_told() -> None:
    with start_market() as market, pytest.raises(PortTaken, match="GI_PRACTICE_PORT"), start_market(market.port):
        pass


def test_port_is_free_again_after_the_block() -> None:
    with start_market() as first:
        status_of(first.base_url)
    with start_market(first.port) as second:
        assert status_of(second.base_url) == 200


def test_goods_can_be_given(market: Market) -> None:
    with start_market(goods={}) as empty, urlopen(f"{empty.base_url}/ld/search") as reply:
        assert "没有找到相关商品" in reply.read().decode()


def test_log_counts_paths_hosts_and_statuses() -> None:
    with start_market() as market:
        for path in ("/ld/search?q=a", "/ld/search?q=b", "/og/search"):
            status_of(market.base_url + path)
    assert market.log.by_path("/ld/") == {"/ld/search": 2}
    assert market.log.by_host() == {f"127.0.0.1:{market.port}": 3}
    assert {(seen.status, seen.user_agent) for seen in market.log.requests()} == {(200, "someone")}


def test_log_shows_concurrency_and_gaps() -> None:
    with start_market(delay_s=0.2) as market, ThreadPoolExecutor(4) as pool:
        list(pool.map(status_of, [f"{market.base_url}/ld/search"] * 4))
        status_of(f"{market.base_url}/og/search")
    assert market.log.highest_concurrency("/ld/") == 4
    assert market.log.highest_concurrency("/og/") == 1
    assert max(market.log.gaps_s()) >= 0.1
