"""What the centre and the bureaus read by the interface."""

import zipfile
from io import BytesIO

import pytest

from leads_db.records.account import Role
from tests.console.api.office import Office


def test_health_is_open_and_tells_nothing_else(still_office: Office) -> None:
    answer = still_office.call("GET", "/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_me_is_the_account_of_the_token(still_office: Office) -> None:
    told = still_office.call("GET", "/me", Role.COUNTY).json()
    assert (told["roles"], told["bureau"]) == (["county"], "huanren")


def test_leads_come_in_parts_that_make_the_whole(still_office: Office) -> None:
    whole = [line["number"] for line in still_office.call("GET", "/leads", Role.REVIEWER).json()["items"]]
    parts, after = [], ""
    while after is not None:
        page = still_office.call("GET", f"/leads?limit=1{after and '&after='}{after}", Role.REVIEWER).json()
        parts += [line["number"] for line in page["items"]]
        after = page["next_after"]
    assert len(whole) == 3
    assert parts == whole


@pytest.mark.parametrize(
    ("query", "count"), [("state=dispatched", 3), ("state=new", 0), ("host=huanren", 2), ("platform=jd", 0)]
)
def test_filters_of_leads(still_office: Office, query: str, count: int) -> None:
    assert len(still_office.call("GET", f"/leads?{query}", Role.REVIEWER).json()["items"]) == count


def test_a_cursor_that_is_none_of_ours_is_not_found(still_office: Office) -> None:
    assert still_office.call("GET", "/leads?after=AAAAAAAA", Role.REVIEWER).status_code == 404


def test_one_lead_tells_its_listings_and_what_may_be_done(still_office: Office) -> None:
    number = still_office.sent["huanren"].numbers[0]
    told = still_office.call("GET", f"/leads/{number}", Role.APPROVER).json()
    assert told["state"] == "dispatched"
    assert "recall" in told["moves"]
    assert "桓仁大米" in told["listings"][0]["title"]
    assert told["listings"][0]["reasons"] == ["标题使用“桓仁大米风味”，产地写明五常。"]


def test_the_events_of_a_lead_lead_to_its_state(still_office: Office) -> None:
    number = still_office.sent["huanren"].numbers[0]
    events = still_office.call("GET", f"/leads/{number}/events", Role.REVIEWER).json()
    assert [event["move"] for event in events] == ["open", "confirm", "approve", "dispatch"]


def test_a_bureau_pulls_its_queue_and_then_what_is_new(still_office: Office) -> None:
    first = still_office.call("GET", "/dispatches?limit=1", Role.COUNTY).json()
    rest = still_office.call("GET", f"/dispatches?since={first['next_since']}", Role.COUNTY).json()
    uids = [line["uid"] for line in (*first["items"], *rest["items"])]
    assert uids == list(still_office.sent["huanren"].uids)
    none = still_office.call("GET", f"/dispatches?since={rest['next_since']}", Role.COUNTY).json()
    assert none == {"items": [], "next_since": rest["next_since"]}


def test_a_dispatch_tells_its_letter_and_its_pack(still_office: Office) -> None:
    uid = still_office.sent["huanren"].uids[0]
    told = still_office.call("GET", f"/dispatches/{uid}", Role.COUNTY).json()
    assert told["letter"]["leads"][0]["seller"]["shop"] in {"桓仁山里人家", "五女山粮行"}
    assert told["letter_number"] == still_office.sent["huanren"].dispatches[0].number
    packs = [
        still_office.client.get(
            told["pack_url"], headers={"authorization": f"Bearer {still_office.token(Role.COUNTY)}"}
        )
        for _ in range(2)
    ]
    assert packs[0].content == packs[1].content
    assert packs[0].headers["content-type"] == "application/zip"
    assert "说明.txt" in zipfile.ZipFile(BytesIO(packs[0].content)).namelist()
    assert not list((still_office.settings.home / "packs").iterdir())


def test_clocks_of_a_bureau_are_those_of_its_leads(still_office: Office) -> None:
    clocks = still_office.call("GET", "/clocks", Role.COUNTY, bureau="mingshan").json()
    assert {clock["lead"] for clock in clocks} == set(still_office.sent["mingshan"].numbers)
    assert all(clock["basis"] and clock["due_at"] for clock in clocks)


def test_notices_and_runs_are_lists(still_office: Office) -> None:
    notices = still_office.call("GET", "/notices?unread=true", Role.COUNTY, bureau="mingshan").json()
    assert {notice["kind"] for notice in notices} == {"letter"}
    assert {notice["lead"] for notice in notices} <= set(still_office.sent["mingshan"].numbers)
    assert [run["source"] for run in still_office.call("GET", "/runs", Role.OPS).json()] == ["shop"]
