"""The log-in: sessions that are neither fixed nor replayed nor outlive their account; tries that are slowed down."""

import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from console.desk import make_desk
from console.desk.security.visitor import cookie_name
from console.naming import Names
from leads_db.records.account import Role
from leads_db.settings import Settings
from leads_db.store.accounts import disable_account, read_account
from leads_db.store.audit import find_broken_audit
from leads_db.store.engine import reading, writing
from leads_db.store.sessions import read_open_sessions
from leads_db.tables import audit
from tests.console.desk.people import (
    PASSWORD,
    add_admin,
    add_person,
    desk_of,
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
    """The desk with an administrator and 张三 of operations, nobody logged in."""
    add_admin(visitor)
    add_person(visitor)
    return visitor


def is_in(client: TestClient) -> bool:
    return client.get("/profile", follow_redirects=False).status_code == 200


def audit_rows(engine: Engine, action: str = "") -> list[tuple[str, str, dict[str, object]]]:
    with reading(engine) as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id)).all()
    return [(row.action, row.subject, json.loads(row.detail)) for row in rows if row.action.startswith(action)]


def test_who_is_not_logged_in_is_led_to_the_log_in_and_back(door: TestClient) -> None:
    asked = door.get("/runs?x=1", follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, "/login?next=%2Fruns%3Fx%3D1")
    page = door.get(asked.headers["location"]).text
    answer = door.post(
        "/login",
        data={"csrf": field_of(page), "next": field_of(page, "next"), "name": "zhang.san", "password": PASSWORD},
        follow_redirects=False,
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/runs?x=1")
    assert is_in(door)


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_back_never_leads_elsewhere(door: TestClient, where: str) -> None:
    assert log_in(door, next=where).headers["location"].startswith("/ops")


def test_the_cookie_is_for_this_host_alone(door: TestClient) -> None:
    given = [line for line in log_in(door).headers.get_list("set-cookie") if line.startswith("gi=")]
    assert len(given) == 1
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(given[0].split("; "))
    assert "Domain" not in given[0]


def test_under_https_the_cookie_is_secure_and_bound_to_the_host(door: TestClient) -> None:
    set_settings(door, desk_tls=True)
    given = "\n".join(door.get("/login").headers.get_list("set-cookie"))
    assert cookie_name(desk_of(door)) == "__Host-gi"
    assert "__Host-gi=" in given
    assert "Secure" in given


def test_a_token_from_before_the_log_in_is_worth_nothing_after_it(door: TestClient) -> None:
    door.get("/login")
    fixed = token_of(door)
    log_in(door)
    assert token_of(door) != fixed
    use_token(door, fixed)
    assert not is_in(door)


def test_a_token_replayed_after_the_log_out_is_worth_nothing(door: TestClient) -> None:
    log_in(door)
    stolen = token_of(door)
    assert send(door, "/logout", "/profile").headers["location"] == "/login"
    assert token_of(door) == ""
    use_token(door, stolen)
    assert not is_in(door)


def test_a_new_log_in_ends_the_session_of_the_same_browser(door: TestClient, engine: Engine) -> None:
    log_in(door)
    page = door.get("/profile").text
    door.post("/login", data={"csrf": field_of(page), "name": "zhang.san", "password": PASSWORD})
    with reading(engine) as connection:
        assert len(read_open_sessions(connection, "zhang.san", at=desk_of(door).clock())) == 1


def test_disabling_an_account_throws_it_out_at_once_and_keeps_it_out(door: TestClient, engine: Engine) -> None:
    log_in(door)
    assert is_in(door)
    with writing(engine) as connection:
        disable_account(connection, "zhang.san", at=desk_of(door).clock(), by="chief")
    assert not is_in(door)
    assert log_in(door).status_code == 401


def test_a_session_ends_idle_and_pages_that_ask_by_themselves_do_not_keep_it(door: TestClient) -> None:
    clock = set_clock(door)
    log_in(door)
    for _ in range(4):
        clock.go(minutes=10)
        assert door.get("/profile", headers={"gi-poll": "1"}, follow_redirects=False).status_code == (
            200 if clock.now.minute < 30 else 303
        )
    assert not is_in(door)


def test_a_used_session_ends_after_twelve_hours(door: TestClient) -> None:
    clock = set_clock(door)
    log_in(door)
    hours = 0.0
    while is_in(door) and hours < 20:
        clock.go(minutes=20)
        hours += 1 / 3
    assert hours == pytest.approx(12)


def test_wrong_name_and_wrong_password_get_the_same_answer(door: TestClient) -> None:
    wrong, nobody = log_in(door, password="wrong"), log_in(door, name="nobody")
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert wrong.text == nobody.text


@pytest.mark.slow
def test_a_thousand_tries_are_slowed_down_counted_and_lock_nobody_out(door: TestClient, engine: Engine) -> None:
    clock = set_clock(door)
    page = door.get("/login").text
    form = {"csrf": field_of(page), "name": "zhang.san", "password": "guess"}
    statuses = []
    for _ in range(1_000):
        statuses.append(door.post("/login", data=form).status_code)
        clock.go(seconds=1)
    checked = statuses.count(401)
    assert checked + statuses.count(429) == 1_000
    assert checked <= 14  # 1,000 s of guessing
    waited = int(door.post("/login", data=form).headers["retry-after"])
    assert waited <= 900
    clock.go(seconds=waited)
    assert log_in(door).status_code == 303
    failed, done = audit_rows(engine, "login.failed"), [row for row in audit_rows(engine) if row[0] == "login"]
    assert len(failed) == checked
    refused = sum(int(str(row[2]["refused_before"])) for row in [*failed, *done])
    assert refused == 1_001 - checked


def test_somebody_elses_guesses_do_not_keep_a_known_browser_out(door: TestClient) -> None:
    set_clock(door)
    log_in(door)
    send(door, "/logout", "/profile")
    with TestClient(door.app, base_url="http://localhost") as thief:
        statuses = [log_in(thief, password="guess").status_code for _ in range(8)]
        assert statuses[-1] == 429
        assert log_in(thief).status_code == 429
    assert log_in(door).status_code == 303


def test_the_audit_tells_every_try_and_no_secret(door: TestClient, engine: Engine) -> None:
    log_in(door, password="secret-that-failed")
    log_in(door, name="typed-password-as-name")
    log_in(door)
    send(door, "/logout", "/profile")
    rows = audit_rows(engine)
    kinds = [(action, subject) for action, subject, _ in rows if action.startswith(("login", "session"))]
    assert kinds == [
        ("login.failed", "zhang.san"),
        ("login.failed", "unknown"),
        ("login", "zhang.san"),
        ("session.end", "zhang.san"),
    ]
    told = str(rows)
    assert not any(
        word in told for word in ("secret-that-failed", "typed-password-as-name", PASSWORD, token_of(door) or "-")
    )
    with reading(engine) as connection:
        assert find_broken_audit(connection) is None


def test_a_hash_of_other_parameters_is_renewed_at_the_log_in(door: TestClient, engine: Engine) -> None:
    from argon2 import PasswordHasher

    from leads_db.store.accounts import save_rehash

    old = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    with writing(engine) as connection:
        save_rehash(connection, "zhang.san", old)
    assert log_in(door).status_code == 303
    with reading(engine) as connection:
        assert "m=65536,t=3" in read_account(connection, "zhang.san").password_hash


def test_a_demonstration_account_is_shut_once_there_is_a_real_source(visitor: TestClient) -> None:
    add_admin(visitor)
    add_person(visitor, "demo-ops", Role.OPS, is_demo=True)
    assert log_in(visitor, "demo-ops").status_code == 401  # the shop of the fixture is real


def test_each_role_begins_where_its_work_is(door: TestClient) -> None:
    add_person(door, "rev", Role.REVIEWER, cities=("benxi",))
    homes = {}
    for name in ("zhang.san", "chief", "rev"):
        homes[name] = log_in(door, name).headers["location"]
        send(door, "/logout", "/profile")
    assert homes == {"zhang.san": "/ops", "chief": "/accounts", "rev": "/"}


def test_an_address_that_is_no_page_keeps_the_navigation(door: TestClient) -> None:
    log_in(door)
    assert "退出登录" in door.get("/nothing-here").text
    assert "退出登录" not in TestClient(door.app, base_url="http://localhost").get("/nothing-here").text


def test_under_https_browsers_are_told_to_stay_there(engine: Engine, settings: Settings) -> None:
    secure = make_desk(engine, settings.model_copy(update={"desk_tls": True}), names=Names(), sources=())
    plain = make_desk(engine, settings, names=Names(), sources=())
    told = [TestClient(app, base_url="http://localhost").get("/login").headers for app in (secure, plain)]
    assert ["strict-transport-security" in headers for headers in told] == [True, False]
