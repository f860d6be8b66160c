"""What is stored otherwise than the events tell is named; a store of the former layout gets events for its leads."""

from pathlib import Path

from alembic import command
from sqlalchemy import Engine, delete, select, text, update

from leads_db.lead_tables import leads, letter_numbers
from leads_db.records.handling import LeadState
from leads_db.replay import replay
from leads_db.store.audit import find_broken_audit, save_audit
from leads_db.store.engine import open_engine, reading, upgrade, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import read_handling
from leads_db.store.lead_verifying import verify_leads
from leads_db.store.migrating import config_of
from tests.factories import NOON
from tests.leads_db.store.handled import bring_to, open_lead
from tests.leads_db.store.test_dispatching import ready, send

ONE, TWO = "GI-benxi-20261120-0001", "GI-benxi-20261120-0002"


def test_leads_are_as_their_events_tell(engine: Engine) -> None:
    with writing(engine) as connection:
        for place, state in enumerate(LeadState):
            number = open_lead(connection, f"GI-benxi-20261120-1{place:03d}")
            bring_to(connection, number, state)
        found = verify_leads(connection)
    assert found.holds
    assert found.leads == len(LeadState) + 1  # the one that another was merged into


def test_what_was_changed_beside_the_moves_is_named(engine: Engine) -> None:
    with writing(engine) as connection:
        open_lead(connection)
        open_lead(connection, TWO)
        connection.execute(update(leads).where(leads.c.number == ONE).values(state="punished"))
        connection.execute(update(leads).where(leads.c.number == TWO).values(number="GI-benxi-20261120-0003"))
        assert verify_leads(connection).differing == (ONE, "GI-benxi-20261120-0003")


def test_a_number_that_is_missing_is_named(engine: Engine) -> None:
    with writing(engine) as connection:
        for number, shop in ((ONE, "a"), (TWO, "b")):
            ready(connection, number, seller_key=shop * 32)
            send(connection, number)
        connection.execute(delete(letter_numbers).where(letter_numbers.c.sequence == 1))
        assert verify_leads(connection).number_gaps == ("试监线移 transfer_letter 2026",)


def test_leads_of_the_former_layout_are_opened_by_the_migration(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    command.upgrade(config_of(engine), "0002")
    with writing(engine) as connection:
        save_audit(connection, at=NOON, actor="ops", action="test", subject="x", detail={})
        row = (
            "INSERT INTO leads (id, number, seller_key, seller_name, platform, indication, city, verdict, likelihood,"
            " listing_count, first_seen_at, last_seen_at, first_run_id, is_practice) VALUES ({0}, '{1}', '{0}', 'x',"
            " 'taobao', 'huanren-rice', 'benxi', 'infringing', 0.9, 1, '2026-11-20 04:00:00.000000',"
            " '2026-11-20 04:00:00.000000', 1, 0)"
        )
        for lead_id, number in enumerate((ONE, TWO), 1):
            connection.execute(text(row.format(lead_id, number)))
        connection.execute(
            text(
                "INSERT INTO listings (id, key, platform, item_id, first_seen_at, last_seen_at, first_run_id,"
                " last_run_id, content_hash, is_practice) VALUES (7, 'k', 'taobao', '1', '2026-11-20 04:00:00.000000',"
                " '2026-11-20 04:00:00.000000', 1, 1, 'h', 0)"
            )
        )
        connection.execute(text("INSERT INTO lead_listings (lead_id, listing_id) VALUES (2, 7)"))
    upgrade(engine)
    with reading(engine) as connection:
        assert find_broken_audit(connection) is None
        assert verify_leads(connection).holds
        assert replay(read_lead_events(connection, ONE)) == read_handling(connection, ONE)
        assert connection.execute(text("SELECT lead_id, listing_id FROM lead_listings")).all() == [(2, 7)]
        assert connection.scalar(select(leads.c.priority).where(leads.c.number == TWO)) == 0.9
    engine.dispose()
