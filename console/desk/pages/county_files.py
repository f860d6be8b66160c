"""What a bureau downloads of its sendings: the letter, its forms, the evidence pack, photos, all papers of a letter."""

from enum import StrEnum

from fastapi import APIRouter
from fastapi.responses import Response

from console.desk.asking import see_other
from console.desk.context import DeskOf
from console.desk.county_reading import read_sheet
from console.desk.language import translated as _
from console.desk.pack_file import pack_answer
from console.desk.paper_desk import DOCX, file_answer, papers_of
from console.desk.photos import read_photo
from console.desk.security.access import OF_BUREAU, ActorOf, allow
from console.documents.county_papers import letter_of_row
from console.documents.letter_making import make_letter, render_letter
from console.documents.letters import LetterFacts
from console.documents.move_papers import is_designated
from console.documents.pack import make_pack, paper_name, safe_name
from leads_db.errors import DocumentError, EvidenceError, NotFound
from leads_db.paper_file import read_paper_bytes
from leads_db.records.handling import DispatchKind
from leads_db.records.paper import PaperKind
from leads_db.store.county_views import COUNTY, CountyRow, owns_dispatch, read_county_row
from leads_db.store.engine import reading
from leads_db.store.papers import PaperFilter, read_paper, read_papers

router = APIRouter(prefix="/county", dependencies=[allow(*OF_BUREAU)])


LETTERS = (PaperKind.TRANSFER_LETTER, PaperKind.ASSIGNMENT, PaperKind.ASSISTANCE_LETTER)


class BureauForm(StrEnum):
    """Forms that the host bureau fills in and signs."""

    SOURCE = PaperKind.SOURCE_FORM.value
    FEEDBACK = PaperKind.FEEDBACK_FORM.value
    EXTRACTION = PaperKind.EXTRACTION_RECORD.value
    CRIMINAL = PaperKind.CRIMINAL_TRANSFER.value


@router.get("/lead/{uid}/letter.docx")
def letter_file(desk: DeskOf, actor: ActorOf, uid: str) -> Response:
    """The letter as it was issued; where none was kept, made again of its facts."""
    with reading(desk.engine) as connection:
        row = read_county_row(connection, uid, actor)
        wanted = PaperFilter(subjects=(row.batch,), kinds=LETTERS)
        kept = read_papers(connection, wanted, limit=1)
    name = f"{safe_name(row.letter_number)}.docx"
    if kept:
        return file_answer(read_paper_bytes(desk.settings.papers_folder, kept[0]), name)
    return file_answer(render_letter(_letter(row), desk.settings), name)


@router.get("/lead/{uid}/forms/{kind}.docx")
def form_file(desk: DeskOf, actor: ActorOf, uid: str, kind: BureauForm) -> Response:
    """A form with what is known now, to be completed and signed on paper; only for the host."""
    with reading(desk.engine) as connection:
        row = _hosted(read_county_row(connection, uid, actor))
        letter = make_letter(
            connection,
            papers_of(desk),
            PaperKind(kind.value),
            [row.lead],
            actor,
            at=desk.clock(),
            host=actor.bureau or "",
        )
    return file_answer(render_letter(letter, desk.settings), paper_name(letter))


@router.get("/lead/{uid}/papers.zip")
def papers_file(desk: DeskOf, actor: ActorOf, uid: str) -> Response:
    """全部打印: the letter, its enclosures and the forms to fill in."""
    with reading(desk.engine) as connection:
        row = read_county_row(connection, uid, actor)
    if row.kind is DispatchKind.ASSISTANCE:
        raise NotFound(f"papers of {uid[:40]}")
    body = make_pack(_letter(row), desk.settings)
    return file_answer(body, f"全部文书-{safe_name(row.letter_number)}.zip", "application/zip")


@router.get("/lead/{uid}/evidence.zip")
def evidence_file(desk: DeskOf, actor: ActorOf, uid: str) -> Response:
    """The evidence pack; the same bytes each time, so that a broken download goes on where it stopped."""
    with reading(desk.engine) as connection:
        row = read_county_row(connection, uid, actor)
    try:
        return pack_answer(desk, row)
    except EvidenceError:
        told = _("证据包读不出或与封存时不一致，没有下载。请点“校验”，系统会告知保护中心。")
        return see_other(f"/county/lead/{uid}", told=told, kind="bad")


@router.get("/lead/{uid}/photos/{name}")
def photo_file(desk: DeskOf, actor: ActorOf, uid: str, name: str) -> Response:
    """A photo that the bureau itself put in."""
    with reading(desk.engine) as connection:
        sheet = read_sheet(connection, desk, uid, actor)
    if name not in sheet.photos:
        raise NotFound("photo")
    body, media_type = read_photo(desk.settings, name, is_practice=sheet.row.is_practice)
    return Response(body, media_type=media_type, headers={"Content-Disposition": f'inline; filename="{name}"'})


@router.get("/papers/{uid}.docx", dependencies=[allow(*COUNTY)])
def own_paper(desk: DeskOf, actor: ActorOf, uid: str) -> Response:
    """A receipt or return form of the bureau, or a reminder or designation that went to it, as it was kept."""
    with reading(desk.engine) as connection:
        paper = read_paper(connection, uid)
        mine = owns_dispatch(connection, paper.subject, actor) or is_designated(connection, paper, actor.bureau)
        if not mine:
            raise NotFound(f"paper {uid[:30]}")
    body = read_paper_bytes(desk.settings.papers_folder, paper)
    return file_answer(body, f"{safe_name(paper.title)}-{uid[:6]}.docx", DOCX)


def _hosted(row: CountyRow) -> CountyRow:
    if not row.is_host:
        raise NotFound(f"dispatch {row.uid}")
    return row


def _letter(row: CountyRow) -> LetterFacts:
    try:
        return letter_of_row(row)
    except DocumentError as fault:
        raise NotFound(f"letter of {row.uid}") from fault
