"""Which sources were not seen: printed above every list of leads, so that a gap is never read as «nothing there»."""

from console.health_words import share_word, why_gap
from console.screen import print_lines
from console.session import Session
from console.source_health import read_health
from console.words import moment
from leads_db.errors import SourceFileBroken
from leads_db.store.engine import reading
from leads_db.store.units import utc_now
from scheduler.planning import sources_to_collect


def print_unseen(session: Session) -> int:
    """Name the daily sources whose last run did not see all of them, and the files that no source can be read from.

    Returns how many these are together.
    """
    faults: list[SourceFileBroken] = []
    watched = [source.name for source in sources_to_collect(session.settings, faults.append)]
    with reading(session.engine) as connection:
        gaps = tuple(health for health in read_health(connection, watched, utc_now()) if not health.is_seen)
    if gaps:
        print_lines(f"缺数≠零：{len(gaps)} 个来源最近一次没有看全，下面不含它们的线索。")
    for health in gaps:
        number = f"（采集 {health.run.id}）" if health.run else ""
        share = f"；今日看到 {share_word(health.today.share)}" if health.today and health.today.planned else ""
        print_lines(f"  {health.source}：{why_gap(health)}{number}{share}；上次看全 {moment(health.seen_at)}")
    for fault in faults:
        print_lines(f"  来源文件不能读，未采集：{fault}")
    if not watched:
        print_lines("没有打开任何来源：`gi-leads source list`。")
    return len(gaps) + len(faults)
