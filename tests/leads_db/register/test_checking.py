"""`register check` names every kind of fault with its file and place, and says what to do."""

from pathlib import Path

import pytest

from leads_db.register import check_register
from leads_db.register.users import COLUMNS
from tests.leads_db.register.conftest import Edit

RICE = "indications/huanren-rice.yml"
PGI = "- kind: pgi\n  from_on: 2006-01-01\n"
HEAD = ",".join(COLUMNS)
BROKEN = {
    # indications: file, what stands there, what is put in its place, words of the problem
    "unknown scope": (RICE, "scope: local", "scope: regional", "'regional' is no scope"),
    "unknown city": (RICE, "city: benxi", "city: shenyang", "'shenyang' is no city"),
    "local without city": (RICE, "city: benxi\nhome_bureau: huanren\n", "", "a local indication without a city"),
    "unknown bureau": (RICE, "home_bureau: huanren", "home_bureau: huanren2", "'huanren2' is no bureau"),
    "bureau of another city": (RICE, "home_bureau: huanren", "home_bureau: wenxian", "belongs to jiaozuo"),
    "first name is another": (RICE, "text: 桓仁大米, kind: name", "text: 桓仁贡米, kind: name", "do not begin with"),
    "name without text": (RICE, "text: 京租米", "text: ' '", "a name without text"),
    "unknown kind of name": (RICE, "京租米, kind: weak_alias", "京租米, kind: nickname", "'nickname' is no kind"),
    "name stands twice": (RICE, "text: 京租大米", "text: 京租米", "stands twice"),
    "name of another indication": (RICE, "text: 桓仁贡米", "text: 五常大米", "is a name of huanren-rice, wuchang-rice"),
    "unknown division": (RICE, "['210522']", "['210599']", "'210599' is no division code"),
    "no goods": (RICE, "goods: [大米, 粳米, 珍珠米, 米, 香米, 贡米, 稻米, rice, 쌀]", "goods: []", "are missing"),
    "price upside down": (RICE, "low_cny: '8'", "low_cny: '80'", "low_cny is not between"),
    "unknown price unit": (RICE, "unit: kg", "unit: pound", "'pound' is no unit"),
    "no day of harvest": (RICE, "harvest_from: 10-20", "harvest_from: 13-20", "'13-20' is no day"),
    "unknown right": (RICE, "kind: pgi", "kind: patent", "'patent' is no right"),
    "right ends before it begins": (RICE, PGI, f"{PGI}  to_on: 2005-12-31\n", "to_on lies before from_on"),
    "rights overlap": (RICE, PGI, f"{PGI}  to_on: 2010-12-31\n- kind: pgi\n  from_on: 2010-12-31\n", "dates overlap"),
    "unknown source of an indication": (RICE, "seen: G03", "seen: G99", "G99 is not in sources.yml"),
    "unknown certainty": (RICE, "price: low}", "price: surely}", "'surely' is no degree"),
    # what they point to
    "unknown code of a bureau": ("bureaus.yml", "code: '210502'", "code: '210599'", "'210599' is no division code"),
    "bureau outside its city": ("bureaus.yml", "code: '210502'", "code: '210602'", "lies outside 本溪市"),
    "code of two bureaus": ("bureaus.yml", "code: '210502'", "code: '210503'", "210503 stands twice"),
    "bureau without name": ("bureaus.yml", "name: 平山区市场监督管理局", "name: ''", "has no name"),
    "unknown source of a bureau": ("bureaus.yml", "seen: S03 (short name)", "seen: S93", "source S93 does not exist"),
    "unknown code of a city": (
        "bureaus.yml",
        "code: '210500'\n  province",
        "code: '210900'\n  province",
        "lies outside",
    ),
    "platform without name": ("platforms.yml", "name: 淘宝", "name: ''", "has no name"),
    "pattern that is none": ("platforms.yml", r"\bid=(\d+)", r"\bid=(\d+", "missing )"),
    "pattern without item id": ("platforms.yml", r"\bid=(\d+)", r"\bid=\d+", "has no group"),
    "act stands twice": ("grounds.yml", "code: 30-2", "code: 30-1", "act 30-1 stands twice"),
    "ground ends before it begins": ("grounds.yml", "to_on: 2026-12-31", "to_on: 2018-12-31", "to_on lies before"),
    "grounds overlap": ("grounds.yml", "to_on: 2026-12-31", "to_on: 2027-01-01", "overlap with those of TM26-72"),
    "no such successor": ("grounds.yml", "replaced_by: TM26-72", "replaced_by: TM30-1", "'TM30-1' does not exist"),
    "no such act in the successor": ("grounds.yml", "becomes: 72-1", "becomes: 99-1", "'99-1', not in TM26-72"),
    "unknown city of a candidate": ("candidates.yml", "city: benxi", "city: tieling", "'tieling' is no city"),
    "unknown source of a candidate": ("candidates.yml", "source: mem:l", "source: G98", "G98 does not exist"),
    "unknown source of a ground": ("grounds.yml", "seen: L07, L08", "seen: L97", "source L97 does not exist"),
}


def problems(folder: Path) -> list[str]:
    return [" | ".join((item.severity, item.file, item.where, item.what)) for item in check_register(folder=folder)]


def test_the_packaged_register_has_no_error() -> None:
    found = check_register()
    assert [item for item in found if item.severity == "error"] == []
    assert {item.where for item in found} == {"area", "home_bureau", "2027"}


@pytest.mark.parametrize("kind", BROKEN)
def test_every_kind_of_fault_is_named_with_its_file(folder: Path, edit: Edit, kind: str) -> None:
    name, old, new, words = BROKEN[kind]
    before = set(problems(folder))
    edit(name, old, new)
    found = [text for text in problems(folder) if text not in before]
    assert [text for text in found if words in text and text.startswith("error")], found
    assert any(Path(name).name in text or "indications" in text for text in found)


def test_every_problem_says_what_to_do(folder: Path, edit: Edit) -> None:
    for name, old, new, _ in (BROKEN["unknown scope"], BROKEN["no such successor"], BROKEN["platform without name"]):
        edit(name, old, new)
    found = check_register(folder=folder)
    assert len([item for item in found if item.severity == "error"]) >= 3
    assert all(item.to_do.endswith(".") for item in found)


def test_an_indication_without_rights_or_area_is_told(folder: Path) -> None:
    bare = "slug: bare\nname: 甲\nscope: national\nnames:\n- {text: 甲, kind: name}\ngoods: [米]\narea: {codes: []}\n"
    (folder / "indications" / "bare.yml").write_text(bare, encoding="utf-8")
    found = [item for item in check_register(folder=folder) if item.file == "bare.yml"]
    assert [(item.severity, item.where) for item in found] == [("warning", "area"), ("error", "protections")]


def test_a_ground_without_acts_is_told(folder: Path) -> None:
    text = "sources: {}\ngrounds:\n- {id: X-1, instrument: 甲, article: 一, acts: []}\n"
    (folder / "grounds.yml").write_text(text, encoding="utf-8")
    assert any("grounds.yml | X-1 | has no act" in text for text in problems(folder))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["nothing,甲,91350100M000100Y43,,,,,,"], "indication 'nothing' does not exist"),
        (["huanren-rice,甲,91210522MA0Y000000,,,,,,"], "credit_code 91210522MA0Y000000 has a wrong check character"),
        (["huanren-rice,甲,91350100M000100Y43,,999999,,,,"], "county_code 999999 does not exist"),
        (
            [
                "huanren-rice,甲,91350100M000100Y43,,,大米,,2024-01-01,2025-06-30",
                "huanren-rice,甲,91350100M000100Y43,,,大米、米粉,,2025-06-30,",
            ],
            "dates overlap",
        ),
    ],
)
def test_faults_of_the_users_list_are_named_with_their_lines(folder: Path, rows: list[str], words: str) -> None:
    (folder / "authorised_users.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    (found,) = [text for text in problems(folder) if "authorised_users.csv" in text]
    assert words in found
    assert f"line {len(rows) + 1}" in found


def test_terms_that_follow_on_are_in_order(folder: Path) -> None:
    first, second = "大米,,2024-01-01,2025-06-30", "大米,,2025-07-01,"
    rows = [f"huanren-rice,甲,91350100M000100Y43,,,{term}" for term in (first, second)]
    (folder / "authorised_users.csv").write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    assert not [text for text in problems(folder) if "authorised_users.csv" in text]


def test_a_broken_file_is_told_alone_with_its_line(folder: Path, edit: Edit) -> None:
    edit(RICE, "city: benxi", "city: [benxi")
    (found,) = problems(folder)
    assert "error" in found
    assert "huanren-rice.yml, line 6" in found


def test_a_broken_list_of_users_is_told_with_all_its_lines(folder: Path) -> None:
    text = f"{HEAD}\nhuanren-rice,,x,,,,,,\nhuanren-rice,甲,x,,,,,2026-02-30,\n"
    (folder / "authorised_users.csv").write_text(text, encoding="utf-8")
    (found,) = problems(folder)
    assert "line 2: name is empty; line 3: valid_from '2026-02-30' is no date" in found


def test_a_year_that_is_not_complete_is_a_warning(folder: Path) -> None:
    (folder / "workdays.csv").write_text("date,kind,name\n2030-12-31,year,provisional\n", encoding="utf-8")
    assert any("warning | workdays.csv | 2030" in text for text in problems(folder))
