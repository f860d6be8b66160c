"""The desk in a real Chromium, over a store whose every text attacks the reader."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Route, sync_playwright

from console.desk import make_desk
from console.naming import Names
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, upgrade
from tests.conftest import CHROMIUM
from tests.console.desk.hostile_store import fill, lines
from tests.console.hostile import MARKUP

pytestmark = pytest.mark.browser
SCREENS = ((1366, 768), (1093, 614))
"""The office screen, and the same at 125 %."""
QUIET = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
TEXTS = [" ".join(MARKUP[place : place + 4]) for place in range(0, len(MARKUP), 4)]
"""Four attacks a text, to keep the walk short; one by one they are tried without a browser in test_hostile_texts."""
CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The desk over hostile texts, served on loopback."""
    folder = tmp_path_factory.mktemp("desk")
    engine = open_engine(f"sqlite:///{folder / 'hostile.db'}")
    upgrade(engine)
    fill(engine, TEXTS)
    app = make_desk(engine, Settings(home=folder), names=Names(), sources=lines(TEXTS[0]))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()
    engine.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", *QUIET])
        yield opened
        opened.close()


class Witness:
    """A page that notes every dialog, error, outside request and navigation of its own accord."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.seen: list[str] = []
        self.page: Page = browser.new_page()
        self.page.on("dialog", lambda dialog: (self.seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("pageerror", lambda fault: self.seen.append(f"script {fault}"))
        self.page.on("console", lambda message: self.seen.append(f"console {message.text}"))
        self.page.on("popup", lambda popup: self.seen.append(f"popup {popup.url}"))
        self.page.route("**/*", self._guard)

    def _guard(self, route: Route) -> None:
        if route.request.url.startswith(f"{self.address}/"):
            route.continue_()
        else:
            self.seen.append(f"request {route.request.url}")
            route.abort()

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        if self.page.url != f"{self.address}{path}":
            self.seen.append(f"moved to {self.page.url}")
        return self.page


@pytest.fixture
def witness(browser: Browser, address: str) -> Iterator[Witness]:
    opened = Witness(browser, address)
    yield opened
    opened.page.close()


def lead_paths(witness: Witness) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="(/leads/GI-[\w-]+)"', witness.open("/leads").content())))


@pytest.mark.slow
def test_no_text_acts_moves_or_widens_a_page(witness: Witness) -> None:
    leads = lead_paths(witness)
    assert len(leads) == len(TEXTS)
    numbered = [f"/{kind}/{number}" for kind in ("runs", "evidence") for number in range(1, len(TEXTS) + 1)]
    wide = []
    for path in ["/", "/leads", "/runs", "/sources", *leads, *numbered]:
        page = witness.open(path)
        for width, height in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            found = page.evaluate("document.documentElement.scrollWidth")
            wide += [f"{path}: {found} on {width}"] if found > width else []
    assert witness.seen == []
    assert wide == []


@pytest.mark.parametrize("path", ["/", "/leads", "/leads/first", "/runs", "/runs/1", "/sources", "/evidence/1", "/x"])
def test_every_text_has_the_contrast_of_wcag_aa(witness: Witness, path: str) -> None:
    page = witness.open(lead_paths(witness)[0] if path == "/leads/first" else path)
    assert page.evaluate(CONTRAST) == []


def test_what_was_marked_is_marked_without_colour_too(witness: Witness) -> None:
    page = witness.open(lead_paths(witness)[0])
    styles = {
        kind: page.locator(f".page-text dd mark.{kind}").first.evaluate(
            "mark => getComputedStyle(mark).borderBottomStyle"
        )
        for kind in ("found", "clear")
    }
    assert styles == {"found": "solid", "clear": "dashed"}


def test_the_printed_sheet_has_no_navigation_and_fits_the_paper(witness: Witness) -> None:
    page = witness.open(lead_paths(witness)[0])
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 1000})
    hidden = page.locator("nav[aria-label=主导航]").is_visible()
    sizes = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert not hidden
    assert sizes[0] <= sizes[1]
