import re
import time

import pytest

from crawlers.guards import Guard, Seen, load_signs
from leads_db.records import Outcome


def seen(text: str = "", **changes: object) -> Seen:
    facts: dict[str, object] = {"asked_url": "https://a.example/s", "url": "https://a.example/s", "status": 200}
    return Seen(**{**facts, "text": text, **changes})  # type: ignore[arg-type]


def outcome(platform: str, page: Seen, *, when_empty: bool = False) -> Outcome | None:
    guard = Guard(platform)
    sign = guard.find(page) or (guard.find_when_empty(page) if when_empty else None)
    return sign.outcome if sign else None


@pytest.mark.parametrize(
    ("platform", "page", "expected"),
    [
        ("taobao", seen(url="https://s.taobao.com/_____tmd_____/punish?x5secdata=a"), Outcome.BLOCKED_CAPTCHA),
        ("taobao", seen(url="https://login.taobao.com/member/login.jhtml"), Outcome.BLOCKED_LOGIN),
        ("taobao", seen("<html>rgv587_flag: sm</html>"), Outcome.BLOCKED_CAPTCHA),
        ("jd", seen("<title>京东验证</title>"), Outcome.BLOCKED_CAPTCHA),
        ("jd", seen(url="https://passport.jd.com/new/login.aspx"), Outcome.BLOCKED_LOGIN),
        ("xiaohongshu", seen(status=461), Outcome.BLOCKED_CAPTCHA),
        ("weibo", seen('{"ok":-100,"url":"https://passport.weibo.com"}'), Outcome.BLOCKED_LOGIN),
        ("douyin", seen("  "), Outcome.BLOCKED_CAPTCHA),
        ("shop", seen("<title>安全验证</title>"), Outcome.BLOCKED_CAPTCHA),
        ("shop", seen(url="https://a.example/login/passport?return=%2F"), Outcome.BLOCKED_LOGIN),
        ("shop", seen(url="https://passport.a.example/x"), Outcome.BLOCKED_LOGIN),
        ("shop", seen(status=403, headers={"CF-Mitigated": "challenge"}), Outcome.BLOCKED_CAPTCHA),
        ("shop", seen("<title>滑块验证</title>", status=403), Outcome.BLOCKED_CAPTCHA),
        ("shop", seen(status=403), Outcome.PERMISSION_DENIED),
        ("shop", seen(status=401), Outcome.AUTH_FAILED),
        ("shop", seen(status=429), Outcome.RATE_LIMITED),
        ("shop", seen(status=410), Outcome.NOT_FOUND),
        ("shop", seen(status=502), Outcome.TRANSPORT_ERROR),
    ],
)
def test_an_answer_that_is_not_the_page(platform: str, page: Seen, expected: Outcome) -> None:
    assert outcome(platform, page) is expected


@pytest.mark.parametrize(
    ("platform", "page", "expected"),
    [
        ("taobao", seen("亲，请登录"), Outcome.BLOCKED_LOGIN),
        ("taobao", seen("亲，小二忙不过来了，被挤爆啦"), Outcome.RATE_LIMITED),
        ("taobao", seen("<script src=nc_captcha.js>"), Outcome.BLOCKED_CAPTCHA),
        ("jd", seen("<title>京东(JD.COM)-正品低价、品质保障</title>"), Outcome.BLOCKED_LOGIN),
        ("shop", seen("<p>请按住滑块，拖动到最右边</p>"), Outcome.BLOCKED_CAPTCHA),
        ("shop", seen("<title>用户登录</title>"), Outcome.BLOCKED_LOGIN),
        ("shop", seen("请先登录后查看商品"), Outcome.BLOCKED_LOGIN),
    ],
)
def test_signs_of_ordinary_pages_count_only_when_nothing_was_read(platform: str, page: Seen, expected: Outcome) -> None:
    assert outcome(platform, page) is None
    assert outcome(platform, page, when_empty=True) is expected


@pytest.mark.parametrize(
    "page",
    [
        seen("<title>桓仁大米 5kg</title><p>登录 注册</p>"),
        seen("<title>登录送好礼的大米</title>"),
        seen(url="https://a.example/item/login-lamp-5"),
        seen(url="https://a.example/item/1?from=/login/"),
        seen("被挤爆 rgv587_flag"),
        seen(asked_url="https://a.example/login/item/1", url="https://a.example/login/item/1"),
        seen(status=200, headers={"server": "cf-mitigated: no"}),
    ],
)
def test_an_ordinary_page_passes(page: Seen) -> None:
    assert outcome("shop", page) is None


def test_the_ids_are_unique_and_every_repetition_is_bounded() -> None:
    signs = load_signs()
    assert len({sign.id for sign in signs}) == len(signs) >= 43
    open_ended = [sign.id for sign in signs if re.search(r"(?<!\\)[*+](?!\?\))|\{\d*,\}", sign.pattern.pattern)]
    assert open_ended == []


@pytest.mark.parametrize(
    "text", ["请" * 300_000, " " * 300_000, "<title" * 50_000, '"code"' * 50_000, "拖动" * 100_000]
)
def test_a_hostile_page_costs_no_time(text: str) -> None:
    platforms = {name for sign in load_signs() for name in sign.platforms} | {"shop"}
    started = time.perf_counter()
    for platform in platforms:
        outcome(platform, seen(text), when_empty=True)
    assert (time.perf_counter() - started) / len(platforms) < 0.5
