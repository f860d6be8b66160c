"""Issue a paper: its bytes under their digest on disk, then its row; a correction is a new paper naming the old one."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from console.documents.forms import TITLES
from console.documents.letter_making import Desk, render_letter
from console.documents.letter_titles import title_of
from console.documents.letters import LetterFacts, letter_to_mapping
from leads_db.errors import DocumentError
from leads_db.paper_file import keep_paper
from leads_db.records.account import Actor
from leads_db.records.paper import Paper, PaperKind
from leads_db.settings import Settings
from leads_db.store.papers import save_paper
from leads_db.store.uids import new_uid


def issue_letter(
    connection: Connection, desk: Desk, letter: LetterFacts, actor: Actor, *, at: datetime, subject: str = "",
    supersedes: str | None = None, reason: str = "",
) -> Paper:  # fmt: skip
    """Render and keep a letter; call it inside the transaction of what it belongs to. Raises DocumentError for a draft.

    `subject`: the batch of its dispatch; empty: the first lead's number.
    """
    if letter.is_draft:
        raise DocumentError("a draft is not issued; it is for the office that completes it")
    return issue_paper(
        connection,
        desk.settings,
        render_letter(letter, desk.settings),
        kind=letter.kind,
        number=letter.number,
        title=title_of(letter).replace("\n", ""),
        city=letter.organ.city,
        subject=subject or letter.leads[0].number,
        facts=letter_to_mapping(letter),
        actor=actor,
        at=at,
        supersedes=supersedes,
        reason=reason,
        is_practice=letter.is_practice,
    )


def issue_paper(
    connection: Connection,
    settings: Settings,
    content: bytes,
    *,
    kind: PaperKind,
    number: str = "",
    title: str = "",
    city: str,
    subject: str,
    facts: Mapping[str, object],
    actor: Actor,
    at: datetime,
    ending: str = ".docx",
    supersedes: str | None = None,
    reason: str = "",
    is_practice: bool = False,
) -> Paper:
    """Keep any finished paper (letter, brief, ledger) for ever. Raises StoreFull, PaperSuperseded, NotFound."""
    if supersedes and not reason:
        raise DocumentError("a correction tells why; give the reason")
    digest, place = keep_paper(settings.papers_folder, content, at=at, ending=ending, is_practice=is_practice)
    paper = Paper(
        uid=new_uid(),
        kind=kind,
        number=number,
        title=(title or TITLES[kind])[:200],
        city=city,
        subject=subject,
        sha256=digest,
        size=len(content),
        file=place,
        issued_at=at,
        issued_by=actor.name,
        facts=facts,
        supersedes=supersedes,
        reason=reason,
        is_practice=is_practice,
    )
    save_paper(connection, paper)
    return paper
