"""robots.txt as RFC 9309 has it, without a network."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import Request, Response
from scrapy.settings import Settings

from crawlers.robots import RobotsDisallowed, RobotsMiddleware

URL = "https://shop.example/item/1"


def ask(*answers: Any, urls: tuple[str, ...] = (URL,)) -> tuple[list[str], SimpleNamespace]:
    """Pass requests for `urls` through; the addresses that were fetched for it, and the download slot."""
    fetched: list[str] = []
    slot = SimpleNamespace(delay=0.5)

    async def download(request: Request) -> Response:
        fetched.append(request.url)
        answer = answers[len(fetched) - 1]
        if isinstance(answer, Exception):
            raise answer
        return Response(request.url, **answer)

    settings = Settings()
    settings.setmodule("crawlers.settings")
    downloader = SimpleNamespace(_get_slot=lambda request: ("shop.example", slot))
    engine = SimpleNamespace(download_async=download, downloader=downloader)
    middleware = RobotsMiddleware.from_crawler(SimpleNamespace(settings=settings, engine=engine))

    async def passing() -> None:
        await asyncio.gather(*(middleware.process_request(Request(url)) for url in urls))

    asyncio.run(passing())
    return fetched, slot


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_robots_txt_means_that_all_is_allowed(status: int) -> None:
    assert ask({"status": status})[0] == ["https://shop.example/robots.txt"]


@pytest.mark.parametrize("answer", [{"status": 500}, {"status": 503}, {"status": 429}, DownloadTimeoutError("late")])
def test_an_unreachable_robots_txt_means_that_nothing_is(answer: Any) -> None:
    with pytest.raises(RobotsDisallowed, match=r"robots\.txt unreachable"):
        ask(answer)


@pytest.mark.parametrize(
    ("rules", "is_allowed"),
    [
        ("User-agent: *\nDisallow: /item/\n", False),
        ("User-agent: *\nDisallow: /item/\nAllow: /item/1\n", True),
        ("User-agent: gi-leads\nDisallow: /\n\nUser-agent: *\nAllow: /\n", False),
        ("User-agent: otherbot\nDisallow: /\n", True),
        ("User-agent: *\nDisallow: /*1$\n", False),
        ("\ufeffUser-agent: *\nDisallow: /\n", False),
        ("<html>not found</html>", True),
    ],
)
def test_the_rules_are_kept(rules: str, is_allowed: bool) -> None:
    answer = {"status": 200, "body": rules.encode()}
    if is_allowed:
        ask(answer)
    else:
        with pytest.raises(RobotsDisallowed):
            ask(answer)


def test_one_reading_serves_all_requests_of_a_host() -> None:
    urls = tuple(f"https://shop.example/item/{number}" for number in range(5))
    assert len(ask({"status": 200}, urls=urls)[0]) == 1


def test_a_moved_robots_txt_is_followed_and_an_endless_way_is_not() -> None:
    moved = {"status": 301, "headers": {"Location": "/robots2.txt"}}
    with pytest.raises(RobotsDisallowed):
        ask(moved, {"status": 200, "body": b"User-agent: *\nDisallow: /\n"})
    with pytest.raises(RobotsDisallowed, match="too many redirects"):
        ask(*[moved] * 9)


def test_a_crawl_delay_slows_the_source_down_and_never_speeds_it_up() -> None:
    assert ask({"status": 200, "body": b"User-agent: *\nCrawl-delay: 7\n"})[1].delay == 7
    assert ask({"status": 200, "body": b"User-agent: *\nCrawl-delay: 0.1\n"})[1].delay == 0.5
    assert ask({"status": 200, "body": b"User-agent: *\nCrawl-delay: 99999\n"})[1].delay == 60
