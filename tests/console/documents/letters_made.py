"""Letters for tests: a normal one, the emptiest, the longest, the nastiest."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from console.documents.letter_words import GROUND_NAMES
from console.documents.letters import (
    EvidenceFacts,
    FoundFact,
    HandlingFacts,
    LeadFacts,
    LetterFacts,
    PageFacts,
    SellerFacts,
)
from leads_db.records import GroundRef
from leads_db.records.paper import Organ, PaperKind

SEEN = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
ORGAN = Organ(
    city="benxi",
    bureau="benxi-city",
    name="本溪市市场监督管理局",
    code="本市监",
    office="知识产权保护科",
    is_authority=True,
    confirmed=False,
)
GROUND = GroundRef(
    ground="TM19-57:57-2", instrument="商标法（2019年修正）", article="第五十七条第（二）项", confirmed=True
)
LATER = GroundRef(
    ground="TM26-72:72-2", instrument="商标法（2026年修订）", article="第七十二条第（二）项", confirmed=False
)
SELLER = SellerFacts(
    shop="某某粮油专营店",
    platform="淘宝",
    platform_operator="浙江淘宝网络有限公司",
    operator="哈尔滨某某米业有限公司",
    credit_code="91230100MA1234567X",
    address="黑龙江省哈尔滨市香坊区某某路1号",
    location="黑龙江哈尔滨",
    source="商品页",
)
LEAD = LeadFacts(
    number="GI-benxi-20261120-0001",
    indication="桓仁大米",
    protection="地理标志产品（公告号未查明）；证明商标（注册号未查明）",
    seller=SELLER,
    acts=("产地外使用名称", "伪造产地"),
    found=(
        FoundFact(
            sentence="标题以“桓仁大米”称呼商品，而产地栏写明五常，在保护范围之外。",
            quote="桓仁大米 正宗东北米 5kg",
            place="标题",
            grounds=(GROUND,),
            refuted_by="产地证明",
        ),
        FoundFact(sentence="产地栏写明黑龙江五常。", quote="黑龙江五常", place="属性「产地」"),
    ),
    later_grounds=(LATER,),
    counter=("店铺另有商品标明了真实产地。",),
    missing=("实际生产者名称", "包装实物照片"),
    pages=(
        PageFacts(
            title="桓仁大米 正宗东北米 5kg 当季新米",
            url="https://item.example.com/item.htm?id=600000000001",
            item_id="600000000001",
            price="39.90元",
            sold="已售 500+",
            seen_at=SEEN,
        ),
    ),
    page_count=3,
    evidence=(
        EvidenceFacts(
            name="商品页面（600000000001）",
            source="https://item.example.com/item.htm?id=600000000001",
            proves="页面以“桓仁大米”名称销售商品",
            pages=1,
            size=48_123,
            digest="ab" * 32,
            kept_at=SEEN,
        ),
    ),
    pack="EV-GI-benxi-20261120-0001-01",
    pack_digest="cd" * 32,
    bureau_reason="页面显示的住所在黑龙江省哈尔滨市，属平台内经营者，由其实际经营地管辖。",
    first_seen_at=SEEN,
    last_seen_at=SEEN,
)
TOLD = {
    "核查日期": "2026年11月26日",
    "核查人员": "甲、乙",
    "核查方式": "现场",
    "核查情况": "现场查见库存桓仁大米包装袋二百个，当事人未能提供产地证明。",
    "是否立案": "是",
    "案号": "桓市监立〔2026〕8号",
}


def letter(kind: PaperKind, **changes: Any) -> LetterFacts:
    """A normal one."""
    facts: dict[str, Any] = {
        "kind": kind,
        "number": "本市监线移〔2026〕3号",
        "organ": ORGAN,
        "addressee": "桓仁满族自治县市场监督管理局",
        "copies": ("桓仁大米协会",),
        "dated_on": date(2026, 11, 24),
        "reply_by_on": date(2026, 12, 15),
        "leads": (LEAD,),
        "grounds": {name: replace(GROUND, instrument="程序规定", article=f"（{name}）") for name in GROUND_NAMES},
        "questions": ("店铺的登记主体、统一社会信用代码及住所。", "上列商品的发货地和近一年的交易数量。"),
        "handling": HandlingFacts(
            host="桓仁满族自治县市场监督管理局",
            letter_number="本市监线移〔2026〕3号",
            sent_on=date(2026, 11, 24),
            signed_on=date(2026, 11, 25),
            signed_by="丙",
            due_on=date(2026, 12, 16),
            overdue_days=1,
            urged=1,
            new_due_on=date(2026, 12, 21),
            return_reason="非本辖区",
            proposed_bureau="不明",
            told=TOLD,
        ),
        "author": "张三",
        "reason": "请于新的期限前办结并反馈；逾期仍未办结的，请书面说明原因。",
    }
    return LetterFacts(**{**facts, **changes})


def emptiest(kind: PaperKind) -> LetterFacts:
    """Nothing is known beyond the lead's number."""
    bare = LeadFacts(number="GI-1", indication="桓仁大米", seller=SellerFacts(shop="", platform=""))
    return LetterFacts(kind=kind, organ=ORGAN, dated_on=date(2026, 1, 5), leads=(bare,), is_draft=True)


def filled_with(kind: PaperKind, text: str, *, times: int = 1) -> LetterFacts:
    """Every text that a seller may write is `text`; `times` of each list."""
    seller = SellerFacts(
        shop=text, platform="淘宝", operator=text, credit_code=text, address=text, actual_address=text, location=text
    )
    found = FoundFact(sentence=text, quote=text, place=text, grounds=(GROUND,), refuted_by=text)
    page = PageFacts(title=text, url=text, item_id=text, price=text, sold=text, seen_at=SEEN)
    kept = EvidenceFacts(name=text, source=text, proves=text, digest="ab" * 32)
    lead = replace(
        LEAD,
        seller=seller,
        found=(found,) * times,
        counter=(text,) * times,
        missing=(text,) * times,
        pages=(page,) * times,
        page_count=times + 5,
        evidence=(kept,) * times,
        bureau_reason=text,
        protection=text,
        holder=text,
    )
    handling = HandlingFacts(host=text, letter_number=text, signed_by=text, return_reason=text, told={"核查情况": text})
    return letter(
        kind,
        leads=(lead,) * min(times, 3),
        questions=(text,) * times,
        reason=text,
        handling=handling,
        addressee=text,
        copies=(text,),
        is_practice=True,
    )
