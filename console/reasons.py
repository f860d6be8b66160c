"""An assessment → the reasons sheet as a person reads it: in Chinese, in a minute, with what is not certain marked."""

from collections.abc import Iterable, Iterator

from console.desk.loading import load_names
from console.naming import Names
from console.words import (
    ACTS,
    NOT_CONFIRMED,
    READINESS,
    SHANGHAI,
    UNKNOWN,
    VERDICT_ROUTES,
    VERDICTS,
    field_word,
    percent,
)
from leads_db.records import Assessment, Finding, FindingState, GroundRef, Listing
from leads_db.settings import Settings
from pipelines.masking import mask_personal

QUOTE_CAP = 60
TEXT_CAP = 120
NO_ASSESSMENT = "最新快照已不含这一名称，没有研判。"


def reasons_of(settings: Settings, listing: Listing, assessment: Assessment | None) -> str:
    """The sheet of one listing. `assessment` None: its newest snapshot no longer names the indication."""
    names = load_names(settings)
    if assessment is None:
        return "\n".join(("【页面】", *_page(listing, names), "【研判】", f"  {NO_ASSESSMENT}"))
    return "\n".join(sheet_lines(listing, assessment, names))


def sheet_lines(listing: Listing, judged: Assessment, names: Names) -> Iterator[str]:
    """The sheet line by line: conclusion, page, suspicion, what speaks against it, gaps, law, bureau."""
    of = {state: [one for one in judged.findings if one.state is state] for state in FindingState}
    named = names.indication(judged.indication)
    yield f"【结论】{named}：{VERDICTS[judged.verdict]}，可能性 {percent(judged.likelihood)}"
    if judged.acts:
        yield f"  疑似行为：{'、'.join(ACTS[act] for act in judged.acts)}"
    yield f"  处理方向：{VERDICT_ROUTES[judged.verdict]}"
    yield "【页面】"
    yield from _page(listing, names)
    yield "【为什么可疑】"
    yield from _suspicions(of[FindingState.FOUND])
    yield "【有什么反证】"
    yield from _lines(_exonerating(of[FindingState.CLEAR]), "页面上没有看到反证。")
    yield "【还缺什么】"
    lacking = dict.fromkeys((*judged.missing, *(one.sentence for one in of[FindingState.UNKNOWN])))
    yield from _lines((f"  · {fact}" for fact in lacking), "没有列出所缺事实。")
    gauges = "　".join(f"{READINESS.get(name, name)} {value:.1f}" for name, value in judged.readiness.items())
    yield f"  齐备程度：{gauges}"
    yield f"【法律依据】{_law_day(listing)}"
    yield from _lines(_laws(of[FindingState.FOUND]), "没有认定行为，不引用条文。")
    yield f"【承办】{names.bureau(judged.bureau)}"
    if judged.bureau_reason:
        yield f"  {judged.bureau_reason}"
    yield f"  （模型 {judged.model_version}；机器研判，须经人工审核）"


def _page(listing: Listing, names: Names) -> Iterator[str]:
    price = UNKNOWN if listing.price_cny is None else f"{listing.price_cny} 元"
    seen = UNKNOWN if listing.seen_at is None else f"{listing.seen_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    yield f"  标题：{_cut(listing.title, TEXT_CAP)}"
    yield f"  {names.platform(listing.platform)}｜店铺 {listing.shop_name or UNKNOWN}｜{price}｜所见 {seen}"
    operator = listing.operator_name or UNKNOWN
    yield f"  经营者 {_cut(operator, TEXT_CAP)}｜住所 {_cut(listing.operator_address or UNKNOWN, TEXT_CAP)}"


def _suspicions(findings: list[Finding]) -> Iterator[str]:
    if not findings:
        yield "  没有可疑要点。"
    for place, one in enumerate(sorted(findings, key=lambda item: -item.weight), 1):
        yield f"  {place}. {mask_personal(one.sentence)}（推力 {one.weight:+.1f}）"
        if one.quote:
            yield f"     原文：{field_word(one.field)}「{_cut(one.quote, QUOTE_CAP)}」"
        if one.refuted_by:
            yield f"     可推翻它的：{one.refuted_by}"


def _exonerating(findings: list[Finding]) -> Iterator[str]:
    for one in sorted(findings, key=lambda item: item.weight):
        quote = f"　原文：{field_word(one.field)}「{_cut(one.quote, QUOTE_CAP)}」" if one.quote else ""
        yield f"  · {mask_personal(one.sentence)}（推力 {one.weight:+.1f}）{quote}"


def _law_day(listing: Listing) -> str:
    if listing.seen_at is None:
        return "（页面未载采集日，按今日有效文本）"
    return f"（按所见之日 {listing.seen_at.astimezone(SHANGHAI):%Y-%m-%d} 有效文本）"


def _laws(findings: list[Finding]) -> Iterator[str]:
    cited: dict[GroundRef, list[str]] = {}
    for one in sorted(findings, key=lambda item: -item.weight):
        for ground in one.grounds:
            cited.setdefault(ground, []).append(one.sentence)
    for ground in sorted(cited, key=lambda item: item.carrier):
        fine = "（罚则）" if ground.carrier else ""
        unsure = f"〔{NOT_CONFIRMED}〕" if not ground.confirmed else ""
        yield f"  · 《{ground.instrument}》{ground.article}{fine}{unsure}"


def _lines(lines: Iterable[str], otherwise: str) -> Iterator[str]:
    shown = list(lines)
    yield from shown or [f"  {otherwise}"]


def _cut(text: str, limit: int) -> str:
    flat = " ".join(mask_personal(text).split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"
