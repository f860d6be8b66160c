"""What a name does in its clause: calls the goods, rides along, is denied, asked about, listed or merely contained."""

import re
from enum import StrEnum

from pipelines.facts.lexicon import Span
from pipelines.facts.page import PageText, Place
from pipelines.names.hit import NameHit, NameKind

NEAR = 8
"""Characters within which a word beside a name still speaks of it (lexicon note: 6, plus marks between)."""
_FOREIGN = frozenset({NameKind.ROMANISED, NameKind.TRANSLATED})


_QUALITIES = frozenset({"口感", "味道", "味儿", "味", "口味", "品质"})
"""Words of kind that are praise where a clause goes on: 口感软糯."""
_OUTDOES = frozenset({"赛", "胜", "似", "类似"})
"""Words right before a name that set the goods beside it, not under it."""
_ANSWERED_NO = re.compile(r"[的吗]?[？?]\s*(?:不|否|非|没有|NO|No|no)")
_ALIKE = re.compile("[^，。,;；不没 ]{0,3}?(?:一样|似的|一般|差不多|同样|没差)")
_COMES_FROM = frozenset({"源自", "引自", "移植自", "沿用", "传承", "师承", "号称", "像", "就像", "比"})
"""Words of comparison that tell an origin, or nothing, between goods and place."""
_STYLES = frozenset({"风味", "风格", "口味", "味道", "型", "式"})
"""Words of kind that follow a place."""
_TIES = ("和", "跟", "与", "同", "像", "比")
"""What sets the name beside something else before the word that compares: 桓仁大米 和东北大米一样香."""


class Role(StrEnum):
    """What the name does in its sentence."""

    GOODS = "goods"
    """The goods are called by it."""
    KIND = "kind"
    """The goods are called its kind, type, style or imitation."""
    COMPARED = "compared"
    """The goods are set equal to it or above it."""
    CONTRASTED = "contrasted"
    """It is told apart from the goods, or merely spoken of."""
    NEGATED = "negated"
    INGREDIENT = "ingredient"
    KEYWORD = "keyword"
    """Hashtag or search word."""
    SELLER = "seller"
    """Part of the name of a shop, account or company."""
    QUOTED = "quoted"
    """A question, a reference, a category: says nothing of the goods."""


def read_role(text: PageText, hit: NameHit) -> tuple[Role, Span | None]:
    """The role of a hit, and the words that give it; None where it follows from the place."""
    if text.place in (Place.SHOP, Place.COMPANY):
        return Role.SELLER, None
    if text.place is Place.CATEGORY or "origin_key" in text.key_classes:
        return Role.QUOTED, None
    if "ingredient_key" in text.key_classes:
        return Role.INGREDIENT, None
    for judge in (_overheard, _keyword, _species, _seed, _sent_away, _kind, _negated, _asked, _compared):
        found = judge(text, hit)
        if found is not None:
            return found
    for judge in (_ingredient, _referred, _contrasted):
        found = judge(text, hit)
        if found is not None:
            return found
    return Role.GOODS, None


def _overheard(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    """A buyer's words, or talk of other shops: 买家评论：吃着不像桓仁大米."""
    hearsay = text.place is Place.DESCRIPTION and text.is_hearsay(hit.span[0])
    return (Role.QUOTED, None) if hearsay else None


def _keyword(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    start, end = hit.span
    before = text.raw[max(0, start - 12) : start].rpartition("#")
    if before[1] and not any(mark.isspace() for mark in before[2]):
        same = text.after("equal_after", end, 0, (end, len(text.raw)))
        if same is not None:  # #桓仁大米同款
            return Role.COMPARED, same
        return Role.KEYWORD, (start - len(before[2]) - 1, end)
    if "keyword_cue" not in text.words:
        return None
    cue = text.before("keyword_cue", start, 60, _line(text, start)) if text.place is not Place.PICTURE else None
    if cue is None:
        cue = text.after("keyword_cue", end, 10, text.phrase(start))
    return None if cue is None else (Role.KEYWORD, cue)


def _species(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    """A species word explained in pharmacists' terms: 牛膝（怀牛膝 Achyranthes bidentata）."""
    cue = text.inside("species_cue", text.sentence(hit.span[0]))
    return (Role.CONTRASTED, cue[0]) if cue else None


def _line(text: PageText, at: int) -> Span:
    start = text.raw.rfind("\n", 0, at) + 1
    for mark in "。！!":
        start = max(start, text.raw.rfind(mark, 0, at) + 1)
    end = text.raw.find("\n", at)
    return start, len(text.raw) if end < 0 else end


def _kind(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    start, end = hit.span
    within = text.clause(start)
    if hit.kind is NameKind.WEAK_ALIAS:  # 京租稻老品种 names a variety
        return None
    if hit.kind is NameKind.REVERSED:  # 铁棍 温县风味
        style = text.after("kind_suffix", end, 0, within)
        return (Role.KIND, style) if style and text.raw[slice(*style)] in _STYLES else None
    if text.raw[start - 1 : start] in _TIES and _denied_after(text, hit.span, within):
        return None  # 和桓仁冰酒那种是两个东西
    cue = _kind_after(text, end, within) or text.before("kind_prefix", start, 1, within)
    if cue is None and hit.kind in (NameKind.FILLED, *_FOREIGN):
        inner = text.inside("kind_suffix", hit.span)
        cue = inner[0] if inner else None
        if cue is None and hit.kind in _FOREIGN:  # Jiaozuo Type …, … style porcelain
            cue = text.after("kind_suffix", end, 14, within)
            cue = cue if cue and text.raw[cue[0] : cue[1]].isascii() == hit.quote.isascii() else None
    if cue is None:
        return None
    if text.raw[slice(*cue)] in _OUTDOES:
        return Role.COMPARED, cue
    if _is_seed(text, cue):
        return Role.QUOTED, cue
    return Role.KIND, cue


def _kind_after(text: PageText, end: int, within: Span) -> Span | None:
    """The word of kind behind a name; 怀菊花 口感清甜 and 桓仁大米口感软糯 praise the goods themselves."""
    cue = text.after("kind_suffix", end, 1, within)
    if cue is None or text.raw[cue[0]].isascii():
        return cue
    if text.raw[end : cue[0]].isspace() or text.raw[end : cue[0]].isalnum():
        return None
    praised = text.raw[cue[0] : cue[1]] in _QUALITIES and cue[1] < text.phrase(cue[0])[1]
    return None if praised else cue


def _seed(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    """The name of a seed: 采用温县铁棍山药种. The longest word wins, so 山药种 reaches into the name."""
    start, end = hit.span
    for cue in text.inside("seed", (start, min(len(text.raw), end + 2))):
        if cue[1] > end:
            return Role.QUOTED, cue
    return None


SENT_REACH = 40
"""Characters behind a name within which the buyer is sent elsewhere."""
_WANTED = re.compile("(?:想?要|想买|想吃|想喝|非要|找|奔着)(?:买|的是|那种)?$")
_ELSEWHERE = re.compile(
    "别家|别处|别的店|另找|出门左转|请绕|绕道|绕行|(?:我们|本店|我家|咱家|俺家|这里|小店)(?:可|都)?没有"
)


def _sent_away(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    """要温县铁棍山药的请买别家的: who wants the name is sent elsewhere."""
    start, end = hit.span
    wanted = _WANTED.search(text.raw, max(start - NEAR, text.clause(start)[0]), start)
    sent = None if wanted is None else _ELSEWHERE.search(text.raw, end, min(end + SENT_REACH, text.sentence(start)[1]))
    return None if sent is None else (Role.CONTRASTED, sent.span())


def _is_seed(text: PageText, cue: Span) -> bool:
    """True where 种 is seed: a seed trade's page, or 采用…种, 引…种 before it."""
    if text.raw[cue[0] : cue[1]] != "种":
        return False
    return any(text.words.get(name) for name in ("seed_trade", "seed", "seed_adopt"))


def _negated(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    start = hit.span[0]
    within = text.clause(start)
    if text.place is Place.TITLE and (no := _ANSWERED_NO.match(text.raw, hit.span[1])):  # 怀山药？不，是菜山药
        return Role.NEGATED, no.span()
    if text.raw[max(0, start - 2) : start].strip(" 「“\"'").endswith(("≠", "!=")):
        return Role.NEGATED, (max(0, start - 2), start)
    cue = text.before("negation_before", start, NEAR, within) or _denied_after(text, hit.span, within)
    if cue is None or text.has("contrast_trap", text.sentence(start)):
        return None
    nearer = text.before("equal_before", start, 1, within)
    if nearer is not None and nearer[0] - cue[1] >= 2:  # 不是桓仁胜似桓仁冰酒
        return None
    return Role.NEGATED, cue


def _denied_after(text: PageText, name: Span, within: Span) -> Span | None:
    """A denial behind the name; in a title not beyond other words: 铁棍山药 同款不同粗细."""
    start, end = name
    tied = start > 0 and text.raw[start - 1] in _TIES
    cue = text.after("negation_after", end, 3 * NEAR if tied else NEAR, within)
    between = "" if cue is None else text.raw[end : cue[0]]
    return None if text.place is Place.TITLE and " " in between and between.strip() else cue


def _asked(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    """A question; one that only asks back at the end (…一个味，你说买谁的？) asks nothing of the name."""
    if not text.is_question(hit.span[0]):
        return None
    clause, sentence = text.clause(hit.span[0]), text.sentence(hit.span[0])
    asked_back = clause[1] < sentence[1] and text.has("gain", sentence) and not text.has("question_cue", clause)
    return None if asked_back else (Role.QUOTED, None)


def _compared(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    start, end = hit.span
    within = text.clause(start)
    cue = text.before("equal_before", start, NEAR, within) or text.after("equal_after", end, NEAR, within)
    if cue is None and hit.kind in (NameKind.REVERSED, NameKind.ASSEMBLED):  # 冰酒 媲美桓仁
        cue = next(
            (one for one in text.inside("equal_before", hit.span) if text.raw[slice(*one)] not in _COMES_FROM), None
        )
    alike = _ALIKE.match(text.raw, end) if text.raw[max(0, start - 1) : start] in _TIES else None
    if cue is None and alike is not None:  # 跟温县铁棍山药一样粉
        return Role.COMPARED, alike.span()
    if cue is not None and cue[0] > end and text.raw[cue[0]] == "的":
        return None  # 超越期待的口感 praises itself
    if cue is not None and cue[0] >= end and any(tie in text.raw[end : cue[0]] for tie in _TIES):
        return None
    if cue is not None and text.place is Place.TITLE and _is_beyond(text.raw[end : cue[0]]):
        return None
    return None if cue is None else (Role.COMPARED, cue)


def _is_beyond(between: str) -> bool:
    """True for whole phrases between a name and a word: 绞胎瓷随手杯 羽毛纹 平价款, 大米 煮粥 一样香."""
    return len(between.split()) > 1 or bool(between.strip() and between[:1].isspace() and between[-1:].isspace())


def _ingredient(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    start = hit.span[0]
    if text.place is Place.TITLE:
        beside = text.before("ingredient_key", start, 2, text.phrase(start)) or _held_in(text, start)
        if beside:
            return Role.INGREDIENT, beside
    cue = text.before("ingredient_key", start, 60, text.sentence(start))
    if cue is None or text.raw[cue[1] : cue[1] + 2].lstrip()[:1] not in (":", "：", "】", "为", "含"):
        return None
    return Role.INGREDIENT, cue


def _held_in(text: PageText, start: int) -> Span | None:
    """汤料 含怀地黄 怀山药: what a made thing named before it holds."""
    cue = text.before("ingredient_cue", start, 8, text.clause(start))
    if cue is None or text.raw[cue[0]] not in "含添加" or "种" in text.raw[cue[1] : start]:
        return None
    made = [*text.words.get("processed_food", []), *text.words.get("dispensary", [])]
    return cue if any(span[1] <= cue[0] for span in made) else None


def _referred(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    within = text.clause(hit.span[0])
    cue = text.before("reference_cue", hit.span[0], 3, within) or text.after("reference_cue", hit.span[1], 3, within)
    return None if cue is None else (Role.QUOTED, cue)


def _contrasted(text: PageText, hit: NameHit) -> tuple[Role, Span | None] | None:
    if text.place is Place.TITLE:
        phrase = text.phrase(hit.span[0])
        asked = text.after("ask_difference", hit.span[1], 12, phrase) or text.after(
            "not_offered", hit.span[1], 6, phrase
        )
        if asked is not None:
            return Role.CONTRASTED, asked
        line = text.clause(hit.span[0])
        if text.raw[line[0] - 1 : line[0]] not in ("(", "（"):
            return None
    else:
        line = _line(text, hit.span[0])
    cue = text.inside("difference", line)
    return (Role.CONTRASTED, cue[0]) if cue and text.place in (Place.DESCRIPTION, Place.TITLE) else None
