"""The whole crawl (fetch, read, judge, keep evidence, store) against a bare spider that fetches and extracts only.

`python benchmarks/crawl_against_bare.py [--items 600] [--rounds 3]` serves the practice market's `ld` shop and reads it
with both, in turns, each in a process of its own; prints pages a second and the ratio. Start-up is not counted: a
crawl's time runs from its first request to the end of its last commit. The bare spider is measured twice: reading with
extruct what our reader looks for (JSON-LD, microdata, OpenGraph), and JSON-LD alone, the cheapest there is. Nearly all
pages of the market name an indication and become leads, as on no real site. The server has a core of its own.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from crawlers.practice_market import start_market
from crawlers.practice_market.stock import load_stock
from leads_db.records import Listing

FORMS = {"bare": ["json-ld", "microdata", "opengraph"], "bare, JSON-LD only": ["json-ld"]}
ROOT = Path(__file__).resolve().parents[1]
SOURCE = {
    "kind": "schema_org",
    "platform": "practice",
    "base_url": "practice:/ld/",
    "practice": True,
    "sitemap": "sitemap.xml",
    "item_url": "/item/",
    "delay_s": 0,
    "concurrency": 8,
    "max_requests": 100_000,
}


def make_goods(count: int) -> Mapping[str, list[Listing]]:
    """The stock over and over under new ids, all in one shop."""
    stock = load_stock()
    return {"ld": [replace(stock[at % len(stock)], item_id=str(10_000_000 + at)) for at in range(count)]}


class Clock:
    """Wall and processor time between the first start and the last stop."""

    def __init__(self) -> None:
        self.started: tuple[float, float] | None = None
        self.ended = (0.0, 0.0)

    def start(self) -> None:
        """Only the first call counts."""
        self.started = self.started or (time.perf_counter(), time.process_time())

    def stop(self) -> None:
        """Only the last call counts."""
        self.ended = (time.perf_counter(), time.process_time())

    def rates(self, pages: int) -> dict[str, float]:
        """Pages a second by the wall clock and by this process's processor time."""
        assert self.started is not None
        return {"wall": pages / (self.ended[0] - self.started[0]), "cpu": pages / (self.ended[1] - self.started[1])}


def crawl_bare(port: int, forms: list[str]) -> dict[str, float]:
    """A plain Scrapy spider on the same pages: sitemap → items → what extruct finds in `forms`, thrown away."""
    import extruct
    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.gz import gunzip
    from scrapy.utils.sitemap import Sitemap

    clock = Clock()
    pages: list[str] = []

    class BareSpider(Spider):
        name = "bare"

        async def start(self) -> Any:
            clock.start()
            yield Request(f"http://127.0.0.1:{port}/ld/sitemap.xml")

        def parse(self, response: Any) -> Any:
            pages.append(response.url)
            sitemap = Sitemap(gunzip(response.body) if response.url.endswith(".gz") else response.body)
            read = self.parse if sitemap.type == "sitemapindex" else self.parse_item
            for entry in sitemap:
                yield Request(entry["loc"], callback=read)

        def parse_item(self, response: Any) -> Any:
            found = extruct.extract(response.text, base_url=response.url, syntaxes=forms)
            pages.append(response.url)
            clock.stop()
            yield {"url": response.url, "data": found}

    settings = {
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "CONCURRENT_REQUESTS": SOURCE["concurrency"],
        "CONCURRENT_REQUESTS_PER_DOMAIN": SOURCE["concurrency"],
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(BareSpider)
    process.start()
    return clock.rates(len(pages))


def crawl_whole(home: Path) -> dict[str, float]:
    """Our crawl in this process, store included."""
    from crawlers.run import run_spider
    from leads_db.records import Trigger
    from leads_db.register import load_register
    from leads_db.settings import read_settings
    from leads_db.store.engine import open_engine, reading, upgrade
    from leads_db.store.process_owner import process_owner
    from leads_db.store.runs import count_run
    from leads_db.store.units import SqlUnitQueue
    from pipelines.flow import Flow
    from pipelines.judge import Judge
    from scheduler.planning import find_source, plan_run

    clock = Clock()

    class TimedQueue(SqlUnitQueue):
        """Notes when the unit was claimed and when it was done."""

        def claim(self, run_id: int, owner: str) -> Any:
            clock.start()
            return super().claim(run_id, owner)

        def done(self, *arguments: Any, **named: Any) -> None:
            super().done(*arguments, **named)
            clock.stop()

    settings = read_settings()
    settings.sources_folder.mkdir(parents=True, exist_ok=True)
    (settings.sources_folder / "practice-ld.yml").write_text(yaml.safe_dump(SOURCE))
    engine = open_engine(settings.store_url)
    upgrade(engine)
    source = find_source(settings, "practice-ld")
    run_id = plan_run(engine, settings, source, trigger=Trigger.ON_DEMAND, requested_by="benchmark")
    register = load_register(settings.register_folder)
    flow = Flow(register=register, judge=Judge(register), engine=engine, cities=settings.cities)
    run_spider(source, run_id, process_owner(), TimedQueue(engine), settings, flow, overrides={"LOG_LEVEL": "ERROR"})
    with reading(engine) as connection:
        counts = count_run(connection, run_id)
    if counts["units_done"] != 1 or counts["listings"] != counts["requests"] - 3:
        raise SystemExit(f"the crawl was not complete: {counts}")
    return clock.rates(counts["requests"])


def measure(which: str, port: int) -> dict[str, float]:
    """One crawl in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "GI_HOME": home, "GI_PRACTICE_PORT": str(port), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, __file__, "--child", which, "--port", str(port)]
        told = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        raise SystemExit(told.stderr[-3000:])
    read: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return read


def main() -> None:
    """Measure both in turns and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=(*FORMS, "whole"))
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    if asked.child:
        is_whole = asked.child == "whole"
        rates = crawl_whole(Path(os.environ["GI_HOME"])) if is_whole else crawl_bare(asked.port, FORMS[asked.child])
        print(json.dumps(rates))
        return
    found: dict[str, list[dict[str, float]]] = {which: [] for which in (*FORMS, "whole")}
    with start_market(goods=make_goods(asked.items)) as market:
        for _ in range(asked.rounds):
            for which, rates_so_far in found.items():
                rates_so_far.append(measure(which, market.port))
    for kind in ("wall", "cpu"):
        whole = [rates[kind] for rates in found["whole"]]
        print(f"{kind:5} whole {_shown(whole, 0)} pages/s")
        for which in FORMS:
            bare = [rates[kind] for rates in found[which]]
            ratios = [ours / theirs for ours, theirs in zip(whole, bare, strict=True)]
            print(f"{kind:5} {which} {_shown(bare, 0)} pages/s   ratio {_shown(ratios, 2)}")


def _shown(values: list[float], digits: int) -> str:
    return f"{statistics.median(values):.{digits}f} ({', '.join(f'{value:.{digits}f}' for value in values)})"


if __name__ == "__main__":
    main()
