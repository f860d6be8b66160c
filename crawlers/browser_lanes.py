"""How many requests a page in Chromium has out at the same time: as many as its source allows, its own included."""

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

LANES = "gi_lanes"
"""In a request's meta: how many."""
LONGEST_S = 10.0
"""A request that is out for longer (an answer that never ends) no longer holds the others up."""
REDIRECTS = (301, 302, 303, 307, 308)


class PageLanes:
    """The requests of one page."""

    def __init__(self, page: Any, most: int) -> None:
        self._free = asyncio.Semaphore(most)
        self._out: dict[Any, asyncio.TimerHandle] = {}
        self._led_on: set[Any] = set()
        """Answered by a redirect: the next hop keeps the lane."""
        page.on("request", self._follow)
        page.on("response", self._look)
        page.on("requestfinished", self._finish)
        page.on("requestfailed", self._end)

    async def take(self, request: Any) -> None:
        """Wait for a lane; it is free again when the request is answered."""
        await self._free.acquire()
        self._hold(request)

    def _hold(self, request: Any) -> None:
        self._out[request] = asyncio.get_running_loop().call_later(LONGEST_S, self._end, request)

    def _follow(self, request: Any) -> None:
        """A redirect goes on in the lane of the request before."""
        before = self._out.pop(request.redirected_from, None)
        if before is not None:
            before.cancel()
            self._led_on.discard(request.redirected_from)
            self._hold(request)

    def _look(self, response: Any) -> None:
        if response.status in REDIRECTS and response.request in self._out:
            self._led_on.add(response.request)

    def _finish(self, request: Any) -> None:
        if request not in self._led_on:
            self._end(request)

    def _end(self, request: Any) -> None:
        timer = self._out.pop(request, None)
        self._led_on.discard(request)
        if timer is not None:
            timer.cancel()
            self._free.release()


_pages: "WeakKeyDictionary[Any, PageLanes]" = WeakKeyDictionary()


def open_lanes(page: Any, request: Any) -> None:
    """Before a page is opened; `request` is Scrapy's."""
    _pages[page] = PageLanes(page, request.meta.get(LANES, 1))


async def wait_for_lane(request: Any) -> None:
    """Before a request of a page goes out; what belongs to no page that we opened goes at once."""
    from playwright.async_api import Error as BrowserFault

    try:
        lanes = _pages.get(request.frame.page)
    except BrowserFault:
        return
    if lanes is not None:
        await lanes.take(request)
