"""A page → what it says of the business behind it: Organization in JSON-LD, licence tables and lines, the footer.

Personal data is not read: no phone, no name of a natural person as legal representative.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy

from lxml.html import HtmlElement

from crawlers.pages.fact_tables import read_pairs
from crawlers.pages.json_ld import Node, first_text, read_json_ld, types_of, values_of
from crawlers.pages.markup import tree_to_text
from crawlers.pages.texts import half_width, one_line
from leads_db.register.credit_code import is_credit_code

Facts = Mapping[str, tuple[str, str]]
"""Field → (value, where it stood: json_ld, licence or footer)."""

ORGANISATIONS = frozenset(
    {"organization", "corporation", "localbusiness", "store", "onlinestore", "onlinebusiness", "brandstore"}
)
LABELS = {
    "企业名称": "operator_name",
    "公司名称": "operator_name",
    "单位名称": "operator_name",
    "经营者名称": "operator_name",
    "商家名称": "operator_name",
    "营业执照名称": "operator_name",
    "主体名称": "operator_name",
    "主办单位": "operator_name",
    "统一社会信用代码": "operator_code",
    "社会信用代码": "operator_code",
    "统一信用代码": "operator_code",
    "注册号": "operator_code",
    "营业执照注册号": "operator_code",
    "营业执照号": "operator_code",
    "住所": "operator_address",
    "经营场所": "operator_address",
    "营业场所": "operator_address",
    "注册地址": "operator_address",
    "经营地址": "operator_address",
    "公司地址": "operator_address",
    "企业地址": "operator_address",
    "住所地": "operator_address",
    "店铺所在地": "shop_location",
    "所在地": "shop_location",
    "所在地区": "shop_location",
    "备案号": "icp_number",
    "ICP备案号": "icp_number",
    "网站备案号": "icp_number",
}
"""Label on a licence or company page → field."""
COMPANY_END = (
    "公司",
    "合作社",
    "合作联社",
    "厂",
    "商行",
    "经营部",
    "农场",
    "个体工商户",
    "个体工商户)",
    "协会",
    "酒庄",
    "店",
)
"""How the name on a licence ends; a text that ends otherwise is taken for a slogan."""
LONGEST_NAME, LONGEST_ADDRESS = 60, 120
LONGEST_TEXT = 200_000
"""Letters of a page that are searched."""
_CODE = re.compile(r"(?:信用代码|注册号|执照号码?)\s*(?:[/／]注册号)?\s*[:：]?\s*([0-9A-Za-z]{18})(?![0-9A-Za-z])")
_ICP = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]ICP[备证]\d{6,10}号(?:-\d{1,3})?", re.IGNORECASE
)
_LINE = re.compile(
    rf"^\s*({'|'.join(sorted(LABELS, key=len, reverse=True))})\s*[:：]\s*(\S.{{0,{LONGEST_ADDRESS}}})$", re.MULTILINE
)
_OWNER = re.compile(
    r"(?:©|\(c\)|Copyright|版权所有|主办单位)[\s\d:：©,.，-]{0,30}([\u4e00-\u9fff()（）]{4,40})", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:公司|企业|经营|联系)?地址\s*[:：]\s*([^\s|｜]{6,80})")


def read_seller_page(tree: HtmlElement, *, is_own_site: bool) -> Facts:
    """The facts of a licence or company page; of its footer and Organization only where the whole site is the seller's.

    On a marketplace the footer names the marketplace.
    """
    licence = dict(_from_pairs([*read_pairs(tree), *_lines(tree)]))
    return {**(read_own_site(tree) if is_own_site else {}), **licence}


def read_own_site(tree: HtmlElement) -> Facts:
    """What any page of a seller's own site says of it: JSON-LD before footer."""
    nodes, _ = read_json_ld(tree)
    return {**dict(_from_footer(_footer_text(tree))), **dict(_from_organisation(nodes))}


def _from_organisation(nodes: Iterable[Node]) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in nodes:
        if not types_of(node) & ORGANISATIONS:
            continue
        legal, name = first_text(node, "legalName"), first_text(node, "name")
        told = {"operator_name": legal or name, "operator_address": _postal_address(node)}
        for key in ("taxID", "identifier", "vatID", "leiCode"):
            for value in values_of(node, key):
                code = first_text(value, "value") if isinstance(value, dict) else str(value)
                told.setdefault("operator_code", code) if is_credit_code(code.strip().upper()) else None
        yield from _checked(told.items(), "json_ld")
        return


def _postal_address(node: Node) -> str:
    for address in values_of(node, "address"):
        if isinstance(address, str):
            return one_line(address)
        parts = [first_text(address, key) for key in ("addressRegion", "addressLocality", "streetAddress")]
        return "".join(dict.fromkeys(part for part in parts if part))
    return ""


def _from_pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, str]]]:
    told: dict[str, str] = {}
    for label, value in pairs:
        field = LABELS.get(label.strip())
        if field is not None and (field != "operator_code" or is_credit_code(value.strip().upper())):
            told.setdefault(field, value)
    yield from _checked(told.items(), "licence")


def _lines(tree: HtmlElement) -> list[tuple[str, str]]:
    """`统一社会信用代码：9121…` written as a line; not in a footer, which on a marketplace is the marketplace's."""
    body = deepcopy(tree)
    for foot in [element for element in body.iter("footer", "div", "nav", "aside") if _is_aside(element)]:
        if foot.getparent() is not None:
            foot.drop_tree()
    text = half_width(tree_to_text(body))[:LONGEST_TEXT]
    pairs = [(found[1], found[2]) for found in _LINE.finditer(text)]
    return [*pairs, *(("统一社会信用代码", found[1]) for found in _CODE.finditer(text))]


def _footer_text(tree: HtmlElement) -> str:
    """The page's footer elements; where there are none, its last lines."""
    feet = [element for element in tree.iter("footer", "div") if _is_footer(element)]
    text = "\n".join(map(tree_to_text, feet[:3])) or tree_to_text(tree)[-1_500:]
    return half_width(text)[:LONGEST_TEXT]


def _is_aside(element: HtmlElement) -> bool:
    return element.tag in ("nav", "aside") or _is_footer(element)


def _is_footer(element: HtmlElement) -> bool:
    marks = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return element.tag == "footer" or "footer" in marks.replace("-", " ").replace("_", " ").split()


def _from_footer(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for field, pattern in (("operator_code", _CODE), ("operator_name", _OWNER), ("operator_address", _ADDRESS)):
        for found in pattern.finditer(text):
            yield from _checked([(field, found[1])], "footer")
    filed = _ICP.search(text)
    if filed:
        yield "icp_number", (filed[0], "footer")


def _checked(told: Iterable[tuple[str, str]], how: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Only values that can be what they are said to be."""
    for field, value in told:
        text = one_line(value)
        if field == "operator_code":
            text = text.upper()
            if is_credit_code(text):
                yield field, (text, how)
        elif field == "operator_name":
            name = text.rstrip(",，。;； ")
            if 4 <= len(name) <= LONGEST_NAME and name.rstrip(")）").endswith(COMPANY_END):
                yield field, (name, how)
        elif field == "icp_number":
            icp = _ICP.search(half_width(text))
            if icp:
                yield field, (icp[0], how)
        elif 2 <= len(text) <= LONGEST_ADDRESS:
            yield field, (text, how)
