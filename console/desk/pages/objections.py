"""异议: somebody says that a seller was flagged wrongly; noted, reviewed, settled; what was right never flags again."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.language import translated as _
from console.desk.pages.lists import labels
from console.desk.security.access import CENTRE, ActorOf, allow
from console.lead_words import OBJECTION_STATES
from leads_db.errors import FactsMissing, FactsRefused, MoveNotAllowed, NotFound
from leads_db.records import FindingState
from leads_db.records.account import Actor, Role
from leads_db.records.seller_list import ObjectionState
from leads_db.store.engine import reading, writing
from leads_db.store.lead_views import read_lead_listings
from leads_db.store.leads import read_lead
from leads_db.store.objections import read_objection, read_objections, save_objection, settle_objection

router = APIRouter(prefix="/registers/objections", dependencies=[allow(*CENTRE)])
LISTINGS_READ = 100
Number = Annotated[str, Form(max_length=60)]
Text = Annotated[str, Form(max_length=2_000)]


@router.get("")
def objections(
    desk: DeskOf, actor: ActorOf, lead: Annotated[str, Query(max_length=60, pattern=r"^[\w-]*$")] = ""
) -> HTMLResponse:
    """All of the actor's cities, open ones first; `lead` fills the form in."""
    with reading(desk.engine) as connection:
        found = sorted(read_objections(connection, actor), key=lambda one: one.state is not ObjectionState.OPEN)
    return desk.render("objections.html", {"found": found, "states_of": OBJECTION_STATES, "lead": lead})


@router.post("")
def note(
    desk: DeskOf,
    actor: ActorOf,
    lead: Number,
    objector: Annotated[str, Form(max_length=200)] = "",
    text: Text = "",
) -> RedirectResponse:
    """Note an objection as it came in."""
    try:
        with writing(desk.engine) as connection:
            uid = save_objection(connection, lead.strip(), actor, at=desk.clock(), objector=objector, text=text)
    except NotFound:
        return see_other("/registers/objections", told=_("没有这个线索编号，请核对。"), kind="bad")
    except (FactsMissing, FactsRefused):
        return see_other("/registers/objections", told=_("没有保存：请写明异议人和理由。"), kind="bad")
    return see_other(f"/registers/objections/{uid}", told=_("异议已登记，待审签人核实。"))


@router.get("/{uid}")
def one_objection(desk: DeskOf, actor: ActorOf, uid: str) -> HTMLResponse:
    """What was said, what the machine had found, and the form that settles it. Raises NotFound."""
    with reading(desk.engine) as connection:
        found = read_objection(connection, uid, actor)
        lead = read_lead(connection, found.lead)
        reasons = read_reasons(connection, found.lead)
    context = {"found": found, "lead": lead, "reasons": reasons, "labels": labels(), "states_of": OBJECTION_STATES}
    return desk.render("objection.html", context)


def read_reasons(connection: Connection, number: str) -> dict[str, str]:
    """Indicator → the sentence with which it speaks against the seller now."""
    items = read_lead_listings(connection, [number], per_lead=LISTINGS_READ).get(number, ())
    return {
        finding.indicator: finding.sentence
        for item in items
        for finding in (item.assessment.findings if item.assessment else ())
        if finding.state is FindingState.FOUND
    }


@router.post("/{uid}", dependencies=[allow(Role.APPROVER)])
def settle(
    desk: DeskOf,
    actor: ActorOf,
    uid: str,
    accepted: Annotated[str, Form(pattern="^(yes|no)$")],
    result: Text = "",
    indicator: Annotated[list[str] | None, Form(max_length=60)] = None,
) -> RedirectResponse:
    """End it. An indicator that did not speak against this seller cannot be exempted. Raises NotFound."""
    back = f"/registers/objections/{uid}"
    try:
        with writing(desk.engine) as connection:
            _settle(connection, desk, actor, uid, accepted == "yes", result, indicator or [])
    except (FactsMissing, FactsRefused):
        told = _("没有保存：请写明核实结果；异议成立的，至少勾选一个不再采信的要点。")
        return see_other(back, told=told, kind="bad")
    except MoveNotAllowed:
        return see_other(back, told=_("这件异议已有结论，没有改动。"), kind="bad")
    told = _("已记为成立：所选要点今后不再指向这个店铺。") if accepted == "yes" else _("已记为不成立。")
    return see_other(back, told=told)


def _settle(
    connection: Connection, desk: DeskOf, actor: Actor, uid: str, accepted: bool, result: str, chosen: list[str]
) -> None:
    reasons = read_reasons(connection, read_objection(connection, uid, actor).lead)
    named = [one for one in dict.fromkeys(chosen) if one in reasons] if accepted else []
    settle_objection(connection, uid, actor, at=desk.clock(), accepted=accepted, result=result, indicators=named)
