"""The list of authorised users is read whole or refused with every bad line, and replaced at once or not at all."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads_db.errors import StoreFull, UsersFileBroken
from leads_db.register import import_users, load_register, read_users_csv
from leads_db.register.credit_code import CODE_ALPHABET, is_credit_code
from leads_db.register.users import COLUMNS, USERS_FILE

HEAD = ",".join(COLUMNS)
GOOD = "huanren-rice,桓仁某米业有限公司,91350100m000100y43,某牌,210522,大米、米粉;糙米,,2025/1/5,2026.12.31"


def write(path: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEAD, *rows, ""]), encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_row_is_read_in_the_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    (user,) = read_users_csv(write(tmp_path / "u.csv", GOOD, encoding=encoding))
    assert (user.indication, user.name, user.credit_code) == (
        "huanren-rice",
        "桓仁某米业有限公司",
        "91350100M000100Y43",
    )
    assert (user.from_on, user.to_on, user.source) == (date(2025, 1, 5), date(2026, 12, 31), "line 2")
    assert (user.products, user.brand, user.county_code) == (("大米", "米粉", "糙米"), "某牌", "210522")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",甲,91,,,,,,", "line 3: indication_id is empty"),
        ("huanren-rice,,91,,,,,,", "line 3: name is empty"),
        ("huanren-rice,甲,,,,,,,", "line 3: credit_code is empty"),
        ("huanren-rice,甲,91,,,,,2026-13-01,", "line 3: valid_from '2026-13-01' is no date"),
        ("huanren-rice,甲,91,,,,,,next year", "line 3: valid_to 'next year' is no date"),
        ("huanren-rice,甲,91,,,,,2026-02-01,2026-01-01", "valid_to 2026-01-01 lies before valid_from 2026-02-01"),
        ("huanren-rice,甲,91", "line 3: another number of columns"),
        ("huanren-rice,甲,91,,,,,,,,,", "line 3: another number of columns"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(UsersFileBroken) as fault:
        read_users_csv(write(tmp_path / "u.csv", GOOD, row, GOOD))
    assert words in str(fault.value)


def test_all_bad_lines_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsersFileBroken, match=r"line 2.*line 4"):
        read_users_csv(write(tmp_path / "u.csv", "x,,,,,,,,", GOOD, "x,,,,,,,,"))


def test_missing_columns_are_named(tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text("indication_id,name\n")
    with pytest.raises(UsersFileBroken, match=r"columns missing: credit_code, .*valid_to"):
        read_users_csv(tmp_path / "u.csv")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_by_name(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.mktemp("users") / "u.csv"
    path.write_bytes(HEAD.encode() + b"\n" + raw)
    told = ""
    try:
        users = read_users_csv(path)
    except UsersFileBroken as fault:
        told = str(fault)
    assert "u.csv" in told or isinstance(users, tuple)


def test_an_import_becomes_the_installations_list_and_keeps_the_old_one(tmp_path: Path) -> None:
    own = tmp_path / "register"
    first = import_users(write(tmp_path / "a.csv", GOOD), own)
    second = import_users(write(tmp_path / "b.csv", GOOD, GOOD.replace("2026.12.31", "")), own)
    assert (first.count, first.kept, second.count) == (1, None, 2)
    assert second.kept is not None
    assert len(read_users_csv(second.kept)) == 1
    assert len(load_register(own).users) == 2
    assert sorted(path.name for path in own.iterdir()) == sorted([USERS_FILE, second.kept.name])


def test_a_list_with_a_bad_row_changes_nothing(tmp_path: Path) -> None:
    own = tmp_path / "register"
    import_users(write(tmp_path / "a.csv", GOOD), own)
    before = (own / USERS_FILE).read_bytes()
    for bad in ("huanren-rice,,91,,,,,,", "no-such-indication,甲,91,,,,,,"):
        with pytest.raises(UsersFileBroken, match="line 3"):
            import_users(write(tmp_path / "b.csv", GOOD, bad), own)
    assert (own / USERS_FILE).read_bytes() == before
    assert len(list(own.iterdir())) == 1


def test_a_wrong_check_character_is_imported_and_told_with_its_line(tmp_path: Path) -> None:
    rows = (GOOD, GOOD.replace("y43", "y44"), GOOD.replace("米粉;糙米,,", "米粉;糙米,123,"))
    report = import_users(write(tmp_path / "a.csv", *rows), tmp_path / "register")
    assert report.count == 3
    assert [text.split(":")[0] for text in report.doubtful] == ["line 3", "line 4"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFull):
        import_users(write(tmp_path / "a.csv", GOOD), tmp_path / "file" / "register")


def test_the_code_of_the_standards_own_example_holds() -> None:
    assert is_credit_code("91350100M000100Y43")


@given(st.integers(0, 17), st.sampled_from(CODE_ALPHABET))
def test_no_single_slip_of_the_pen_goes_unnoticed(place: int, sign: str) -> None:
    code = "91350100M000100Y43"
    slipped = code[:place] + sign + code[place + 1 :]
    assert is_credit_code(slipped) is (slipped == code)


@pytest.mark.parametrize(
    "code", ["", "91350100M000100Y4", "91350100M000100Y433", "91350100M000100YI3", "９1350100M000100Y43"]
)
def test_other_texts_are_no_codes(code: str) -> None:
    assert not is_credit_code(code)
