"""`gi-leads clocks` and `gi-leads notices`, as somebody in operations uses them."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from leads_db.notice_tables import lead_clocks
from leads_db.records.account import Role
from leads_db.records.handling import LeadState, Move
from leads_db.records.notice import NoticeKind
from leads_db.settings import Settings
from leads_db.store.engine import writing
from leads_db.store.notices import save_notice
from leads_db.store.units import utc_now
from tests.console.commands.conftest import RunCommand
from tests.crawlers.local_site import Page, serve
from tests.leads_db.store.handled import OFFICER, bring_to, open_lead, step


@pytest.fixture
def number(engine: Engine) -> str:
    with writing(engine) as connection:
        number = open_lead(connection)
        bring_to(connection, number, LeadState.DISPATCHED)
        step(connection, number, Move.SIGN, OFFICER, utc_now() - timedelta(days=40))
    return number


def test_the_list_shows_what_is_late_and_the_kinds_apart(run_command: RunCommand, number: str) -> None:
    code, said, _ = run_command("clocks", "list", "--days", "30")
    assert code == 0
    assert number in said
    assert "核查" in said
    assert "法定期限" in said
    assert "超期" in said


def test_an_empty_list_says_so(run_command: RunCommand, engine: Engine) -> None:
    assert "没有已超期" in run_command("clocks", "list")[1]


def test_one_lead_shows_all_its_clocks(run_command: RunCommand, number: str) -> None:
    said = run_command("clocks", "show", number)[1]
    assert all(word in said for word in ("研判（待核）", "审签", "派发", "签收（待核）", "核查", "按期完成", "超期"))
    assert run_command("clocks", "show", "GI-none")[0] == 1


def test_the_limits_are_printed_with_their_basis_and_doubts(run_command: RunCommand, engine: Engine) -> None:
    said = run_command("clocks", "limits")[1]
    assert "《市场监督管理行政处罚程序规定》第十八条" in said
    assert "告知实名举报人（待核）" in said
    assert "仅供参考" in said


def test_a_clock_that_was_tampered_with_is_named(run_command: RunCommand, engine: Engine, number: str) -> None:
    assert run_command("clocks", "verify")[0] == 0
    with writing(engine) as connection:
        connection.execute(update(lead_clocks).values(extensions=3))
    code, said, _ = run_command("clocks", "verify")
    assert (code, number in said) == (1, True)


def test_a_day_is_corrected_and_shown(run_command: RunCommand, engine: Engine) -> None:
    assert run_command("clocks", "day", "2027-02-10", "holiday", "--source", "国办通知", "--name", "春节")[0] == 0
    assert "2027-02-10" in run_command("clocks", "days")[1]
    assert run_command("clocks", "day", "2027-02-31", "holiday", "--source", "国办通知")[0] == 1


def test_notices_are_listed_by_role(run_command: RunCommand, engine: Engine) -> None:
    with writing(engine) as connection:
        facts = {"kind": NoticeKind.URGED, "text": "催办：\x1b[31m线索", "at": utc_now(), "bureau": "huanren"}
        save_notice(connection, once="a", role=Role.COUNTY, **facts)  # type: ignore[arg-type]
    assert "催办：" not in run_command("notices", "list")[1]
    said = run_command("notices", "list", "--as", "county", "--bureau", "huanren")[1]
    assert "催办：" in said
    assert "\x1b" not in said
    assert run_command("notices", "list", "--as", "king")[0] == 1


def test_the_channels_are_tried_and_the_outcome_is_the_exit_code(
    run_command: RunCommand, settings: Settings, engine: Engine
) -> None:
    assert "没有启用的渠道" in run_command("notices", "test")[1]
    with serve({"/good": "ok", "/bad": Page(status=500)}) as site:
        write_channels(settings.home, good=f"json://127.0.0.1:{site.port}/good")
        assert run_command("notices", "test")[:2] == (0, "good（json）：已送达\n")
        write_channels(settings.home, bad=f"json://127.0.0.1:{site.port}/bad")
        code, said, _ = run_command("notices", "test")
    assert (code, said) == (1, "bad（json）：未送达\n")
    assert run_command("notices", "redrive")[0] == 0


def write_channels(home: Path, **channels: str) -> None:
    file = home / "channels.yml"
    file.write_text(
        "".join(f"{name}: {{enabled: true, url: '{url}', roles: [county]}}\n" for name, url in channels.items())
    )
    file.chmod(0o600)
