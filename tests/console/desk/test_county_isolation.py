"""Two bureaus of one city: every address that one finds is asked as the other. Nothing foreign comes back, anywhere."""

import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
from fastapi.testclient import TestClient

from console.desk import make_desk
from leads_db.records.account import Role
from leads_db.settings import Settings
from leads_db.store.engine import open_engine, upgrade
from tests.console.desk.conftest import SHOP, sign_in
from tests.console.desk.county_store import SEAT, SHOPS, Sent, fill

WAY = re.compile(r'(?:href|action|formaction|src|data-draft)="(/[^"#]*)"')
SHARED = re.compile(r"/(?:static|preferences|profile|logout|help)\b")
COUNTIES = ("huanren", "mingshan")
Desk = tuple[TestClient, dict[str, Sent]]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk over leads of two bureaus; one of each is signed, so that receipts exist too."""
    settings = Settings(home=tmp_path_factory.mktemp("counties"))
    engine = open_engine(settings.store_url)
    upgrade(engine)
    sent = fill(engine, settings, datetime.now(UTC))
    app = make_desk(engine, settings, sources=(SHOP,))
    with TestClient(app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False) as client:
        for bureau in COUNTIES:
            log_in(client, bureau)
            for uid in sent[bureau].uids:
                assert client.post(f"/county/lead/{uid}/open").status_code == 303
            assert client.post("/county/sign", data={"uid": list(sent[bureau].uids)[:1]}).status_code == 303
        log_in(client, SEAT)
        assert client.post(f"/county/assistance/{sent[SEAT].uids[0]}/open").status_code == 303
        yield client, sent
    engine.dispose()


def log_in(client: TestClient, bureau: str) -> None:
    roles = (Role.SEAT,) if bureau == SEAT else (Role.COUNTY, Role.COUNTY_HEAD)
    sign_in(client, *roles, bureau=bureau)


def crawl(client: TestClient, start: str = "/county") -> dict[str, bytes]:
    """Address → answer, of all that can be reached by links from the first page; actions of forms are only noted."""
    seen: dict[str, bytes] = {}
    wanted = [start]
    while wanted:
        address = wanted.pop()
        if address in seen or SHARED.search(address):
            continue
        answer = client.get(address)
        seen[address] = answer.content if answer.status_code == 200 else b""
        if "text/html" in answer.headers.get("content-type", ""):
            wanted += [found.replace("&amp;", "&") for found in WAY.findall(answer.text)]
    return seen


def unpacked(body: bytes) -> bytes:
    """The bytes, and those of every member where they are a zip, a letter or a workbook."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return b"\n".join([name.encode() + unpacked(archive.read(name)) for name in archive.namelist()])


def secrets_of(bureau: str, sent: Sent) -> list[bytes]:
    """What nobody else may read: numbers, letters, uids, shops with their titles, its seals."""
    texts = [*sent.numbers, *sent.letters, *sent.uids, *SHOPS[bureau], *(item.seal for item in sent.dispatches)]
    return [text.encode() for text in texts]


@pytest.mark.parametrize(("me", "other"), [COUNTIES, COUNTIES[::-1]])
def test_nothing_of_another_bureau_is_in_any_answer(desk: Desk, me: str, other: str) -> None:
    client, sent = desk
    log_in(client, me)
    own = crawl(client)
    assert len(own) > 20
    mine = b"\n".join(map(unpacked, own.values()))
    for text in secrets_of(me, sent[me]):
        assert text in mine, text.decode()  # the crawl does see what there is to see
    for text in secrets_of(other, sent[other]):
        assert text not in mine, text.decode()


def untimed(text: str) -> str:
    """The page without its minutes and the seconds that the log-in still has: they may turn between two requests."""
    return re.sub(r'(\d{4}-\d\d-\d\d )?\d\d:\d\d|data-left="\d+"', "", text)


@pytest.mark.parametrize(("me", "other"), [COUNTIES, COUNTIES[::-1]])
def test_every_address_of_another_bureau_is_no_page(desk: Desk, me: str, other: str) -> None:
    client, sent = desk
    log_in(client, other)
    addresses = [address for address in crawl(client) if re.search(r"/[\w-]{22}\b", address)]
    assert len(addresses) > 8
    log_in(client, me)
    hidden = [text.decode() for text in secrets_of(other, sent[other])]
    for address in addresses:
        twin = re.sub(r"/[\w-]{22}\b", "/" + "A" * 22, address)
        for method in ("GET", "POST"):
            answer, nothing = client.request(method, address), client.request(method, twin)
            told = answer.text.replace(address, "")  # the address that was asked is the asker's own
            assert [text for text in hidden if text in told] == []
            assert answer.status_code in (400, 404, 405), (method, address)
            assert (method, answer.status_code) != ("GET", 400)
            # an id that exists elsewhere looks like one that does not
            assert (answer.status_code, untimed(told)) == (nothing.status_code, untimed(nothing.text.replace(twin, "")))


@pytest.mark.parametrize("act", ["sign", "return", "verify", "file", "punish", "feed_back", "check", "draft", "open"])
def test_no_act_reaches_a_lead_of_another_bureau(desk: Desk, act: str) -> None:
    client, sent = desk
    log_in(client, "mingshan")
    fields = {"version": "1", "reason": "理由", "move": "verify", "return_reason": "duplicate", "result": "x"}
    uid = sent["huanren"].uids[1]
    assert client.post(f"/county/lead/{uid}/{act}", data=fields).status_code == 404
    log_in(client, "huanren")
    assert "已读未签" in client.get("/county").text


def test_search_counts_and_figures_do_not_tell_of_others(desk: Desk) -> None:
    client, sent = desk
    log_in(client, "mingshan")
    for text in (*sent["huanren"].numbers, *sent["huanren"].letters, *SHOPS["huanren"], "桓仁", "GI-"):
        page = client.get("/county/leads", params={"q": text}).text
        rows = re.findall(r"<th scope=\"row\">", page)
        assert len(rows) == (1 if text == "GI-" else 0), text
    figures = re.findall(r'<b class="big">(\d+)</b>', client.get("/county").text)
    assert figures[:2] == ["0", "1"]


def test_a_seat_reaches_requests_alone(desk: Desk) -> None:
    client, sent = desk
    log_in(client, SEAT)
    seen = crawl(client, "/county/assistance")
    assert f"/county/lead/{sent[SEAT].uids[0]}/letter.docx" in seen
    mine = b"\n".join(map(unpacked, seen.values()))
    assert "五女山粮行".encode() not in mine
    assert "明山鲜米铺".encode() not in mine
    for uid in (*sent["huanren"].uids, *sent["mingshan"].uids):
        for part in ("letter.docx", "papers.zip", "evidence.zip"):
            assert client.get(f"/county/lead/{uid}/{part}").status_code == 404
        assert client.get(f"/county/lead/{uid}").status_code == 403
        assert client.get(f"/county/assistance/{uid}").status_code == 404
