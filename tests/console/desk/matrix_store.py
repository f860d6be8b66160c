"""One of everything that a page shows, for the access matrix."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from console.documents.issuing import issue_paper
from leads_db.records.account import Role
from leads_db.records.paper import PaperKind
from leads_db.records.seller_list import SellerList
from leads_db.settings import Settings
from leads_db.store.accounts import NewAccount, read_account, save_account
from leads_db.store.api_tokens import save_token
from leads_db.store.assistance import request_assistance
from leads_db.store.engine import reading, writing
from leads_db.store.leads import LeadFilter, read_leads
from leads_db.store.objections import save_objection
from leads_db.store.seller_lists import mark_seller
from leads_db.store.sessions import read_open_sessions, start_session
from tests.console.desk.conftest import NO_PASSWORD
from tests.console.desk.county_store import APPROVER
from tests.console.desk.county_store import fill as fill_counties
from tests.console.desk.hostile_store import fill as fill_leads
from tests.console.desk.opinion_store import fill as fill_opinions

Samples = dict[str, object]
"""Name → what stands for it in an address."""
OWN, FOREIGN = ("benxi", "huanren"), ("jiaozuo", "wuzhi")
"""City and bureau of the person whose things the samples are, and of another."""


def fill(engine: Engine) -> Samples:
    """A lead of 本溪 with run and evidence, somebody else's session, account and token."""
    now = datetime.now(UTC)
    fill_leads(engine, ["好"])
    with writing(engine) as connection:
        for name, role in (("other", Role.OPS), ("machine", Role.OPS), ("chief", Role.ADMIN)):
            new = NewAccount(name=name, shown="别人", roles=frozenset({role}))
            save_account(connection, new, NO_PASSWORD, at=now, by="test", must_change=False)
        start_session(connection, read_account(connection, "chief"), at=now, address="", browser="")
        token, _ = save_token(connection, "machine", at=now, days=1, by="test")
    with reading(engine) as connection:
        lead = read_leads(connection, LeadFilter(cities=("benxi",)), limit=1)[0].number
        session = read_open_sessions(connection, "chief", at=now)[0].uid
    samples: Samples = {"lead": lead, "run": 1, "evidence": 1, "account": "other", "session": session, "token": token}
    of_lists, of_county = fill_lists(engine, lead, now), fill_county(engine, now)
    return samples | of_lists | of_county | fill_opinions(engine, now)


def fill_lists(engine: Engine, lead: str, now: datetime) -> Samples:
    """An entry of a seller list and an objection, both about the lead."""
    on = now.date()
    with writing(engine) as connection:
        mark = mark_seller(connection, lead, SellerList.WATCH, APPROVER, at=now, reason="授权有效", from_on=on)
        objection = save_objection(connection, lead, APPROVER, at=now, objector="某店", text="有授权")
    return {"mark": mark.id, "objection": objection}


def fill_county(engine: Engine, now: datetime) -> Samples:
    """What lies with the bureau of 桓仁: a lead that it hosts, a request, a receipt of its own."""
    settings = Settings(home=Path(str(engine.url.database)).parent)
    sent = fill_counties(engine, settings, now)
    hosted = sent["huanren"].dispatches[0]
    with writing(engine) as connection:
        number, letter = sent["mingshan"].numbers[0], hosted.letter
        asked = request_assistance(connection, number, "huanren", APPROVER, at=now, word="试监线协", letter=letter)
        paper = issue_paper(
            connection, settings, b"receipt", kind=PaperKind.RECEIPT_FORM, city="benxi", subject=hosted.uid,
            facts={"leads": []}, actor=APPROVER, at=now,
        )  # fmt: skip
    return {"dispatch": hosted.uid, "request": asked.uid, "receipt": paper.uid}
