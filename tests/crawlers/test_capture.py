import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.capture import Capture
from leads_db.errors import StoreFull
from leads_db.evidence_file import read_evidence
from leads_db.records import Evidence

NOW = datetime(2026, 11, 20, 4, 0, 30, tzinfo=UTC)


def keep(capture: Capture, number: int = 1, body: bytes = b"<p>x</p>") -> Evidence:
    return capture.keep(f"http://a.example/{number}", 200, [("Content-Type", "text/html; charset=gbk")], body, NOW)


def test_a_record_names_address_time_and_digest(tmp_path: Path) -> None:
    capture = Capture(tmp_path, "shop", is_practice=False)
    evidence = keep(capture)
    capture.close()
    with (tmp_path / evidence.warc_file).open("rb") as file:
        record = next(iter(ArchiveIterator(file, check_digests="raise")))
        assert record.rec_headers["WARC-Target-URI"] == "http://a.example/1"
        assert record.rec_headers["WARC-Date"] == "2026-11-20T04:00:30Z"
        assert record.rec_headers["WARC-Payload-Digest"] == f"sha256:{evidence.digest}"
    assert evidence.media_type == "text/html"


def test_what_is_kept_already_is_not_written_again(tmp_path: Path) -> None:
    known: dict[tuple[str, str], Evidence] = {}
    capture = Capture(tmp_path, "shop", is_practice=False, find_kept=lambda digest, url: known.get((digest, url)))
    first = keep(capture)
    known[first.digest, first.url] = first
    assert keep(capture) == first
    other_address, other_bytes = keep(capture, 2), keep(capture, 1, b"<p>y</p>")
    assert first.warc_offset < other_address.warc_offset < other_bytes.warc_offset
    capture.close()


def test_cookies_are_not_kept(tmp_path: Path) -> None:
    capture = Capture(tmp_path, "shop", is_practice=False)
    evidence = capture.keep("http://a.example/", 200, [("Set-Cookie", "id=secret-7"), ("Server", "s")], b"x", NOW)
    capture.close()
    raw = gzip.decompress((tmp_path / evidence.warc_file).read_bytes())
    assert b"secret-7" not in raw
    assert b"Server: s" in raw


def test_practice_pages_lie_in_a_folder_of_their_own(tmp_path: Path) -> None:
    capture = Capture(tmp_path, "practice-ld", is_practice=True)
    assert keep(capture).warc_file.startswith("practice/2026/11/practice-ld-")
    capture.close()


def test_no_file_is_made_for_nothing(tmp_path: Path) -> None:
    Capture(tmp_path, "shop", is_practice=False).close()
    assert list(tmp_path.rglob("*")) == []


def test_a_full_file_is_followed_by_another(tmp_path: Path) -> None:
    capture = Capture(tmp_path, "shop", is_practice=False, rotate_bytes=1_000)
    kept = [keep(capture, number, os.urandom(700)) for number in range(4)]
    capture.close()
    assert len({evidence.warc_file for evidence in kept}) > 1
    assert [read_evidence(tmp_path, evidence).url[-1] for evidence in kept] == ["0", "1", "2", "3"]


def test_synced_records_survive_a_torn_tail_and_a_restart(tmp_path: Path) -> None:
    dead = Capture(tmp_path, "shop", is_practice=False)
    first = keep(dead, 1)
    dead.sync()
    path = tmp_path / first.warc_file
    with path.open("ab") as torn:
        torn.write(b"\x1f\x8b\x08\x00torn")
    heir = Capture(tmp_path, "shop", is_practice=False)
    second = keep(heir, 2)
    heir.close()
    dead.close()
    assert second.warc_file != first.warc_file
    assert read_evidence(tmp_path, first).url == "http://a.example/1"


def test_sync_puts_the_bytes_into_the_file(tmp_path: Path) -> None:
    capture = Capture(tmp_path, "shop", is_practice=False)
    evidence = keep(capture)
    capture.sync()
    assert (tmp_path / evidence.warc_file).stat().st_size == evidence.warc_offset + evidence.warc_length
    assert read_evidence(tmp_path, evidence).body == b"<p>x</p>"
    capture.close()


def test_a_disk_that_takes_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "2026").write_text("in the way")
    with pytest.raises(StoreFull):
        keep(Capture(tmp_path, "shop", is_practice=False))
