"""The opinion pages over composed posts: counts, gaps, what people decide, what leaves as a file, who sees what."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from lxml import etree, html
from openpyxl import load_workbook
from sqlalchemy import Engine, select

from console.desk.addresses import web_address
from console.desk.context import Desk
from console.desk.opinion_errors import UNSEEN, load_errors
from leads_db.records import Outcome
from leads_db.records.account import Role
from leads_db.records.opinion import AlertState, CandidateState
from leads_db.store.alerts import read_alert
from leads_db.store.engine import reading
from leads_db.store.lead_candidates import read_candidate
from leads_db.store.leads import read_lead
from leads_db.store.opinion_events import read_event, read_event_posts
from leads_db.tables import audit, listings
from tests.console.desk.conftest import SignIn
from tests.console.desk.opinion_store import LINKED, fill
from tests.console.hostile import MARKUP
from tests.factories import NOON
from tests.leads_db.store.opinion_rows import collect, save
from tests.leads_db.store.opinion_rows import mention as a_mention

NOW = NOON + timedelta(hours=1)


@pytest.fixture
def client(sign_in: SignIn) -> TestClient:
    """A reviewer of both cities; the clock stands an hour after NOON."""
    client = sign_in(Role.REVIEWER)
    desk: Desk = client.app.state.desk  # type: ignore[attr-defined]
    client.app.state.desk = replace(desk, clock=lambda: NOW)  # type: ignore[attr-defined]
    return client


@pytest.fixture
def told(engine: Engine, client: TestClient) -> dict[str, object]:
    return fill(engine, NOW)


def test_the_board_tells_volume_share_alert_and_the_event(client: TestClient, told: dict[str, object]) -> None:
    page = client.get("/opinions").text
    assert "今日 3 · 7 日 3" in page
    assert "100.0%（3/3）" in page
    assert f'href="/opinions/events/{told["event"]}"' in page
    assert "20 条" in page


def test_the_measured_error_stands_beside_the_feelings(client: TestClient, told: dict[str, object]) -> None:
    figure = load_errors()[UNSEEN]["sentiment macro-F1"]
    assert f"宏 F1 {figure:.2f}" in client.get("/opinions").text


def test_a_day_without_its_source_is_a_gap_in_chart_and_table(client: TestClient, engine: Engine) -> None:
    save(engine, a_mention(7, hours=-120))
    collect(engine, "weibo-mobile", days=4, outcome=Outcome.BLOCKED_LOGIN)
    page = client.get("/opinions?days=7").text
    assert page.count("缺数</td>") >= 1
    assert "null" in page[page.index("markArea") - 400 : page.index("markArea")]
    assert "缺数不等于零" in page


def test_our_own_changes_are_marked(client: TestClient, engine: Engine) -> None:
    save(engine, a_mention(7))
    collect(engine, "weibo-mobile", days=4, outcome=Outcome.OK)
    assert "新来源 weibo-mobile" in client.get("/opinions?days=7").text


@pytest.mark.parametrize(("query", "count"), [("word=桓仁", 3), ("word=没有的词", 0), ("feeling=positive", 0), ("", 3)])
def test_posts_are_found_by_word_and_feeling(
    client: TestClient, told: dict[str, object], query: str, count: int
) -> None:
    assert client.get(f"/opinions/posts?{query}").text.count('<article class="post">') == count


@pytest.mark.parametrize("query", ["indication=nothing", "indication=wuzhi-rice"])
def test_an_indication_of_another_city_is_not_there(sign_in: SignIn, query: str) -> None:
    assert sign_in(Role.REVIEWER, cities=("benxi",)).get(f"/opinions?{query}").status_code == 404


@pytest.mark.parametrize("state", ["seen", "reported"])
def test_an_alert_is_decided(client: TestClient, engine: Engine, told: dict[str, object], state: str) -> None:
    client.post(f"/opinions/alerts/{told['alert']}/{state}")
    with reading(engine) as connection:
        assert read_alert(connection, int(str(told["alert"]))).state == AlertState(state)


def test_a_misreport_needs_a_reason_and_is_taken_back(
    client: TestClient, engine: Engine, told: dict[str, object]
) -> None:
    where = f"/opinions/alerts/{told['alert']}/misreport"
    assert "误报须写明理由" in client.post(where).text
    page = client.post(where, data={"reason": "是广告"}).text
    rule = int(str(told["rule"])) + 1
    assert f"/opinions/rules/huanren-rice/{rule}/undo" in page
    assert "已撤回" in client.post(f"/opinions/rules/huanren-rice/{rule}/undo").text


def test_a_mute_is_told(client: TestClient, told: dict[str, object]) -> None:
    page = client.post("/opinions/mutes", data={"indication": "huanren-rice", "days": "7", "reason": "节日"}).text
    assert "已静默 桓仁大米 7 天" in page


def test_the_event_shows_its_course_and_takes_posts_out_and_back(
    client: TestClient, engine: Engine, told: dict[str, object]
) -> None:
    here = f"/opinions/events/{told['event']}"
    assert "首发：" in client.get(here).text
    with reading(engine) as connection:
        posts = read_event_posts(connection, int(str(told["event"])))
    page = client.post(f"{here}/split", data={"post": str(posts[0].mention_id), "reason": "不是一件事"}).text
    assert "已拆出 1 条" in page
    page = client.post(f"{here}/folds/{int(str(told['fold'])) + 1}/undo", data={"reason": "看错了"}).text
    assert "已撤回拆分或合并" in page
    with reading(engine) as connection:
        assert read_event(connection, int(str(told["event"]))).post_count == len(posts)


def test_taking_out_everything_is_refused_in_words(client: TestClient, told: dict[str, object]) -> None:
    page = client.post(f"/opinions/events/{told['event']}/split", data={"post": "999999", "reason": "x"}).text
    assert "没有办理" in page


def test_a_named_shop_becomes_a_lead_that_shows_its_posts(
    client: TestClient, engine: Engine, told: dict[str, object]
) -> None:
    page = client.post(f"/opinions/candidates/{told['candidate']}/accept").text
    with reading(engine) as connection:
        candidate = read_candidate(connection, int(str(told["candidate"])))
        assert candidate.state is CandidateState.ACCEPTED
        assert read_lead(connection, str(candidate.lead)).platform == "taobao"
    assert "点名该店的帖文" in page
    assert f'href="/opinions/events/{told["event"]}"' in page
    assert f'href="/leads/{candidate.lead}"' in client.get(f"/opinions/events/{told['event']}").text


def test_a_link_becomes_a_lead_of_its_item(client: TestClient, engine: Engine, told: dict[str, object]) -> None:
    page = client.post(f"/opinions/candidates/{told['link']}/accept")
    assert page.url.path.startswith("/leads/GI-benxi-")
    assert "没有办理" in client.post(f"/opinions/candidates/{told['link']}/accept").text
    with reading(engine) as connection:
        assert connection.scalars(select(listings.c.id)).all() == []


def test_a_candidate_is_dismissed_with_a_reason_alone(client: TestClient, told: dict[str, object]) -> None:
    where = f"/opinions/candidates/{told['candidate']}/dismiss"
    assert "须写明理由" in client.post(where).text
    assert "已标为不采用" in client.post(where, data={"reason": "是本地正规商户"}).text


def test_an_auditor_reads_figures_and_no_post(sign_in: SignIn, engine: Engine) -> None:
    fill(engine, NOW)
    client = sign_in(Role.AUDITOR, cities=())
    page = client.get("/opinions").text
    assert "声量" in page
    assert "假的桓仁大米" not in page.partition("<main")[2].partition("地域")[0]
    assert 'class="post"' not in page


def test_an_export_needs_a_reason_and_stands_in_the_audit(
    client: TestClient, engine: Engine, told: dict[str, object]
) -> None:
    assert client.post("/opinions/posts/table").status_code == 400
    answer = client.post("/opinions/posts/table", data={"reason": "月度核对", "ending": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len([row for row in rows if "质量投诉" in row]) == 3
    with reading(engine) as connection:
        details = connection.scalars(select(audit.c.detail).where(audit.c.action == "list.export")).all()
    assert len(details) == 1
    assert "月度核对" in details[0]


def test_no_text_of_a_post_becomes_a_formula(client: TestClient, engine: Engine) -> None:
    fill(engine, NOW, ['=HYPERLINK("http://x")桓仁大米', "+1+1", "＝1+1", "@SUM(A1)\x00\u202e"])
    for where in ("/opinions/table", "/opinions/posts/table"):
        book = load_workbook(io.BytesIO(client.post(where, data={"reason": "月度核对"}).content))
        assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n", "inlineStr"}
        text = client.post(where, data={"reason": "月度核对", "ending": "csv"}).content.decode("utf-8-sig")
        starts = {cell[:1] for row in csv.reader(io.StringIO(text)) for cell in row}
        assert not starts & set("=+-@＝")


def test_only_web_addresses_become_links(client: TestClient, engine: Engine) -> None:
    fill(engine, NOW, url="javascript:alert(1)")
    page = client.get("/opinions/posts").text
    assert 'href="javascript' not in page
    assert "不是可打开的网址" in page
    assert f'href="{LINKED}" rel="noreferrer noopener nofollow"' in client.get("/opinions/candidates").text


def test_a_store_without_posts_says_so(client: TestClient) -> None:
    for path in ("/opinions", "/opinions/posts", "/opinions/alerts", "/opinions/candidates"):
        assert client.get(path).status_code == 200
    assert "数据不足" in client.get("/opinions").text


PAGES = ("/opinions", "/opinions/posts", "/opinions/alerts", "/opinions/candidates", "/opinions/events/{event}")


def test_no_text_of_a_stranger_becomes_a_node(client: TestClient, engine: Engine) -> None:
    told = fill(engine, NOW, [text for text in MARKUP if len(text) < 300][:60])
    for path in PAGES:
        answer = client.get(path.format(**told))
        nodes = list(html.document_fromstring(answer.text).iter(etree.Element))
        assert answer.status_code == 200
        assert [node.get("src") for node in nodes if node.tag == "script"] == ["/static/desk.js"]
        assert {str(node.tag) for node in nodes} & {"img", "iframe", "svg", "object", "embed", "style", "math"} == set()
        assert [name for node in nodes for name in node.attrib if str(name).startswith("on")] == []
        assert all(web_address(link) for node in nodes if (link := node.get("href", "")) and "://" in link)
