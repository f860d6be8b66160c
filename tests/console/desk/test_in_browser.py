"""The desk in a real Chromium, over a store whose every text attacks the reader."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from console.desk import make_desk
from console.naming import Names
from leads_db.records.account import Role
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, upgrade
from tests.console.desk.hostile_store import fill, lines
from tests.console.desk.serving import Served, serve, signed_in_page
from tests.console.hostile import MARKUP

pytestmark = pytest.mark.browser
SCREENS = ((1366, 768), (1093, 614))
"""The office screen, and the same at 125 %."""
TEXTS = [" ".join(MARKUP[place : place + 4]) for place in range(0, len(MARKUP), 4)]
"""Four attacks a text, to keep the walk short; one by one they are tried without a browser in test_hostile_texts."""
CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The desk over hostile texts, served on loopback."""
    folder = tmp_path_factory.mktemp("desk")
    engine = open_engine(f"sqlite:///{folder / 'hostile.db'}")
    upgrade(engine)
    fill(engine, TEXTS)
    app = make_desk(engine, Settings(home=folder), names=Names(), sources=lines(TEXTS[0]))
    with serve(app) as served:
        yield served
    engine.dispose()


class Witness:
    """A page that notes every dialog, error, outside request and navigation of its own accord."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.address = served.address
        self.seen: list[str] = []
        self.page: Page = signed_in_page(browser, served, Role.REVIEWER, Role.OPS)
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
def witness(browser: Browser, served: Served) -> Iterator[Witness]:
    opened = Witness(browser, served)
    yield opened
    opened.page.context.close()


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
