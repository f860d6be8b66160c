"""A request that is no plain GET → Scrapy's request; robots.txt, delay and egress hold for it as for any other."""

from scrapy.http import Request
from scrapy.http.request import NO_CALLBACK

from crawlers.fetched import Sending


def request_of(sending: Sending) -> Request:
    """The request as it goes out."""
    return Request(
        sending.url,
        method=sending.method,
        headers=dict(sending.headers),
        body=sending.body,
        callback=NO_CALLBACK,
        dont_filter=True,
    )
