"""An officer's session from the command's function to the store, in a headless Chromium over a site on loopback."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, func, select

from console.officer_run import find_officer_source, run_officer
from console.session import Session
from crawlers.officer_browser import OfficerBrowser
from leads_db.errors import SessionRefused, UnknownSource
from leads_db.records import Outcome, RunState, Trigger
from leads_db.settings import read_settings
from leads_db.store.engine import open_engine, reading, upgrade
from leads_db.store.runs import read_reports, read_runs
from leads_db.tables import evidence, listings, mentions
from tests.crawlers.local_site import LocalSite, Page, Pages, serve

HTML = {"Content-Type": "text/html; charset=utf-8"}
CARD = (
    '<a id="item_id_68000000000{n}" class="doubleCardWrapperAdapt--x" href="//item.taobao.com/item.htm?id=1">'
    '<div class="title--q" title="正宗桓仁大米 {n}号 五常产">正宗…</div><span class="priceInt--y">19</span>'
    '<span class="priceFloat--X">.90</span><span class="realSales--X">77人付款</span>'
    '<div class="procity--w"><span>江苏</span><span>宿迁</span></div><span class="shopNameText--D">甲粮油</span></a>'
)
DRAWN = """<div id="content_items_wrapper"></div><script>
const cards = {cards}; document.getElementById('content_items_wrapper').innerHTML = cards;</script>"""
ASKING = "<div id='content_items_wrapper'></div><canvas></canvas><script>fetch('/answer.json')</script>"
ANSWER = (
    '{"data": {"itemsArray": [{"item_id": "680000000099", "title": "桓仁<span class=H>大米</span>", "price": "9.9"}]}}'
)


def drawn(*numbers: int) -> Page:
    cards = "".join(CARD.replace("{n}", str(number)) for number in numbers)
    return Page(body=DRAWN.replace("{cards}", repr(cards)), headers=HTML)


PAGES: Pages = {
    "/search?q=%E6%A1%93%E4%BB%81%E5%A4%A7%E7%B1%B3&page=1": drawn(1, 2),
    "/search?q=%E6%A1%93%E4%BB%81%E5%A4%A7%E7%B1%B3&page=2": drawn(2, 3),
    "/wall": Page(body="<title>安全验证</title>请完成验证", headers=HTML),
    "/asking": Page(body=ASKING, headers=HTML),
    "/answer.json": Page(body=ANSWER, headers={"Content-Type": "application/json"}),
    "/changed": Page(body="<p>something else</p>", headers=HTML),
}
Open = Callable[..., RunState]


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with serve(dict(PAGES)) as served:
        yield served


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch, site: LocalSite) -> Session:
    monkeypatch.setenv("GI_PRACTICE_PORT", str(site.port))
    settings = read_settings()
    engine = open_engine(settings.store_url)
    upgrade(engine)
    return Session(settings=settings, engine=engine, user="test")


@pytest.fixture
def open_pages(session: Session, capsys: pytest.CaptureFixture[str]) -> Open:
    """Type these words one after the other at a source with these facts."""

    def start(*words: str, url: str = "", term: str = "", **facts: Any) -> RunState:
        folder = session.settings.sources_folder
        folder.mkdir(parents=True, exist_ok=True)
        consents = [{"host": "127.0.0.1", "by": "李四（保护中心）", "agreed_on": "2026-01-15"}]
        made = {"kind": "officer", "platform": "practice", "base_url": "practice:/", "practice": True, "delay_s": 0}
        made |= {"search": "search?q={term}&page={page}", "consents": consents, **facts}
        (folder / "practice-officer.yml").write_text(yaml.safe_dump(made, allow_unicode=True))
        source = find_officer_source(session, "practice-officer", url)
        typed = iter([*words, "q"])
        address = f"http://127.0.0.1:{session.settings.practice_port}{url}" if url else ""
        return run_officer(session, source, address, term, lambda prompt: next(typed), headless=True)

    return start


def outcomes(engine: Engine) -> list[tuple[Outcome, str]]:
    with reading(engine) as connection:
        (run,) = read_runs(connection)
        return [(told.outcome, told.reason) for told in read_reports(connection, run.id)]


def count(engine: Engine, table: Any) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_pages_are_read_on_request_and_kept_with_a_picture(open_pages: Open, session: Session) -> None:
    assert open_pages("", "n", "", term="桓仁大米") is RunState.FINISHED
    assert outcomes(session.engine) == [(Outcome.OK, "")] * 2
    assert count(session.engine, listings) == 3
    with reading(session.engine) as connection:
        kinds = sorted(connection.scalars(select(evidence.c.media_type)))
        (run,) = read_runs(connection)
    assert kinds == ["image/png", "image/png", "text/html", "text/html"]
    assert (run.trigger, run.params["consent"]) == (Trigger.IMPORT, "李四（保护中心），2026-01-15")


def test_nothing_is_read_that_nobody_asked_for(open_pages: Open, session: Session) -> None:
    assert open_pages(term="桓仁大米") is RunState.FAILED
    assert (count(session.engine, listings), count(session.engine, evidence)) == (0, 0)


def test_the_first_wall_ends_the_session(open_pages: Open, session: Session) -> None:
    assert open_pages("", "", "", url="/wall") is RunState.FAILED
    assert outcomes(session.engine) == [(Outcome.BLOCKED_CAPTCHA, "captcha_title")]
    assert count(session.engine, evidence) == 2


def test_a_page_that_says_nothing_known_is_changed_and_kept(open_pages: Open, session: Session) -> None:
    assert open_pages("", url="/changed") is RunState.FAILED
    ((outcome, reason),) = outcomes(session.engine)
    assert (outcome, reason.partition(":")[0]) == (Outcome.SCHEMA_CHANGED, "page_changed")


def test_the_answer_that_a_page_asked_for_is_read_where_the_page_shows_nothing(
    open_pages: Open, session: Session
) -> None:
    assert open_pages("", url="/asking") is RunState.FINISHED
    assert (count(session.engine, listings), count(session.engine, evidence)) == (1, 3)


def test_without_a_consent_no_browser_opens(
    open_pages: Open, session: Session, site: LocalSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OfficerBrowser, "__enter__", lambda self: pytest.fail("a browser opened"))
    assert open_pages("", term="桓仁大米", consents=[]) is RunState.FAILED
    assert outcomes(session.engine) == [(Outcome.ROBOTS_DISALLOWED, "no_consent: 127.0.0.1")]
    assert site.asked == []


def test_a_host_without_consent_is_neither_read_nor_kept(open_pages: Open, session: Session, site: LocalSite) -> None:
    elsewhere = f"<script>location.href = 'http://localhost:{site.port}/wall'</script>"
    site.pages["/away"] = Page(body=elsewhere, headers=HTML)
    assert open_pages("", url="/away") is RunState.FAILED
    assert outcomes(session.engine) == [(Outcome.ROBOTS_DISALLOWED, "no_consent: localhost")]
    assert count(session.engine, evidence) == 0


def test_five_pages_of_a_term_are_the_most(open_pages: Open, session: Session) -> None:
    assert open_pages(*[""] * 8, term="桓仁大米", max_pages=50) is RunState.FINISHED
    assert len(outcomes(session.engine)) == 5


def test_the_delay_holds_between_two_looks(open_pages: Open, session: Session) -> None:
    open_pages("", "", term="桓仁大米", delay_s=1.0)
    with reading(session.engine) as connection:
        (run,) = read_runs(connection)
        first, second = (told.fetched_at for told in read_reports(connection, run.id))
    assert abs((second - first).total_seconds()) >= 0.99


def test_the_profile_is_the_owners_alone(open_pages: Open, session: Session) -> None:
    open_pages(url="/changed")
    folder = session.settings.home / "officer" / "practice-officer"
    assert [path.stat().st_mode & 0o777 for path in (folder, folder.parent)] == [0o700, 0o700]


def test_sources_of_other_kinds_and_unknown_hosts_are_refused(session: Session) -> None:
    with pytest.raises(SessionRefused, match="kind taobao_tbk"):
        find_officer_source(session, "taobao-tbk", "")
    with pytest.raises(UnknownSource, match="no source of kind officer for shop"):
        find_officer_source(session, "", "https://shop.example/")
    assert find_officer_source(session, "", "https://s.taobao.com/search?q=x").name == "officer-taobao"


def test_a_collection_of_an_officers_source_is_refused_before_a_run_stands_there(session: Session) -> None:
    from console.collecting import plan

    with pytest.raises(SessionRefused, match="officer open"):
        plan(session, "officer-taobao", reason="test", indication=None, pages=None)
    assert count(session.engine, mentions) == 0
    with reading(session.engine) as connection:
        assert read_runs(connection) == ()


def test_profiles_stay_out_of_the_evidence_folder(tmp_path: Path) -> None:
    from crawlers.officer_browser import profile_folder

    assert profile_folder(tmp_path, "x").relative_to(tmp_path).parts[0] == "officer"
