"""Photos of a check on the spot: capped, looked at for what they really are, kept under their digest."""

import hashlib
import re
import struct
from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import UploadFile

from leads_db.durable_file import write_durably
from leads_db.errors import DigestMismatch, EvidenceMissing, FactsRefused
from leads_db.paper_file import PRACTICE
from leads_db.settings import Settings

MOST = 9
BYTES_MOST = 8 * 1024 * 1024
PIXELS_MOST = 50_000_000
NAME = re.compile(r"([0-9a-f]{64})\.(jpg|png)")
MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png"}
PNG = b"\x89PNG\r\n\x1a\n"
SIZE_MARKS = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


def keep_photos(settings: Settings, uploads: Sequence[UploadFile], *, is_practice: bool) -> tuple[str, ...]:
    """Check all, then write all; their names `<sha256>.jpg`. Raises FactsRefused, StoreFull."""
    given = [upload for upload in uploads if upload.filename]
    if len(given) > MOST:
        raise FactsRefused(fact="photos", most=MOST)
    bodies = [upload.file.read(BYTES_MOST + 1) for upload in given]
    folder = _folder(settings, is_practice)
    return tuple(_keep(folder, body, ending) for body, ending in [(body, _ending(body)) for body in bodies])


def _ending(body: bytes) -> str:
    """Jpg or png by the content, whatever the file was called. Raises FactsRefused."""
    if len(body) > BYTES_MOST:
        raise FactsRefused(fact="photos", most_bytes=BYTES_MOST)
    size = _png_size(body) if body.startswith(PNG) else _jpeg_size(body)
    if size is None or not 0 < size[0] * size[1] <= PIXELS_MOST:
        raise FactsRefused(fact="photos", cause="no whole JPEG or PNG of sensible size")
    return "png" if body.startswith(PNG) else "jpg"


def _png_size(body: bytes) -> tuple[int, int] | None:
    if len(body) < 45 or body[12:16] != b"IHDR" or body[-8:-4] != b"IEND":
        return None
    width, height = struct.unpack(">II", body[16:24])
    return width, height


def _jpeg_size(body: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the frame header; the file must end as one."""
    if not body.startswith(b"\xff\xd8") or b"\xff\xd9" not in body[-64:]:
        return None
    place = 2
    while place + 9 < len(body) and body[place] == 0xFF:
        mark, length = body[place + 1], struct.unpack(">H", body[place + 2 : place + 4])[0]
        if mark in SIZE_MARKS:
            height, width = struct.unpack(">HH", body[place + 5 : place + 9])
            return width, height
        if length < 2:
            return None
        place += 2 + length
    return None


def _folder(settings: Settings, is_practice: bool) -> Path:
    return settings.home / "photos" / (PRACTICE if is_practice else "checked")


def _keep(folder: Path, body: bytes, ending: str) -> str:
    name = f"{hashlib.sha256(body).hexdigest()}.{ending}"
    write_durably(folder / name[:2] / name, body, shelf="photos")
    return name


def read_photo(settings: Settings, name: str, *, is_practice: bool) -> tuple[bytes, str]:
    """The bytes as they came, and their media type. Raises EvidenceMissing, DigestMismatch."""
    found = NAME.fullmatch(name)
    if found is None:
        raise EvidenceMissing("photo: no such name")
    try:
        body = (_folder(settings, is_practice) / name[:2] / name).read_bytes()
    except OSError as fault:
        raise EvidenceMissing(f"photo {name[:12]}: {fault.strerror}") from fault
    if hashlib.sha256(body).hexdigest() != found[1]:
        raise DigestMismatch(f"photo {name[:12]} was changed; restore GI_HOME/photos from the backup")
    return body, MEDIA_TYPES[found[2]]
