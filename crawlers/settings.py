"""Scrapy's settings: polite and closed by default. A source adds its own delay, concurrency and browser.

Scrapy's own defaults are not (robots.txt off, no delay, certificates unchecked, two control servers on); each line here
that answers one of them is held by a test.
"""

from importlib.metadata import version
from typing import Any

from crawlers.source_file import Source
from leads_db.settings import Settings

MEGABYTE = 1024 * 1024

BOT_NAME = "gi-leads"
SPIDER_MODULES = ["crawlers.spider"]
USER_AGENT = f"gi-leads/{version('gi-leads')}"
ROBOTSTXT_USER_AGENT = "gi-leads"
DEFAULT_REQUEST_HEADERS = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "zh-CN,zh;q=0.9"}

ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.25
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_MAX_DELAY = 60.0

DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 16 * MEGABYTE
DOWNLOAD_WARNSIZE = 8 * MEGABYTE
DOWNLOAD_HANDLERS: dict[str, str | None] = {"data": None, "file": None, "ftp": None, "s3": None}
DOWNLOADER_MIDDLEWARES = {
    "crawlers.egress.EgressMiddleware": 10,
    "crawlers.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # egress checks every hop, robots.txt included
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # lets everything pass when robots.txt fails
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # a torn body would end the crawl
    "crawlers.unpacking.UnpackingMiddleware": 590,
}
TWISTED_DNS_RESOLVER = "crawlers.resolver.PublicResolver"
HTTPPROXY_ENABLED = False
"""A proxy would connect for us, past the resolver that refuses private addresses."""
REDIRECT_ENABLED = False
"""The fetcher follows redirects itself (GI_REDIRECTS), so that each hop is checked, counted and reported."""
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
"""The fetcher retries itself, by the rules below."""
COOKIES_ENABLED = False
REFERER_ENABLED = False
HTTPCACHE_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
"""Scrapy 2.19 opens a port that runs Python unless told not to."""

MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 1_500
MEMUSAGE_CHECK_INTERVAL_SECONDS = 10.0
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
DOWNLOADER_STATS = False
"""Every request leaves a FetchReport; nobody reads Scrapy's own counts."""
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ITEM_PIPELINES = {
    "pipelines.stages.normalise.NormaliseStage": 100,
    "pipelines.stages.recognise.RecogniseStage": 200,
    "pipelines.stages.assess.AssessStage": 300,
    "pipelines.stages.save.SaveStage": 400,
}

GI_REDIRECTS = 5
"""Hops of one request."""
GI_TRIES = 3
"""Of a request that brought no answer."""
GI_RETRY_BASE_S = 2.0
"""Seconds before the second try; doubled for each further one, plus up to a quarter by chance."""
GI_RATE_WAITS = 2
"""Times that a «too many requests» is waited for before the source is left alone for this run."""
GI_RATE_WAIT_S = 30.0
"""Seconds to wait when the source does not say how long."""
GI_RATE_WAIT_MOST_S = 300.0
"""A source that asks for a longer pause is not waited for but left alone for this run."""
GI_LOOPBACK_PORT = 0
"""The one port of 127.0.0.1 that a practice source may connect to."""
GI_ROBOTS_MOST_BYTES = 512 * 1024
GI_GAP_S = 0.0
"""Least time between two requests to a host, whoever of this installation sends them (crawlers/host_pace.py)."""
GI_PACE_FOLDER = ""
PACED = "crawlers.host_pace.PacedHTTP"


def source_settings(source: Source, settings: Settings) -> dict[str, Any]:
    """What one source adds to this module. Raises BrowserMissing (browser sources only)."""
    own: dict[str, Any] = {
        "USER_AGENT": f"{USER_AGENT} (+{settings.contact})" if settings.contact else USER_AGENT,
        "GI_LOOPBACK_PORT": source.loopback_port(settings.practice_port) or 0,
        "DOWNLOAD_DELAY": source.delay_s,
        "CONCURRENT_REQUESTS": source.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": source.concurrency,
        "DOWNLOAD_TIMEOUT": source.timeout_s,
        "AUTOTHROTTLE_ENABLED": source.delay_s > 0,
        "AUTOTHROTTLE_START_DELAY": source.delay_s,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(source.concurrency),
    }
    if source.delay_s > 0:
        own["GI_GAP_S"], own["GI_PACE_FOLDER"] = source.delay_s, str(settings.home / "pace")
        own["DOWNLOAD_HANDLERS"] = {**DOWNLOAD_HANDLERS, "http": PACED, "https": PACED}
    if source.browser:
        from crawlers.browser import browser_settings  # Playwright takes a quarter of a second to import

        own |= browser_settings(source, settings)
    return own
