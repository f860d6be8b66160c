"""Papers on the command line: rendered to a file, packed, listed, fetched."""

from pathlib import Path

from console.documents.forms import FORMS, TITLES, load_template
from console.documents.letter_making import letter_of, make_letter, open_papers, render_letter
from console.documents.letters import LetterFacts
from console.documents.pack import make_pack
from console.screen import print_lines, print_table
from console.session import Session
from console.words import PRACTICE_MARK, moment
from leads_db.clocks import shanghai_day
from leads_db.errors import DocumentError, EvidenceError, NotFound
from leads_db.paper_file import read_paper_bytes
from leads_db.records.account import Actor, Role
from leads_db.records.handling import Dispatch
from leads_db.records.paper import Paper, PaperKind
from leads_db.store.dispatches import read_batch, read_dispatch
from leads_db.store.engine import reading
from leads_db.store.letter_numbers import read_letter_numbers
from leads_db.store.papers import PaperFilter, read_paper, read_papers
from leads_db.store.units import utc_now


def print_kinds() -> None:
    """Every kind with a template."""
    rows = [(kind.value, form.title, form.layout.value) for kind, form in FORMS.items()]
    print_table("文书", ("kind", "文书", "版式"), rows)


def render_to_file(session: Session, kind: str, number: str, output: Path) -> None:
    """One paper of a lead, or the letter of a dispatch. Raises NotFound, DocumentError."""
    wanted = _kind(kind)
    actor = _actor(session)
    desk = open_papers(session.settings)
    with reading(session.engine) as connection:
        if number.startswith("GI-"):
            letter = make_letter(connection, desk, wanted, [number], actor, at=utc_now(), is_draft=True)
        else:
            letter = _sent(read_batch(connection, number) or (read_dispatch(connection, number, actor),), session)
    write_paper(output, render_letter(letter, session.settings))


def pack_to_file(session: Session, batch: str, output: Path) -> None:
    """All papers of a letter. Raises NotFound, DocumentError."""
    with reading(session.engine) as connection:
        letter = _sent(read_batch(connection, batch), session)
    write_paper(output, make_pack(letter, session.settings))


def print_papers(session: Session, kind: str, limit: int) -> None:
    """The issued papers; one whose bytes are gone or changed is named so."""
    kinds = (_kind(kind),) if kind else None
    with reading(session.engine) as connection:
        wanted = PaperFilter(cities=session.settings.cities, kinds=kinds)
        found = read_papers(connection, wanted, limit=limit)
    rows = [
        (
            paper.uid,
            f"{TITLES[paper.kind]}{f'〔{PRACTICE_MARK}〕' if paper.is_practice else ''}",
            paper.number or "—",
            paper.subject,
            moment(paper.issued_at),
            paper.issued_by,
            paper.supersedes or "—",
            _state(session, paper),
        )
        for paper in found
    ]
    print_table("已发文书", ("uid", "文书", "文号", "对象", "发出", "经办", "更正", "原件"), rows)


def print_numbers(session: Session, year: int) -> None:
    """The register of numbers of a year: every one that was taken, void ones with their reason."""
    with reading(session.engine) as connection:
        found = read_letter_numbers(connection, year=year or shanghai_day(utc_now()).year)
    rows = [
        (one.number, f"作废：{one.reason}" if one.voided_at else "已用", moment(one.issued_at), one.issued_by)
        for one in found
    ]
    print_table("文号登记", ("文号", "状态", "取号", "经办"), rows)


def fetch_to_file(session: Session, uid: str, output: Path) -> None:
    """An issued paper's bytes. Raises NotFound, EvidenceError, DocumentError."""
    with reading(session.engine) as connection:
        paper = read_paper(connection, uid)
    write_paper(output, read_paper_bytes(session.settings.papers_folder, paper))


def copy_templates(folder: Path) -> None:
    """The packaged templates as files. Raises DocumentError."""
    for kind in FORMS:
        content, name = load_template(kind)
        write_paper(folder / name, content)


def _state(session: Session, paper: Paper) -> str:
    try:
        read_paper_bytes(session.settings.papers_folder, paper)
    except EvidenceError as fault:
        return f"✕ {type(fault).__name__}"
    return f"✓ {paper.sha256[:12]}"


def _sent(sent: tuple[Dispatch, ...], session: Session) -> LetterFacts:
    if not sent:
        raise NotFound("no dispatch has this batch; `gi-leads leads show` names those of a lead")
    return letter_of(read_for(sent[0], session))


def read_for(item: Dispatch, session: Session) -> Dispatch:
    """The dispatch, when its lead's city is one of this installation's. Raises NotFound."""
    with reading(session.engine) as connection:
        return read_dispatch(connection, item.uid, _actor(session))


def _kind(text: str) -> PaperKind:
    if text not in {kind.value for kind in TITLES}:
        raise DocumentError(f"no kind of paper is called {text[:40]}; `gi-leads documents kinds` lists them")
    return PaperKind(text)


def _actor(session: Session) -> Actor:
    return Actor(name=session.user, roles=frozenset({Role.REVIEWER}), cities=session.settings.cities)


def write_paper(path: Path, content: bytes) -> None:
    """Write a paper's bytes and say so. Raises DocumentError."""
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise DocumentError(f"{path.name}: {fault.strerror}; name a file in a folder that can be written") from fault
    print_lines(f"{path.name}: {len(content)} bytes")
