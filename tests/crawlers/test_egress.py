from ipaddress import ip_address
from typing import Any

import pytest

from crawlers.egress import Egress, is_public
from crawlers.source_file import Source
from leads_db.errors import RequestRefused
from leads_db.settings import Settings


def egress(settings: Settings, **changes: Any) -> Egress:
    facts = {"name": "shop", "kind": "schema_org", "platform": "shop", "base_url": "https://shop.example/"}
    return Egress.of(Source(**{**facts, **changes}), settings)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "192.168.1.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a00:1", "fec0::1", "100.100.100.200", "168.63.129.16", "4000::1",
        "2002:7f00:1::", "2002:c0a8:101::1", "::127.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_the_open_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "223.5.5.5", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(address)
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "https://shop.example:443/a?b=c",
        "https://SHOP.example/a",
        "https://img.shop.example/1",
    ],
)
def test_the_sources_own_hosts_may_be_asked(settings: Settings, url: str) -> None:
    egress(settings, hosts=("img.shop.example",)).check(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/", "https://shop.example.evil.example/", "https://shop.example:22/",
        "https://user@shop.example/", "https://shop.example@evil.example/", "file:///etc/passwd", "ftp://shop.example/",
        "data:text/html,x", "javascript:alert(1)", "//shop.example/", "https:///x", "https://[::1", "https://shop.example:x/",
        "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/", "", "gopher://shop.example/",
    ],
)  # fmt: skip
def test_everything_else_is_refused_with_a_reason(settings: Settings, url: str) -> None:
    rule = egress(settings)
    assert rule.why_refused(url)
    with pytest.raises(RequestRefused, match=r"not|carries"):
        rule.check(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "[::1]"])
def test_a_source_file_cannot_make_a_private_address_its_own(settings: Settings, host: str) -> None:
    assert "public" in egress(settings, base_url=f"http://{host}/").why_refused(f"http://{host}/")


def test_a_practice_source_may_ask_the_market_and_nothing_else(settings: Settings) -> None:
    market = f"http://127.0.0.1:{settings.practice_port}/ld/"
    rule = egress(settings, base_url=market, practice=True, platform="practice")
    assert rule.why_refused(market) == ""
    for url in ("http://127.0.0.1/", "http://127.0.0.1:8600/", f"http://127.0.0.2:{settings.practice_port}/"):
        assert rule.why_refused(url)


def test_a_practice_source_elsewhere_on_loopback_is_refused(settings: Settings) -> None:
    base = "http://127.0.0.1:9/"
    assert egress(settings, base_url=base, practice=True, platform="practice").why_refused(base)
