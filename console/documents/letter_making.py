"""Make a paper: read a lead or a letter's leads out of the store, gather the facts, fill the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from console.documents.forms import form_of, load_template
from console.documents.handling_facts import print_bureau, read_handling_facts
from console.documents.lead_facts import make_lead_facts
from console.documents.letter_words import context_of
from console.documents.letters import HandlingFacts, LeadFacts, LetterFacts, letter_from_mapping, letter_to_mapping
from console.documents.rendering import render
from console.naming import Names, load_divisions
from console.words import SHANGHAI
from leads_db.errors import DocumentError
from leads_db.records import GroundRef
from leads_db.records.account import Actor
from leads_db.records.handling import Dispatch
from leads_db.records.paper import Organ, PaperKind
from leads_db.register import Register, load_register
from leads_db.register.organs import blank_number, load_organs, organ_of_bureau, organ_of_city
from leads_db.register.procedure import Procedure, load_procedure
from leads_db.settings import Settings
from leads_db.store.clocks import TimeRules, read_time_rules
from leads_db.store.handling import read_handling
from leads_db.store.lead_access import refuse_unseen
from leads_db.store.lead_views import read_lead_listings
from leads_db.store.leads import read_lead
from leads_db.store.seals import read_seals

K = PaperKind
LISTINGS_READ = 200
PROCEDURE = {
    "管辖": "PROC:10",
    "移送": "PROC:14",
    "协查": "PROC:45",
    "争议": "PROC:13",
    "指定": "PROC:16",
    "移送公安": "TRANSFER:3",
    "移送材料": "TRANSFER:6",
    "电子数据": "EDATA:all",
    "提取": "PENALTY:46",
    "证据清单": "EVIDENCE:19",
}
OF_REGISTER = {"平台": "ECL-42:25", "平台处置": "ECL-42:45"}
OF_COUNTY = frozenset(
    {
        *(K.SOURCE_FORM, K.FEEDBACK_FORM, K.RETURN_FORM, K.RECEIPT_FORM),
        *(K.EXTRACTION_RECORD, K.CRIMINAL_TRANSFER),
    }
)
"""Kinds that the host bureau signs."""
BEGIN_ROUND = frozenset({K.TRANSFER_LETTER, K.ASSIGNMENT, K.ASSISTANCE_LETTER, K.PLATFORM_LETTER})
"""Kinds that go to somebody who knows nothing of the lead yet."""
QUESTIONS: Mapping[PaperKind, Sequence[str]] = {
    K.ASSISTANCE_LETTER: (
        "店铺的登记主体名称、统一社会信用代码、住所、实际经营地和联系方式；",
        "所列商品的发货地、供货来源；",
        "所列商品的上架时间和交易数量；",
        "对该店铺已经采取或者正在办理的措施。",
    ),
    K.PLATFORM_LETTER: (
        "店铺的登记主体名称、统一社会信用代码、住所、实际经营地和联系方式；",
        "所列商品的发货地、上架时间、交易数量和页面修改记录；",
        "你单位已经采取的措施。",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What papers are made with; loaded once."""

    settings: Settings
    register: Register
    names: Names
    organs: Mapping[str, Organ]
    procedure: Procedure


def open_papers(settings: Settings) -> Desk:
    """Load registers and organs. Raises RegisterError."""
    register = load_register(settings.register_folder)
    return Desk(
        settings=settings,
        register=register,
        names=Names.of(register, load_divisions()),
        organs=load_organs(settings.register_folder),
        procedure=load_procedure(settings.register_folder),
    )


def make_letter(
    connection: Connection,
    desk: Desk,
    kind: PaperKind,
    numbers: Sequence[str],
    actor: Actor,
    *,
    at: datetime,
    number: str = "",
    host: str = "",
    reason: str = "",
    reply_by_on: date | None = None,
    copies: Sequence[str] = (),
    is_draft: bool = False,
) -> LetterFacts:
    """The facts of one paper about these leads, which must all be of one seller's host.

    `host`: bureau id or transfer:<code>; empty: the first lead's host, else the one that the machine proposes.
    Without `number` the organ's words with a blank stand in its place. Raises NotFound, DocumentError.
    """
    form = form_of(kind)
    day = at.astimezone(SHANGHAI).date()
    leads = _read_leads(connection, desk, numbers, actor, day)
    first = read_lead(connection, numbers[0])
    rules = read_time_rules(connection, desk.settings.register_folder)
    to = host or read_handling(connection, first.number).host or first.bureau or ""
    handling = _handling(connection, desk, kind, first.number, rules, at, to)
    organ = _organ(desk, kind, first.city, to)
    return LetterFacts(
        kind=kind,
        number=number or (blank_number(organ, kind, day.year) if form.is_numbered else ""),
        organ=organ,
        addressee=_addressee(desk, kind, leads[0], to),
        copies=tuple(print_bureau(desk.names, copy) for copy in copies),
        dated_on=day,
        reply_by_on=reply_by_on or _default_reply(rules, kind, at),
        leads=leads,
        grounds=_grounds(desk, day),
        questions=tuple(QUESTIONS.get(kind, ())),
        handling=handling,
        author=actor.shown,
        reason=reason,
        is_draft=is_draft or kind is K.CRIMINAL_TRANSFER,
        is_practice=first.is_practice,
    )


def _handling(
    connection: Connection, desk: Desk, kind: PaperKind, number: str, rules: TimeRules, at: datetime, host: str
) -> HandlingFacts:
    """What the paper tells of the handling; one that begins a round tells of no earlier one."""
    if kind in BEGIN_ROUND:
        return HandlingFacts(host=print_bureau(desk.names, host) if host else "")
    return read_handling_facts(connection, number, rules, desk.names, at, host=host)


def _read_leads(
    connection: Connection, desk: Desk, numbers: Sequence[str], actor: Actor, day: date
) -> tuple[LeadFacts, ...]:
    refuse_unseen(connection, numbers, actor)
    items = read_lead_listings(connection, list(numbers), per_lead=LISTINGS_READ)
    found = []
    for number in numbers:
        seal = next(iter(read_seals(connection, number, actor)), None)
        lead = read_lead(connection, number)
        found.append(make_lead_facts(lead, items.get(number, ()), seal, desk.register, desk.names, on=day))
    return tuple(found)


def _addressee(desk: Desk, kind: PaperKind, lead: LeadFacts, host: str) -> str:
    """Whom the paper addresses; the police of a criminal transfer is filled in by the office that sends it."""
    if kind is K.CRIMINAL_TRANSFER:
        return ""
    return lead.seller.platform_operator if kind is K.PLATFORM_LETTER else print_bureau(desk.names, host)


def _organ(desk: Desk, kind: PaperKind, city: str, host: str) -> Organ:
    bureau = desk.register.bureaus.get(host)
    if kind in OF_COUNTY and bureau is not None:
        return organ_of_bureau(desk.organs, bureau)
    return organ_of_city(desk.organs, city)


def _default_reply(rules: TimeRules, kind: PaperKind, at: datetime) -> date | None:
    """The limit that begins with the paper, by the table of limits and the calendar of the store."""
    rule = rules.rule("assistance" if kind in QUESTIONS else "verification", at)
    return rules.calendar.add_workdays(at.astimezone(SHANGHAI).date(), rule.amount) if rule else None


def _grounds(desk: Desk, day: date) -> dict[str, GroundRef]:
    found = {name: desk.procedure.ref(code, day) for name, code in PROCEDURE.items()}
    return found | {name: desk.register.ground_ref(code, day) for name, code in OF_REGISTER.items()}


def payload_of(letter: LetterFacts) -> dict[str, object]:
    """What a dispatch keeps as its letter."""
    return {"kind": letter.kind.value, "organ": letter.organ.bureau, "facts": letter_to_mapping(letter)}


def letter_of(dispatch: Dispatch) -> LetterFacts:
    """The letter of a dispatch as it was fixed when it was sent. Raises DocumentError."""
    facts = dispatch.letter.get("facts")
    if not isinstance(facts, Mapping):
        raise DocumentError(f"dispatch {dispatch.number} keeps no letter")
    return letter_from_mapping({**facts, "number": dispatch.number})


def render_letter(letter: LetterFacts, settings: Settings) -> bytes:
    """The paper as .docx, by the installation's own template where there is one. Raises TemplateBroken."""
    template, name = load_template(letter.kind, settings.templates_folder)
    return render(template, name, context_of(letter))
