"""名录: the three lists of sellers, what objections exempted, and who may belong on the abnormal list."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.language import translated as _
from console.desk.paper_desk import file_answer, papers_of
from console.desk.security.access import CENTRE, ActorOf, allow, cities_of
from console.documents.letter_making import make_letter, render_letter
from console.lead_words import SELLER_LISTS
from leads_db.clocks import shanghai_day
from leads_db.errors import FactsMissing, NotFound
from leads_db.records.paper import PaperKind
from leads_db.records.seller_list import SellerList, SellerMark
from leads_db.store.abnormal_list import read_abnormal_candidates
from leads_db.store.engine import reading, writing
from leads_db.store.objections import read_given_exemptions
from leads_db.store.seller_lists import end_mark, read_marks
from pipelines.model import BY_NAME

router = APIRouter(prefix="/registers", dependencies=[allow(*CENTRE)])
SOON_DAYS = 14
"""An entry that ends within so many days is marked."""


@router.get("/sellers")
def sellers(
    desk: DeskOf,
    actor: ActorOf,
    mark: Annotated[str, Query(pattern="^(white|black|watch)?$")] = "",
    ended: Annotated[str, Query(pattern="^(yes)?$")] = "",
) -> HTMLResponse:
    """The entries that hold today, or all; and the exemptions."""
    today = shanghai_day(desk.clock())
    with reading(desk.engine) as connection:
        every = read_marks(connection, cities_of(desk, actor))
        exempted = read_given_exemptions(connection, actor)
    of_list = [one for one in every if not mark or one.mark == mark]
    shown = [(one, term_of(one, today)) for one in of_list if ended or not has_ended(one, today)]
    counts = {kind: sum(one.mark is kind and not has_ended(one, today) for one in every) for kind in SellerList}
    context = {"rows": shown, "counts": counts, "words_of": SELLER_LISTS, "mark": mark, "ended": ended, "today": today}
    return desk.render("sellers.html", {**context, "exempted": exempted, "labels": labels()})


def has_ended(one: SellerMark, today: date) -> bool:
    """True when the entry's last day is behind."""
    return one.to_on is not None and one.to_on < today


def term_of(one: SellerMark, today: date) -> str:
    """Where the entry stands, in words."""
    if has_ended(one, today):
        return _("已到期")
    if one.from_on > today:
        return _("未生效")
    if one.to_on is None:
        return _("长期有效")
    left = (one.to_on - today).days
    return _("还有 {count} 天到期", count=left) if left <= SOON_DAYS else _("有效")


def labels() -> dict[str, str]:
    """Indicator → what it is called."""
    return {name: row.label for name, row in BY_NAME.items()}


@router.post("/sellers/{number}/end")
def end(
    desk: DeskOf, actor: ActorOf, number: int, reason: Annotated[str, Form(max_length=2_000)] = ""
) -> RedirectResponse:
    """Take a seller off a list from tomorrow on; the entry stays readable. Raises NotFound."""
    now = desk.clock()
    try:
        with writing(desk.engine) as connection:
            end_mark(connection, number, actor, at=now, on=shanghai_day(now), reason=reason)
    except FactsMissing:
        return see_other("/registers/sellers", told=_("没有保存：请写明移出的理由。"), kind="bad")
    return see_other("/registers/sellers", told=_("已移出名单，今日为最后一天；记录保留。"))


@router.get("/abnormal")
def abnormal(desk: DeskOf, actor: ActorOf) -> HTMLResponse:
    """Irregular use that a bureau has found: what may be proposed."""
    with reading(desk.engine) as connection:
        found = read_abnormal_candidates(connection, actor)
    return desk.render("abnormal.html", {"found": found})


@router.get("/abnormal/{number}.docx")
def proposal(desk: DeskOf, actor: ActorOf, number: str) -> Response:
    """The 异常名录建议表 as it would be printed now; nothing is kept. Raises NotFound without a decision."""
    with reading(desk.engine) as connection:
        if number not in {one.lead for one in read_abnormal_candidates(connection, actor)}:
            raise NotFound(f"decision on lead {number[:60]}")
        letter = make_letter(
            connection, papers_of(desk), PaperKind.ABNORMAL_PROPOSAL, [number], actor, at=desk.clock(), is_draft=True
        )
    return file_answer(render_letter(letter, desk.settings), f"异常名录建议表-{number}.docx")
