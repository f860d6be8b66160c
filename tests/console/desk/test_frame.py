"""The frame: what each role finds in the header, two languages, what is told once, settings, shortcuts."""

import hashlib
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from console.desk import keys
from console.desk.asking import FLASH, is_local
from console.desk.navigation import GROUPS, home_of, navigation_of
from leads_db.records.account import CENTRE, OF_BUREAU, Actor, Role
from tests.console.desk.conftest import SignIn

VENDOR = Path(keys.__file__).parent / "static" / "vendor"
SHA256 = {
    VENDOR / "htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    VENDOR / "echarts.common.min.js": "61f13280aba3161f77fc801bf5f9c786f55f10432153a0683fc5cc0700b013d5",
    Path(__file__).parent / "axe.min.js": "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
}
"""As their publishers' packages hold them; NOTICE names version and licence."""
EVERYTHING = {item.path for group in GROUPS for item in group.items}


def actor(*roles: Role) -> Actor:
    return Actor(name="x", roles=frozenset(roles), cities=("benxi",), bureau="huanren")


def links(page: str) -> list[str]:
    nav = re.search(r"<nav.*?</nav>", page, re.DOTALL)
    return re.findall(r'href="([^"]+)"', nav[0]) if nav else []


@pytest.mark.parametrize("file", SHA256)
def test_what_others_wrote_is_shipped_unchanged_with_its_licence(file: Path) -> None:
    assert hashlib.sha256(file.read_bytes()).hexdigest() == SHA256[file]
    assert list(file.parent.glob(f"{file.name.split('.')[0]}.LICENSE*"))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_every_role_has_pages_of_its_own(role: Role) -> None:
    nav = navigation_of(actor(role), "/nowhere", EVERYTHING)
    assert nav.items
    assert nav.others == ()
    assert home_of(actor(role), EVERYTHING) == nav.items[0].path


def test_the_page_decides_which_group_is_shown_and_the_way_to_the_others_stays() -> None:
    both = actor(Role.REVIEWER, Role.OPS)
    assert navigation_of(both, "/ops/collect", EVERYTHING).current == "/ops/collect"
    assert [item.path for item in navigation_of(both, "/ops/collect", EVERYTHING).others] == ["/"]
    assert navigation_of(both, "/leads/GI-1", EVERYTHING).current == "/leads"


def test_a_page_that_is_not_built_is_not_shown() -> None:
    nav = navigation_of(actor(Role.OPS), "/ops", {"/ops", "/runs"})
    assert [item.path for item in nav.items] == ["/ops", "/runs"]
    assert navigation_of(None, "/", EVERYTHING).items == ()


@pytest.mark.parametrize("role", [Role.OPS, Role.REVIEWER])
def test_every_link_of_the_header_opens(sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    found = links(client.get("/runs").text)
    assert found
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)


def test_a_county_finds_no_page_of_the_centre(sign_in: SignIn) -> None:
    forbidden = {item.path for group in GROUPS if group.roles & (CENTRE | {Role.OPS}) for item in group.items}
    client = sign_in(Role.COUNTY)
    assert not OF_BUREAU & CENTRE
    assert not forbidden & set(links(client.get("/preferences").text))


def test_english_is_chosen_and_kept(desk: TestClient) -> None:
    assert "运行" in desk.get("/runs").text
    answer = desk.post("/preferences", data={"language": "en", "back": "/runs"})
    assert answer.url.path == "/runs"
    assert "Runs" in answer.text
    ours = re.sub(r'<button[^>]*lang="zh-CN">.*?</button>|<bdi.*?</bdi>|张三', "", answer.text)
    assert not re.search(r"[\u4e00-\u9fff]", ours)


def test_large_type_is_switched_on_and_off(desk: TestClient) -> None:
    assert '<html lang="zh-CN" class="large">' in desk.post("/preferences", data={"large": "on"}).text
    assert '<html lang="zh-CN">' in desk.post("/preferences", data={"large": "off"}).text


@pytest.mark.parametrize("data", [{"language": "fr"}, {"large": "<b>"}, {"shortcuts": "perhaps"}, {"back": "/x" * 400}])
def test_an_unknown_setting_is_refused(desk: TestClient, data: dict[str, str]) -> None:
    assert desk.post("/preferences", data=data).status_code == 400


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil", "evil", "/a\r\nSet-Cookie: x"])
def test_a_form_never_leads_to_another_host(desk: TestClient, path: str) -> None:
    assert not is_local(path)
    answer = desk.post("/preferences", data={"back": path}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_what_is_told_once_is_told_once(desk: TestClient) -> None:
    told = desk.post("/preferences/keys", data={"act": "run.cancel", "code": "KeyX"}).text
    assert "快捷键已保存。" in told
    assert "快捷键已保存。" not in desk.get("/preferences").text


@pytest.mark.parametrize("cookie", ["%5B%5B%22good%22", "x", "%5B1%5D", "%5B%5B%22evil%22%2C%22text%22%5D%5D"])
def test_a_cookie_that_we_did_not_write_tells_nothing(desk: TestClient, cookie: str) -> None:
    desk.cookies.set(FLASH, cookie)
    page = desk.get("/preferences")
    assert page.status_code == 200
    assert 'class="flash' not in page.text


def test_a_key_is_moved_and_given_back(desk: TestClient) -> None:
    assert 'data-key="KeyN"' in desk.get("/runs").text
    desk.post("/preferences/keys", data={"act": "run.new", "code": "KeyZ"})
    assert 'data-key="KeyZ"' in desk.get("/runs").text
    desk.post("/preferences/keys", data={"act": "run.new", "code": ""})
    assert 'data-key="KeyN"' in desk.get("/runs").text


def test_choices_go_with_the_account_and_a_visitor_keeps_the_language(desk: TestClient, sign_in: SignIn) -> None:
    desk.post("/preferences", data={"language": "en", "large": "on"})
    desk.post("/preferences/keys", data={"act": "run.new", "code": "KeyZ"})
    own, language = desk.cookies.get("gi") or "", desk.cookies.get("gi-language") or ""
    assert set(desk.cookies) <= {"gi", "gi-language", FLASH}
    assert '<html lang="zh-CN">' in sign_in(Role.OPS).get("/runs").text
    desk.cookies.clear()
    desk.cookies.set("gi", own)
    page = desk.get("/runs").text
    assert '<html lang="en" class="large">' in page
    assert 'data-key="KeyZ"' in page
    desk.cookies.clear()
    desk.cookies.set("gi-language", language)
    assert '<html lang="en">' in desk.get("/login").text


def test_shortcuts_that_were_off_come_back_with_their_keys(desk: TestClient) -> None:
    desk.post("/preferences/keys", data={"act": "run.new", "code": "KeyZ"})
    desk.post("/preferences", data={"shortcuts": "off"})
    assert 'data-key="KeyZ"' not in desk.get("/runs").text
    desk.post("/preferences", data={"shortcuts": "on"})
    assert 'data-key="KeyZ"' in desk.get("/runs").text


def test_shortcuts_can_be_switched_off(desk: TestClient) -> None:
    desk.post("/preferences", data={"shortcuts": "off"})
    assert "data-key" not in desk.get("/runs").text


@pytest.mark.parametrize(("act", "code"), [("run.new", "Enter"), ("run.new", 'KeyA" onclick="x'), ("no.act", "KeyA")])
def test_what_is_no_key_is_refused(desk: TestClient, act: str, code: str) -> None:
    assert "未改动" in desk.post("/preferences/keys", data={"act": act, "code": code}).text
    assert "onclick" not in desk.get("/runs").text


@pytest.mark.parametrize("kept", [{"run.new": "x"}, [], None, {"x": "KeyA"}, {"run.new": 1}])
def test_a_broken_choice_of_keys_leaves_the_defaults(kept: object) -> None:
    assert keys.read_choice(kept) == {}


def test_keys_of_one_page_do_not_clash() -> None:
    pages = {"triage": {"list", "triage"}, "county": {"county"}, "run": {"run"}}
    for groups in pages.values():
        codes = [key.code for act, key in keys.KEYS.items() if act.partition(".")[0] in groups]
        assert len(codes) == len(set(codes))
