"""Shops with hostile names on a bureau's pages: shown as they are written, never a node, an attribute or a link."""

import re
from datetime import UTC, datetime
from pathlib import Path

from fastapi.testclient import TestClient
from lxml import html

from console.desk import make_desk
from leads_db.records.account import Role
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, upgrade
from tests.console.desk.conftest import SHOP, sign_in
from tests.console.desk.county_store import SEAT, fill
from tests.console.hostile import MARKUP

TEXTS = [text for text in MARKUP if text.isprintable() and len(text) < 60][:12]


def skeleton(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """Tags with the names of their attributes, in document order."""
    tree = html.document_fromstring(page)
    return [(str(node.tag), tuple(sorted(node.attrib))) for node in tree.iter()]


def pages_of(folder: Path, texts: list[str]) -> list[str]:
    """Every page of a bureau and of a seat over shops of these names, one lead worked through."""
    settings = Settings(home=folder)
    engine = open_engine(settings.store_url)
    upgrade(engine)
    sent = fill(engine, settings, datetime.now(UTC), shops_of={"huanren": tuple(texts)})
    found = []
    with TestClient(make_desk(engine, settings, sources=(SHOP,)), base_url="http://localhost") as client:
        sign_in(client, Role.COUNTY, bureau="huanren", name="zhang")
        uid = sent["huanren"].uids[0]
        client.post(f"/county/lead/{uid}/sign")
        version = re.search(r'name="version" value="(\d+)"', client.get(f"/county/lead/{uid}").text)
        assert version
        told = {"checked_on": "2026-11-26", "officers": f"甲、{texts[0]}", "method": "talk", "subject_found": "no"}
        told |= {"actual_address": texts[0], "conclusion": texts[0], "version": version[1]}
        assert client.post(f"/county/lead/{uid}/verify", data=told).status_code == 200
        for path in ("/county", "/county/leads", f"/county/leads?q={uid}", "/county/batch", f"/county/lead/{uid}"):
            found.append(client.get(path).text)
        sign_in(client, Role.SEAT, bureau=SEAT, name="seat")
        found.append(client.get("/county/assistance").text)
        found.append(client.get(f"/county/assistance/{sent[SEAT].uids[0]}").text)
    engine.dispose()
    return found


def test_hostile_names_change_no_page(tmp_path: Path) -> None:
    hostile = pages_of(tmp_path / "hostile", TEXTS)
    harmless = pages_of(tmp_path / "harmless", [f"好{place}" for place in range(len(TEXTS))])
    for given, plain in zip(hostile, harmless, strict=True):
        assert skeleton(given) == skeleton(plain)
    shown = html.document_fromstring(hostile[0]).text_content()
    assert TEXTS[-1][:20] in shown
