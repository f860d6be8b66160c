"""access.csv: for every route and every role what somebody gets. A route that is not in the file fails here.

`owner` says whose thing it is: `own` – of the person's city or bureau; `foreign` – of another; `-` – nobody's.
Cells: open – the page, or what is wrong with the form; login – led to the log-in; forbidden – 403; hidden – 404;
token – 401. A new page adds its rows; `sample` is the address that is asked, `{name}` filled in from SAMPLES.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.desk import make_desk
from console.desk.app import PAGES
from leads_db.records.account import OF_BUREAU, Role
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, reading, upgrade
from leads_db.tables import metadata
from tests.console.desk.conftest import SHOP, sign_in
from tests.console.desk.matrix_store import FOREIGN, OWN, Samples, fill

FILE = Path(__file__).parent / "access.csv"
ROWS = list(csv.DictReader(FILE.read_text("utf-8").splitlines()))
PEOPLE = [*(role.value for role in Role if role is not Role.SYSTEM), "visitor"]
CASES = [
    pytest.param(row, who, id=f"{row['method']} {row['sample']} {row['owner']} {who}") for row in ROWS for who in PEOPLE
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Samples]]:
    """The desk over a store that holds one of everything."""
    folder = tmp_path_factory.mktemp("matrix")
    engine = open_engine(f"sqlite:///{folder / 'store.db'}")
    upgrade(engine)
    samples = fill(engine)
    app = make_desk(engine, Settings(home=folder), sources=(SHOP,))
    with TestClient(app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False) as opened:
        yield opened, samples
    engine.dispose()


def routes() -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for page in PAGES
        for route in page.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }


def test_every_route_has_its_rows() -> None:
    assert sorted(routes() - {(row["method"], row["route"]) for row in ROWS}) == []


def test_no_row_is_of_a_route_that_is_gone() -> None:
    assert sorted({(row["method"], row["route"]) for row in ROWS} - routes()) == []


def test_nothing_but_pages_and_static_files_is_served(client: tuple[TestClient, Samples]) -> None:
    served = {getattr(route, "path", "") for route in client[0].app.routes}  # type: ignore[attr-defined]
    assert served - {path for _, path in routes()} <= {"/static", "/api", ""}


def told(status: int, where: str) -> str:
    if status == 303 and where.startswith("/login"):
        return "login"
    return {401: "token", 403: "forbidden", 404: "hidden"}.get(status, "open" if status < 500 else f"broken {status}")


@pytest.mark.parametrize(("row", "who"), CASES)
def test_everybody_gets_what_the_file_says(client: tuple[TestClient, Samples], row: dict[str, str], who: str) -> None:
    desk, samples = client
    city, bureau = FOREIGN if row["owner"] == "foreign" else OWN
    if who == "visitor":
        desk.cookies.clear()
        desk.headers.pop("x-csrf-token", None)
    else:
        role = Role(who)
        sign_in(desk, role, bureau=bureau if role in OF_BUREAU else None, cities=(city,))
    address = row["sample"].format(**samples)
    answer = desk.request(row["method"], address)
    wanted = row[who]
    if who == "visitor" and row["method"] == "POST" and wanted == "login":
        wanted = "forbidden"  # a visitor's form has no token: it is refused before it is asked who sends it
    assert told(answer.status_code, answer.headers.get("location", "")) == wanted, answer.status_code


def content(desk: TestClient) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the store but what tells that a session is in use."""
    engine = desk.app.state.desk.engine  # type: ignore[attr-defined]
    with reading(engine) as connection:
        tables = [table for table in metadata.sorted_tables if table.name != "sessions"]
        return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in tables}


@pytest.mark.parametrize("row", [row for row in ROWS if row["method"] == "GET"], ids=lambda row: row["sample"])
def test_looking_changes_nothing(client: tuple[TestClient, Samples], row: dict[str, str]) -> None:
    desk, samples = client
    sign_in(desk, *(role for role in Role if role not in {Role.SYSTEM, Role.SEAT}), bureau="huanren")
    before = content(desk)
    desk.get(row["sample"].format(**samples))
    assert content(desk) == before
