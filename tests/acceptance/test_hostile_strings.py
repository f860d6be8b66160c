"""Over two hundred hostile texts in every page of every role, in a real Chromium, in every export and answer.

Beside it stands a twin with harmless texts: both must have the same nodes with the same attributes, page by page.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from leads_db.records.account import OF_BUREAU, Role
from tests.acceptance.hostile_house import House, open_house
from tests.console.api.office import new_token
from tests.console.desk.conftest import sign_in
from tests.console.desk.serving import chromium, serve, signed_in_page
from tests.console.hostile import EVERY

MATRIX = Path(__file__).parents[1] / "console" / "desk" / "access.csv"
ROWS = [row for row in csv.DictReader(MATRIX.read_text("utf-8").splitlines()) if row["method"] == "GET"]
FILES = (".docx", ".xlsx", ".csv", ".zip", "/file", ".jpg")
ROLES = [role for role in Role if role is not Role.SYSTEM]
SKELETON = """() => [...document.querySelectorAll('*')].map(node =>
    node.localName + ' ' + [...node.attributes].map(part => part.name).sort().join(' '))"""
TOLD = 60
"""Characters of a fault that are printed."""

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, House]]:
    folder = tmp_path_factory.mktemp("houses")
    opened = open_house(folder / "hostile", EVERY), open_house(folder / "harmless", ["好" for _ in EVERY])
    yield opened
    for house in opened:
        house.engine.dispose()


def pages_of(role: Role, samples: dict[str, object]) -> list[str]:
    """Addresses of all pages that the matrix opens to the role, as far as the store has what they show."""
    found = []
    for row in ROWS:
        path = row["sample"].split("?")[0]
        if row[role.value] == "open" and row["owner"] != "foreign" and not path.endswith(FILES):
            try:
                found.append(row["sample"].format(**samples))
            except KeyError:
                continue
    return list(dict.fromkeys(found))


def watch(page: Page) -> list[str]:
    """What a page must never do, as it does it."""
    faults: list[str] = []
    page.on("dialog", lambda dialog: (faults.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda fault: faults.append(f"script {str(fault)[:TOLD]}"))
    page.on("popup", lambda _: faults.append("popup"))
    page.on("console", lambda told: faults.append(told.text[:TOLD]) if "Content Security" in told.text else None)
    return faults


def refuse_elsewhere(page: Page, address: str, faults: list[str]) -> None:
    """A request to anywhere but this desk is a fault."""
    page.on("request", lambda told: None if told.url.startswith(address) else faults.append(told.url[:TOLD]))


def visit(page: Page, address: str, faults: list[str]) -> list[str]:
    """The nodes of one page; a request to elsewhere is a fault."""
    answer = page.goto(address, wait_until="load")
    assert answer is not None
    if answer.status != 200:
        faults.append(f"{answer.status} {address}")
    return list(page.evaluate(SKELETON))


def test_enough_texts() -> None:
    assert len(EVERY) >= 200


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_no_page_of_any_role_gains_a_node_or_acts(houses: tuple[House, House], role: Role) -> None:
    bureau = "huanren" if role in OF_BUREAU else None
    with chromium() as browser, serve(houses[0].app) as hostile, serve(houses[1].app) as harmless:
        faults: list[str] = []
        skeletons: list[dict[str, list[str]]] = [{}, {}]
        for place, (house, served) in enumerate(zip(houses, (hostile, harmless), strict=True)):
            page = signed_in_page(browser, served, role, bureau=bureau)
            told = watch(page)
            refuse_elsewhere(page, served.address, faults)
            twins = pages_of(role, {name: f"{{{name}}}" for name in house.samples})
            for twin in twins:
                skeletons[place][twin] = visit(page, served.address + twin.format(**house.samples), told)
            faults += told
        assert faults == []
        assert skeletons[0]
        grown = {
            path: [pair for pair in zip(skeletons[0][path], skeletons[1][path], strict=False) if pair[0] != pair[1]][:2]
            or (len(skeletons[0][path]), len(skeletons[1][path]))
            for path in skeletons[0]
            if skeletons[0][path] != skeletons[1][path]
        }
        assert grown == {}


def client_of(house: House, *roles: Role, bureau: str | None = None) -> TestClient:
    return sign_in(TestClient(house.app, base_url="http://localhost"), *roles, bureau=bureau)


def workbook_faults(body: bytes) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert cells
    return [str(cell.value)[:TOLD] for cell in cells if cell.data_type == "f" or cell.hyperlink]


@pytest.mark.parametrize("path", ["/ledger.xlsx", "/ledger.csv"])
def test_tables_of_the_centre_hold_no_formula(houses: tuple[House, House], path: str) -> None:
    answer = client_of(houses[0], Role.APPROVER).post(path, data={"reason": "核对台账"})
    assert answer.status_code == 200
    if path.endswith(".xlsx"):
        assert workbook_faults(answer.content) == []
    else:
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > len(houses[0].leads) // 2
        assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r＝＋－＠") and cell[:1]] == []


def test_files_of_a_bureau_are_whole_and_inert(houses: tuple[House, House]) -> None:
    client = client_of(houses[0], Role.COUNTY, bureau="huanren")
    assert workbook_faults(client.get("/county/batch/leads.xlsx").content) == []
    for uid in houses[0].uids:
        for part in ("letter.docx", "forms/feedback_form.docx", "papers.zip", "evidence.zip"):
            answer = client.get(f"/county/lead/{uid}/{part}")
            assert answer.status_code == 200, part
            named = answer.headers["content-disposition"]
            assert named.isascii()
            assert not set("\r\n/\\<>") & set(named)
            if part.endswith(".zip"):
                names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
                assert [name for name in names if name.startswith("/") or ".." in name or "\\" in name] == []
            else:
                assert _links(answer.content) == []


def _links(body: bytes) -> list[str]:
    """Relations of a Word file that lead outside, and fields that act."""
    paper = Document(io.BytesIO(body))
    outside = [relation.target_ref for relation in paper.part.rels.values() if relation.is_external]
    acts = [word for word in ("DDEAUTO", "INCLUDETEXT", "w:instrText>HYPERLINK") if word in paper.element.xml]
    return outside + acts


def test_the_interface_gives_texts_as_data(houses: tuple[House, House]) -> None:
    house = houses[0]
    centre = {"authorization": f"Bearer {new_token(house.engine, Role.REVIEWER, bureau=None)}"}
    county = {"authorization": f"Bearer {new_token(house.engine, Role.COUNTY, bureau='huanren')}"}
    client = TestClient(house.app, base_url="http://localhost")
    told: list[Any] = []
    for path in ["/leads", *(f"/leads/{number}" for number in house.leads)]:
        told.append(client.get(f"/api/v1{path}", headers=centre))
    for path in ["/dispatches", *(f"/dispatches/{uid}" for uid in house.uids)]:
        told.append(client.get(f"/api/v1{path}", headers=county))
    assert {(answer.status_code, answer.headers["content-type"]) for answer in told} == {(200, "application/json")}
    assert {answer.headers["x-content-type-options"] for answer in told} == {"nosniff"}
    whole = client.get(f"/api/v1/leads/{house.leads[0]}", headers=centre).json()
    assert whole["listings"][0]["title"].startswith(EVERY[0])
