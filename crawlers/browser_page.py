"""What is done to one page in Chromium before it is read: wait, scroll, press for the next page, take its picture.

A page's own requests are counted here; they count against the run's budget, and beyond a cap none is let out.
"""

import asyncio
from collections.abc import Mapping
from typing import Any
from weakref import WeakSet

from scrapy_playwright.page import PageMethod

from crawlers.source_file import Source

REQUESTS_MOST = 200
"""One page's own requests; real shops send some dozens."""
COUNT = "gi_page_requests"
"""In a request's meta: what its page asked for by itself, [count]."""
PICTURE_TIMEOUT_MS = 10_000.0
TALLEST_PX = 12_000
"""A taller page is pictured as far as its window shows it."""
CHANGE_S = 5.0
"""Longest wait for a page to change after it was scrolled or pressed."""
QUIET_S = 0.3
"""A page that stayed the same for so long has finished changing."""
SETTLED_S = 1.0
"""So long must a page stay the same where no sign is known to wait for."""
_LOOK = "() => document.body ? document.body.innerText.length + ':' + document.querySelectorAll('a').length : ''"
_LIST = "() => document.body ? document.body.innerText : ''"
_exhausted: "WeakSet[Any]" = WeakSet()


def page_steps(source: Source, presses: int = 0) -> list[PageMethod]:
    """The steps in order; `presses`: how often the button to the next page is pressed."""
    steps = []
    if source.wait_for:
        steps.append(PageMethod(wait_for_sign, source.wait_for, source.timeout_s * 1000))
    else:
        steps.append(PageMethod(settle))
    if presses and source.layout is not None:
        steps.append(PageMethod(press, source.layout.next, presses))
    if source.scrolls:
        steps.append(PageMethod(scroll, source.scrolls))
    if source.screenshots:
        steps.append(PageMethod(take_picture))
    return steps


def picture_of(meta: Mapping[str, Any]) -> bytes:
    """The picture that a finished request's steps took; empty: none."""
    results = [getattr(step, "result", None) for step in meta.get("playwright_page_methods", ())]
    return next((told for told in results if isinstance(told, bytes)), b"")


async def count_requests(page: Any, request: Any) -> None:
    """Scrapy-playwright's page callback: count what the page asks for; `request` is Scrapy's."""
    count = request.meta.setdefault(COUNT, [0])

    def add(_: Any) -> None:
        count[0] += 1
        if count[0] > REQUESTS_MOST:
            _exhausted.add(page)

    page.on("request", add)


def is_exhausted(request: Any) -> bool:
    """True for a request of a page that has asked too often already."""
    from playwright.async_api import Error as BrowserFault

    try:
        return bool(_exhausted) and request.frame.page in _exhausted
    except BrowserFault:  # of no frame, or of one that is not there yet
        return False


async def wait_for_sign(page: Any, selector: str, timeout_ms: float) -> None:
    """Wait until the page is finished. One that never gets there is read as it stands: a guard may know why."""
    from playwright.async_api import TimeoutError as TooLate

    try:
        await page.wait_for_selector(selector, state="attached", timeout=timeout_ms)
    except TooLate:
        return


async def settle(page: Any) -> None:
    """Wait until the page stays the same for a second; whether its connections rest does not matter."""
    waited_s, same_s, last = 0.0, 0.0, await _seen(page, _LOOK)
    while waited_s < CHANGE_S and same_s < SETTLED_S:
        await asyncio.sleep(QUIET_S / 3)
        waited_s += QUIET_S / 3
        now = await _seen(page, _LOOK)
        same_s, last = (same_s + QUIET_S / 3 if now == last else 0.0), now


async def scroll(page: Any, times: int) -> None:
    """To the end again and again, as long as the page grows."""
    for _ in range(times):
        before = await _seen(page, _LOOK)
        await page.evaluate("() => window.scrollTo(0, document.documentElement.scrollHeight)")
        if not await _changed(page, _LOOK, before):
            return


async def press(page: Any, selector: str, times: int) -> None:
    """Press the button to the next page; each time wait until the page shows something else. Raises playwright's Error.

    The button may build the page anew or lead to another address.
    """
    for _ in range(times):
        before = await _seen(page, _LIST)
        await page.click(selector, timeout=CHANGE_S * 1000)
        await _changed(page, _LIST, before)


async def take_picture(page: Any) -> bytes:
    """A JPEG of the page; empty where Chromium cannot take one."""
    from playwright.async_api import Error as BrowserFault

    try:
        height = await page.evaluate("() => document.documentElement.scrollHeight")
        taken = await page.screenshot(
            type="jpeg", quality=70, full_page=height <= TALLEST_PX, timeout=PICTURE_TIMEOUT_MS, animations="disabled"
        )
    except BrowserFault:
        return b""
    return bytes(taken)


async def _changed(page: Any, look: str, before: Any) -> bool:
    """True once the page looks different and then stays as it is; False when it does not change in time."""
    waited_s, last, same_s = 0.0, before, 0.0
    while waited_s < CHANGE_S:
        await asyncio.sleep(QUIET_S / 3)
        waited_s += QUIET_S / 3
        now = await _seen(page, look)
        same_s = same_s + QUIET_S / 3 if now == last else 0.0
        last = now
        if now not in (before, None) and same_s >= QUIET_S:
            return True
    return bool(last != before)


async def _seen(page: Any, look: str) -> Any:
    """What the page looks like; None while it is being left for another one."""
    from playwright.async_api import Error as BrowserFault

    try:
        return await page.evaluate(look)
    except BrowserFault:
        return None
