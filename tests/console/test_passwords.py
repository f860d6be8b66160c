"""Which passwords are refused, and that nobody's password is ever right."""

import pytest
from argon2 import extract_parameters

from console import passwords
from console.passwords import hash_password, is_outdated, is_password, new_password, refuse_weak, weak_words, weakness
from leads_db.errors import PasswordRefused


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "short"),
        ("aB3$xy9", "short"),
        ("x" * 129, "long"),
        ("aaaaaaaaaaaa", "common"),
        ("1234567890", "common"),
        ("13912345678", "common"),
        ("20261126080000", "common"),
        ("password123456", "common"),
        ("P4ssw0rd!!!!", "common"),
        ("Qwertyuiop", "common"),
        ("1qaz2wsx3edc", "common"),
        ("ｑｗｅｒｔｙｕｉｏｐ", "common"),
        ("benxi2026!!", "told"),
        ("Jiaozuo@2025", "told"),
        ("scjgj123456", "told"),
        ("zhangsan1990", "told"),
        ("zhang.san1990", "told"),
        ("桓仁大米123456", "told"),
        ("woaini19881124", "told"),
        ("admin-20261126", "told"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, reason: str) -> None:
    assert weakness(password, "zhang.san", "张三") == reason


@pytest.mark.parametrize(
    "password",
    ["copper lantern 41 walnut", "铁锅炖一只会飞的大白鹅", "x9$K2m!8Qz7&vT", "a1b2-9384-2f-77", "qinwoyaochifan8"],
)
def test_what_is_hard_to_guess_is_taken(password: str) -> None:
    assert weakness(password, "zhang.san", "张三") == ""


def test_what_is_handed_out_is_good_itself() -> None:
    given = {new_password() for _ in range(200)}
    assert len(given) == 200
    assert [word for word in given if weakness(word)] == []


def test_a_refusal_names_its_reason() -> None:
    with pytest.raises(PasswordRefused) as refused:
        refuse_weak("1234567890")
    assert refused.value.facts == {"reason": "common"}


def test_the_list_is_long_enough_and_holds_the_places() -> None:
    assert len(weak_words()) > 400
    assert {"benxi", "jiaozuo", "市场监管", "qwerty", "woaini"} <= weak_words()


def test_a_password_is_right_only_for_its_own_hash() -> None:
    kept = hash_password("copper lantern 41 walnut")
    assert is_password(kept, "copper lantern 41 walnut")
    assert is_password(kept, "ｃopper lantern 41 walnut")  # typed with a full-width letter
    assert not is_password(kept, "copper lantern 41 walnut ")
    assert not is_password("no hash", "copper lantern 41 walnut")
    assert not is_outdated(kept)


def test_nobodys_password_is_checked_with_the_same_effort_and_never_right() -> None:
    assert extract_parameters(passwords._NOBODY) == extract_parameters(hash_password("x"))
    assert not is_password(None, "")
    assert "m=65536,t=3,p=4" in passwords._NOBODY
