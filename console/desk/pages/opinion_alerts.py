"""舆情预警: all alerts with what people decided; seen, misreport (raises the limit), special report; mute windows."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse

from console import opinion_words
from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.language import translated as _
from console.desk.opinion_choice import OpinionChoiceOf, named_choices, read_filter, refuse_foreign, slugs_of
from console.desk.opinion_refusals import refusal
from console.desk.security.access import CENTRE, ActorOf, allow
from leads_db.errors import DecisionRefused, NotFound
from leads_db.records.account import Role
from leads_db.records.opinion import AlertState, Topic
from leads_db.store.alert_rules import mute_alerts, read_rules, undo_rule
from leads_db.store.alerts import decide_alert, read_alert, read_alerts
from leads_db.store.engine import reading, writing
from leads_db.store.source_days import day_start

router = APIRouter(prefix="/opinions", dependencies=[allow(*CENTRE)])
DECIDE = [allow(Role.REVIEWER)]
LISTED = 200
MUTES = (1, 3, 7, 14, 30)
HERE = "/opinions/alerts"
Number = Annotated[int, Path(ge=1, le=2**62)]
Slug = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9-]+$")]
ReasonText = Annotated[str, Form(max_length=500)]


@router.get("/alerts")
def alerts(desk: DeskOf, actor: ActorOf, choice: OpinionChoiceOf) -> HTMLResponse:
    """The alerts of the time, the newest first, and the rules that people made."""
    slugs = slugs_of(desk, actor)
    with reading(desk.engine) as connection:
        wanted = read_filter(connection, desk, actor, choice)
        since = day_start(wanted.first)
        found = read_alerts(connection, wanted.indications, since=since, is_practice=wanted.is_practice, limit=LISTED)
        rules = [rule for slug in wanted.indications for rule in read_rules(connection, slug)]
    context = {"alerts": found, "rules": sorted(rules, key=lambda one: -one.id), "mutes": MUTES, "topics": Topic}
    shared = {"choice": choice, "named": named_choices(desk, slugs), "wanted": wanted}
    return desk.render("opinion_alerts.html", {**context, **shared})


@router.post("/alerts/{number}/{state}", dependencies=DECIDE)
def decide(
    desk: DeskOf, actor: ActorOf, number: Number, state: AlertState, reason: ReasonText = ""
) -> RedirectResponse:
    """Mark an alert seen, a misreport, or reported."""
    try:
        with writing(desk.engine) as connection:
            refuse_foreign(desk, actor, read_alert(connection, number).indication)
            decide_alert(connection, number, state, actor, reason=reason, at=desk.clock())
    except DecisionRefused as fault:
        return see_other(HERE, told=refusal(fault), kind="bad")
    word = _(opinion_words.ALERT_STATES[state])
    return see_other(HERE, told=_("预警 {number} 号：{state}。", number=number, state=word))


@router.post("/mutes", dependencies=DECIDE)
def mute(
    desk: DeskOf,
    actor: ActorOf,
    indication: Annotated[str, Form(max_length=60, pattern=r"^[a-z0-9-]+$")],
    days: Annotated[int, Form(ge=1, le=30)],
    reason: ReasonText = "",
    topic: Annotated[Topic | None, Form()] = None,
) -> RedirectResponse:
    """No alerts of an indication (and topic) for some days."""
    refuse_foreign(desk, actor, indication)
    now = desk.clock()
    try:
        with writing(desk.engine) as connection:
            until = now + timedelta(days=days)
            mute_alerts(connection, indication, topic or "", actor, until=until, reason=reason, at=now)
    except DecisionRefused as fault:
        return see_other(HERE, told=refusal(fault), kind="bad")
    return see_other(HERE, told=_("已静默 {name} {days} 天。", name=desk.names.indication(indication), days=days))


@router.post("/rules/{indication}/{number}/undo", dependencies=DECIDE)
def undo(desk: DeskOf, actor: ActorOf, indication: Slug, number: Number) -> RedirectResponse:
    """Take a mute or a misreport back."""
    refuse_foreign(desk, actor, indication)
    try:
        with writing(desk.engine) as connection:
            if number not in {rule.id for rule in read_rules(connection, indication, limit=LISTED)}:
                raise NotFound(f"alert rule {number}")
            undo_rule(connection, number, actor, at=desk.clock())
    except DecisionRefused as fault:
        return see_other(HERE, told=refusal(fault), kind="bad")
    return see_other(HERE, told=_("已撤回。"))
