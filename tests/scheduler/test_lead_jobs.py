"""The lead jobs run beside the collections: all of them at a beat, one fault alone keeps nothing else back."""

import threading
import time

from sqlalchemy import Engine

from leads_db.errors import CredentialsBroken, GILeadsError
from leads_db.records.handling import LeadState, Move
from leads_db.settings import Settings
from leads_db.store.clocks import is_behind, read_time_rules
from leads_db.store.engine import reading, writing
from leads_db.store.handling import read_handling
from scheduler.lead_jobs import LeadJobs
from tests.leads_db.lead_life import at
from tests.leads_db.store.handled import REVIEWER, open_lead, step


def look_until_done(jobs: LeadJobs) -> list[GILeadsError]:
    jobs.look()
    end = time.monotonic() + 20
    while not (faults := jobs.look()) and time.monotonic() < end:
        time.sleep(0.02)
    return faults


def test_one_fault_is_told_and_the_rest_is_done(engine: Engine, settings: Settings) -> None:
    with writing(engine) as connection:
        number = open_lead(connection)
        step(connection, number, Move.HOLD, REVIEWER, until=at("2026-12-01 00:00"))
    (settings.home / "channels.yml").write_text("office: 1\n")
    jobs = LeadJobs(engine, settings, lambda: at("2026-12-01 08:01"), threading.Event())
    faults = look_until_done(jobs)
    jobs.close()
    assert [type(fault) for fault in faults] == [CredentialsBroken]
    with reading(engine) as connection:
        assert read_handling(connection, number).state is LeadState.NEW


def test_a_stop_ends_it_before_the_next_piece(engine: Engine, settings: Settings) -> None:
    stop = threading.Event()
    stop.set()
    jobs = LeadJobs(engine, settings, lambda: at("2026-12-01 08:01"), stop)
    assert jobs.work() == []
    with reading(engine) as connection:
        assert is_behind(connection, read_time_rules(connection))
    jobs.close()
