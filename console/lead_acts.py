"""Acts on leads from the command line: moves, letters, histories. Whoever has the shell names the role they act in."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from console.desk.account_words import ROLES
from console.documents.county_papers import check_seal, give_back, sign_for
from console.documents.letter_making import Desk, open_papers
from console.documents.move_papers import move_with_paper
from console.documents.sending import send_with_letters
from console.lead_words import LEAD_STATES, MOVES
from console.screen import print_lines, print_table
from console.session import Session
from console.words import moment
from leads_db.errors import DigestMismatch, FactsRefused, NotFound
from leads_db.lifecycle import RULES
from leads_db.records.account import OF_BUREAU, Actor, Role
from leads_db.records.handling import DispatchKind, Handling, Move
from leads_db.store.accounts import read_shown_names
from leads_db.store.county_views import CountyFilter, CountyRow, read_county_rows
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import read_handling
from leads_db.store.units import utc_now

OF_SHELL = (Role.REVIEWER, Role.APPROVER, Role.COUNTY, Role.COUNTY_HEAD)


def actor_of(session: Session, role: str, bureau: str) -> Actor:
    """Who acts: the shell's user in one role. Two-person rules hold here too. Raises FactsRefused."""
    if role not in OF_SHELL:
        raise FactsRefused(role=role, known=", ".join(OF_SHELL))
    of_bureau = Role(role) in OF_BUREAU
    return Actor(
        name=session.user,
        roles=frozenset({Role(role)}),
        cities=() if of_bureau else session.settings.cities,
        bureau=bureau if of_bureau and bureau else None,
    )


def move_by_words(session: Session, number: str, act: str, actor: Actor, reason: str, given: Sequence[str]) -> None:
    """One move with its papers; prints where the lead stands then. Raises what `move_lead` raises, DocumentError."""
    if act not in set(Move):
        raise FactsRefused(move=act, known="see `gi-leads leads moves`")
    facts: dict[str, object] = {}
    for text in given:
        name, is_pair, value = text.partition("=")
        if not is_pair:
            raise FactsRefused(fact=text, form="name=value")
        facts[name.strip()] = value
    desk = open_papers(session.settings)
    with writing(session.engine) as connection:
        moved = _move(connection, desk, number, Move(act), actor, reason, facts)
    print_lines(f"{number}：{MOVES[Move(act)]} → {LEAD_STATES[moved.state]}（第 {moved.version} 次变动）")


def _move(
    connection: Connection,
    desk: Desk,
    number: str,
    move: Move,
    actor: Actor,
    reason: str,
    facts: Mapping[str, object],
) -> Handling:
    """The move and what it leaves behind, as the desk makes it. Raises DigestMismatch where the evidence changed."""
    at, rows = utc_now(), tuple[CountyRow, ...]()
    if actor.is_of_bureau and move in (Move.SIGN, Move.RETURN):
        hosted = CountyFilter(kinds=(DispatchKind.HOST,), numbers=(number,))
        rows = read_county_rows(connection, actor, hosted, limit=1)
    if not rows:
        return move_with_paper(connection, desk, number, move, actor, at=at, reason=reason, facts=facts)
    if move is Move.RETURN:
        give_back(connection, desk, rows[0], actor, at=at, facts=facts, reason=reason, seen=None)
    else:
        check = check_seal(connection, desk.settings, rows[0])
        if check is not None and not check.holds:
            raise DigestMismatch(pages=len(check.faults))
        sign_for(connection, desk, rows, actor, at=at)
    return read_handling(connection, number)


def dispatch_by_numbers(session: Session, numbers: Sequence[str], actor: Actor) -> None:
    """Send leads of one city; prints the letters. Raises what `send_with_letters` raises."""
    desk = open_papers(session.settings)
    with writing(session.engine) as connection:
        sent, _ = send_with_letters(connection, desk, numbers, actor, at=utc_now())
    rows = [(item.number, item.lead, item.bureau, item.kind, item.seal, item.batch) for item in sent]
    print_table("派发", ("文号", "线索", "单位", "身份", "证据包", "批次"), rows)


def print_history(session: Session, number: str) -> None:
    """The events of a lead. Raises NotFound."""
    with reading(session.engine) as connection:
        events = read_lead_events(connection, number)
        shown = read_shown_names(connection, (one.actor for one in events))
    if not events:
        raise NotFound(f"lead {number[:60]}")
    persons = {name: f"{word} {name}" for name, word in shown.items()}
    rows = [
        (
            moment(one.at),
            MOVES[one.move],
            LEAD_STATES[one.to_state],
            f"{persons.get(one.actor, one.actor)}（{ROLES[one.role]}）",
            one.reason,
        )
        for one in events
    ]
    print_table(number, ("时间", "办理", "状态", "经办人", "理由"), rows)


def print_moves() -> None:
    """The table of moves, row by row."""
    rows = [
        (
            rule.move,
            "、".join(LEAD_STATES[state] for state in rule.from_states),
            LEAD_STATES[rule.to_state] if rule.to_state else "（不变）",
            ", ".join(rule.roles),
            ", ".join((*rule.needs, *(f"[{name}]" for name in rule.may), *(("reason",) if rule.needs_reason else ()))),
        )
        for rule in RULES
    ]
    print_table("办理表", ("办理", "从", "到", "角色", "事项"), rows)
