"""Before a log-in ends it is said; going on prolongs it, the page's own question does not."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from console.desk.context import Desk
from console.desk.security.visitor import POLL
from leads_db.records.account import Role
from tests.console.desk.conftest import SignIn

START = datetime(2026, 11, 24, 1, tzinfo=UTC)


class Clock:
    """The desk's time, moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def clock(visitor: TestClient) -> Clock:
    found = Clock()
    desk: Desk = visitor.app.state.desk  # type: ignore[attr-defined]
    object.__setattr__(desk, "clock", found)
    return found


@pytest.fixture
def client(clock: Clock, sign_in: SignIn) -> TestClient:
    return sign_in(Role.OPS)


def left(client: TestClient, *, poll: bool) -> tuple[int, bool]:
    told = client.get("/profile/session", headers={POLL: "1"} if poll else {}).json()
    return told["left"], told["may_stay"]


def test_asking_does_not_prolong_and_going_on_does(client: TestClient, clock: Clock) -> None:
    clock.pass_minutes(26)
    assert left(client, poll=True) == (4 * 60, True)
    clock.pass_minutes(1)
    assert left(client, poll=True) == (3 * 60, True)
    assert left(client, poll=False) == (30 * 60, False)
    clock.pass_minutes(29)
    assert client.get("/profile", follow_redirects=False).status_code == 200


def test_twelve_hours_cannot_be_prolonged(client: TestClient, clock: Clock) -> None:
    for _ in range(35):
        clock.pass_minutes(20)
        client.get("/profile")
    clock.pass_minutes(16)
    assert left(client, poll=True) == (4 * 60, False)
    assert left(client, poll=False) == (4 * 60, False)


def test_what_has_ended_leads_to_the_log_in(client: TestClient, clock: Clock) -> None:
    clock.pass_minutes(30)
    answer = client.get("/profile/session", headers={POLL: "1"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"][:6]) == (303, "/login")


def test_every_page_says_how_long_is_left(client: TestClient, clock: Clock) -> None:
    assert 'data-left="1800"' in client.get("/preferences").text
    clock.pass_minutes(20)
    page = client.get("/preferences").text
    assert 'data-left="1800"' in page
    assert "登录到 2026-11-24 09:50" in page
