"""Seasons are data with dates and sources; a slip in the file is named."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from leads_db.errors import RegisterFileBroken
from leads_db.register import load_register
from leads_db.register.seasons import Season, load_seasons, seasons_of

GOOD = "{name: 新米, indications: [huanren-rice], from_day: 10-20, to_day: 01-31, share: '2', source: 'mem:m'}"


def season(**facts: object) -> Season:
    return Season(**{"name": "新米", "indications": (), "share": Decimal(2), "source": "mem:h", **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "is_in"),
    [
        (date(2026, 10, 19), False),
        (date(2026, 10, 20), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 31), True),
        (date(2027, 2, 1), False),
    ],
)
def test_a_yearly_season_may_run_across_new_year(day: date, is_in: bool) -> None:
    assert season(from_day="10-20", to_day="01-31").covers("huanren-rice", day) is is_in


def test_the_heaviest_of_those_that_cover_the_day_comes_first() -> None:
    light = season(name="国庆", share=Decimal("1.2"), from_on=date(2026, 10, 1), to_on=date(2026, 10, 31))
    heavy = season(indications=("huanren-rice",), from_day="10-01", to_day="10-31")
    assert seasons_of([light, heavy], "huanren-rice", date(2026, 10, 5)) == (heavy, light)
    assert seasons_of([light, heavy], "huai-yam", date(2026, 10, 5)) == (light,)


def test_the_packaged_seasons_name_known_indications_and_cover_each_local_one_with_a_harvest() -> None:
    register = load_register()
    told = load_seasons(register.indications)
    assert all(one.source for one in told)
    named = {slug for one in told for slug in one.indications}
    assert {item.slug for item in register.local(["benxi", "jiaozuo"]) if item.harvest_from} <= named


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("huanren-rice", "no-such", "unknown indication no-such"),
        ("'2'", "'9'", "between 1 and 5"),
        ("to_day: 01-31, ", "", "either from_day and to_day"),
        ("10-20", "10-32", "'10-32' is no day"),
        ("from_day: 10-20, to_day: 01-31", "from_on: 2026-02-01, to_on: 2026-01-01", "to_on lies before"),
        ("source: 'mem:m'", "sauce: x", "unknown key sauce"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    (tmp_path / "seasons.yml").write_text(f"seasons:\n- {GOOD.replace(old, new)}\n", "utf-8")
    with pytest.raises(RegisterFileBroken, match=told):
        load_seasons(["huanren-rice"], tmp_path)
