"""Source health on the terminal: one line a source, then every day on which not all was seen."""

from console.health_words import COUNTS, day_mark, share_word, state_of, thin_told, why_gap
from console.screen import print_lines, print_table
from console.session import Session
from console.source_health import SourceHealth, read_health
from console.words import moment
from crawlers.source_file import Source
from leads_db.errors import SourceFileBroken
from leads_db.records import SourceDay
from leads_db.store.engine import reading
from leads_db.store.units import utc_now
from scheduler.planning import sources_to_collect

HEADS = ("source", "state", "seen today", "blind days", "gap days", "all seen at", "met / expected", "thinned", "why")


def print_health(session: Session, *, days: int) -> int:
    """Health of every daily source over the last `days` days; exit code 1 when one of them was not fully seen."""
    faults: list[SourceFileBroken] = []
    sources = {source.name: source for source in sources_to_collect(session.settings, faults.append)}
    with reading(session.engine) as connection:
        found = read_health(connection, list(sources), utc_now(), days=days)
    lines = [_line(sources[one.source], one) for one in found]
    print_table(f"Source health, {days} days (Asia/Shanghai)", HEADS, lines)
    gaps = sorted((day for one in found for day in one.gaps), key=lambda day: (day.day, day.source))
    if gaps:
        heads = ("day", "source", "", *COUNTS.values(), "实看")
        print_table("Blind-day ledger: days on which not all was seen", heads, map(_gap, gaps))
    for fault in faults:
        print_lines(f"Not readable: {fault}")
    return 1 if faults or any(not one.is_seen for one in found) else 0


def _line(source: Source, health: SourceHealth) -> tuple[object, ...]:
    _, sign, word = state_of(health)
    counts = health.run.counts if health.run else {}
    met = max(counts.get("listings", 0), counts.get("mentions_new", 0))
    expected = f"{source.expected_minimum}–{source.expected_maximum or ''}"
    today = share_word(health.today.share) if health.today and health.today.planned else "—"
    days = (health.blind_count, health.gap_count, moment(health.seen_at))
    why = (thin_told(health), why_gap(health))
    return (source.name, f"{sign} {word}", today, *days, f"{met} / {expected}", *why)


def _gap(day: SourceDay) -> tuple[object, ...]:
    counts = [getattr(day, name) or "" for name in COUNTS]
    return (day.day, day.source, day_mark(day)[1], *counts, share_word(day.share) if day.planned else "未采")
