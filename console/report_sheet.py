"""Briefs on the command line: written to a file as drafts; issued ones checked against their queries."""

from pathlib import Path

from rich.console import Console

from console.documents.briefs.making import check_paper, make_brief, render_brief
from console.documents.ledger import export_ledger
from console.documents.letter_making import open_papers
from console.paper_sheet import write_paper
from console.screen import print_lines, print_table
from console.session import Session
from leads_db.brief_periods import subject_on
from leads_db.clocks import shanghai_day
from leads_db.errors import NotFound
from leads_db.records.account import Actor, Role
from leads_db.records.paper import PaperKind
from leads_db.store.engine import reading
from leads_db.store.papers import read_paper
from leads_db.store.queue_views import QueueFilter
from leads_db.store.units import utc_now

DIFFERS = 4


def write_report(
    session: Session, kind: str, city: str, subject: str, output: Path, *, is_practice: bool = False
) -> None:
    """A draft of a brief. Raises NotFound for a city of another installation, DocumentError for a time that is none."""
    wanted, now = PaperKind(kind), utc_now()
    with Console(stderr=True).status(f"{kind} …"):
        desk = open_papers(session.settings)
        with reading(session.engine) as connection:
            named = subject or subject_on(wanted, shanghai_day(now))
            brief = make_brief(connection, desk, wanted, _city(session, city), named, is_practice=is_practice)
        content = render_brief(brief, desk, at=now)
    write_paper(output, content)


def write_ledger(session: Session, city: str, output: Path) -> None:
    """线索台账 of one city. Raises NotFound, DocumentError."""
    actor = Actor(name=session.user, roles=frozenset({Role.REVIEWER}), cities=(_city(session, city),))
    names = open_papers(session.settings).names
    with Console(stderr=True).status("ledger …"):
        count = export_ledger(session.engine, QueueFilter(), actor, names, output)
    print_lines(f"{count} leads written: {output}")


def check_report(session: Session, uid: str) -> int:
    """Exit code: 0 when every number that must not change is what the paper says. Raises NotFound, DocumentError."""
    with reading(session.engine) as connection:
        paper = read_paper(connection, uid)
        compared, found = check_paper(connection, paper)
    rows = [
        (one.query, one.value, str(one.told), str(one.now), "✕ 应不变" if one.is_settled else "△ 随办理变化")
        for one in found
    ]
    if rows:
        print_table(paper.title, ("查询", "数值", "发文时", "现在", "判断"), rows)
    print_lines(f"{compared} values compared, {len(rows)} differ")
    return DIFFERS if any(one.is_settled for one in found) else 0


def _city(session: Session, city: str) -> str:
    if city and city not in session.settings.cities:
        raise NotFound(f"city {city[:30]}; this installation works for {', '.join(session.settings.cities)}")
    return city or session.settings.cities[0]
