"""A lead that one bureau gave back and another got: neither reads of the other's round, in no page and no paper."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.desk import make_desk
from console.documents.county_papers import give_back
from console.documents.letter_making import open_papers
from console.documents.move_papers import move_with_paper, write_owed
from console.documents.sending import send_with_letters
from leads_db.clocks import shanghai_day
from leads_db.records.account import SYSTEM_ACTOR, Actor, Role
from leads_db.records.handling import DispatchKind, Move
from leads_db.records.paper import Paper, PaperKind
from leads_db.settings import Settings
from leads_db.store.county_views import CountyFilter, read_county_rows
from leads_db.store.engine import open_engine, reading, upgrade, writing
from leads_db.store.numbered_moves import move_with_number, read_owed
from leads_db.store.papers import PaperFilter, read_papers
from tests.console.desk.conftest import SHOP, sign_in
from tests.console.desk.county_store import APPROVER, fill
from tests.console.desk.test_county_isolation import crawl, unpacked

FIRST, SECOND = "huanren", "mingshan"
WHY, WHO = "经查该店已迁往他处甲乙丙", "首轮经办人丁"
K = PaperKind
Rounds = tuple[TestClient, Engine, Settings, str]


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    """Sent to FIRST, given back with a reason, designated and sent to SECOND; both reminded, SECOND by the clock."""
    settings = Settings(home=tmp_path_factory.mktemp("rounds"))
    engine = open_engine(settings.store_url)
    upgrade(engine)
    now = datetime.now(UTC) - timedelta(hours=1)
    number = fill(engine, settings, now, shops_of={FIRST: ("桓仁山里人家",)})[FIRST].numbers[0]
    papers = open_papers(settings)
    officer = Actor(name="ding", shown=WHO, roles=frozenset({Role.COUNTY}), bureau=FIRST)
    with writing(engine) as connection:
        told = {"due_on": shanghai_day(now)}
        move_with_paper(connection, papers, number, Move.URGE, APPROVER, at=now, facts=told)
        row = read_county_rows(connection, officer, CountyFilter(kinds=(DispatchKind.HOST,)), limit=1)[0]
        returned = {"return_reason": "not_ours", "proposed_bureau": "nanfen"}
        give_back(connection, papers, row, officer, at=now, facts=returned, reason=WHY, seen=None)
        named = {"host": SECOND, "designated": "yes"}
        boss = Actor(name="boss", shown="审签人戊", roles=frozenset({Role.APPROVER}), cities=("benxi",))
        move_with_paper(connection, papers, number, Move.REROUTE, boss, at=now, reason="就近办理", facts=named)
        send_with_letters(connection, papers, [number], boss, at=now)
        late = {**told, "overdue_days": 1}
        for move, facts in ((Move.URGE, told), (Move.SUPERVISE, late)):
            move_with_number(connection, number, move, SYSTEM_ACTOR, papers.organs, at=now, reason="签收", facts=facts)
        assert len(read_owed(connection, limit=9)) == 2
        assert {paper.kind for paper in write_owed(connection, papers)} == {K.URGING, K.SUPERVISION}
        assert write_owed(connection, papers) == ()
    app = make_desk(engine, settings, sources=(SHOP,))
    with TestClient(app, base_url="http://localhost", follow_redirects=False, raise_server_exceptions=False) as client:
        yield client, engine, settings, number
    engine.dispose()


def issued(engine: Engine, *kinds: PaperKind) -> tuple[Paper, ...]:
    with reading(engine) as connection:
        return tuple(read_papers(connection, PaperFilter(kinds=kinds), limit=50))


def everything(client: TestClient, bureau: str) -> bytes:
    """All that the bureau can reach, its forms and zips unpacked."""
    sign_in(client, Role.COUNTY, Role.COUNTY_HEAD, bureau=bureau)
    uids = client.get("/county").text.split("/county/lead/")[1:]
    for uid in dict.fromkeys(word[:22] for word in uids):
        client.post(f"/county/lead/{uid}/open")
    return b"\n".join(map(unpacked, crawl(client).values()))


def test_the_second_host_reads_nothing_of_the_first_round(rounds: Rounds) -> None:
    client, engine, _settings, number = rounds
    read = everything(client, SECOND).decode("utf-8", "replace")
    assert number in read
    assert "关于指定管辖" in read
    for secret in (WHY, WHO, "桓仁满族自治县市场", "nanfen", "南芬"):
        assert secret not in read, secret
    (first,) = [paper for paper in issued(engine, K.URGING) if paper.issued_by == APPROVER.name]
    assert client.get(f"/county/papers/{first.uid}.docx").status_code == 404


def test_the_first_host_keeps_its_own_papers_and_reads_nothing_of_the_second(rounds: Rounds) -> None:
    client, engine, _settings, _number = rounds
    read = everything(client, FIRST).decode("utf-8", "replace")
    assert WHY in read  # its own return form
    for secret in ("明山", "审签人戊", "就近办理"):
        assert secret not in read, secret
    for paper in issued(engine, K.URGING, K.SUPERVISION, K.DESIGNATION):
        own = paper.issued_by == APPROVER.name
        assert client.get(f"/county/papers/{paper.uid}.docx").status_code == (200 if own else 404)


def test_the_centre_finds_every_paper_at_the_lead_with_its_number(rounds: Rounds) -> None:
    client, engine, _settings, number = rounds
    page = sign_in(client, Role.REVIEWER).get(f"/leads/{number}").text
    found = issued(engine, K.URGING, K.SUPERVISION, K.DESIGNATION, K.TRANSFER_LETTER, K.RETURN_FORM)
    assert len(found) == 7
    for paper in found:
        assert f"/papers/{paper.uid}/file" in page
        assert client.get(f"/papers/{paper.uid}/file").status_code == 200
        assert paper.number or paper.kind is K.RETURN_FORM
    numbers = {paper.number for paper in found if paper.kind is K.URGING}
    assert [number.rsplit("〕", 1)[1] for number in sorted(numbers)] == ["1号", "2号"]


def test_papers_say_what_the_move_said(rounds: Rounds) -> None:
    _client, engine, _settings, _number = rounds
    (late,) = issued(engine, K.SUPERVISION)
    told = late.facts["handling"]
    assert isinstance(told, dict)
    assert (told["overdue_days"], told["host"]) == (1, "明山区市场监督管理局")
    assert late.facts["reason"] == "“签收”已超过期限，请立即办理，并书面说明原因"
    (named,) = issued(engine, K.DESIGNATION)
    said = named.facts["handling"]
    assert isinstance(said, dict)
    assert (said["return_reason"], said["proposed_bureau"]) == ("先后退回1次（非本辖区）", "另见市局案卷")
