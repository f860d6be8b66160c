"""Tomorrow's searches of a source on the terminal: every term, whether it is asked, and why."""

from datetime import timedelta

from console.screen import print_lines, print_table
from console.session import Session
from leads_db.register import load_register
from leads_db.store.engine import reading
from leads_db.store.source_days import shanghai_day
from leads_db.store.units import utc_now
from scheduler.planning import find_source
from scheduler.search_plan import DISGUISE, PlannedTerm
from scheduler.term_plan import plan_terms

KINDS = {
    "name": "名称",
    "alias": "别名",
    "traditional": "繁体",
    "english": "英文",
    "translation": "译名",
    "pinyin": "拼音",
    DISGUISE: "变写",
}


def print_plan(session: Session, name: str, *, ahead: int) -> int:
    """The plan for the day `ahead` days from today. Raises UnknownSource, SourceFileBroken, RegisterError."""
    source = find_source(session.settings, name)
    day = shanghai_day(utc_now()) + timedelta(days=ahead)
    with reading(session.engine) as connection:
        planned = plan_terms(connection, session.settings, source, day)
    if not planned:
        print_lines(f"{name} 整站读取，没有检索词可排。")
        return 0
    indications = load_register(session.settings.register_folder).indications
    asked = [one for one in planned if one.is_asked]
    cost, budget = sum(one.requests for one in asked), source.daily_requests or source.max_requests
    title = f"{name}，{day}：检索 {len(asked)}/{len(planned)} 个词，约 {cost:.0f} 次请求，预算 {budget} 次"
    heads = ("", "检索词", "类别", "地理标志", "约需请求", "预计新增", "每百次请求", "理由")
    print_table(title, heads, [_line(one, indications[one.term.indication].name) for one in planned])
    return 0


def _line(one: PlannedTerm, indication: str) -> tuple[object, ...]:
    kind = KINDS.get(one.term.kind, one.term.kind)
    expected = (f"{one.expected:.2f}", f"{one.value * 100:.1f}") if one.is_tried else ("—", "—")
    return (
        "✓" if one.is_asked else "－",
        one.term.text,
        kind,
        indication,
        f"{one.requests:.0f}",
        *expected,
        one.reason,
    )
