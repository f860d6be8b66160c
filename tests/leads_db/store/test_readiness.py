"""The gaps that lists read are what the facts say, and are forgotten by whatever changes the facts."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, Engine, select

from leads_db.lead_tables import leads
from leads_db.records import SellerFact
from leads_db.records.handling import LeadState, Move
from leads_db.store.engine import reading, writing
from leads_db.store.lead_ranks import rank_leads
from leads_db.store.readiness import Gap, find_gaps, keep_gaps, read_gaps, read_to_fill
from leads_db.store.sellers import save_seller_facts
from scheduler.lead_gaps import refresh_gaps
from tests.factories import NOON
from tests.leads_db.store.handled import APPROVER, bring_to, open_lead, step

NUMBERS = [f"GI-benxi-20261120-{place:04d}" for place in (1, 2, 3)]
OPERATOR = SellerFact(
    seller_key=NUMBERS[0][-32:],
    field="operator_name",
    value="某某米业有限公司",
    how="person",
    url="",
    source="by hand",
    seen_at=NOON,
    is_practice=False,
)


def kept(connection: Connection) -> Mapping[str, str | None]:
    return {row.number: row.gaps for row in connection.execute(select(leads.c.number, leads.c.gaps))}


def wait(connection: Connection) -> None:
    """Two approved leads, one that is new."""
    for number in NUMBERS:
        open_lead(connection, number)
    for number in NUMBERS[:2]:
        bring_to(connection, number, LeadState.APPROVED)


def test_only_waiting_leads_are_worked_out_and_only_once(engine: Engine) -> None:
    with writing(engine) as connection:
        wait(connection)
        assert kept(connection) == dict.fromkeys(NUMBERS)
        assert [keep_gaps(connection, limit=1) for _ in range(3)] == [1, 1, 0]
        all_three = "subject jurisdiction seal"
        assert kept(connection) == {NUMBERS[0]: all_three, NUMBERS[1]: all_three, NUMBERS[2]: None}
    assert refresh_gaps(engine) == 0


def test_lists_say_the_same_with_and_without_what_is_kept(engine: Engine) -> None:
    with writing(engine) as connection:
        wait(connection)
        before = read_to_fill(connection, ["benxi"])
    assert refresh_gaps(engine) == 2
    with reading(engine) as connection:
        assert read_to_fill(connection, ["benxi"]) == before == find_gaps(connection, NUMBERS[:2])


def test_a_move_forgets_the_gaps_of_its_lead(engine: Engine) -> None:
    with writing(engine) as connection:
        wait(connection)
        keep_gaps(connection)
        step(connection, NUMBERS[0], Move.DISPATCH, APPROVER)
        assert [kept(connection)[number] is None for number in NUMBERS] == [True, False, True]


def test_what_is_told_of_a_seller_forgets_the_gaps_of_its_leads_and_is_read_at_once(engine: Engine) -> None:
    with writing(engine) as connection:
        wait(connection)
        keep_gaps(connection)
        save_seller_facts(connection, [OPERATOR], run_id=1)
        rows = connection.execute(select(leads.c.number, leads.c.gaps).where(leads.c.number.in_(NUMBERS[:2]))).all()
        assert [row.gaps is None for row in rows] == [True, False]
        assert read_gaps(connection, rows)[NUMBERS[0]] == (Gap.JURISDICTION, Gap.SEAL)
        keep_gaps(connection)
        save_seller_facts(connection, [OPERATOR], run_id=2)
        assert kept(connection)[NUMBERS[0]] == "jurisdiction seal"


def test_a_lead_that_lacks_nothing_is_kept_as_such(engine: Engine) -> None:
    from tests.leads_db.store.test_dispatching import ready

    with writing(engine) as connection:
        ready(connection)
        keep_gaps(connection)
        assert kept(connection) == {"GI-benxi-20261120-0001": ""}
        assert read_to_fill(connection, ["benxi"]) == {}


def test_a_new_judgement_forgets_the_gaps_of_the_leads_it_is_about(engine: Engine) -> None:
    from leads_db.lead_tables import lead_listings
    from leads_db.tables import listings, runs

    with writing(engine) as connection:
        wait(connection)
        keep_gaps(connection)
        told = {"source": "x", "trigger": "scheduled", "state": "finished", "requested_by": "x", "queued_at": NOON}
        connection.execute(runs.insert().values(id=1, **told))
        seen = {"first_seen_at": NOON, "last_seen_at": NOON, "first_run_id": 1, "last_run_id": 1, "content_hash": "0"}
        connection.execute(listings.insert().values(id=1, key="0" * 32, platform="taobao", item_id="1", **seen))
        lead_id = connection.scalar(select(leads.c.id).where(leads.c.number == NUMBERS[1]))
        connection.execute(lead_listings.insert().values(lead_id=lead_id, listing_id=1))
        rank_leads(connection, [1], local=frozenset(), on=date(2026, 11, 20))
        assert [kept(connection)[number] is None for number in NUMBERS] == [False, True, True]
