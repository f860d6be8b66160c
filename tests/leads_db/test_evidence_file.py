from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.capture import Capture
from leads_db.errors import DigestMismatch, EvidenceMissing
from leads_db.evidence_file import read_evidence
from leads_db.records import Evidence

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
BODY = "<title>桓仁大米</title>".encode() * 50


@pytest.fixture
def kept(tmp_path: Path) -> Evidence:
    capture = Capture(tmp_path, "shop-run1", is_practice=False)
    capture.keep("http://a.example/1", 200, [("Content-Type", "text/html")], b"first", NOW)
    evidence = capture.keep("http://a.example/2", 404, [("Content-Type", "text/html"), ("X-Two", "2")], BODY, NOW)
    capture.keep("http://a.example/3", 200, [], b"", NOW)
    capture.close()
    return evidence


def test_a_kept_page_comes_back_as_it_was(tmp_path: Path, kept: Evidence) -> None:
    page = read_evidence(tmp_path, kept)
    assert (page.url, page.http_status, page.body) == ("http://a.example/2", 404, BODY)
    assert page.headers["x-two"] == "2"


def test_a_file_that_is_gone_is_missing(tmp_path: Path, kept: Evidence) -> None:
    (tmp_path / kept.warc_file).unlink()
    with pytest.raises(EvidenceMissing):
        read_evidence(tmp_path, kept)


@pytest.mark.parametrize("name", ["../outside.warc.gz", "/etc/hostname"])
def test_nothing_outside_the_folder_is_read(tmp_path: Path, kept: Evidence, name: str) -> None:
    (tmp_path.parent / "outside.warc.gz").write_bytes((tmp_path / kept.warc_file).read_bytes())
    with pytest.raises(EvidenceMissing):
        read_evidence(tmp_path, replace(kept, warc_file=name))


def test_another_digest_is_a_mismatch(tmp_path: Path, kept: Evidence) -> None:
    with pytest.raises(DigestMismatch):
        read_evidence(tmp_path, replace(kept, digest="0" * 64))


def test_every_changed_byte_of_the_record_is_noticed_or_harmless(tmp_path: Path, kept: Evidence) -> None:
    path = tmp_path / kept.warc_file
    whole = path.read_bytes()
    noticed = 0
    for at in range(kept.warc_offset, kept.warc_offset + kept.warc_length):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            assert read_evidence(tmp_path, kept).body == BODY
        except DigestMismatch:
            noticed += 1
    assert noticed > kept.warc_length // 2


@pytest.mark.parametrize("left", [0, 1, 10, 100])
def test_a_record_cut_short_is_a_mismatch(tmp_path: Path, kept: Evidence, left: int) -> None:
    path = tmp_path / kept.warc_file
    path.write_bytes(path.read_bytes()[: kept.warc_offset + left])
    with pytest.raises(DigestMismatch):
        read_evidence(tmp_path, kept)
