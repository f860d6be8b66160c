"""THE table: indicator → label, weight, part, act, grounds, carrier law, what refutes it; and the likelihood.

The likelihood is one function of the verdict, the second reading's share and the summed log-odds of the findings: it
never contradicts the verdict, and more suspicion is always more. Its slopes are fitted on authors left out
(docs/judgement.md); weights are few and set by hand in steps of 0.5.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from leads_db.records import Act, Verdict
from pipelines.facts.bundle import Facts
from pipelines.indicators import (
    context,
    free_riding,
    name_use,
    origin,
    page_reading,
    seller,
    special_sign,
    standard,
    supply,
)
from pipelines.indicators.seen import Seen

MODEL_VERSION = "2026.11-5"

MAIN, QUALIFIER, EXONERATING = "main", "qualifier", "exonerating"

PGI, MARK, SIGN, EU = "pgi", "mark", "sign", "eu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One indicator."""

    indicator: Callable[..., Seen]
    """Asked with the facts; the page reading with the second reading too."""
    label: str
    part: str
    weight: float
    """Log-odds at strength 1; negative exonerates."""
    act: Act | None = None
    grounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind of right → ground codes; MARK serves certification, collective and ordinary marks."""
    carrier: tuple[str, ...] = ()
    """Laws with a fine."""
    carrier_fresh: tuple[str, ...] | None = None
    """Instead of `carrier` for primary farm products, which 产品质量法 does not cover; None: the same."""
    refuted_by: str = ""

    @property
    def name(self) -> str:
        """The indicator's id."""
        return self.indicator.__name__


_FALSE_PROMOTION = "AUCL25-9:9-1"
_FRESH = ("ADL-28:28-2(2)", _FALSE_PROMOTION)
_NAME_RIGHTS = {PGI: ("GI80-30:30-1",), MARK: ("TM19-57:57-2",)}

ROWS = (
    Row(indicator=name_use.name_used, label="使用名称", part=QUALIFIER, weight=1.0,
        refuted_by="名称并非用来称呼所售商品。"),
    Row(indicator=name_use.name_lookalike, label="近似名称", part=MAIN, weight=2.5, act=Act.LOOKALIKE_NAME,
        grounds={PGI: ("GI80-30:30-2",), MARK: ("TM19-57:57-2",)}, carrier=("AUCL25-7:7-1(1)",),
        refuted_by="该词是卖家自有商标、地名或通用词，与该地理标志无关；或仅系错别字且货出产地。"),
    Row(indicator=name_use.name_disguised, label="拆写插字", part=QUALIFIER, weight=1.5, act=Act.LOOKALIKE_NAME,
        grounds={PGI: ("GI80-30:30-2",), MARK: ("TM19-57:57-2",)}, refuted_by="插入的词只是品质描述，且货出产地。"),
    Row(indicator=name_use.name_translated, label="译名拼音", part=QUALIFIER, weight=1.5, act=Act.EVOCATION,
        grounds={PGI: ("GI80-30:30-3",), EU: ("EU-4:4-b",)}, refuted_by="译名指真实产地，货出产地。"),
    Row(indicator=free_riding.kind_word_used, label="种类风格字样", part=MAIN, weight=3.0, act=Act.EVOCATION,
        grounds={PGI: ("GI80-30:30-3",), EU: ("EU-4:4-b",)}, carrier=(_FALSE_PROMOTION,),
        refuted_by="该字样不是修饰所售商品，或所售正是该地理标志产品。"),
    Row(indicator=free_riding.compared_for_gain, label="借名比较", part=MAIN, weight=3.0, act=Act.EVOCATION,
        grounds={PGI: ("GI80-30:30-3",), EU: ("EU-4:4-b",)}, carrier=(_FALSE_PROMOTION,),
        refuted_by="比较是客观说明区别，没有借名抬高自己。"),
    Row(indicator=origin.origin_outside_area, label="产地在外", part=MAIN, weight=4.0, act=Act.NAME_OUTSIDE_AREA,
        grounds=_NAME_RIGHTS, carrier=("PQL-53:30/37", _FALSE_PROMOTION), carrier_fresh=_FRESH,
        refuted_by="进货凭证、种植或生产记录证明货出保护范围。"),
    Row(indicator=origin.origin_contradicted, label="产地矛盾", part=MAIN, weight=1.5, act=Act.FALSE_ORIGIN,
        grounds={PGI: ("GI80-30:30-1",)}, carrier=("PQL-53:30/37",), carrier_fresh=_FRESH,
        refuted_by="两处说法针对不同批次或不同商品，实际货源有凭证。"),
    Row(indicator=origin.origin_inside_area, label="产地在内", part=EXONERATING, weight=-3.0),
    Row(indicator=special_sign.sign_without_right, label="无权用标", part=MAIN, weight=4.0, act=Act.SPECIAL_SIGN_MISUSE,
        grounds={SIGN: ("SIGN-354:sign-1",), PGI: ("GI80-30:30-5",)}, carrier=("PQL-53:31/38",),
        carrier_fresh=("AQL-42:42/74",),
        refuted_by="出示核准使用公告或使用人授权；或字样仅为转述，并未标示在商品上。"),
    Row(indicator=special_sign.sign_code_wrong, label="标志代码不符", part=MAIN, weight=2.0,
        act=Act.SPECIAL_SIGN_MISUSE, grounds={SIGN: ("SIGN-354:sign-4",)},
        refuted_by="实物标志旁有正确代码，图片未拍到或辨认有误。"),
    Row(indicator=seller.seller_authorised, label="在册使用人", part=EXONERATING, weight=-5.0),
    Row(indicator=seller.authorisation_not_in_term, label="核准不在期内", part=MAIN, weight=1.5,
        grounds={SIGN: ("SIGN-354:sign-3",)}, refuted_by="已续展，名单未更新；或商品系有效期内生产。"),
    Row(indicator=seller.goods_not_covered, label="超出核准商品", part=MAIN, weight=1.5,
        grounds={SIGN: ("SIGN-354:sign-3",)}, refuted_by="核准文件含本品。"),
    Row(indicator=context.empty_packaging, label="出售包装标识", part=MAIN, weight=4.5, act=Act.PACKAGING_FOR_SALE,
        grounds={MARK: ("TM19-57:57-4",), PGI: ("GI80-30:30-9",)}, carrier=("PQL-53:31/38",),
        refuted_by="受使用人委托印制，有授权书。"),
    Row(indicator=context.goods_are_other, label="非同类商品", part=EXONERATING, weight=-5.0),
    Row(indicator=context.made_with_it, label="加工品", part=EXONERATING, weight=-1.0),
    Row(indicator=context.name_denied, label="否定或区分", part=EXONERATING, weight=-3.0),
    Row(indicator=context.name_is_ingredient, label="仅作配料", part=EXONERATING, weight=-3.0),
    Row(indicator=context.shop_name_used, label="店铺账号名称", part=MAIN, weight=2.0, act=Act.SHOP_OR_ACCOUNT_NAME,
        grounds={PGI: ("GI80-30:30-9",)}, carrier=("AUCL25-7:7-1(3)",),
        refuted_by="字号经合法登记且经营该地理标志产品。"),
    Row(indicator=context.keyword_only, label="关键词引流", part=MAIN, weight=2.0, act=Act.KEYWORD_STUFFING,
        grounds={PGI: ("GI80-30:30-9",)}, carrier=("AUCL25-7:7-2", _FALSE_PROMOTION),
        refuted_by="话题词与所售商品相符。"),
    Row(indicator=supply.price_below_floor, label="价格畸低", part=MAIN, weight=3.0, act=Act.IMPLAUSIBLE_SUPPLY,
        grounds={PGI: ("GI80-30:30-1",)}, carrier=(_FALSE_PROMOTION,),
        refuted_by="最低价为样品、小包装或补差；或有正当低价凭证。"),
    Row(indicator=supply.before_harvest, label="早于收获", part=MAIN, weight=3.0, act=Act.IMPLAUSIBLE_SUPPLY,
        grounds={PGI: ("GI80-30:30-1",)}, carrier=(_FALSE_PROMOTION,),
        refuted_by="系上年库存或当年收获确已提前。"),
    Row(indicator=supply.sold_beyond_capacity, label="售量超产", part=MAIN, weight=3.0, act=Act.IMPLAUSIBLE_SUPPLY,
        grounds={PGI: ("GI80-30:30-1",)}, carrier=(_FALSE_PROMOTION,),
        refuted_by="销量系多年累计，或另有同区域货源并如实说明。"),
    Row(indicator=standard.foreign_process, label="工艺品种不符", part=MAIN, weight=3.0, act=Act.OFF_STANDARD,
        grounds={PGI: ("GI80-30:30-4",), MARK: ("TM19-57:57-2",)}, carrier=("PQL-53:32/39",),
        refuted_by="检验或生产记录证明符合产品要求。"),
    Row(indicator=standard.goods_blended, label="掺配混装", part=MAIN, weight=3.0, act=Act.OFF_STANDARD,
        grounds={PGI: ("GI80-30:30-4",)}, carrier=("PQL-53:32/39",), refuted_by="掺配的也是保护范围内的同一产品。"),
    Row(indicator=standard.ordinary_standard, label="普通标准", part=QUALIFIER, weight=1.0, act=Act.OFF_STANDARD,
        grounds={PGI: ("GI80-30:30-4",)}, refuted_by="另有该地理标志的标准，页面未写。"),
    Row(indicator=page_reading.page_reading, label="通读全页", part=MAIN, weight=2.0, grounds=_NAME_RIGHTS,
        carrier=(_FALSE_PROMOTION,), refuted_by="逐句核对后，页面并无借名、冒称或产地不符的意思。"),
)  # fmt: skip
BY_NAME = {row.name: row for row in ROWS}
INDICATORS: tuple[tuple[str, Callable[[Facts], Seen]], ...] = tuple(
    (row.name, row.indicator) for row in ROWS if row.indicator is not page_reading.page_reading
)
"""Those that need the facts alone."""

BANDS = {
    Verdict.UNRELATED: (0.0, 0.004),
    Verdict.LAWFUL: (0.004, 0.05),
    Verdict.UNLICENSED_LOCAL: (0.05, 0.12),
    Verdict.IRREGULAR_USE: (0.05, 0.16),
    Verdict.INSUFFICIENT: (0.05, 0.45),
    Verdict.INFRINGING: (0.55, 0.995),
}
"""Verdict → lowest and highest likelihood of a page that was not read a second time: a title alone, an empty bag."""
_CENTRE = {Verdict.INFRINGING: 1.0, Verdict.INSUFFICIENT: 2.7}
_SLOPE = 0.9
READ_SLOPE, FOUND_SLOPE, START = 1.1, 0.18, -0.8
"""Of the share's log-odds, of the findings' summed log-odds, and where both are silent; fitted on authors left out."""
SURE_OF, SURE_AGAINST = 4.0, 2.0
"""Most log-odds that a share adds or takes away: near the ends the findings decide, so that each still counts."""
SIDES = {True: (0.52, 0.995), False: (0.0, 0.48)}
"""Accused or not → lowest and highest likelihood of a page that was read."""
_TILT, _LEAST = 0.01, 1e-6


def likelihood(verdict: Verdict, log_odds: float, share: float | None = None) -> float:
    """Calibrated probability that the listing infringes; strictly rises with `log_odds` and `share`.

    `share`: of infringing pages among those alike; None where no second reading decides: inside the verdict's
    band then. A page that is accused is always above one half, every other one below.
    """
    if share is None:
        low, high = BANDS[verdict]
        return low + (high - low) * _logistic(_SLOPE * (log_odds - _CENTRE.get(verdict, 0.0)))
    chance = _logistic(READ_SLOPE * _squashed(share) + FOUND_SLOPE * log_odds + START)
    low, high = SIDES[verdict is Verdict.INFRINGING]
    return min(max(chance, low + _TILT * chance), high + _TILT * (chance - 1.0))


def _squashed(share: float) -> float:
    held = min(max(share, _LEAST), 1.0 - _LEAST)
    odds = math.log(held / (1.0 - held))
    most = SURE_OF if odds > 0 else SURE_AGAINST
    return most * math.tanh(odds / most)


def _logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))
