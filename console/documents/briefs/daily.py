"""监测日报: at most 500 characters for the leader, then tables."""

from console.documents.briefs import parts, tables
from console.documents.briefs.brief import Part
from console.documents.briefs.writing import Writer
from leads_db.brief_periods import Period

LEADER_MOST = 500
"""Characters of the leader's part."""


def daily_parts(writer: Writer, period: Period) -> tuple[Part, ...]:
    """The parts of a day."""
    parts.ask_common(writer, period)
    told = (
        parts.collected(),
        parts.found(writer),
        parts.top(writer),
        parts.handled(),
        parts.said(writer),
        parts.right(),
        parts.ahead(),
    )
    return (
        Part(title="要情", sentences=told),
        Part(title="采集情况", tables=(tables.source_table(writer),)),
        Part(title="线索", tables=tables.lead_tables(writer)),
        Part(title="舆情", tables=tables.opinion_tables(writer)),
    )
