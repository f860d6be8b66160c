"""Try a source without saving anything: robots.txt, one list, one item, and what would be read of it."""

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from crawlers.check_report import CheckReport
from crawlers.source_file import Source
from leads_db.errors import CrawlError
from leads_db.settings import Settings


def check_source(source: Source, settings: Settings, term: str) -> CheckReport:
    """The report of a check that obeys all the rules of a crawl.

    It runs in a process of its own, because Twisted starts only once in a process. Raises CrawlError where that process
    dies, BrowserMissing and RequestRefused as a crawl does.
    """
    from crawlers.check_crawl import crawl_check

    searched = term if source.is_searched else ""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(crawl_check, source, settings, searched).result()
        except BrokenProcessPool as fault:
            raise CrawlError("The check's process ended before its report was there; run the check again.") from fault
