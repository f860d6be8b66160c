"""What papers are made with, loaded once for the desk's process."""

from functools import cache
from pathlib import Path
from urllib.parse import quote

from fastapi.responses import Response

from console.desk.context import Desk
from console.documents.letter_making import Desk as PaperDesk
from console.documents.letter_making import open_papers
from leads_db.settings import Settings

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@cache
def _open(home: Path) -> PaperDesk:
    return open_papers(Settings(home=home))


def papers_of(desk: Desk) -> PaperDesk:
    """Registers, organs and templates as they were when the first paper was made. Raises RegisterError."""
    return _open(desk.settings.home)


def file_answer(body: bytes, name: str, media_type: str = DOCX) -> Response:
    """A download under a Chinese name that the server made."""
    ending = name.rsplit(".", 1)[-1]
    headers = {"Content-Disposition": f"attachment; filename=\"paper.{ending}\"; filename*=UTF-8''{quote(name)}"}
    return Response(body, media_type=media_type, headers=headers)
