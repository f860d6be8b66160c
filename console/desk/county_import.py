"""Take in a filled-in 待办清单: each row by itself, whole or not at all, with its outcome in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from console.desk.context import Desk
from console.desk.county_acts import seal_fault
from console.desk.county_forms import fault_word, move_word
from console.desk.language import translated as _
from console.desk.paper_desk import papers_of
from console.documents.county_papers import sign_for
from console.documents.county_sheet import KEYS, ORDER, FilledLine, SheetLine, row_check
from console.documents.safe_text import clean_cell
from console.lead_words import LEAD_STATES
from leads_db.errors import NotFound, StateError
from leads_db.records.account import Actor, Role
from leads_db.records.handling import Move
from leads_db.store.county_views import CountyRow, read_county_row
from leads_db.store.engine import writing
from leads_db.store.handling import move_lead


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOutcome:
    """What became of one row."""

    number: int
    lead: str
    """As the sheet names it; empty where the row is of no lead of the bureau."""
    is_taken: bool
    told: str


def sheet_line(desk: Desk, row: CountyRow) -> SheetLine:
    """A sending as the workbook shows it."""
    by_on = row.reply_by_on
    return SheetLine(keys=_keys(desk, row), shown=(LEAD_STATES[row.state], by_on.isoformat() if by_on else ""))


def _keys(desk: Desk, row: CountyRow) -> tuple[str, ...]:
    name = desk.names.indication(row.indication)
    told = (row.uid, row.lead, row.letter_number, name, row.seller_name, str(row.version))
    return tuple(clean_cell(value).strip() for value in told)


def take_lines(desk: Desk, actor: Actor, lines: Sequence[FilledLine]) -> tuple[RowOutcome, ...]:
    """Row by row; one that is refused does not hold the others back."""
    return tuple(_take(desk, actor, line) for line in lines)


def _take(desk: Desk, actor: Actor, line: FilledLine) -> RowOutcome:
    lead, uid = "", line.keys[0]
    try:
        broken = Move.SIGN in line.facts and seal_fault(desk, uid, actor) is not None
        with writing(desk.engine) as connection:
            row = read_county_row(connection, uid, actor)
            lead = row.lead
            fault = _refusal(desk, row, line)
            if broken and not fault:
                fault = _("证据校验未通过，不能签收；已告知保护中心。")
            told = fault or _make(connection, desk, row, actor, line.facts)
    except NotFound:
        told = _("“派发标识”列被改动，或这条线索不在本局：未导入。")
        return RowOutcome(number=line.number, lead="", is_taken=False, told=told)
    except StateError as refused:
        return RowOutcome(number=line.number, lead=lead, is_taken=False, told=fault_word(refused))
    return RowOutcome(number=line.number, lead=lead, is_taken=not fault, told=told)


def _refusal(desk: Desk, row: CountyRow, line: FilledLine) -> str:
    """Why a row is not taken in at all: an edited key column by its name, a word that is none of its list."""
    now = _keys(desk, row)
    edited = [name for name, held, given in zip(KEYS, now, line.keys, strict=True) if held != given]
    if line.check != row_check(line.keys):
        return _("“{columns}”列被改动，未导入。", columns="、".join(edited) or _("校验值"))
    if edited == [KEYS[-1]]:
        return _("导出以后别人已经办过这条线索，请重新导出。")
    if edited:
        return _("“{columns}”列被改动，未导入。", columns="、".join(edited))
    if line.faults:
        return _("“{columns}”列请从下拉选项中选择，未导入。", columns="、".join(line.faults))
    return ""


def _make(
    connection: Connection, desk: Desk, row: CountyRow, actor: Actor, facts: Mapping[Move, Mapping[str, str]]
) -> str:
    made = [move for move in ORDER if move in facts]
    for move in made:
        if move is Move.SIGN:
            sign_for(connection, papers_of(desk), [row], actor, at=desk.clock())
            continue
        is_head = move is Move.ASK_NOT_FILE and Role.COUNTY not in actor.roles
        real = Move.NOT_FILE if is_head else move
        move_lead(connection, row.lead, real, actor, at=desk.clock(), facts=facts[move])
    return _("已导入：{moves}。", moves="、".join(map(move_word, made)))
