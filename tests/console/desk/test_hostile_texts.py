"""No text of a stranger becomes a node, an attribute or a link of a page."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html

from console.desk import make_desk
from console.desk.addresses import web_address
from console.naming import Names
from leads_db.records.account import Role
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, upgrade
from tests.console.desk.conftest import sign_in
from tests.console.desk.hostile_store import fill, lines
from tests.console.hostile import HOSTILE_URLS, MARKUP

SHORT = [text for text in MARKUP if len(text) < 300]
"""A longer text is shown in part, which is a node of its own."""


def make_client(url: str, texts: list[str], settings: Settings, names: Names) -> TestClient:
    engine = open_engine(url)
    upgrade(engine)
    fill(engine, texts)
    client = TestClient(make_desk(engine, settings, names=names, sources=lines(texts[0])), base_url="http://localhost")
    return sign_in(client, Role.REVIEWER, Role.OPS)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, TestClient]]:
    """The desk over hostile texts, and over harmless ones of the same number."""
    folder: Path = tmp_path_factory.mktemp("desks")
    settings = Settings(home=folder)
    clients = [
        make_client(f"sqlite:///{folder / name}.db", texts, settings, Names())
        for name, texts in (("hostile", SHORT), ("harmless", ["好" for _ in SHORT]))
    ]
    yield clients[0], clients[1]
    for client in clients:
        client.app.state.desk.engine.dispose()  # type: ignore[attr-defined]


def skeleton(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """Tags with the names of their attributes, in document order."""
    tree = html.document_fromstring(page)
    return [(str(node.tag), tuple(sorted(node.attrib))) for node in tree.iter()]


def lead_paths(client: TestClient) -> list[str]:
    found: set[str] = set()
    path = "/leads"
    while path:
        page = client.get(path).text
        found.update(re.findall(r'href="(/leads/GI-[\w-]+)"', page))
        further = re.search(r'rel="next" href="([^"]+)"', page)
        path = unescape(further[1]) if further else ""
    return sorted(found)


LISTS = [
    "/",
    "/leads",
    "/triage",
    "/dispatches?tab=fill",
    "/audit",
    "/registers/sellers",
    "/registers/objections",
    "/statistics?days=366",
    "/runs",
    "/sources",
    "/nothing-here",
]
NUMBERED = [f"/{kind}/{number}" for kind in ("runs", "evidence") for number in range(1, len(SHORT) + 1)]


@pytest.mark.parametrize("path", LISTS + NUMBERED)
def test_a_page_keeps_its_skeleton(both: tuple[TestClient, TestClient], path: str) -> None:
    hostile, harmless = (client.get(path) for client in both)
    assert hostile.status_code == harmless.status_code
    assert skeleton(hostile.text) == skeleton(harmless.text)


def test_every_lead_keeps_its_skeleton(both: tuple[TestClient, TestClient]) -> None:
    hostile, harmless = both
    paths = lead_paths(hostile)
    assert len(paths) == len(SHORT)
    wanted = skeleton(harmless.get(paths[0]).text)
    assert [path for path in paths if skeleton(hostile.get(path).text) != wanted] == []


def test_every_lead_keeps_its_skeleton_in_triage(both: tuple[TestClient, TestClient]) -> None:
    paths = [path.replace("/leads/", "/triage/pane/") for path in lead_paths(both[0])]
    wanted = skeleton(both[1].get(paths[0]).text)
    assert [path for path in paths if skeleton(both[0].get(path).text) != wanted] == []


def test_every_lead_keeps_its_skeleton_in_approval(both: tuple[TestClient, TestClient]) -> None:
    """Read there before anybody confirmed it: nothing of the lead is missing but the acts."""
    paths = [path.replace("/leads/", "/approvals?lead=") for path in lead_paths(both[0])]
    wanted = skeleton(both[1].get(paths[0]).text)
    assert [path for path in paths if skeleton(both[0].get(path).text) != wanted] == []


def test_what_was_written_is_shown_as_it_was(both: tuple[TestClient, TestClient]) -> None:
    shown = "".join(html.document_fromstring(both[0].get(path).text).text_content() for path in lead_paths(both[0]))
    squeezed = re.sub(r"\s", "", shown)
    missing = [text for text in SHORT if text.isprintable() and re.sub(r"\s", "", text) not in squeezed]
    assert missing == []


def test_a_very_long_text_is_cut_and_says_so(settings: Settings, tmp_path: Path) -> None:
    client = make_client(f"sqlite:///{tmp_path / 'long.db'}", ["长" * 3000], settings, Names())
    page = client.get(lead_paths(client)[0]).text
    client.app.state.desk.engine.dispose()  # type: ignore[attr-defined]
    assert "略" in page
    assert len(page) < 60_000


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_only_plain_web_addresses_become_links(url: str) -> None:
    address = web_address(url)
    assert address == "" or address == "https://evil.example/<script>"


@pytest.mark.parametrize(
    "url", ["https://item.taobao.com/item.htm?id=1", "http://商城.example/桓仁", "http://127.0.0.1:8601/a"]
)
def test_a_plain_web_address_is_a_link(url: str) -> None:
    assert web_address(url) == url


def test_links_to_the_outside_give_nothing_away(both: tuple[TestClient, TestClient]) -> None:
    tree = html.document_fromstring(both[0].get(lead_paths(both[0])[0]).text)
    outside = [link for link in tree.iter("a") if not link.get("href", "").startswith(("/", "#"))]
    assert {link.get("href") for link in outside} == {"https://item.example.com/1"}
    assert all({"noreferrer", "noopener"} <= set(link.get("rel", "").split()) for link in outside)
