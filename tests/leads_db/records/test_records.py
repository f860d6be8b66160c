"""Records are frozen, need nothing but the standard library, and know themselves by the fewest stable facts."""

import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, is_dataclass
from enum import StrEnum

import pytest

import leads_db.records
from leads_db.records import PRACTICE, Mention, Outcome, RunState, listing_key
from tests.factories import listing

KINDS = [getattr(leads_db.records, name) for name in leads_db.records.__all__]
RECORDS = [kind for kind in KINDS if is_dataclass(kind)]


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_is_frozen_named_and_slotted(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert all(item.kw_only for item in fields(kind))
    assert "__slots__" in vars(kind)
    assert kind.__doc__


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        listing().title = "另一个"  # type: ignore[misc]


def test_records_import_the_standard_library_only() -> None:
    program = "import sys; import leads_db.records; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True).stdout
    names = {name.split(".")[0] for name in loaded.split() if not name.startswith("_")}
    assert names - set(sys.stdlib_module_names) == {"leads_db"}


def test_a_listing_is_known_by_platform_and_item_whatever_its_title() -> None:
    assert listing("1", title="甲").key == listing("1", title="乙").key
    assert listing("1").key != listing("2").key != listing("2", platform="jd").key
    assert listing_key("taobao", "\ud800") != listing_key("taobao", "\ud801")


def test_keys_never_change() -> None:
    assert listing("1").key == "602322d8a2c9c7f594b2faf429deacaf"
    assert Mention(platform="weibo", post_id="1", title=None, text="").key == listing_key("weibo", "1")


def test_practice_is_marked_by_its_platform() -> None:
    assert listing(platform=PRACTICE).is_practice
    assert not listing().is_practice


@pytest.mark.parametrize("kind", [kind for kind in KINDS if isinstance(kind, type) and issubclass(kind, StrEnum)])
def test_values_are_lower_case_words_that_stay_short(kind: type[StrEnum]) -> None:
    assert all(item.value == item.name.lower() and len(item.value) <= 30 for item in kind)


def test_only_an_answer_counts_as_seen_and_a_refusal_stops_the_source() -> None:
    assert {item for item in Outcome if item.is_seen} == {Outcome.OK, Outcome.EMPTY, Outcome.PARTIAL}
    assert not any(item.is_seen and item.stops_source for item in Outcome)
    assert {item for item in Outcome if not item.is_seen and not item.stops_source} == {
        Outcome.NOT_FOUND,
        Outcome.SCHEMA_CHANGED,
        Outcome.TRANSPORT_ERROR,
    }


def test_a_run_is_over_or_goes_on() -> None:
    assert {state for state in RunState if not state.is_over} == {RunState.QUEUED, RunState.RUNNING, RunState.PAUSED}
