"""A visible Chromium with a stored profile, in which an officer logs in, searches and solves what is asked.

The program never clicks, types or solves anything; it opens an address when told to and reads what stands on the
screen when told to. Nothing is hidden from the site: it is an ordinary Chromium under Playwright.
"""

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawlers.browser import find_chromium
from leads_db.errors import SessionRefused, StoreFull
from leads_db.settings import Settings

PROFILES = "officer"
"""Folder below GI_HOME: profiles hold the officer's log-ins, so it is 0700 and belongs into no backup."""
ANSWERS_MOST = 200
"""Answers of the present page that are remembered."""
TIMEOUT_MS = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What stood in the visible tab."""

    url: str
    html: str
    picture: bytes
    """PNG; empty where none could be taken."""
    status: int
    """Of the document; 0: not known."""
    answers: tuple[tuple[str, str], ...] = field(default=())
    """Address and text of the JSON answers that the page itself asked for."""


def profile_folder(home: Path, name: str) -> Path:
    """The profile of one source, readable by its owner alone. Raises StoreFull."""
    folder = home / PROFILES / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in (folder.parent, folder):
            path.chmod(0o700)
    except OSError as fault:
        raise StoreFull(f"{folder}: {fault.strerror or fault}") from fault
    return folder


class OfficerBrowser:
    """Open inside a `with`."""

    def __init__(self, settings: Settings, name: str, *, headless: bool = False) -> None:
        """`name`: of the profile; `headless`: for tests."""
        self._settings = settings
        self._name = name
        self._headless = headless
        self._answers: list[Any] = []
        self._statuses: dict[str, int] = {}
        self._stack = contextlib.ExitStack()
        self._context: Any = None

    def __enter__(self) -> Self:
        """Raises BrowserMissing without Chromium, SessionRefused where it cannot open a window."""
        from playwright.sync_api import Error as BrowserFault
        from playwright.sync_api import sync_playwright

        folder, chromium = profile_folder(self._settings.home, self._name), find_chromium(self._settings)
        driver = self._stack.enter_context(sync_playwright())
        try:
            self._context = driver.chromium.launch_persistent_context(
                str(folder),
                executable_path=chromium,
                headless=self._headless,
                chromium_sandbox=os.geteuid() != 0,  # Chromium cannot start its sandbox as root
                accept_downloads=False,
                no_viewport=not self._headless,
                locale="zh-CN",
                timeout=TIMEOUT_MS,
            )
        except BrowserFault as fault:
            self._stack.close()
            raise SessionRefused(
                f"Chromium could not open a window here ({str(fault).splitlines()[0][:200]})"
            ) from fault
        self._stack.callback(self._close)
        self._context.on("response", self._remember)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def go(self, url: str) -> str:
        """Open an address in the visible tab; empty, or why it did not open."""
        from playwright.sync_api import Error as BrowserFault

        self._answers.clear()
        try:
            self._tab().goto(url, wait_until="load", timeout=TIMEOUT_MS)
        except BrowserFault as fault:
            return " ".join(str(fault).split())[:200]
        return ""

    def look(self) -> Screen | None:
        """What stands in the visible tab; None once the officer has closed the window."""
        from playwright.sync_api import Error as BrowserFault

        try:
            tab = self._tab()
            html, url = tab.content(), tab.url
        except BrowserFault:
            return None
        status = self._statuses.get(url, 0)
        return Screen(url=url, html=html, picture=_picture(tab), status=status, answers=self._texts())

    def _tab(self) -> Any:
        tabs = self._context.pages
        shown = [tab for tab in tabs if tab.evaluate("document.visibilityState") == "visible"]
        return (shown or tabs or [self._context.new_page()])[-1]

    def _remember(self, response: Any) -> None:
        if response.request.is_navigation_request():
            self._statuses[response.url] = response.status
            return
        kind = response.headers.get("content-type", "")
        if ("json" in kind or "javascript" in kind) and response.request.resource_type in ("xhr", "fetch", "script"):
            self._answers = [*self._answers[1 - ANSWERS_MOST :], response]

    def _texts(self) -> tuple[tuple[str, str], ...]:
        from playwright.sync_api import Error as BrowserFault

        texts = []
        for response in self._answers:
            with contextlib.suppress(BrowserFault, UnicodeDecodeError):  # gone with its page, or no text
                texts.append((response.url, response.text()))
        return tuple(texts)

    def _close(self) -> None:
        from playwright.sync_api import Error as BrowserFault

        with contextlib.suppress(BrowserFault):  # the officer closed the window
            self._context.close()


def _picture(tab: Any) -> bytes:
    """The whole page, else what is in view; a page that cannot be drawn gives none."""
    from playwright.sync_api import Error as BrowserFault

    for whole in (True, False):
        with contextlib.suppress(BrowserFault):
            return bytes(tab.screenshot(full_page=whole, timeout=10_000))
    return b""
