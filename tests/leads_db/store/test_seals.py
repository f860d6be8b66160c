"""A seal fixes what was kept; a pack can be checked without this program; whatever is changed is named."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawlers.capture import Capture
from leads_db.errors import DigestMismatch, EvidenceMissing, NotFound
from leads_db.evidence_pack.writing import page_text, write_pack
from leads_db.records import Harvest, Outcome, Sighting, Trigger
from leads_db.records.account import CENTRE, Actor
from leads_db.records.seal import Seal
from leads_db.store.engine import reading, writing
from leads_db.store.harvests import save_harvest
from leads_db.store.readiness import Gap, find_gaps
from leads_db.store.runs import save_new_run
from leads_db.store.seals import read_kept_pages, read_seals, seal_lead, verify_seal
from tests.factories import NOON, assessment, listing
from tests.leads_db.store.handled import REVIEWER

NUMBER = "GI-benxi-20261120-0001"
PAGES = ("<html><head><script>no()</script></head><body><p>桓仁大米</p> <b>5kg</b>", "{}")


@pytest.fixture
def folder(engine: Engine, tmp_path: Path) -> Path:
    """A lead with two kept pages; the evidence folder."""
    capture = Capture(tmp_path / "evidence", "test", is_practice=False)
    heads = [("Content-Type", "text/html; charset=utf-8")]
    kept = [
        capture.keep(f"http://127.0.0.1/{place}", 200, heads, body.encode(), NOON) for place, body in enumerate(PAGES)
    ]
    capture.close()
    seen = tuple(
        Sighting(listing=listing(str(place)), source="test", evidence_digest=page.digest)
        for place, page in enumerate(kept)
    )
    with writing(engine) as connection:
        save_new_run(connection, source="test", trigger=Trigger.ON_DEMAND, requested_by="test", now=NOON)
    judged = tuple(assessment(one.listing) for one in seen)
    harvest = Harvest(run_id=1, unit=None, outcome=Outcome.OK, sightings=seen, assessments=judged, evidence=tuple(kept))
    save_harvest(engine, harvest, now=NOON, city_of=lambda _: "benxi")
    return tmp_path / "evidence"


def make(engine: Engine, folder: Path) -> Seal:
    with writing(engine) as connection:
        return seal_lead(connection, NUMBER, folder, REVIEWER, NOON)


def unpack(engine: Engine, folder: Path, to: Path) -> Seal:
    seal = make(engine, folder)
    target = io.BytesIO()
    with reading(engine) as connection:
        write_pack(target, seal, read_kept_pages(connection, seal), folder)
    with zipfile.ZipFile(target) as pack:
        assert {one.compress_type for one in pack.infolist()} == {zipfile.ZIP_STORED}
        for name in pack.namelist():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).write_bytes(pack.read(name))
    return seal


def check(to: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-I", str(to / "verify.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env={"PYTHONUTF8": "1"})
    return done.returncode, done.stdout


def test_a_seal_lists_every_kept_page_and_holds(engine: Engine, folder: Path) -> None:
    seal = make(engine, folder)
    assert (seal.name, len(seal.pages)) == (f"EV-{NUMBER}-01", 2)
    assert json.loads(seal.manifest)["seller"] == "某某粮油店"
    with reading(engine) as connection:
        assert verify_seal(connection, seal.name, folder).holds
        assert read_seals(connection, NUMBER, REVIEWER) == (seal,)
        assert read_seals(connection, NUMBER, Actor(name="x", roles=CENTRE, cities=("jiaozuo",))) == ()
        assert Gap.SEAL not in find_gaps(connection, [NUMBER])[NUMBER]
    assert make(engine, folder).name == f"EV-{NUMBER}-02"


def test_others_cannot_seal(engine: Engine, folder: Path) -> None:
    other = Actor(name="x", roles=CENTRE, cities=("jiaozuo",))
    with pytest.raises(NotFound), writing(engine) as connection:
        seal_lead(connection, NUMBER, folder, other, NOON)


def damage(folder: Path, place: int) -> None:
    path = next(folder.rglob("*.warc.gz"))
    raw = bytearray(path.read_bytes())
    raw[place] ^= 0xFF
    path.write_bytes(raw)


def test_what_is_damaged_is_not_sealed_and_what_was_sealed_is_named(engine: Engine, folder: Path) -> None:
    seal = make(engine, folder)
    damage(folder, -20)
    with pytest.raises(DigestMismatch):
        make(engine, folder)
    with reading(engine) as connection:
        found = verify_seal(connection, seal.name, folder)
        assert (found.holds, list(found.faults.values())) == (False, ["DigestMismatch"])
        with pytest.raises(DigestMismatch):
            write_pack(io.BytesIO(), seal, read_kept_pages(connection, seal), folder)


def test_a_lead_without_kept_pages_is_not_sealed(engine: Engine, folder: Path) -> None:
    next(folder.rglob("*.warc.gz")).unlink()
    with pytest.raises(EvidenceMissing):
        make(engine, folder)
    with reading(engine) as connection:
        assert read_seals(connection, NUMBER, REVIEWER) == ()


def test_a_pack_is_checked_without_this_program(engine: Engine, folder: Path, tmp_path: Path) -> None:
    seal = unpack(engine, folder, tmp_path / "pack")
    names = sorted(path.relative_to(tmp_path / "pack").as_posix() for path in (tmp_path / "pack").rglob("*.*"))
    assert [name for name in names if "/" not in name] == ["manifest.json", "verify.py", "说明.txt"]
    assert check(tmp_path / "pack", seal.manifest_digest)[0] == 0
    code, told = check(tmp_path / "pack", "0" * 64)
    assert (code, "来文" in told) == (1, True)
    assert seal.manifest_digest in (tmp_path / "pack" / "说明.txt").read_text("utf-8-sig")


@pytest.mark.parametrize("what", ["page", "cut", "gone", "more", "manifest"])
def test_whatever_is_changed_in_a_pack_is_found(engine: Engine, folder: Path, tmp_path: Path, what: str) -> None:
    pack = tmp_path / "pack"
    seal = unpack(engine, folder, pack)
    page = sorted((pack / "pages").iterdir())[0]
    raw = page.read_bytes()
    changes = {
        "page": lambda: page.write_bytes(raw[:-12] + b"x" + raw[-11:]),
        "cut": lambda: page.write_bytes(raw[: len(raw) // 2]),
        "gone": page.unlink,
        "more": lambda: (pack / "pages" / "999.warc.gz").write_bytes(raw),
        "manifest": lambda: (pack / "manifest.json").write_text(seal.manifest.replace("某某", "别家"), "utf-8"),
    }
    changes[what]()
    assert check(pack, seal.manifest_digest)[0] == 1


def test_the_same_seal_gives_the_same_pack(engine: Engine, folder: Path) -> None:
    seal = make(engine, folder)
    first, second = io.BytesIO(), io.BytesIO()
    with reading(engine) as connection:
        for target in (first, second):
            write_pack(target, seal, read_kept_pages(connection, seal), folder)
    assert first.getvalue() == second.getvalue()


def test_the_text_of_a_page_has_no_script() -> None:
    assert page_text(PAGES[0].encode()) == "桓仁大米\n5kg"
    assert page_text(b"") == ""
    assert page_text("<p>国标".encode("gbk"), "text/html; charset=gb2312") == "国标"
