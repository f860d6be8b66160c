"""Channels: off by default, secrets kept to their owner, delivered at least once to a receiver on this machine."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from leads_db.errors import CredentialsBroken
from leads_db.records.account import Role
from leads_db.records.notice import NoticeKind
from leads_db.settings import Settings
from leads_db.store.engine import reading, writing
from leads_db.store.notices import BACKOFF, read_dead_sendings, read_notices, save_notice
from scheduler.notifying import FILE, PER_MESSAGE, Channel, deliver_notices, load_channels
from tests.crawlers.local_site import LocalSite, Page, serve
from tests.factories import NOON
from tests.leads_db.store.handled import OFFICER

TOKEN = "s3cr3t-t0ken"
LINE = "office: {{enabled: true, url: '{url}', roles: [county]}}\n"


def write(home: Path, text: str, mode: int = 0o600) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / FILE).write_text(text, encoding="utf-8")
    (home / FILE).chmod(mode)


def tell(engine: Engine, once: str, **more: Any) -> None:
    facts = {"kind": NoticeKind.URGED, "text": f"催办：{once}", "role": Role.COUNTY, "bureau": "huanren", "at": NOON}
    with writing(engine) as connection:
        save_notice(connection, once=once, **{**facts, **more})


@pytest.fixture
def receiver() -> Iterator[LocalSite]:
    with serve({"/hook": "ok", f"/hook/{TOKEN}": "ok"}) as site:
        yield site


@pytest.fixture
def channel(receiver: LocalSite) -> Channel:
    return Channel(name="office", url=f"json://127.0.0.1:{receiver.port}/hook", roles=(Role.COUNTY,))


def received(site: LocalSite) -> list[str]:
    return [json.loads(body)["message"] for body in site.bodies]


def test_without_the_file_nothing_goes_out(engine: Engine, settings: Settings) -> None:
    tell(engine, "a")
    assert load_channels(settings.home) == ()
    assert deliver_notices(engine, (), NOON) == {}


def test_a_channel_that_is_not_switched_on_is_left_out(settings: Settings) -> None:
    write(settings.home, "office: {url: 'json://127.0.0.1/', roles: [county]}\n")
    assert load_channels(settings.home) == ()


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        (LINE.format(url="json://127.0.0.1/x"), 0o644, "chmod 600"),
        (LINE.format(url=f"http://127.0.0.1/{TOKEN}"), 0o600, "url: an address"),
        (LINE.format(url=f"{TOKEN}"), 0o600, "url: an address"),
        (LINE.format(url="file:///etc/passwd"), 0o600, "url: an address"),
        (f"office: {{enabled: true, url: 'json://h/{TOKEN}', roles: [admin]}}", 0o600, "roles"),
        (f"office: {{enabled: true, url: 'json://h/{TOKEN}', roles: []}}", 0o600, "roles"),
        (f"office: {{enabled: true, url: 'json://h/{TOKEN}', roles: county}}", 0o600, "roles: a list"),
        (f"office: {{enabled: true, url: 'json://h/{TOKEN}', secret: 1}}", 0o600, "the fields are"),
        (f"office: json://h/{TOKEN}", 0o600, "the fields are"),
        (f"office: [{TOKEN}", 0o600, "no YAML"),
    ],
)
def test_a_file_that_cannot_be_meant_is_named_without_its_secrets(
    settings: Settings, text: str, mode: int, told: str
) -> None:
    write(settings.home, text, mode)
    with pytest.raises(CredentialsBroken, match=told) as fault:
        load_channels(settings.home)
    assert TOKEN not in str(fault.value)


def test_a_channel_never_shows_its_address(settings: Settings) -> None:
    write(settings.home, LINE.format(url=f"json://127.0.0.1/{TOKEN}"))
    (channel,) = load_channels(settings.home)
    assert TOKEN not in repr(channel)


def test_what_is_due_arrives_once_with_its_id(engine: Engine, receiver: LocalSite, channel: Channel) -> None:
    tell(engine, "a")
    tell(engine, "b")
    assert deliver_notices(engine, [channel], NOON) == {"office": 2}
    assert deliver_notices(engine, [channel], NOON) == {}
    (message,) = received(receiver)
    with reading(engine) as connection:
        uids = {notice.uid for notice in read_notices(connection, OFFICER)}
    assert len(uids) == 2
    assert all(f"〔{uid}〕" in message for uid in uids)


def test_many_notices_go_in_few_messages(engine: Engine, receiver: LocalSite, channel: Channel) -> None:
    for place in range(PER_MESSAGE + 5):
        tell(engine, str(place))
    while deliver_notices(engine, [channel], NOON):
        pass
    assert [message.count("催办") for message in received(receiver)] == [PER_MESSAGE, 5]


def test_markup_in_a_text_stays_text(engine: Engine, receiver: LocalSite, channel: Channel) -> None:
    tell(engine, "<script>alert(1)</script> **粗** [链接](http://evil.example)")
    deliver_notices(engine, [channel], NOON)
    assert "<script>alert(1)</script> **粗** [链接](http://evil.example)" in received(receiver)[0]


def test_a_receiver_that_fails_is_tried_again_and_then_given_up(
    engine: Engine, receiver: LocalSite, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.pages["/hook"] = Page(status=500)
    tell(engine, "a")
    now = NOON
    with caplog.at_level(logging.DEBUG):
        assert deliver_notices(engine, [channel], now) == {"office": 0}
        receiver.pages["/hook"] = "ok"
        assert deliver_notices(engine, [channel], now) == {}
        assert deliver_notices(engine, [channel], now + BACKOFF[0]) == {"office": 1}
        receiver.pages["/hook"] = Page(status=500)
        tell(engine, "b")
        for wait in (*BACKOFF, timedelta(days=1), timedelta(days=1)):
            deliver_notices(engine, [channel], now)
            now += wait
    with reading(engine) as connection:
        (dead,) = read_dead_sendings(connection)
    assert (dead.notice.text, dead.cause) == ("催办：b", "json: not taken")


def test_no_log_tells_the_secret(engine: Engine, receiver: LocalSite, caplog: pytest.LogCaptureFixture) -> None:
    receiver.pages[f"/hook/{TOKEN}"] = Page(status=500)
    channel = Channel(name="o", url=f"json://127.0.0.1:{receiver.port}/hook/{TOKEN}", roles=(Role.COUNTY,))
    tell(engine, "a")
    with caplog.at_level(logging.DEBUG, logger="apprise"):
        deliver_notices(engine, [channel], NOON)
    assert receiver.bodies
    assert TOKEN not in "".join(record.getMessage() for record in caplog.records if record.name == "apprise")


def test_a_receiver_that_is_down_keeps_the_others_going(engine: Engine, receiver: LocalSite, channel: Channel) -> None:
    dead = Channel(name="dead", url="json://127.0.0.1:1/hook", roles=(Role.COUNTY,))
    tell(engine, "a")
    assert deliver_notices(engine, [dead, channel], NOON) == {"dead": 0, "office": 1}


def test_a_send_before_its_commit_is_sent_again_with_the_same_id(
    engine: Engine, receiver: LocalSite, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scheduler import notifying

    tell(engine, "a")

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(notifying, "save_sent", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver_notices(engine, [channel], NOON)
    deliver_notices(engine, [channel], NOON)
    first, second = received(receiver)
    assert first == second
