"""Which sources were not seen: printed above every list of leads, so that a gap is never read as «nothing there»."""

from console.screen import print_lines
from console.session import Session
from console.words import RUN_STATES, moment
from leads_db.errors import SourceFileBroken
from leads_db.store.engine import reading
from leads_db.store.run_views import read_last_looks
from scheduler.planning import sources_to_collect


def print_unseen(session: Session) -> int:
    """Name the daily sources whose last run did not see all of them, and the files that no source can be read from.

    Returns how many these are together.
    """
    faults: list[SourceFileBroken] = []
    watched = [source.name for source in sources_to_collect(session.settings, faults.append)]
    with reading(session.engine) as connection:
        gaps = tuple(look for look in read_last_looks(connection, watched) if not look.is_seen)
    if gaps:
        print_lines(f"缺数≠零：{len(gaps)} 个来源最近一次没有看全，下面不含它们的线索。")
    for look in gaps:
        state = f"{RUN_STATES[look.run.state]}（采集 {look.run.id}）{look.run.note}" if look.run else "从未采集完成"
        print_lines(f"  {look.source}：{state}；上次看全 {moment(look.seen_at)}")
    for fault in faults:
        print_lines(f"  来源文件不能读，未采集：{fault}")
    if not watched:
        print_lines("没有打开任何来源：`gi-leads source list`。")
    return len(gaps) + len(faults)
