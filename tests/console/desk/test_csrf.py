"""No page of another site, and no old or foreign form, changes anything."""

import anyio
import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.types import Message

from console.desk.app import PAGES
from leads_db.records.account import Role
from tests.console.desk.conftest import SignIn, sign_in
from tests.console.desk.people import field_of

POSTS = sorted(
    {
        route.path
        for page in PAGES
        for route in page.router.routes
        if isinstance(route, APIRoute) and "POST" in route.methods
    }
)
POSTS = [
    path.replace("{", "").replace("}", "") if "number" not in path else path.replace("{number}", "1")
    for path in POSTS
    if not path.startswith("/api/")
]
EVERYTHING = (Role.REVIEWER, Role.APPROVER, Role.OPS, Role.ADMIN, Role.AUDITOR)


@pytest.fixture
def mighty(visitor: TestClient) -> TestClient:
    """Somebody who may do everything, and whose browser sends the cookie but no token by itself."""
    sign_in(visitor, *EVERYTHING)
    visitor.headers.pop("x-csrf-token")
    return visitor


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_token_is_refused(mighty: TestClient, path: str) -> None:
    answer = mighty.post(path, data={"name": "x"}, follow_redirects=False)
    assert answer.status_code == 403
    assert "表单已过期" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:9999"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "null"},
        {"origin": ""},
    ],
    ids=str,
)
def test_even_the_right_token_is_refused_from_another_site(mighty: TestClient, headers: dict[str, str]) -> None:
    token = field_of(mighty.get("/preferences").text)
    assert mighty.post("/preferences", data={"csrf": token}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "same-origin", "origin": "http://localhost"}, {"sec-fetch-site": "none"}],
    ids=str,
)
def test_the_desks_own_form_is_accepted(mighty: TestClient, headers: dict[str, str]) -> None:
    token = field_of(mighty.get("/preferences").text)
    answer = mighty.post("/preferences", data={"csrf": token}, headers=headers, follow_redirects=False)
    assert answer.status_code == 303


def test_the_token_of_another_session_is_none(mighty: TestClient) -> None:
    foreign = field_of(mighty.get("/preferences").text)
    sign_in(mighty, *EVERYTHING)
    mighty.headers.pop("x-csrf-token")
    assert mighty.post("/preferences", data={"csrf": foreign}).status_code == 403


@pytest.mark.parametrize("token", ["", "0" * 64, "é" * 10, "a" * 100_000])
def test_no_other_text_is_a_token(mighty: TestClient, token: str) -> None:
    assert mighty.post("/preferences", data={"csrf": token}).status_code == 403


def test_a_visitor_without_cookie_cannot_log_somebody_in(visitor: TestClient) -> None:
    answer = visitor.post("/login", data={"name": "evil", "password": "p", "csrf": ""})
    assert answer.status_code == 403


def test_a_file_upload_needs_the_token_too(mighty: TestClient) -> None:
    answer = mighty.post("/preferences", data={"language": "en"}, files={"file": ("a.xlsx", b"x")})
    assert answer.status_code == 403


def test_a_script_of_our_own_may_send_the_token_as_a_header(sign_in: SignIn) -> None:
    assert sign_in(Role.OPS).post("/preferences", follow_redirects=False).status_code == 303


def test_a_visitor_cannot_send_more_than_a_form(visitor: TestClient) -> None:
    token = field_of(visitor.get("/setup").text)
    sent = visitor.post("/login", data={"csrf": token, "name": "x" * 70_000})
    assert sent.status_code == 413
    assert visitor.post("/setup", files={"file": ("a", b"x" * 100_000)}).status_code == 413


def test_a_form_without_length_is_not_read(visitor: TestClient) -> None:
    assert visitor.post("/login", content=iter([b"name=x"])).status_code == 413


@pytest.mark.parametrize(("path", "length"), [("/login", 70_000), ("/county/batch", 40_000_000), ("/login", None)])
def test_a_form_that_is_too_large_is_refused_before_a_byte_is_read(
    visitor: TestClient, path: str, length: int | None
) -> None:
    told = (b"transfer-encoding", b"chunked") if length is None else (b"content-length", str(length).encode())
    headers = [(b"host", b"localhost"), (b"content-type", b"application/x-www-form-urlencoded"), told]
    sent: list[Message] = []

    async def never() -> Message:
        raise AssertionError("the form was read")

    async def keep(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b""}
    more = {
        "headers": headers,
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
    }
    anyio.run(visitor.app, {**scope, **more, "http_version": "1.1", "extensions": {}}, never, keep)
    assert sent[0]["status"] == 413
    assert "太大".encode() in sent[1]["body"]
