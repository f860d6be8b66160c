"""The evidence pack of a sending as a download, for the desk and for other systems alike."""

import secrets
from pathlib import Path

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from console.desk.context import Desk
from console.documents.pack import safe_name
from leads_db.errors import EvidenceError, NotFound, StoreFull
from leads_db.evidence_pack.writing import write_pack
from leads_db.records.handling import DispatchKind
from leads_db.store.county_views import CountyRow
from leads_db.store.engine import reading
from leads_db.store.seals import read_kept_pages, read_seal


def pack_answer(desk: Desk, row: CountyRow) -> FileResponse:
    """The same bytes each time, so that a broken download goes on where it stopped.

    Raises NotFound where nothing was sealed, EvidenceError for pages that are not what was sealed, StoreFull.
    """
    if not row.seal or row.kind is DispatchKind.ASSISTANCE:
        raise NotFound(f"seal of {row.uid}")
    with reading(desk.engine) as connection:
        seal = read_seal(connection, row.seal)
        kept = read_kept_pages(connection, seal)
    path = _temporary(desk.settings.home)
    try:
        with path.open("xb") as target:
            write_pack(target, seal, kept, desk.settings.evidence_folder)
    except OSError as fault:
        path.unlink(missing_ok=True)
        raise StoreFull(f"packs: {fault.strerror}") from fault
    except EvidenceError:
        path.unlink(missing_ok=True)
        raise
    forget = BackgroundTask(path.unlink, missing_ok=True)
    answer = FileResponse(path, media_type="application/zip", filename=f"{safe_name(row.seal)}.zip", background=forget)
    answer.headers["ETag"] = f'"{seal.manifest_digest}"'
    return answer


def _temporary(home: Path) -> Path:
    folder = home / "packs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{secrets.token_hex(12)}.zip"
