"""Pages that need JavaScript: our whole crawl (kind html_search in the browser) against a bare Playwright loop.

`python -m benchmarks.browser_against_bare [--items 400] [--rounds 3]` serves a shop whose lists are built by
scripts and reads all its list pages with both, in turns, each in a process of its own; prints pages a second and
their ratio.
Start-up of process and browser is not counted: time runs from the first page's request to the end of the last page.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml

from benchmarks.crawl_against_bare import ROOT, make_goods
from crawlers.practice_market import start_market
from leads_db.settings import Settings

PAGE_SIZE = 20
LAYOUT = {
    "rows": ".cards li",
    "fields": {"url": "a::attr(href)", "title": "a", "price": ".price", "shop_name": ".shop"},
}
SOURCE = {
    "kind": "html_search",
    "platform": "practice",
    "base_url": "practice:/js/",
    "practice": True,
    "lists": ["search?q=&page={page}"],
    "layout": LAYOUT,
    "browser": True,
    "wait_for": "html[data-ready]",
    "nothing_found": ["没有找到相关商品"],
    "max_pages": 1000,
    "max_requests": 100_000,
    "delay_s": 0,
}
NOT_LOADED = {"image", "font", "media"}


async def crawl_bare(port: int, pages: int) -> float:
    """The same pages in one tab: open, wait, take the texts of the cards; pages a second."""
    from playwright.async_api import async_playwright

    from crawlers.browser import find_chromium

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(Settings()))
        started, found = 0.0, 0
        for number in range(1, pages + 1):
            started = started or time.perf_counter()
            page = await browser.new_page()
            await page.route("**/*", _pass_or_stop)
            await page.goto(f"http://127.0.0.1:{port}/js/search?q=&page={number}", wait_until="domcontentloaded")
            await page.wait_for_selector(SOURCE["wait_for"], state="attached")  # type: ignore[arg-type]
            found += len(await page.locator(".cards li").all_inner_texts())
            await page.content()
            await page.close()
        rate = pages / (time.perf_counter() - started)
        await browser.close()
    if found != pages * PAGE_SIZE:
        raise SystemExit(f"the bare loop found {found}")
    return rate


async def _pass_or_stop(route: Any) -> None:
    await (route.abort() if route.request.resource_type in NOT_LOADED else route.continue_())


def crawl_whole(home: Path, pages: int) -> float:
    """Our crawl in this process, store included; pages a second between the first request and the last."""
    from crawlers.run import run_spider
    from leads_db.records import Trigger
    from leads_db.register import load_register
    from leads_db.settings import read_settings
    from leads_db.store.engine import open_engine, reading, upgrade
    from leads_db.store.process_owner import process_owner
    from leads_db.store.runs import count_run, read_reports
    from leads_db.store.units import SqlUnitQueue
    from pipelines.flow import Flow
    from pipelines.judge import Judge
    from scheduler.planning import find_source, plan_run

    settings = read_settings()
    settings.sources_folder.mkdir(parents=True, exist_ok=True)
    (settings.sources_folder / "practice-js.yml").write_text(yaml.safe_dump(SOURCE | {"max_pages": pages}))
    engine = open_engine(settings.store_url)
    upgrade(engine)
    source = find_source(settings, "practice-js")
    run_id = plan_run(engine, settings, source, trigger=Trigger.ON_DEMAND, requested_by="benchmark")
    register = load_register(settings.register_folder)
    flow = Flow(register=register, judge=Judge(register), engine=engine, cities=settings.cities)
    run_spider(source, run_id, process_owner(), SqlUnitQueue(engine), settings, flow, overrides={"LOG_LEVEL": "ERROR"})
    with reading(engine) as connection:
        counts, reports = count_run(connection, run_id), read_reports(connection, run_id, limit=10_000)
    if counts["listings"] != pages * PAGE_SIZE:
        raise SystemExit(f"the crawl was not complete: {counts}")
    told = sorted((told for told in reports if told.page), key=lambda told: told.fetched_at)
    # The first page starts the browser, which the bare loop does before its clock; so the time runs from the second.
    seconds = (told[-1].fetched_at - told[1].fetched_at).total_seconds() + told[-1].elapsed_ms / 1000
    return (len(told) - 1) / seconds


def measure(which: str, port: int, pages: int) -> float:
    """One crawl in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "GI_HOME": home, "GI_PRACTICE_PORT": str(port), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "benchmarks.browser_against_bare", "--child", which]
        command += ["--port", str(port), "--items", str(pages * PAGE_SIZE)]
        told = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        raise SystemExit(told.stderr[-3000:])
    return float(json.loads(told.stdout.splitlines()[-1]))


def main() -> None:
    """Measure both in turns and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=("bare", "whole"))
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    pages = asked.items // PAGE_SIZE
    if asked.child:
        bare = asked.child == "bare"
        rate = asyncio.run(crawl_bare(asked.port, pages)) if bare else crawl_whole(Path(os.environ["GI_HOME"]), pages)
        print(json.dumps(rate))
        return
    rates: dict[str, list[float]] = {"bare": [], "whole": []}
    with start_market(goods={"js": make_goods(pages * PAGE_SIZE)["ld"]}) as market:
        for _ in range(asked.rounds):
            for which, found in rates.items():
                found.append(measure(which, market.port, pages))
    ratios = [ours / theirs for ours, theirs in zip(rates["whole"], rates["bare"], strict=True)]
    for which, found in rates.items():
        print(f"{which:6} {statistics.median(found):.2f} pages/s ({', '.join(f'{rate:.2f}' for rate in found)})")
    print(f"ratio  {statistics.median(ratios):.2f} ({', '.join(f'{ratio:.2f}' for ratio in ratios)})")


if __name__ == "__main__":
    main()
