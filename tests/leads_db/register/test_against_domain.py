"""The packaged register says what the domain files say: values, dates and sources, with nothing unknown made known."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from leads_db.register import Register, load_register

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def read(shared: Path, name: str) -> Any:
    return yaml.safe_load((shared / "domain" / f"{name}.yaml").read_text(encoding="utf-8"))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def test_local_indications(register: Register, shared: Path) -> None:
    for fact in read(shared, "gi_registry")["local"]:
        item = register.indications[fact["id"]]
        assert (item.name, item.city, item.home_bureau) == (fact["name"], fact["city"], fact["home_bureau"])
        assert list(item.area.codes) == fact["origin"]["counties"]
        assert item.area.source == fact["origin"]["src"]
        assert dict(item.certainty) == fact["certainty"]
        assert set(fact["english"]) <= {form.text for form in item.names}


def test_rights_keep_their_source_and_what_is_not_established_stays_missing(register: Register, shared: Path) -> None:
    for fact in read(shared, "gi_registry")["local"]:
        rights = {(right.kind, right.source): right for right in register.indications[fact["id"]].protections}
        for stated in fact["protections"]:
            right = rights[stated["kind"], stated["src"]]
            assert right.number == (str(stated["number"]) if stated.get("number") else None)
            if not stated.get("year") and not stated.get("from"):
                assert right.from_on is None


def test_prices_keep_their_marks_of_memory(register: Register, shared: Path) -> None:
    for fact in read(shared, "gi_registry")["local"]:
        price, stated = register.indications[fact["id"]].price, fact["price_per_kg"]
        assert price is not None
        assert (price.low_cny, price.high_cny) == (Decimal(str(stated["low"])), Decimal(str(stated["high"])))
        assert price.source == stated["src"]


def test_national_indications_keep_their_rights_and_marks(register: Register, shared: Path) -> None:
    for fact in read(shared, "gi_registry")["national"]:
        rights = register.indications[fact["id"]].protections
        assert {right.kind for right in rights} == set(fact["kinds"])
        numbers = {mark["no"] for mark in fact.get("marks", ()) if mark.get("no")}
        assert numbers <= {right.number for right in rights}


def test_candidates_are_the_unverified_ones(register: Register, shared: Path) -> None:
    facts = read(shared, "gi_registry")["candidates_unverified"]
    assert [(item.name, item.city, item.source) for item in register.candidates] == [
        (fact["name"], fact["city"], fact["src"]) for fact in facts
    ]


def test_grounds_are_in_force_on_the_days_that_were_seen(register: Register, shared: Path) -> None:
    for fact in read(shared, "legal_grounds")["grounds"]:
        ground = register.grounds[fact["id"]]
        assert (ground.from_on, ground.to_on) == (day(fact["from"]), day(fact["to"])), fact["id"]
        acts = {act.code: act.text for act in ground.acts}
        stated = {str(act["code"]): act["act"] for act in fact["acts"] if ".." not in str(act["code"])}
        assert stated.items() <= acts.items(), fact["id"]


def test_platforms_and_bureaus_are_carried_over(register: Register, shared: Path) -> None:
    for fact in read(shared, "platforms")["platforms"]:
        platform = register.platforms[fact["id"]]
        assert (platform.name, platform.kind) == (fact["name"], fact["kind"])
    for city in read(shared, "regions")["cities"]:
        for fact in city["bureaus"]:
            bureau = register.bureaus[fact["id"]]
            stated = (fact["name"], fact["code"], fact["level"], fact["official"], fact["src"])
            assert (bureau.name, bureau.code, bureau.level, bureau.official, bureau.source) == stated
