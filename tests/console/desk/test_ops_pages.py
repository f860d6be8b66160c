"""Operations: who may do what to a run, what a form refuses, what is written to the audit, what a page tells."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select, update

from console.desk import make_desk
from console.naming import Names
from leads_db.records import Outcome, RunState, Trigger, UnitState
from leads_db.records.account import Role
from leads_db.settings import Settings
from leads_db.store.due_runs import DueRun, DueState, save_due
from leads_db.store.engine import reading, writing
from leads_db.store.runs import read_run, read_runs
from leads_db.store.units import read_units
from leads_db.tables import audit, runs, units
from tests.console.conftest import SaveLeads
from tests.console.desk.conftest import SHOP, SignIn, sign_in
from tests.console.desk.some_runs import OPS_PAGES, MakeRun, new_run, state_of
from tests.factories import NOON, listing
from tests.scheduler.conftest import SHOP as SHOP_FILE

ORDER = {"reason": "中心来电", "source": "shop", "indication": "huanren-rice", "act": "order"}


@pytest.fixture
def ops(engine: Engine, settings: Settings, names: Names) -> TestClient:
    """The desk as operations see it, with the one real source `shop` on disk."""
    settings.sources_folder.mkdir(parents=True)
    (settings.sources_folder / "shop.yml").write_text(SHOP_FILE, encoding="utf-8")
    app = make_desk(engine, settings, names=names, sources=(SHOP,))
    return sign_in(TestClient(app, base_url="http://localhost", raise_server_exceptions=False), Role.OPS, name="ops-1")


@pytest.fixture
def make_run(engine: Engine) -> MakeRun:
    return partial(new_run, engine)


def run_acts(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        query = select(audit.c.actor, audit.c.action).where(audit.c.action.startswith("run_")).order_by(audit.c.id)
        return [(row.actor, row.action) for row in connection.execute(query)]


@pytest.mark.parametrize("path", OPS_PAGES)
def test_every_page_opens_empty_and_filled(
    ops: TestClient, save_leads: SaveLeads, make_run: MakeRun, path: str
) -> None:
    assert ops.get(path).status_code == 200
    save_leads(listing())
    make_run()
    make_run(RunState.FAILED, dead=True)
    assert ops.get(path).status_code == 200


POSTS = ("cancel", "pause", "resume", "again", "redrive")


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OPS, Role.SYSTEM)])
def test_nobody_else_touches_a_run(sign_in: SignIn, engine: Engine, make_run: MakeRun, role: Role) -> None:
    number = make_run()
    client = sign_in(role)
    answers = {act: client.post(f"/runs/{number}/{act}", data={"reason": "想试试"}).status_code for act in POSTS}
    answers["collect"] = client.post("/ops/collect", data=ORDER).status_code
    answers["catch-up"] = client.post("/ops/schedule/catch-up", data={"source": "shop", "reason": "xx"}).status_code
    assert set(answers.values()) == {403}
    assert (state_of(engine, number), run_acts(engine)) == (RunState.RUNNING, [])


def test_ops_read_no_leads_and_no_evidence_text(ops: TestClient, save_leads: SaveLeads) -> None:
    save_leads(listing(title="桓仁大米五斤装"))
    shown = "".join(ops.get(path).text for path in OPS_PAGES)
    assert "五斤装" not in shown
    assert ops.get("/leads").status_code == 403


def test_a_run_is_paused_resumed_and_cancelled_by_form(ops: TestClient, engine: Engine, make_run: MakeRun) -> None:
    number = make_run()
    assert "已暂停；" in ops.post(f"/runs/{number}/pause").text
    assert state_of(engine, number) is RunState.PAUSED
    assert "已续跑" in ops.post(f"/runs/{number}/resume").text
    assert state_of(engine, number) is RunState.QUEUED
    assert "已取消" in ops.post(f"/runs/{number}/cancel", data={"reason": "来源不对"}).text
    assert state_of(engine, number) is RunState.CANCELLED
    assert run_acts(engine) == [("ops-1", "run_paused"), ("ops-1", "run_resumed"), ("ops-1", "run_cancelled")]


def test_a_run_that_is_over_is_left_as_it_is(ops: TestClient, engine: Engine, make_run: MakeRun) -> None:
    number = make_run(RunState.FINISHED)
    told = [ops.post(f"/runs/{number}/{act}", data={"reason": "xx"}).text for act in ("cancel", "pause", "resume")]
    assert all("已经结束，没有改动" in text for text in told)
    assert run_acts(engine) == []


def test_a_cancellation_needs_a_reason(ops: TestClient, engine: Engine, make_run: MakeRun) -> None:
    number = make_run()
    assert ops.post(f"/runs/{number}/cancel").status_code == 400
    assert state_of(engine, number) is RunState.RUNNING


@pytest.mark.parametrize("act", POSTS)
def test_a_run_that_does_not_exist_is_404(ops: TestClient, act: str) -> None:
    assert ops.post(f"/runs/99/{act}", data={"reason": "xx"}).status_code == 404


def test_again_makes_a_run_with_the_same_parameters(ops: TestClient, engine: Engine, make_run: MakeRun) -> None:
    number = make_run(RunState.FAILED)
    assert ops.post(f"/runs/{number}/again").url.path == f"/runs/{number + 1}"
    with reading(engine) as connection:
        assert read_run(connection, number + 1).params == read_run(connection, number).params


def test_an_import_is_not_run_again(ops: TestClient, engine: Engine, make_run: MakeRun) -> None:
    number = make_run(RunState.FINISHED, trigger=Trigger.IMPORT)
    assert "文件导入不能在这里再跑" in ops.post(f"/runs/{number}/again").text
    assert run_acts(engine) == []


def test_dead_letters_are_redriven_one_by_one_and_all(ops: TestClient, engine: Engine, make_run: MakeRun) -> None:
    number = make_run(RunState.FAILED, dead=True)
    page = ops.get("/ops/dead-letters").text
    assert page.count("slider") == 3
    assert 'class="count">3<' in page
    with reading(engine) as connection:
        first = read_units(connection, number)[0].id
    ops.post(f"/runs/{number}/redrive", data={"unit": str(first)})
    with reading(engine) as connection:
        found = {unit.id: unit.state for unit in read_units(connection, number)}
    assert list(found.values()).count(UnitState.WAITING) == 1
    assert found[first] is UnitState.WAITING
    ops.post(f"/runs/{number}/redrive")
    with reading(engine) as connection:
        assert {unit.state for unit in read_units(connection, number)} == {UnitState.WAITING}


def test_an_order_is_queued_with_its_limits_and_its_reason(ops: TestClient, engine: Engine) -> None:
    limits = {"pages": "3", "requests": "50", "minutes": "10", "urgent": "on"}
    assert ops.post("/ops/collect", data={**ORDER, **limits}).url.path == "/runs/1"
    with reading(engine) as connection:
        run = read_run(connection, 1)
        detail = json.loads(connection.scalars(select(audit.c.detail).where(audit.c.action == "run_ordered")).one())
    assert (run.reason, run.requested_by, run.state) == ("中心来电", "ops-1", RunState.QUEUED)
    assert run.params == {"indication": "huanren-rice", "pages": 3, "requests": 50, "minutes": 10, "urgent": True}
    assert detail["reason"] == "中心来电"


def test_named_links_of_the_source_are_looked_at_and_nothing_is_searched(ops: TestClient, engine: Engine) -> None:
    links = ["https://shop.example/item/1", "https://shop.example/item/2?a=1"]
    told = {**ORDER, "indication": "", "links": "\r\n".join([*links, links[0]])}
    assert ops.post("/ops/collect", data=told).url.path == "/runs/1"
    with reading(engine) as connection:
        run = read_run(connection, 1)
    assert list(run.params["urls"].values()) == links  # type: ignore[attr-defined]
    assert (run.params["indication"], run.params["pages"]) == (None, None)
    assert "指定链接" in ops.get("/runs/1").text
    ops.post("/runs/1/again")
    with reading(engine) as connection:
        assert read_run(connection, 2).params == run.params


@pytest.mark.parametrize(
    ("links", "told"),
    [
        ("https://evil.example/item/1", "evil.example is not a host of this source"),
        ("http://169.254.169.254/latest", "is not a host of this source"),
        ("file:///etc/passwd", "scheme file is not http or https"),
        ("https://user:pw@shop.example/item/1", "user name"),
        ("https://shop.example:2222/item/1", "port 2222"),
        ("javascript:alert(1)", "scheme javascript"),
        (" ".join(f"https://shop.example/{place}" for place in range(21)), "一次至多复核 20 个链接"),
    ],
)
def test_links_of_others_are_refused_and_queue_nothing(ops: TestClient, engine: Engine, links: str, told: str) -> None:
    answer = ops.post("/ops/collect", data={**ORDER, "indication": "", "links": links})
    assert (answer.status_code, told in answer.text) == (400, True)
    with reading(engine) as connection:
        assert read_runs(connection) == ()


def test_links_and_a_search_do_not_go_together(ops: TestClient) -> None:
    links = {"links": "https://shop.example/item/1"}
    assert "地理标志和页数请留空" in ops.post("/ops/collect", data={**ORDER, **links}).text
    assert (
        "地理标志和页数请留空" in ops.post("/ops/collect", data={**ORDER, **links, "indication": "", "pages": "2"}).text
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"reason": "x" * 201},
        {"source": "nowhere"},
        {"source": "https://evil.example/"},
        {"source": "../../etc/passwd"},
        {"source": "officer-taobao"},
        {"source": "practice-ld"},
        {"indication": "no-such"},
        {"indication": "<b>"},
        {"pages": "0"},
        {"pages": "21"},
        {"pages": "1e9"},
        {"requests": "5001"},
        {"minutes": "-1"},
        {"urgent": "yes"},
        {"act": "shell"},
    ],
)
def test_what_is_not_on_offer_is_refused_and_queues_nothing(
    ops: TestClient, engine: Engine, changes: dict[str, str]
) -> None:
    assert ops.post("/ops/collect", data={**ORDER, **changes}).status_code == 400
    with reading(engine) as connection:
        assert read_runs(connection) == ()


def test_a_field_that_is_not_asked_for_changes_nothing(ops: TestClient, engine: Engine) -> None:
    ops.post("/ops/collect", data={**ORDER, "requested_by": "boss", "params": "{}", "url": "http://evil.example"})
    with reading(engine) as connection:
        run = read_run(connection, 1)
    assert (run.requested_by, run.params) == ("ops-1", {"indication": "huanren-rice", "pages": None})


def test_a_catch_up_is_queued_once(ops: TestClient, engine: Engine) -> None:
    form = {"source": "shop", "reason": "昨夜停电"}
    assert ops.post("/ops/schedule/catch-up", data=form).url.path == "/runs/1"
    assert "没有再排" in ops.post("/ops/schedule/catch-up", data=form).text
    with reading(engine) as connection:
        run = read_run(connection, 1)
        assert connection.execute(select(func.count()).select_from(runs)).scalar_one() == 1
    assert (run.trigger, run.params) == (Trigger.CATCH_UP, {"indication": None, "pages": None})


def test_only_a_daily_source_is_caught_up(ops: TestClient) -> None:
    told = ops.post("/ops/schedule/catch-up", data={"source": "practice-ld", "reason": "xx"}).text
    assert "没有这个每日采集的来源" in told


def test_a_missed_run_is_told_with_its_reason(ops: TestClient, engine: Engine) -> None:
    due = datetime.now(UTC) - timedelta(days=1)
    row = DueRun(job="collect:shop", due_at=due, state=DueState.MISSED, note="磁盘满", settled_at=NOON)
    with writing(engine) as connection:
        save_due(connection, row)
    assert "磁盘满" in ops.get("/ops/schedule").text


def test_a_running_run_that_nobody_works_on_says_so(ops: TestClient, make_run: MakeRun) -> None:
    assert "失联" in ops.get(f"/runs/{make_run()}").text


def test_the_live_part_asks_again_only_while_the_run_is_open(ops: TestClient, make_run: MakeRun) -> None:
    running, ended = make_run(), make_run(RunState.FINISHED)
    assert 'hx-trigger="every 3s"' in ops.get(f"/runs/{running}/live").text
    assert "hx-get" not in ops.get(f"/runs/{ended}/live").text
    assert "<html" not in ops.get(f"/runs/{running}/live").text


def test_time_left_is_told_only_where_it_can_be(ops: TestClient, engine: Engine, make_run: MakeRun) -> None:
    number = make_run()
    assert "约剩" not in ops.get(f"/runs/{number}").text
    with writing(engine) as connection:
        one = select(func.min(units.c.id)).where(units.c.run_id == number).scalar_subquery()
        connection.execute(update(units).where(units.c.id == one).values(state=UnitState.DONE, outcome=Outcome.OK))
    page = ops.get(f"/runs/{number}").text
    assert "约剩" in page
    assert "1 / 3 单元" in page


def test_a_log_is_filtered_masked_and_never_markup(ops: TestClient, settings: Settings, make_run: MakeRun) -> None:
    number = make_run()
    folder = settings.home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"run-{number}.log").write_text(
        "2026-11-26 02:31:32 [crawl] INFO: started\n"
        "2026-11-26 02:31:33 [crawl] WARNING: <script>alert(1)</script> 13800138000\n  more of it\n"
        "2026-11-26 02:31:34 [crawl] ERROR: broken\n",
        encoding="utf-8",
    )
    whole, warnings, errors = (ops.get(f"/runs/{number}?level={name}").text for name in ("all", "warning", "error"))
    assert "started" in whole
    assert "&lt;script&gt;" in warnings
    assert "more of it" in warnings
    assert "INFO: started" not in warnings
    assert "13800138000" not in whole
    assert "WARNING" not in errors
    assert warnings.index("broken") < warnings.index("&lt;script")


def test_the_centre_reads_a_run_without_its_log_and_without_buttons(
    sign_in: SignIn, settings: Settings, make_run: MakeRun
) -> None:
    number = make_run()
    (settings.home / "logs").mkdir(parents=True, exist_ok=True)
    (settings.home / "logs" / f"run-{number}.log").write_text("2026-11-26 02:31:32 [crawl] INFO: started\n")
    page = sign_in(Role.REVIEWER).get(f"/runs/{number}").text
    assert "started" not in page
    assert "/pause" not in page


@pytest.mark.parametrize("path", ["/ops/log?name=../../etc/passwd", "/ops/log?name=run-1", "/ops/quality?source=none"])
def test_what_is_not_there_is_404(ops: TestClient, path: str) -> None:
    assert ops.get(path).status_code == 404


def test_a_source_that_brings_far_less_than_usual_stands_out(
    ops: TestClient, engine: Engine, save_leads: SaveLeads
) -> None:
    first = datetime.now(UTC).replace(hour=4) - timedelta(days=3)
    for day, count in enumerate((8, 8, 2)):
        save_leads(*(listing(str(place), seen_at=first + timedelta(days=day)) for place in range(count)))
    page = ops.get("/ops/quality?source=shop").text
    assert "✕ 2" in page
    assert "data-chart=" in page
    assert page.count('<th scope="row">20') >= 3  # the chart's table twin
