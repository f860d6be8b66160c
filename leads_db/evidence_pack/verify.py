"""Check this evidence pack. Needs nothing but Python 3:  python3 verify.py [sha256 of manifest.json from the letter]

Run it in the unpacked folder. Exit code 0: every page is what was sealed; 1: something is missing or was changed.
"""

import gzip
import hashlib
import json
import sys
import zlib
from pathlib import Path
from typing import Any


def say(*words: str) -> None:
    """One line of the report."""
    sys.stdout.write(" ".join(words) + "\n")


def sha256(data: bytes) -> str:
    """64 hex characters."""
    return hashlib.sha256(data).hexdigest()


def body_of(record: bytes) -> bytes:
    """The bytes that the server sent as body, out of one WARC record."""
    head, _, rest = gzip.decompress(record).partition(b"\r\n\r\n")
    sizes = [line.split(b":", 1)[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return rest[: int(sizes[0])].partition(b"\r\n\r\n")[2]


def check_page(folder: Path, page: dict[str, Any]) -> str:
    """What is wrong with one page; empty when nothing is."""
    path = folder / page["file"]
    if not path.is_file():
        return "缺失 missing"
    record = path.read_bytes()
    if sha256(record) != page["record_sha256"]:
        return "记录已变 record changed"
    try:
        body = body_of(record)
    except (OSError, EOFError, ValueError, IndexError, zlib.error):
        return "记录损坏 record damaged"
    return "" if sha256(body) == page["sha256"] else "页面已变 page changed"


def main() -> int:
    """Print one line a page; the exit code."""
    folder = Path(__file__).resolve().parent
    text = (folder / "manifest.json").read_bytes()
    say("manifest.json sha256", sha256(text))
    wrong = len(sys.argv) > 1 and sys.argv[1].strip().lower() != sha256(text)
    if wrong:
        say("✕ manifest.json 与来文所列校验值不一致 differs from the letter")
    pages = json.loads(text)["pages"]
    for page in pages:
        fault = check_page(folder, page)
        wrong = wrong or bool(fault)
        say("✕" if fault else "✓", page["file"], page["url"], fault)
    named = {page["file"] for page in pages}
    for path in sorted((folder / "pages").iterdir()):
        if f"pages/{path.name}" not in named:
            wrong = True
            say("✕", path.name, "多出 not in the manifest")
    say("未通过 FAILED" if wrong else "通过 OK")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
