"""Where the seller is not known: a draft request for its data to the bureau at the platform's seat."""

import re

from leads_db.records import Platform
from leads_db.records.routing import AssistanceRequest
from leads_db.register import Register
from leads_db.register.routing import RoutingTable
from pipelines.places.address import AddressReader
from pipelines.places.offices import TRANSFER, office_name, place_words, transfer_code
from pipelines.routing.subject import Subject

QUESTIONS = (
    "该店铺登记的经营者名称、统一社会信用代码（或者身份登记信息）、住所、实际经营地和联系方式",
    "涉案商品的发货（揽收）地址和退货地址",
    "涉案商品的上架时间、成交数量和金额",
    "经营者提交的资质材料和商品来源凭证",
    "同一经营者在平台上的其他店铺",
)


def draft_request(
    register: Register, table: RoutingTable, reader: AddressReader, subject: Subject
) -> AssistanceRequest | None:
    """The request; None where the platform or its seat is not known, so that nobody could be asked."""
    platform = register.platforms.get(subject.platform)
    seat = reader.read(platform.seat) if platform else None
    code = transfer_code(seat.code) if seat and seat.code else None
    if platform is None or code is None or seat is None:
        return None
    named = re.split(r"[(（;；/]", platform.seat_bureau)[0].strip()
    to_name = named or office_name(register, table, TRANSFER + code, seat.code)
    rule = table.rule("assistance")
    return AssistanceRequest(
        to_name=to_name,
        to_bureau=TRANSFER + code,
        questions=QUESTIONS,
        basis=rule.citation,
        text=_text(register, subject, platform, to_name, rule.citation),
        confirmed="mem" not in platform.source and "mem" not in platform.seat,
    )


def _text(register: Register, subject: Subject, platform: Platform, to_name: str, citation: str) -> str:
    indication = register.indications.get(subject.indication)
    name = indication.name if indication else subject.indication
    shop = f"店铺“{subject.shop_name}”" if subject.shop_name else "一未显示名称的店铺"
    asked = "\n".join(f"{number}．{question}；" for number, question in enumerate(QUESTIONS, 1))
    link = f"，链接：{subject.url}" if subject.url else ""
    return (
        f"{to_name}：\n我单位监测发现，{platform.name}平台{shop}销售的商品涉嫌擅自使用地理标志“{name}”{link}。"
        f"页面未显示可以确定管辖的经营者信息。为查清主体，依据{citation}，请协助调查以下事项：\n{asked}"
        f"所附材料系监测线索材料，请依法复核。"
    )


def icp_clue(table: RoutingTable, number: str) -> str:
    """What a web site's filing number says of its holder's province, in Chinese; empty for none."""
    match = re.match(r"\s*([\u4e00-\u9fff])\s*ICP", number, re.IGNORECASE)
    code = table.icp.get(match[1]) if match else None
    if code is None:
        return ""
    return f"网站备案号“{number.strip()[:40]}”提示备案主体在{place_words(code)}，仅作查找主体的线索，请查询备案主体"
