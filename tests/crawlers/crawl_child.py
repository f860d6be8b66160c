"""scheduler.crawl_child with the LineKind; GI_HOME/overrides.json holds Scrapy settings that tests change.

`"names": {NAME: [address at the first look-up, at the second …]}`: all that can be looked up (invented_names.py).
`"kind": "real"` in it keeps the source's own kind; `"settings_file": NAME` writes the running crawler's settings there.
"""

import json
import sys
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler

import scheduler.crawl_child as real
from crawlers.run import run_spider
from leads_db.settings import read_settings
from tests.crawlers.invented_names import invent_names
from tests.crawlers.line_kind import LineKind


def run_with_overrides(**facts: Any) -> None:
    path = read_settings().home / "overrides.json"
    overrides = json.loads(path.read_text()) if path.exists() else {}
    given = facts.pop("kind", None)
    kind = given if overrides.pop("kind", "") == "real" else LineKind(facts["source"])
    if "names" in overrides:
        invent_names(overrides.pop("names"))
    settings_file = overrides.pop("settings_file", None)
    if settings_file:
        tell_settings(read_settings().home / settings_file)
    run_spider(**facts, kind=kind, overrides=overrides)


def tell_settings(path: Path) -> None:
    """Write what the running crawler really works with, once its spider is open."""
    make = AsyncCrawlerProcess.create_crawler

    def create(self: AsyncCrawlerProcess, *arguments: Any) -> Crawler:
        crawler = make(self, *arguments)

        def note() -> None:
            shown = {name: repr(value) for name, value in crawler.settings.copy_to_dict().items()}
            middlewares = [type(part).__name__ for part in crawler.engine.downloader.middleware.middlewares]
            extensions = [type(part).__name__ for part in crawler.extensions.middlewares]
            schemes = sorted(crawler.engine.downloader.handlers._schemes)
            path.write_text(json.dumps([shown, middlewares, extensions, schemes]))

        crawler.signals.connect(note, signals.spider_opened, weak=False)
        return crawler

    AsyncCrawlerProcess.create_crawler = create  # type: ignore[method-assign, assignment]


real.run_spider = run_with_overrides  # type: ignore[attr-defined]

if __name__ == "__main__":
    sys.exit(real.main())
