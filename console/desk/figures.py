"""Figures as a reader gets them: a share never without its cases, and nothing where there are too few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.desk.language import translated as _
from leads_db.records.handling import Move
from leads_db.shares import Share
from leads_db.store.due_runs import DueState
from leads_db.store.move_statistics import MoveFigures

FEW = 5
"""Below so many cases a share is told with a warning."""
LATE = (DueState.MISSED, DueState.MERGED)


@dataclass(frozen=True, slots=True)
class Figure:
    """One box of the page."""

    word: str
    value: str
    told: str
    """What it counts."""


def share_text(share: Share) -> str:
    """12.5 %（1/8）; 无数据 without a case."""
    return _("无数据") if share.value is None else f"{share.value:.1%}（{share.part}/{share.whole}）"


def interval_text(share: Share) -> str:
    """The interval in per cent."""
    if share.interval is None:
        return "—"
    low, high = share.interval
    few = _("（样本少）") if share.whole < FEW else ""
    return f"{low:.0%}–{high:.0%}{few}"


def work_figures(found: MoveFigures, precision: Share) -> tuple[Figure, ...]:
    """How the people worked and how good the machine was."""
    pace = found.seconds_per_decision
    return (
        Figure(
            _("每件研判用时（中位）"),
            _("无数据") if pace is None else _("{count} 秒", count=round(pace)),
            _("同一人前后两次决定之间，10 分钟以上的间隔不计"),
        ),
        Figure(_("撤销率"), share_text(found.undone), _("研判员自行撤销的决定")),
        Figure(_("审签退回率"), share_text(found.sent_back), _("审签人退回研判的已确认线索")),
        Figure(_("县区退回率"), share_text(found.returned), _("期内退回 / 期内派发")),
        Figure(
            _("已研判线索准确率"),
            share_text(precision),
            _("95% 区间 {interval}（威尔逊）", interval=interval_text(precision)),
        ),
        Figure(_("证据校验通过率"), share_text(found.seal_checks), _("县区签收时对封存包的校验")),
    )


def due_figure(dues: Mapping[DueState, int]) -> Figure:
    """How many collections did not run in time."""
    missed = sum(dues.get(state, 0) for state in LATE)
    total = sum(dues.values())
    return Figure(
        _("错过的采集"),
        _("{missed} 次 / 应采 {total} 次", missed=missed, total=total),
        _("另有 {count} 次已补跑", count=dues.get(DueState.CAUGHT_UP, 0)),
    )


def case_rows(found: MoveFigures) -> Sequence[tuple[str, str]]:
    """What came of the cases of the time."""
    count = found.cases
    return (
        (_("立案"), _("{count} 件", count=count[Move.FILE])),
        (_("不予立案"), _("{count} 件", count=count[Move.NOT_FILE])),
        (_("撤销案件"), _("{count} 件", count=count[Move.CLOSE_CASE])),
        (_("移送其他机关"), _("{count} 件", count=count[Move.MOVE_ON])),
        (_("移送公安"), _("{count} 件", count=count[Move.TRANSFER_CRIMINAL])),
        (_("行政处罚"), _("{count} 件", count=count[Move.PUNISH])),
        (_("罚款合计"), _("{count} 元", count=f"{found.yuan['fine_cny']:,.2f}")),
        (_("没收合计"), _("{count} 元", count=f"{found.yuan['confiscated_cny']:,.2f}")),
        (_("货值合计"), _("{count} 元", count=f"{found.yuan['value_cny']:,.2f}")),
    )
