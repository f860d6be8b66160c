"""The glossary names every record and every value, in the Chinese that the desk prints."""

import re
from dataclasses import fields
from enum import StrEnum

import pytest
from sqlalchemy import Engine

import leads_db.records
from console import clock_words, opinion_words, words
from console.desk import account_words
from console.documents import forms
from leads_db.records import Act, BreakerState, FindingState, Listing, Outcome, RunState, Trigger, UnitState, Verdict
from leads_db.records.clock import ClockState, LimitKind, LimitUnit
from leads_db.records.notice import NoticeKind, SendingState
from leads_db.records.opinion import AlertState, CandidateState, FoldKind, Level, Sentiment, Topic
from leads_db.records.paper import PaperKind
from leads_db.store.due_runs import DueState
from leads_db.store.engine import reading
from leads_db.store.rechecks import RecheckState
from leads_db.store.runs import count_run
from pipelines.facts.claim_kind import ClaimKind
from pipelines.facts.name_role import Role
from pipelines.names.hit import NameKind
from tests.structure.project_files import ROOT

TEXT = (ROOT / "leads_db" / "GLOSSARY.md").read_text("utf-8")
TABLES: dict[type[StrEnum], dict[object, str]] = {
    Verdict: words.VERDICTS,
    Act: words.ACTS,
    FindingState: words.FINDING_STATES,
    Outcome: words.OUTCOMES,
    RunState: words.RUN_STATES,
    Trigger: words.TRIGGERS,
    UnitState: words.UNIT_STATES,
    DueState: words.DUE_STATES,
    BreakerState: words.BREAKERS,
    ClockState: clock_words.CLOCK_STATES,
    LimitKind: clock_words.LIMIT_KINDS,
    LimitUnit: clock_words.LIMIT_UNITS,
    NoticeKind: clock_words.NOTICE_KINDS,
    SendingState: clock_words.SENDING_STATES,
    RecheckState: clock_words.RECHECK_STATES,
    Topic: opinion_words.TOPICS,
    Sentiment: opinion_words.SENTIMENTS,
    Level: opinion_words.LEVELS,
    AlertState: opinion_words.ALERT_STATES,
    FoldKind: opinion_words.FOLD_KINDS,
    CandidateState: opinion_words.CANDIDATE_STATES,
    PaperKind: forms.TITLES,
}  # type: ignore[assignment]
CLASSES = [name for name in leads_db.records.__all__ if isinstance(getattr(leads_db.records, name), type)]


@pytest.mark.parametrize("name", CLASSES)
def test_every_record_is_named(name: str) -> None:
    assert f"`{name}`" in TEXT


def test_every_enumeration_of_the_records_has_a_table() -> None:
    kinds = {getattr(leads_db.records, name) for name in CLASSES}
    assert {kind for kind in kinds if issubclass(kind, StrEnum)} <= set(TABLES)


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_every_value_stands_with_the_word_that_the_desk_prints(kind: type[StrEnum]) -> None:
    section = re.search(rf"^## `{kind.__name__}`.*?(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert section, f"no section for {kind.__name__}"
    rows = dict(re.findall(r"^\| (\S[^|]*?) \| `([^`]+)` \|", section[0], re.MULTILINE))
    assert {value: word for word, value in rows.items()} == {item.value: TABLES[kind][item] for item in kind}


def test_every_role_of_an_account_stands_with_its_word() -> None:
    section = TEXT[TEXT.index("## Who acts: `account.Role`") :]
    rows = dict(re.findall(r"^\| (\S[^|]*?) \| `([^`]+)` \|", section, re.MULTILINE))
    assert rows == {word: role.value for role, word in account_words.ROLES.items()}


@pytest.mark.parametrize("kind", [NameKind, Role, ClaimKind], ids=lambda kind: kind.__name__)
def test_every_value_that_the_judgement_reads_stands_in_the_glossary(kind: type[StrEnum]) -> None:
    section = re.search(rf"^## `{kind.__name__}`.*?(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert section, f"no section for {kind.__name__}"
    assert set(re.findall(r"^\| \S[^|]* \| `([^`]+)` \|", section[0], re.MULTILINE)) == {item.value for item in kind}


def test_every_count_of_a_run_has_a_word(engine: Engine) -> None:
    with reading(engine) as connection:
        assert set(words.RUN_COUNTS) == set(count_run(connection, 1))


def test_every_text_field_of_a_listing_has_a_word() -> None:
    from console.desk.highlight import PLAIN_FIELDS

    assert {"title", "price_cny", *PLAIN_FIELDS} <= set(words.FIELDS)
    assert set(words.FIELDS) <= {field.name for field in fields(Listing)}


def test_every_verdict_has_route_and_sign() -> None:
    assert set(words.VERDICT_ROUTES) == set(words.VERDICT_SIGNS) == set(Verdict)
