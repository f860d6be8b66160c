"""What a page says of the business behind it, and what it must not be believed to say."""

import pytest

from crawlers.pages.markup import parse_markup
from crawlers.pages.seller_facts import Facts, read_own_site, read_seller_page

CODE = "91350100M000100Y43"
"""The specimen of GB 32100."""
WRONG = "91350100M000100Y44"


def page(body: str, *, own: bool = False) -> Facts:
    return read_seller_page(parse_markup(f"<html><body>{body}</body></html>"), is_own_site=own)


def site(body: str) -> Facts:
    return read_own_site(parse_markup(f"<html><body>{body}</body></html>"))


@pytest.mark.parametrize(
    "body",
    [
        f"<table><tr><th>统一社会信用代码</th><td>{CODE}</td></tr><tr><th>企业名称</th><td>桓仁某米业有限公司</td></tr>"
        "<tr><th>住所</th><td>辽宁省本溪市桓仁满族自治县某镇</td></tr></table>",
        f"<dl><dt>社会信用代码：</dt><dd>{CODE}</dd><dt>公司名称：</dt><dd>桓仁某米业有限公司</dd>"
        "<dt>经营场所：</dt><dd>辽宁省本溪市桓仁满族自治县某镇</dd></dl>",
        f"<ul><li>企业名称：桓仁某米业有限公司</li><li>注册号：{CODE}</li><li>注册地址：辽宁省本溪市桓仁满族自治县某镇</li></ul>",
        f"<p>企业名称：桓仁某米业有限公司</p><p>统一社会信用代码：{CODE.lower()}</p>"
        "<p>经营地址：辽宁省本溪市桓仁满族自治县某镇</p>",
    ],
)
def test_a_licence_is_read_from_tables_lists_and_lines(body: str) -> None:
    assert page(body) == {
        "operator_code": (CODE, "licence"),
        "operator_name": ("桓仁某米业有限公司", "licence"),
        "operator_address": ("辽宁省本溪市桓仁满族自治县某镇", "licence"),
    }


def test_a_code_with_a_wrong_check_character_is_no_code() -> None:
    assert "operator_code" not in page(f"<p>统一社会信用代码：{WRONG}</p>")
    assert "operator_code" not in site(f"<footer>统一社会信用代码：{WRONG}</footer>")


def test_an_organisation_in_json_ld_is_the_sites_own_business() -> None:
    told = (
        '{"@type":"OnlineStore","name":"某米铺","legalName":"桓仁某米业有限公司","taxID":"' + CODE + '",'
        '"address":{"@type":"PostalAddress","addressRegion":"辽宁省","addressLocality":"本溪市","streetAddress":"某路1号"}}'
    )
    assert site(f'<script type="application/ld+json">{told}</script>') == {
        "operator_name": ("桓仁某米业有限公司", "json_ld"),
        "operator_code": (CODE, "json_ld"),
        "operator_address": ("辽宁省本溪市某路1号", "json_ld"),
    }


def test_a_footer_tells_owner_code_address_and_filing_number() -> None:
    told = site(
        f"<footer>版权所有 © 2019-2026 桓仁某米业有限公司 | 地址：辽宁省本溪市桓仁县某路 | 统一社会信用代码 {CODE}"
        " | 辽ICP备12345678号-1</footer>"
    )
    assert told == {
        "operator_name": ("桓仁某米业有限公司", "footer"),
        "operator_address": ("辽宁省本溪市桓仁县某路", "footer"),
        "operator_code": (CODE, "footer"),
        "icp_number": ("辽ICP备12345678号-1", "footer"),
    }


def test_a_marketplaces_footer_says_nothing_of_the_shop() -> None:
    body = f"<footer>© 2026 某平台网络有限公司 统一社会信用代码：{CODE} 浙ICP备11111111号</footer>"
    assert "operator_name" not in page(body)
    assert "icp_number" not in page(body)


def test_the_marketplaces_code_in_its_footer_is_not_the_shops() -> None:
    body = f"<p>企业名称：桓仁某米业有限公司</p><footer>某平台 统一社会信用代码：{CODE}</footer>"
    assert page(body) == {"operator_name": ("桓仁某米业有限公司", "licence")}


def test_slogans_and_persons_are_no_companies() -> None:
    assert site("<footer>版权所有 © 2026 只卖好大米</footer>") == {}
    assert page("<p>法定代表人：张三</p><p>联系电话：13800000000</p>") == {}
