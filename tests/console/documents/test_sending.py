"""A lead sent with its letter: made from the store, kept, corrected, packed, fetched by command."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Connection, Engine

from console.documents.issuing import issue_letter
from console.documents.letter_making import Desk, letter_of, make_letter, open_papers, render_letter
from console.documents.letter_words import STATEMENT
from console.documents.letters import letter_from_mapping
from console.documents.pack import make_pack, safe_name
from console.documents.sending import send_with_letters
from crawlers.capture import Capture
from leads_db.errors import DocumentError, NotFound, NotReady
from leads_db.paper_file import read_paper_bytes
from leads_db.records import Act, GroundRef, Harvest, Outcome, Sighting, Trigger
from leads_db.records.account import Actor, Role
from leads_db.records.handling import Move
from leads_db.records.paper import PaperKind
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.handling import move_lead
from leads_db.store.harvests import save_harvest
from leads_db.store.papers import PaperFilter, read_papers
from leads_db.store.runs import save_new_run
from leads_db.store.seals import seal_lead
from tests.console.documents.reopened import text_of
from tests.factories import NOON, assessment, finding, listing
from tests.leads_db.store.handled import APPROVER, FACTS, OFFICER, REVIEWER

ONE = "GI-benxi-20261120-0001"
TRADEMARK = GroundRef(ground="TM19-57:57-2", instrument="商标法", article="第五十七条第（二）项", confirmed=True)
READY = {"subject": 0.8, "jurisdiction": 1.0}
K = PaperKind


@pytest.fixture
def desk(settings: Settings) -> Desk:
    return open_papers(settings)


@pytest.fixture(autouse=True)
def _approved(engine: Engine, settings: Settings) -> None:
    """One lead with a kept page, sealed, confirmed, approved."""
    with writing(engine) as connection:
        save_new_run(connection, source="test", trigger=Trigger.ON_DEMAND, requested_by="test", now=NOON)
    capture = Capture(settings.evidence_folder, "test", is_practice=False)
    kept = capture.keep("http://127.0.0.1/1", 200, [("Content-Type", "text/html")], b"<p>x", NOON)
    capture.close()
    seen = listing("1", url="https://item.example.com/1", operator_name="某某<b>米业", price_raw="39.90元")
    law = finding(grounds=(TRADEMARK,))
    judged = assessment(seen, readiness=READY, acts=(Act.FALSE_ORIGIN,), findings=(law,), missing=("生产者",))
    sighting = Sighting(listing=seen, source="test", evidence_digest=kept.digest)
    harvest = Harvest(
        run_id=1, unit=None, outcome=Outcome.OK, sightings=(sighting,), assessments=(judged,), evidence=(kept,)
    )
    save_harvest(engine, harvest, now=NOON, city_of=lambda _: "benxi")
    with writing(engine) as connection:
        seal_lead(connection, ONE, settings.evidence_folder, REVIEWER, NOON)
        move_lead(connection, ONE, Move.CONFIRM, REVIEWER, at=NOON)
        move_lead(connection, ONE, Move.APPROVE, APPROVER, at=NOON, facts={"host": "huanren"})


@pytest.fixture
def sending(engine: Engine) -> Iterator[Connection]:
    with writing(engine) as connection:
        yield connection


def test_a_sent_letter_is_numbered_kept_and_never_changes(engine: Engine, desk: Desk, settings: Settings) -> None:
    with writing(engine) as connection:
        sent, papers = send_with_letters(connection, desk, [ONE], APPROVER, at=NOON)
    assert [(paper.number, paper.subject) for paper in papers] == [("本市监线移〔2026〕1号", sent[0].batch)]
    content = read_paper_bytes(settings.papers_folder, papers[0])
    text = text_of(content)
    for words in (
        "桓仁满族自治县市场监督管理局：",
        "本市监线移〔2026〕1号",
        "某某<b>米业",
        f"EV-{ONE}-01",
        STATEMENT,
        "疑似伪造产地",
    ):
        assert words in text
    assert "请于2026年12月11日前" in text  # 15 working days after 20 November
    assert render_letter(letter_of(sent[0]), settings) == content
    with reading(engine) as connection:
        assert read_papers(connection, PaperFilter(kinds=(K.TRANSFER_LETTER,)), limit=5) == papers


def test_law_of_the_day_of_the_act_and_what_came_after_are_both_told(sending: Connection, desk: Desk) -> None:
    letter = make_letter(sending, desk, K.TRANSFER_LETTER, [ONE], APPROVER, at=NOON.replace(year=2027))
    lead = letter.leads[0]
    assert [ground.ground for ground in lead.found[0].grounds] == ["TM19-57:57-2"]
    assert [ground.ground.partition(":")[0] for ground in lead.later_grounds] == ["TM26-72"]
    assert lead.missing == ("生产者",)
    assert lead.evidence[0].digest == lead.evidence[0].digest.lower()


def test_what_is_not_ready_is_not_sent_and_leaves_no_paper(engine: Engine, desk: Desk, settings: Settings) -> None:
    def send() -> None:
        with writing(engine) as connection:
            send_with_letters(connection, desk, [ONE], APPROVER, at=NOON)
            raise NotReady(leads=1)

    with pytest.raises(NotReady):
        send()
    with reading(engine) as connection:
        assert read_papers(connection, PaperFilter(), limit=5) == ()


def test_a_correction_is_a_new_paper_with_a_reason(engine: Engine, desk: Desk, settings: Settings) -> None:
    with writing(engine) as connection:
        _, papers = send_with_letters(connection, desk, [ONE], APPROVER, at=NOON)
    old = papers[0]
    letter = letter_from_mapping(old.facts)
    with pytest.raises(DocumentError, match="reason"), writing(engine) as connection:
        issue_letter(connection, desk, letter, APPROVER, at=NOON, supersedes=old.uid)
    with writing(engine) as connection:
        new = issue_letter(connection, desk, letter, APPROVER, at=NOON, supersedes=old.uid, reason="电话有误")
    assert (new.supersedes, new.reason, new.sha256) == (old.uid, "电话有误", old.sha256)
    assert read_paper_bytes(settings.papers_folder, old)


def test_a_draft_is_not_issued(sending: Connection, desk: Desk) -> None:
    assert make_letter(sending, desk, K.CRIMINAL_TRANSFER, [ONE], REVIEWER, at=NOON).is_draft
    letter = make_letter(sending, desk, K.LEAD_FORM, [ONE], REVIEWER, at=NOON, is_draft=True)
    with pytest.raises(DocumentError, match="draft"):
        issue_letter(sending, desk, letter, REVIEWER, at=NOON)


def test_who_does_not_see_the_lead_gets_no_paper(sending: Connection, desk: Desk) -> None:
    stranger = Actor(name="x", roles=frozenset({Role.COUNTY}), bureau="xihu")
    elsewhere = Actor(name="y", roles=frozenset({Role.REVIEWER}), cities=("jiaozuo",))
    for actor in (stranger, elsewhere, OFFICER):  # nothing was sent to the officer's bureau yet
        with pytest.raises(NotFound):
            make_letter(sending, desk, K.LEAD_FORM, [ONE], actor, at=NOON)


def test_the_county_s_forms_tell_what_it_found(engine: Engine, desk: Desk) -> None:
    with writing(engine) as connection:
        send_with_letters(connection, desk, [ONE], APPROVER, at=NOON)
        move_lead(connection, ONE, Move.SIGN, OFFICER, at=NOON)
        for move in (Move.VERIFY, Move.FILE, Move.PUNISH):
            move_lead(connection, ONE, move, OFFICER, at=NOON, facts=FACTS[move])
        letter = make_letter(connection, desk, K.FEEDBACK_FORM, [ONE], OFFICER, at=NOON, host="huanren")
    text = text_of(render_letter(letter, desk.settings))
    told = (
        "本市监线移〔2026〕1号",
        "2026年11月20日",
        "桓市监立〔2026〕1号",
        "甲、乙",
        "桓市监罚〔2026〕1号",
        "桓仁县某街1号",
    )
    assert [word for word in told if word not in text] == []
    assert letter.organ.name == "桓仁满族自治县市场监督管理局"


def test_all_papers_of_a_letter_come_as_one_zip(engine: Engine, desk: Desk, settings: Settings) -> None:
    with writing(engine) as connection:
        sent, _ = send_with_letters(connection, desk, [ONE], APPROVER, at=NOON)
    with ZipFile(BytesIO(make_pack(letter_of(sent[0]), settings))) as package:
        names = package.namelist()
        receipt = text_of(package.read(next(name for name in names if "签收回执" in name)))
    assert names[0] == "01-案件线索移送函-本市监线移〔2026〕1号.docx"
    kinds = [name.split("-")[1] for name in names]
    forms = "、".join(kinds)
    assert (
        forms == "案件线索移送函、线索登记表、证据清单、签收回执、案件来源登记表、线索办理反馈表、电子数据证据提取笔录"
    )
    assert "本市监线移〔2026〕1号" in receipt


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "a/b\\c:d*e?f", "\u202egnp.exe", "CON\x00", "", "…" * 300, "长" * 300]
)
def test_names_of_files_are_names_and_nothing_else(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= 60
    assert Path(name).name == name
    assert not set(name) & set('/\\:*?"<>|.\x00\u202e')
