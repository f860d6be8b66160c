"""Acts on leads from the command line: moves, letters, histories. Whoever has the shell names the role they act in."""

from collections.abc import Sequence

from console.desk.account_words import ROLES
from console.documents.letter_making import open_papers
from console.documents.sending import send_with_letters
from console.lead_words import LEAD_STATES, MOVES
from console.screen import print_lines, print_table
from console.session import Session
from console.words import moment
from leads_db.errors import FactsRefused, NotFound
from leads_db.lifecycle import RULES
from leads_db.records.account import OF_BUREAU, Actor, Role
from leads_db.records.handling import Move
from leads_db.store.engine import reading, writing
from leads_db.store.events import read_lead_events
from leads_db.store.handling import move_lead
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
    """One move; prints where the lead stands then. Raises what `move_lead` raises."""
    if act not in set(Move):
        raise FactsRefused(move=act, known="see `gi-leads leads moves`")
    facts: dict[str, object] = {}
    for text in given:
        name, is_pair, value = text.partition("=")
        if not is_pair:
            raise FactsRefused(fact=text, form="name=value")
        facts[name.strip()] = value
    with writing(session.engine) as connection:
        moved = move_lead(connection, number, Move(act), actor, at=utc_now(), reason=reason, facts=facts)
    print_lines(f"{number}：{MOVES[Move(act)]} → {LEAD_STATES[moved.state]}（第 {moved.version} 次变动）")


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
    if not events:
        raise NotFound(f"lead {number[:60]}")
    rows = [
        (moment(one.at), MOVES[one.move], LEAD_STATES[one.to_state], f"{one.actor}（{ROLES[one.role]}）", one.reason)
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
