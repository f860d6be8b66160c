"""What the packaged register holds, and which law holds on which day."""

from datetime import date

import pytest

from leads_db.errors import UnknownReference
from leads_db.records import AuthorisedUser
from leads_db.register import Register, load_register, watch_terms
from leads_db.register.watch import SEARCHED
from tests.leads_db.register.conftest import Edit


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def test_thirteen_local_and_twenty_five_national_indications(register: Register) -> None:
    scopes = [item.scope for item in register.indications.values()]
    assert (scopes.count("local"), scopes.count("national"), len(scopes)) == (13, 25, 38)
    assert (len(register.local(["benxi"])), len(register.local(["jiaozuo"]))) == (5, 8)


def test_candidates_are_shown_but_never_judged(register: Register) -> None:
    names = {form.text for item in register.indications.values() for form in item.names}
    assert len(register.candidates) == 14
    assert not {part for item in register.candidates for part in item.name.split(" / ")} & names


def test_every_fact_has_a_source(register: Register) -> None:
    for item in register.indications.values():
        assert all(form.source for form in item.names), item.slug
        assert all(right.source for right in item.protections), item.slug
        assert item.area.source, item.slug
        assert item.certainty, item.slug
        assert item.price is None or item.price.source, item.slug
    for group in (register.bureaus, register.grounds, register.platforms, register.cities):
        assert all(entry.source for entry in group.values())


def test_both_cities_have_their_bureaus(register: Register) -> None:
    counts = {city.id: len(city.bureaus) for city in register.cities.values()}
    assert counts == {"benxi": 9, "jiaozuo": 13}
    assert {bureau.city for bureau in register.bureaus.values()} == {"benxi", "jiaozuo"}


def test_a_bureau_is_found_by_its_division(register: Register) -> None:
    found = register.bureau_of_code("210522")
    assert found is not None
    assert found.name == "桓仁满族自治县市场监督管理局"
    assert register.bureau_of_code("230184") is None


@pytest.mark.parametrize(
    ("code", "day", "holds"),
    [
        ("TM19-57:57-2", "2026-12-31", "TM19-57:57-2"),
        ("TM19-57:57-2", "2027-01-01", "TM26-72:72-2"),
        ("TM26-72:72-2", "2027-01-01", "TM26-72:72-2"),
        ("TM26-72:72-1", "2026-12-31", "TM19-57:57-1"),
        ("TM19-57:16", "2027-06-01", "TM26-72:23"),
        ("AUCL25-9:9-1", "2025-10-15", "AUCL25-9:9-1"),
        ("AUCL25-9:9-1", "2025-10-14", "AUCL19-8:8-1"),
        ("AUCL19-8:8-1", "2025-10-15", "AUCL25-9:9-1"),
    ],
)
def test_the_law_in_force_on_the_day_is_cited(register: Register, code: str, day: str, holds: str) -> None:
    assert register.ground_ref(code, date.fromisoformat(day)).ground == holds


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("TM99-1:1", "2026-01-01"),
        ("TM19-57:99", "2026-01-01"),
        ("nonsense", "2026-01-01"),
        ("GI80-30:30-1", "2024-01-31"),
    ],
)
def test_what_is_unknown_or_not_in_force_is_never_cited(register: Register, code: str, day: str) -> None:
    with pytest.raises(UnknownReference, match=code.split(":")[0]):
        register.ground_ref(code, date.fromisoformat(day))


def test_every_act_can_be_cited_on_the_last_day_before_and_the_first_day_after_each_switch(register: Register) -> None:
    for ground in register.grounds.values():
        for act in ground.acts if ground.from_on else ():
            ref = register.ground_ref(f"{ground.id}:{act.code}", ground.from_on)
            assert (ref.instrument, ref.article, ref.confirmed) == (ground.instrument, act.article, act.confirmed)


def test_an_act_from_memory_is_marked(register: Register) -> None:
    assert register.ground_ref("GI80-30:30-1", date(2026, 1, 1)).confirmed is False
    assert register.ground_ref("TM19-57:57-2", date(2026, 1, 1)).confirmed is True


def test_an_authorisation_holds_on_its_first_and_last_day() -> None:
    facts = {"indication": "huanren-rice", "name": "甲", "credit_code": "91350100M000100Y43"}
    user = AuthorisedUser(**facts, from_on=date(2025, 1, 1), to_on=date(2025, 12, 31))
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [user.is_valid_on(day) for day in days] == [False, True, True, False]
    assert AuthorisedUser(**facts).is_valid_on(date(1990, 1, 1))


def test_every_name_of_our_cities_is_searched_once_the_names_first(register: Register) -> None:
    terms = watch_terms(register, ("benxi", "jiaozuo"))
    assert len({term.text.casefold() for term in terms}) == len(terms)
    assert [SEARCHED.index(term.kind) for term in terms] == sorted(SEARCHED.index(term.kind) for term in terms)
    assert [term.kind for term in terms].count("name") == 13


def test_the_city_decides_what_is_searched(register: Register) -> None:
    benxi = {term.indication for term in watch_terms(register, ("benxi",))}
    assert benxi == {item.slug for item in register.local(["benxi"])}
    assert watch_terms(register, ()) == ()


def test_weak_names_and_pinyin_are_not_searched(register: Register) -> None:
    terms = {term.text for term in watch_terms(register, ("benxi", "jiaozuo"))}
    weak = {
        form.text
        for item in register.local(["benxi", "jiaozuo"])
        for form in item.names
        if form.kind in ("weak_alias", "pinyin")
    }
    assert weak
    assert not weak & terms


def test_an_indication_is_added_by_one_file(folder, edit: Edit) -> None:  # type: ignore[no-untyped-def]
    text = (folder / "indications" / "huanren-rice.yml").read_text(encoding="utf-8")
    new = text.replace("huanren-rice", "benxi-pear").replace("桓仁", "本溪")
    (folder / "indications" / "benxi-pear.yml").write_text(new, encoding="utf-8")
    assert "benxi-pear" in load_register(folder=folder).indications
