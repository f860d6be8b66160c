"""A broken register file is named with its line; nothing half-read comes through."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads_db.errors import RegisterFileBroken
from leads_db.records import Indication, NameForm, PriceRange
from leads_db.register import load_register
from leads_db.register.register import FOLDER, load_indication
from leads_db.register.yaml_records import load_rows, load_yaml, make_record
from tests.leads_db.register.conftest import Edit

RICE = "indications/huanren-rice.yml"
BROKEN = {
    "not closed": ("city: benxi", "city: [benxi", "line 6"),
    "a tabulator": ("city: benxi", "\tcity: benxi", "line 5"),
    "key twice": ("scope: local", "scope: local\nscope: national", "line 5: key 'scope' stands twice"),
    "unknown key": ("scope: local", "scope: local\ncolour: red", "line 2: unknown key colour"),
    "unknown key in a name": ("{text: 京租米,", "{text: 京租米, colour: red,", "line 9: unknown key colour"),
    "missing key": ("scope: local\n", "", "missing scope"),
    "number for text": ("scope: local", "scope: 7", "scope: 7 must be a text; put it in quotes"),
    "text for list": ("nice_classes: [30]", "nice_classes: 30", "30 must be a list in [ ]"),
    "text in a list of numbers": ("nice_classes: [30]", "nice_classes: ['30']", "must be a whole number"),
    "text for yes or no": ("processed: true", "processed: perhaps", "must be true or false"),
    "day that does not exist": ("from_on: 2006-01-01", "from_on: 2006-02-30", "2006-02-30"),
    "day in quotes": ("from_on: 2006-01-01", "from_on: '2006-01-01'", "a date like 2026-11-24 without quotes"),
    "list for a record": ("area:\n  codes", "area: []\nx:\n  codes", "unknown key x"),
    "no number": ("low_cny: '8'", "low_cny: eight", "'eight' is no number"),
    "endless number": ("low_cny: '8'", "low_cny: .inf", "is no number"),
    "number as key": ("certainty: {", "certainty: {7: high, ", "must be a text"),
    "another slug": ("slug: huanren-rice", "slug: rice", "differs from the file's name"),
    "an object of a program": ("scope: local", "scope: !!python/object/apply:os.getcwd []", "line 4"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_named_with_what_is_wrong(folder: Path, edit: Edit, kind: str) -> None:
    old, new, words = BROKEN[kind]
    edit(RICE, old, new)
    with pytest.raises(RegisterFileBroken) as fault:
        load_register(folder=folder)
    assert "huanren-rice.yml" in str(fault.value)
    assert words in str(fault.value)


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / RICE).write_bytes((folder / RICE).read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(RegisterFileBroken, match=r"huanren-rice\.yml"):
        load_register(folder=folder)


@pytest.mark.parametrize("name", ["bureaus.yml", "platforms.yml", "grounds.yml", "candidates.yml"])
def test_a_missing_or_empty_file_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text("")
    with pytest.raises(RegisterFileBroken, match=name):
        load_register(folder=folder)
    (folder / name).unlink()
    with pytest.raises(RegisterFileBroken, match=name):
        load_register(folder=folder)


def test_an_id_that_stands_twice_is_refused(folder: Path, edit: Edit) -> None:
    edit("platforms.yml", "- id: tmall", "- id: taobao")
    with pytest.raises(RegisterFileBroken, match="id taobao stands twice"):
        load_register(folder=folder)


def test_a_field_that_may_be_none_may_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("slug: a\nname: 甲\nscope: national\nharvest_from:\n", encoding="utf-8")
    item = load_indication(tmp_path / "a.yml")
    assert (item.city, item.harvest_from, item.processed, item.price, item.names) == (None, None, None, None, ())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["slug", "names", "price", "x"]), inner)
        ),
        max_leaves=12,
    )
)
def test_any_value_becomes_a_record_or_is_refused_by_name(value: object) -> None:
    for kind in (Indication, NameForm, PriceRange):
        told = ""
        try:
            record = make_record(kind, value, "a.yml")
        except RegisterFileBroken as fault:
            told = str(fault)
        assert "a.yml" in told or isinstance(record, kind)


def test_a_list_of_mappings_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    for text in ("rows: 7", "rows: [7]", "rows: []\nmore: 1", "- 1", "rows"):
        path.write_text(text)
        with pytest.raises(RegisterFileBroken, match=r"a\.yml"):
            load_rows(path, "rows")


def test_every_packaged_file_is_read_by_the_same_loader() -> None:
    files = [*FOLDER.glob("*.yml"), *(FOLDER / "indications").glob("*.yml")]
    assert len(files) >= 42
    for path in files:
        assert load_yaml(path)
