"""One-time codes at the desk: set up, asked for, never twice, replaced by recovery codes."""

import re

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from console.desk.security.totp import fitting_step, new_secret
from leads_db.records.account import Role
from leads_db.store.accounts import read_account
from leads_db.store.engine import reading
from tests.console.desk.people import (
    PASSWORD,
    START,
    Clock,
    add_admin,
    add_person,
    field_of,
    log_in,
    send,
    set_clock,
    set_settings,
    token_of,
    use_token,
)


@pytest.fixture
def door(visitor: TestClient) -> TestClient:
    add_admin(visitor)
    add_person(visitor)
    return visitor


def code_at(secret: str, clock: Clock) -> str:
    return pyotp.TOTP(secret).at(clock.now)


def enrolled(door: TestClient, clock: Clock) -> tuple[str, list[str]]:
    """张三 with codes, logged out: the seed and the recovery codes."""
    log_in(door)
    page = door.get("/profile/codes").text
    secret = field_of(page, "secret")
    form = {"csrf": field_of(page), "secret": secret, "code": code_at(secret, clock), "old": PASSWORD}
    shown = door.post("/profile/codes", data=form).text
    recovery = re.findall(r"<code>(\w{5}-\w{5})</code>", shown)
    assert len(recovery) == 8
    send(door, "/logout", "/profile")
    clock.go(seconds=60)
    return secret, recovery


def give(door: TestClient, code: str) -> int:
    return int(send(door, "/login/code", code=code).status_code)


def test_after_the_password_the_code_is_asked_for_and_nothing_opens_before(door: TestClient) -> None:
    clock = set_clock(door)
    secret, _ = enrolled(door, clock)
    assert log_in(door).headers["location"] == "/login/code"
    half = token_of(door)
    for path in ("/profile", "/ops", "/profile/password", "/login/password", "/login/enrol", "/profile/codes"):
        assert door.get(path, follow_redirects=False).headers["location"].startswith("/login/code")
    answer = send(door, "/login/code", code=code_at(secret, clock))
    assert (answer.status_code, answer.headers["location"]) == (303, "/ops")
    assert door.get("/profile", follow_redirects=False).status_code == 200
    use_token(door, half)
    assert door.get("/profile", follow_redirects=False).status_code == 303


def test_a_code_cannot_be_replayed_within_its_half_minute(door: TestClient) -> None:
    clock = set_clock(door)
    secret, _ = enrolled(door, clock)
    code = code_at(secret, clock)
    log_in(door)
    assert give(door, code) == 303
    send(door, "/logout", "/profile")
    log_in(door)
    assert give(door, code) == 401
    clock.go(seconds=30)
    assert give(door, code_at(secret, clock)) == 303


def test_the_code_of_the_set_up_itself_is_used_up(door: TestClient) -> None:
    clock = set_clock(door)
    secret, _ = enrolled(door, clock)
    clock.go(seconds=-60)
    log_in(door)
    assert give(door, code_at(secret, clock)) == 401


def test_a_recovery_code_opens_once(door: TestClient) -> None:
    clock = set_clock(door)
    _, recovery = enrolled(door, clock)
    log_in(door)
    assert give(door, recovery[3].upper()) == 303
    assert "剩余 7 个恢复码" in door.get("/profile").text
    send(door, "/logout", "/profile")
    log_in(door)
    assert give(door, recovery[3]) == 401


def test_guessing_codes_is_slowed_down(door: TestClient) -> None:
    clock = set_clock(door)
    secret, _ = enrolled(door, clock)
    log_in(door)
    assert [give(door, "000000") for _ in range(7)] == [401] * 5 + [429] * 2
    clock.go(seconds=60)
    assert give(door, code_at(secret, clock)) == 303


def test_where_codes_are_required_the_first_log_in_sets_them_up(door: TestClient, engine: Engine) -> None:
    clock = set_clock(door)
    set_settings(door, totp="required")
    assert log_in(door).headers["location"] == "/login/enrol"
    assert door.get("/ops", follow_redirects=False).headers["location"].startswith("/login/enrol")
    page = door.get("/login/enrol").text
    secret = field_of(page, "secret")
    assert "<svg" in page
    wrong = door.post("/login/enrol", data={"csrf": field_of(page), "secret": secret, "code": "000000"})
    assert "验证码不对" in wrong.text
    form = {"csrf": field_of(page), "secret": secret, "code": code_at(secret, clock)}
    assert "恢复码" in door.post("/login/enrol", data=form).text
    assert door.get("/ops", follow_redirects=False).status_code == 200
    with reading(engine) as connection:
        assert read_account(connection, "zhang.san").totp_secret == secret


def test_who_found_an_open_desk_cannot_move_the_codes_to_another_telephone(door: TestClient) -> None:
    clock = set_clock(door)
    secret, _ = enrolled(door, clock)
    log_in(door)
    give(door, code_at(secret, clock))
    mine = new_secret()
    answer = send(door, "/profile/codes", secret=mine, code=code_at(mine, clock), old="guess")
    assert answer.status_code == 400
    assert "原密码不对" in answer.text


def test_a_first_password_is_changed_before_anything_else(door: TestClient) -> None:
    add_person(door, "li.si", Role.OPS, must_change=True)
    assert log_in(door, "li.si").headers["location"] == "/login/password"
    assert door.get("/ops", follow_redirects=False).headers["location"].startswith("/login/password")
    weak = send(door, "/login/password", old=PASSWORD, new="lisi123456", again="lisi123456")
    assert weak.status_code == 400
    new = "yellow kettle 77 harbour"
    before = token_of(door)
    assert send(door, "/login/password", old=PASSWORD, new=new, again=new).status_code == 303
    assert token_of(door) != before
    assert door.get("/ops", follow_redirects=False).status_code == 200
    assert log_in(door, "li.si", new).headers["location"] == "/ops"


@pytest.mark.parametrize(("late_s", "fits"), [(0, True), (-30, True), (30, True), (-90, False), (90, False)])
def test_a_clock_that_is_half_a_minute_off_is_borne(late_s: int, fits: bool) -> None:
    secret = new_secret()
    code = pyotp.TOTP(secret).at(int(START.timestamp()) + late_s)
    assert (fitting_step(secret, code, START) is not None) is fits


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "０００００１", "1" * 40])
def test_what_is_no_code_fits_nothing(code: str) -> None:
    assert fitting_step("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", code, START) is None
