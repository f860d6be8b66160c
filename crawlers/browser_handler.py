"""Scrapy-playwright's handler behind the pace of the host; apart, because importing it needs Playwright."""

from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawlers.host_pace import Paced


class PacedBrowser(Paced, ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """A page takes its turn as a whole; what it asks for by itself belongs to that turn."""
