"""Lists of others through the whole way: each row once, its lead open whatever the machine thinks."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from console.intake.running import ROWS_MOST, IntakeDesk
from console.session import Session
from leads_db.errors import ImportFileBroken
from leads_db.intake_tables import intakes
from leads_db.lead_tables import lead_listings, leads
from leads_db.lifecycle import EXCLUSIONS
from leads_db.records import Harvest, Outcome, Sighting, Trigger, Verdict
from leads_db.records.account import Actor, Role
from leads_db.records.handling import LeadState, Move
from leads_db.records.intake import IntakeKind
from leads_db.replay import replay
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import move_lead, read_handling
from leads_db.store.harvests import save_harvest
from leads_db.store.intakes import count_intakes, has_intake, read_intakes, read_intakes_of
from leads_db.store.runs import read_run, save_new_run
from leads_db.tables import listings
from tests.console.intake.conftest import HEAD, ORDER, ROW, TakeFile
from tests.factories import assessment, listing
from tests.leads_db.store.handled import bring_to, open_lead

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
REVIEWER = Actor(name="li", roles=frozenset({Role.REVIEWER}), cities=("benxi", "jiaozuo"))


def only_lead(session: Session) -> str:
    with reading(session.engine) as connection:
        return str(connection.scalars(select(leads.c.number)).one())


def crawled(session: Session, verdict: Verdict = Verdict.INFRINGING, *, at: datetime = NOW) -> str:
    """A lead that the machine found: 好米店 on Taobao, the same page as ROW names."""
    seen = listing("123456", shop_name="好米店", shop_id="9", seen_at=at)
    with writing(session.engine) as connection:
        run = save_new_run(connection, source="shop", trigger=Trigger.SCHEDULED, requested_by="t", now=at)
    sightings = (Sighting(listing=seen, source="shop"),)
    judged = (assessment(seen, verdict=verdict),)
    harvest = Harvest(run_id=run, unit=None, outcome=Outcome.OK, sightings=sightings, assessments=judged)
    save_harvest(session.engine, harvest, now=at, city_of=lambda one: "benxi")
    return only_lead(session)


def test_a_row_opens_a_lead_in_the_name_of_the_intake(take: TakeFile, session: Session) -> None:
    taken = take(HEAD + ROW)
    number = only_lead(session)
    with reading(session.engine) as connection:
        row = connection.execute(select(leads)).one()
        (held,) = read_intakes_of(connection, number)
        events = read_lead_events(connection, number)
    assert (row.opened_by, row.verdict, row.state) == ("intake:forwarded", "insufficient", "new")
    assert (held.actor, held.joined, held.intake.due_on) == ("cli:li", False, date(2026, 12, 10))
    assert (held.intake.their_number, held.intake.file_digest) == ("S1", taken.digest)
    assert events[0].facts == {"intake": held.intake.uid, "named_informer": True}
    assert replay(events).opened_by == "intake:forwarded"


def test_the_digest_of_the_file_is_kept_with_the_run(take: TakeFile, session: Session) -> None:
    taken = take(HEAD + ROW)
    with reading(session.engine) as connection:
        assert read_run(connection, taken.run_id).params["sha256"] == taken.digest


def test_the_same_list_again_changes_nothing(take: TakeFile, session: Session) -> None:
    take(HEAD + ROW)
    taken = take(HEAD + ROW, name="again.csv")
    assert (taken.tally.opened, taken.tally.joined, taken.tally.known) == (0, 0, 1)
    with reading(session.engine) as connection:
        for table in (leads, intakes, listings, lead_listings):
            assert connection.scalar(select(func.count()).select_from(table)) == 1


def test_rows_that_cannot_be_taken_are_named_and_the_rest_goes_on(take: TakeFile) -> None:
    broken = "S2,,x店,京东,卖山药,,,\nS3,桓仁大米,,,内容,,,\nS4,桓仁大米,x店,京东,内容,,明天,\n"
    early = "S5,月球大米,x店,京东,内容,,,\nS6,桓仁大米,x店,京东,内容,,2026-01-01,\n"
    taken = take(HEAD + broken + early + ROW)
    assert (taken.tally.rows, taken.tally.broken, taken.tally.opened) == (6, 5, 1)
    assert [text.partition(":")[0] for text in taken.broken] == ["line 2", "line 3", "line 4", "line 5", "line 6"]


def test_a_known_seller_s_lead_is_joined_by_its_page(take: TakeFile, session: Session) -> None:
    number = crawled(session)
    taken = take(HEAD + ROW)
    assert (taken.tally.opened, taken.tally.joined) == (0, 1)
    with reading(session.engine) as connection:
        assert [one.lead for one in read_intakes_of(connection, number)] == [number]
        assert connection.scalar(select(func.count()).select_from(listings)) == 1  # the page's own record stays


def test_a_known_seller_s_lead_is_joined_by_the_shop_s_name(take: TakeFile, session: Session) -> None:
    crawled(session)
    assert take(HEAD + "S9,桓仁大米,好米店,淘宝,又被举报,,,\n").tally.joined == 1


@pytest.mark.parametrize(
    ("move", "facts"),
    [(Move.HOLD, {"until": NOW + timedelta(days=9)}), (Move.EXCLUDE, {"exclusion": next(iter(EXCLUSIONS))})],
)
def test_a_held_or_excluded_lead_comes_back(
    take: TakeFile, session: Session, move: Move, facts: dict[str, object]
) -> None:
    number = crawled(session)
    with writing(session.engine) as connection:
        move_lead(connection, number, move, REVIEWER, at=NOW, facts=facts)
    take(HEAD + ROW)
    with reading(session.engine) as connection:
        handling = read_handling(connection, number)
        events = read_lead_events(connection, number)
    assert (handling.state, replay(events)) == (LeadState.NEW, handling)


def archive(session: Session, number: str) -> None:
    with writing(session.engine) as connection:
        bring_to(connection, number, LeadState.ARCHIVED)


def test_an_archived_lead_gets_a_child_that_waits_in_the_queue(take: TakeFile, session: Session) -> None:
    parent = crawled(session)
    archive(session, parent)
    taken = take(HEAD + ROW + "S2,桓仁大米,好米店,淘宝,第二次举报,,2026-12-01,\n")
    assert (taken.tally.opened, taken.tally.joined) == (1, 1)
    with reading(session.engine) as connection:
        row = connection.execute(select(leads).where(leads.c.parent == parent)).one()
        events, handling = read_lead_events(connection, row.number), read_handling(connection, row.number)
        waiting = read_intakes(connection, ("benxi",), limit=10, open_only=True)
        links = connection.scalar(
            select(func.count()).select_from(lead_listings).where(lead_listings.c.lead_id == row.id)
        )
        assert read_lead_events(connection, parent)[-1].facts == {"child": row.number}
    assert (row.state, row.recurrence, row.opened_by, row.flags) == ("new", 1, "intake:forwarded", "recurred")
    assert {one.lead for one in waiting} == {row.number}
    assert (links, row.listing_count, row.priority > 0) == (1, 1, True)
    assert replay(events) == handling


def test_a_seller_known_by_its_name_alone_comes_back_as_a_child_too(take: TakeFile, session: Session) -> None:
    parent = crawled(session)
    archive(session, parent)
    assert take(HEAD + "S9,桓仁大米,好米店,淘宝,又被举报,,,\n").tally.opened == 1
    with reading(session.engine) as connection:
        assert connection.scalars(select(leads.c.parent).order_by(leads.c.id)).all() == [None, parent]


def test_a_merged_lead_s_intake_goes_where_it_was_merged_into(take: TakeFile, session: Session) -> None:
    merged = crawled(session)
    with writing(session.engine) as connection:
        into = open_lead(connection, "GI-benxi-20261120-0900")
        move_lead(connection, merged, Move.MERGE, REVIEWER, at=NOW, facts={"into": into})
    taken = take(HEAD + ROW)
    assert (taken.tally.opened, taken.tally.joined) == (0, 1)
    with reading(session.engine) as connection:
        assert [one.lead for one in read_intakes(connection, ("benxi",), limit=10)] == [into]


def test_what_it_was_merged_into_is_archived_since(take: TakeFile, session: Session) -> None:
    merged = crawled(session)
    with writing(session.engine) as connection:
        into = open_lead(connection, "GI-benxi-20261120-0900")
        move_lead(connection, merged, Move.MERGE, REVIEWER, at=NOW, facts={"into": into})
    archive(session, into)
    assert take(HEAD + ROW).tally.opened == 1
    with reading(session.engine) as connection:
        (held,) = read_intakes(connection, ("benxi",), limit=10, open_only=True)
        assert connection.scalar(select(leads.c.parent).where(leads.c.number == held.lead)) == into


def test_an_intake_stays_in_the_queue_when_the_machine_finds_the_page_lawful(take: TakeFile, session: Session) -> None:
    take(HEAD + ROW)
    shop = listing("77", shop_name="好米店", shop_id=None, seen_at=NOW + timedelta(days=2))
    with writing(session.engine) as connection:
        run = save_new_run(connection, source="shop", trigger=Trigger.SCHEDULED, requested_by="t", now=NOW)
    harvest = Harvest(
        run_id=run,
        unit=None,
        outcome=Outcome.OK,
        sightings=(Sighting(listing=shop, source="shop"),),
        assessments=(assessment(shop, verdict=Verdict.LAWFUL),),
    )
    save_harvest(session.engine, harvest, now=NOW + timedelta(days=2), city_of=lambda one: "benxi")
    with reading(session.engine) as connection:
        assert connection.execute(select(leads.c.verdict, leads.c.listing_count)).one().verdict == "insufficient"
        assert connection.scalars(select(leads.c.number).where(has_intake())).one() == only_lead(session)


def test_two_rows_of_one_seller_are_two_intakes_of_one_lead(take: TakeFile, session: Session) -> None:
    take(HEAD + ROW + "S2,桓仁大米,好米店,淘宝,第二次举报,,2026-12-01,\n")
    with reading(session.engine) as connection:
        held = read_intakes(connection, ("benxi",), limit=10)
        counts = count_intakes(connection, ("benxi",), today=date(2026, 12, 3), soon=date(2026, 12, 10))
    assert [one.intake.due_on for one in held] == [date(2026, 12, 1), date(2026, 12, 10)]
    assert len({one.lead for one in held}) == 1
    assert (counts.waiting, counts.soon, counts.late) == (2, 1, 1)


def test_what_is_told_is_masked_and_foreign_links_are_only_text(take: TakeFile, session: Session) -> None:
    take(HEAD + "S1,桓仁大米,好米店,淘宝,电话13812345678 =cmd,https://evil.example/a?b,,\n")
    with reading(session.engine) as connection:
        (held,) = read_intakes_of(connection, only_lead(session))
    assert "13812345678" not in held.intake.text
    assert held.intake.url == ""
    assert "evil.example" in held.intake.text


def test_another_city_s_indication_is_refused_by_name(session: Session, taker: IntakeDesk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEAD + ROW, encoding="utf-8")
    elsewhere = replace(session, settings=session.settings.model_copy(update={"city": "jiaozuo"}))
    taken = taker.take_file(elsewhere, path, ORDER)
    assert (taken.tally.saved, taken.broken) == (0, ("line 2: 不是本市的地理标志",))


def test_workbooks_and_json_are_read_with_a_column_map(take: TakeFile) -> None:
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["关于网络线索的清单"])
    book.active.append(["情况", "标志", "商家名称", "平台", "收到日期"])
    book.active.append(["举报称不是本地大米", "桓仁大米", "甲店", "拼多多", datetime(2026, 11, 20)])  # noqa: DTZ001
    book.save(file)
    order = replace(ORDER, kind=IntakeKind.HOTLINE, column_map=("text=情况", "indication=标志"))
    assert take(file.getvalue(), name="list.xlsx", order=order).tally.opened == 1
    rows = [{"content": "举报怀山药不是焦作产", "商家": "乙店", "平台": "京东"}]
    assert take(json.dumps(rows), name="list.json").tally.opened == 1


def test_too_many_rows_and_bombs_are_refused_before_anything_is_taken(take: TakeFile, session: Session) -> None:
    with pytest.raises(ImportFileBroken, match="rows"):
        take(HEAD + "S1,桓仁大米,好米店,淘宝,内容,,,\n" * (ROWS_MOST + 1))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    assert len(bomb.getvalue()) < 1_000_000
    with pytest.raises(ImportFileBroken, match="unpacks"):
        take(bomb.getvalue(), name="bomb.xlsx")
    with pytest.raises(ImportFileBroken, match="no list"):
        take("<html></html>", name="page.html")
    with reading(session.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(leads)) == 0


def test_a_preview_says_what_would_become_of_each_row_and_changes_nothing(
    session: Session, taker: IntakeDesk, take: TakeFile, tmp_path: Path
) -> None:
    take(HEAD + ROW)
    path = tmp_path / "next.csv"
    more = "S8,桓仁大米,好米店,淘宝,再次举报,,,\nS9,怀山药,丙店,京东,举报,,,\nS10,,,,,,,\n,,丁店,,卖米,,,\n"
    path.write_text(HEAD + ROW + more, encoding="utf-8")
    found = taker.preview(session, path, ORDER)
    assert [(one.is_known, one.held is not None) for one in found.looked] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert len(found.broken) == 2
    with reading(session.engine) as connection:
        assert connection.scalar(select(func.count()).select_from(intakes)) == 1
