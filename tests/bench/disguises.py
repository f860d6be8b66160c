"""Seeded listings that write a local name in disguise, and lawful ones that only resemble; for the finder's figures.

The disguises are made from pypinyin and from look-alikes, not from the finder's own lists of fillers and words.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import opencc
import rjieba
from pypinyin import Style, lazy_pinyin

from leads_db.records import Indication, Listing, NameForm
from pipelines.names.kin import kin, parts

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
EMOJI = ("🌾", "🍚", "🌿", "🔥", "❤️", "⭐", "🍠", "👍🏻", "☆", "✿", "㊣", "◆")
MARKS = (".", "·", "-", "_", "/", "*", "~", "、", "|", "^", "…", "+", "=", "丨", "°")
WORDS_BETWEEN = ("醇香", "有机", "富硒", "农家", "正宗", "优质", "贡", "精选", "老", "生态", "新鲜", "特级")
UNKNOWN_BETWEEN = ("一品", "晨露", "王婆", "老山沟", "三姐家", "头道", "金穗", "四季", "乡土味", "传世", "小院", "匠心")
BEFORE = (
    "",
    "正宗",
    "包邮 ",
    "【现货】",
    "2026新货 ",
    "产地直发",
    "农家",
    "顺丰 ",
    "老乡推荐 ",
    "✅",
    "店长推荐|",
    "送礼 ",
    "买一送一 ",
)
AFTER = (
    "",
    " 5斤",
    " 500g",
    "礼盒装",
    " 家用整箱",
    "（顺丰）",
    " 新鲜现发",
    " 批发",
    " 坏果包赔",
    "! 好吃",
    " 一件代发",
    "旗舰品质",
)
SMALL_GOODS = {"桓仁大米": "rice", "桓仁冰酒": "ice wine", "桓仁山参": "ginseng"}
NOT_A_DISGUISE = ("淮山", "淮山药", "淮药", "鄢陵", "怀仁")
"""Guide: generic words and other places; whoever writes them names something else."""


@dataclass(frozen=True, slots=True)
class Disguised:
    """One listing with the name that it hides and how."""

    listing: Listing
    indication: str
    trick: str


def make_disguises(indications: Iterable[Indication], *, seed: int = 7, rounds: int = 7) -> list[Disguised]:
    """`rounds` listings for each indication and trick (fewer where a trick does not apply)."""
    draw = random.Random(seed)
    made = []
    for indication in indications:
        for trick, make in TRICKS.items():
            for _ in range(rounds):
                facts = make(indication, draw)
                if facts is not None:
                    listing = Listing(platform="taobao", item_id=str(len(made)), **facts)
                    made.append(Disguised(listing, indication.slug, trick))
    return made


Facts = dict[str, object]
Trick = Callable[[Indication, random.Random], Facts | None]


def _titled(draw: random.Random, written: str) -> Facts:
    return {"title": draw.choice(BEFORE) + written + draw.choice(AFTER)}


def _in_title(write: Callable[[Indication, random.Random], str | None]) -> Trick:
    def make(indication: Indication, draw: random.Random) -> Facts | None:
        written = write(indication, draw)
        return None if written is None else _titled(draw, written)

    return make


def _seam(indication: Indication) -> int:
    """Length of the place part of the name."""
    name = indication.name
    ends = [len(word) for word in indication.goods if name.endswith(word) and len(word) < len(name)]
    return len(name) - max(ends)


def _forms(indication: Indication, *kinds: str) -> list[NameForm]:
    return [form for form in indication.names if form.kind in kinds]


def _one_of(*kinds: str) -> Callable[[Indication, random.Random], str | None]:
    def write(indication: Indication, draw: random.Random) -> str | None:
        held = _forms(indication, *kinds)
        return draw.choice(held).text if held else None

    return write


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _traditional(indication: Indication, draw: random.Random) -> str:
    return str(_to_traditional().convert(indication.name))


def _between_all(signs: Iterable[str]) -> Callable[[Indication, random.Random], str]:
    held = tuple(signs)

    def write(indication: Indication, draw: random.Random) -> str:
        return draw.choice(held).join(indication.name)

    return write


def _between_some(signs: Iterable[str]) -> Callable[[Indication, random.Random], str]:
    held = tuple(signs)

    def write(indication: Indication, draw: random.Random) -> str:
        at = draw.randrange(1, len(indication.name))
        return indication.name[:at] + draw.choice(held) + indication.name[at:]

    return write


def _filled(words: Iterable[str]) -> Callable[[Indication, random.Random], str | None]:
    held = tuple(words)

    def write(indication: Indication, draw: random.Random) -> str | None:
        at = _seam(indication)
        return None if at < 2 else indication.name[:at] + draw.choice(held) + indication.name[at:]

    return write


def _is_lawful_writing(written: str) -> bool:
    return any(word in written for word in NOT_A_DISGUISE)


def _swapped(kind: str, least: int, most: int) -> Callable[[Indication, random.Random], str | None]:
    """`least`..`most` characters replaced by `sound`, `shape` or both; more are kept than changed."""

    def write(indication: Indication, draw: random.Random) -> str | None:
        name, sounds = indication.name, lazy_pinyin(indication.name, v_to_u=False)
        places = draw.sample(range(len(name)), min(draw.randint(least, most), (len(name) - 1) // 2 or 1))
        written = list(name)
        for at in places:
            held = _stand_ins(name[at], sounds[at], kind)
            if not held:
                return None
            written[at] = draw.choice(held)
        made = "".join(written)
        ordinary = any(
            rjieba.has_word(made[at : at + 2]) and made[at : at + 2] not in name for at in range(len(made) - 1)
        )
        return None if ordinary or _is_lawful_writing(made) else made

    return write


def _stand_ins(letter: str, sound: str, kind: str) -> list[str]:
    """Homophones, and the look-alikes that a reader would overlook: the nearest few that are no part of it."""
    everyday = [(other, how, cost) for other, (how, cost) in kin(letter, sound).items() if _is_everyday(other)]
    alike = [
        other
        for other, how, _ in everyday
        if how.value == "by_shape" and not any(other in one for one in parts(letter))
    ]
    same = [other for other, how, cost in everyday if how.value == "by_sound" and cost <= 1.0]
    return {"sound": same, "shape": alike[:4], "both": same + alike[:4]}[kind]


def _is_everyday(character: str) -> bool:
    """The 3,755 characters of the first level of GB 2312: rarer ones no seller types."""
    try:
        return character.encode("gb2312")[0] < 0xD8
    except UnicodeEncodeError:
        return False


def _taken_apart(indication: Indication, draw: random.Random) -> str | None:
    places = [at for at, letter in enumerate(indication.name) if parts(letter)]
    if not places:
        return None
    at = draw.choice(places)
    return indication.name[:at] + draw.choice(parts(indication.name[at])) + indication.name[at + 1 :]


def _pinyin(style: Style, join: str) -> Callable[[Indication, random.Random], str]:
    def write(indication: Indication, draw: random.Random) -> str:
        return f" {join.join(lazy_pinyin(indication.name, style=style, v_to_u=False))} "

    return write


def _place_in_pinyin(indication: Indication, draw: random.Random) -> str:
    at = _seam(indication)
    spelt = "".join(lazy_pinyin(indication.name, v_to_u=False)[:at])
    return draw.choice((spelt, spelt.capitalize(), spelt.upper())) + indication.name[at:]


def _goods_in_pinyin(indication: Indication, draw: random.Random) -> str:
    at = _seam(indication)
    return indication.name[:at] + "".join(lazy_pinyin(indication.name, v_to_u=False)[at:])


def _letter_in_pinyin(indication: Indication, draw: random.Random) -> str:
    at = draw.randrange(len(indication.name))
    return indication.name[:at] + lazy_pinyin(indication.name, v_to_u=False)[at] + indication.name[at + 1 :]


def _initials(indication: Indication, draw: random.Random) -> str | None:
    at = _seam(indication)
    letters = "".join(sound[0] for sound in lazy_pinyin(indication.name)[:at])
    return None if at < 2 else f" {letters.upper()}{indication.name[at:]}"


def _full_width(indication: Indication, draw: random.Random) -> str:
    letters = " ".join(lazy_pinyin(indication.name, v_to_u=False))
    return "".join(chr(ord(letter) + 0xFEE0) if letter != " " else " " for letter in letters)


def _bracketed(indication: Indication, draw: random.Random) -> str:
    at = _seam(indication)
    return f"【{indication.name[:at]}】{indication.name[at:]}"


def _reversed(indication: Indication, draw: random.Random) -> str | None:
    at = _seam(indication)
    return None if at < 2 else f"{indication.name[at:]} {indication.name[:at]}"


def _english_order(indication: Indication, draw: random.Random) -> str | None:
    word = SMALL_GOODS.get(indication.name)
    place = "".join(lazy_pinyin(indication.name)[: _seam(indication)]).capitalize()
    return word and draw.choice(
        (f"{word.title()} from {place} ", f"{place} premium organic {word} ", f"{place}-style {word} ")
    )


def _assembled(indication: Indication, draw: random.Random) -> Facts | None:
    at = _seam(indication)
    if at < 2:
        return None
    key = draw.choice(("产地", "品牌", "系列", "原产地"))
    return _titled(draw, indication.name[at:]) | {"attributes": {key: indication.name[:at]}}


def _elsewhere(field: str) -> Trick:
    def make(indication: Indication, draw: random.Random) -> Facts:
        name = indication.name
        values: dict[str, object] = {
            "image_texts": (f"{name}\n净含量5kg",),
            "upright_image": ("\n".join(name),),
            "shop_name": f"{name}总店",
            "operator_name": f"本地{name}专业合作社",
            "description": f"亲们看过来，这批是{name}，数量不多。",
            "attributes": {"品名": name},
            "hashtag": f"吃货必备 #{name} #美食 一份",
        }
        if field == "hashtag":
            return {"title": values[field]}
        return {"title": "农家好货 顺丰包邮", {"upright_image": "image_texts"}.get(field, field): values[field]}

    return make


TRICKS: dict[str, Trick] = {
    "exact": _in_title(_one_of("name")),
    "alias": _in_title(_one_of("alias")),
    "traditional": _in_title(_traditional),
    "zero_width": _in_title(_between_all(ZERO_WIDTH)),
    "spaced": _in_title(_between_all((" ", "\u3000", "  "))),
    "emoji_all": _in_title(_between_all(EMOJI)),
    "emoji_one": _in_title(_between_some(EMOJI)),
    "marks_all": _in_title(_between_all(MARKS)),
    "marks_one": _in_title(_between_some(MARKS)),
    "filled": _in_title(_filled(WORDS_BETWEEN)),
    "filled_unknown": _in_title(_filled(UNKNOWN_BETWEEN)),
    "sound_one": _in_title(_swapped("sound", 1, 1)),
    "sound_more": _in_title(_swapped("sound", 2, 2)),
    "shape_one": _in_title(_swapped("shape", 1, 1)),
    "mixed": _in_title(_swapped("both", 2, 2)),
    "taken_apart": _in_title(_taken_apart),
    "pinyin": _in_title(_pinyin(Style.NORMAL, "")),
    "pinyin_spaced": _in_title(_pinyin(Style.NORMAL, " ")),
    "pinyin_tones": _in_title(_pinyin(Style.TONE, " ")),
    "pinyin_digits": _in_title(_pinyin(Style.TONE3, " ")),
    "pinyin_wide": _in_title(_full_width),
    "pinyin_place": _in_title(_place_in_pinyin),
    "pinyin_goods": _in_title(_goods_in_pinyin),
    "pinyin_letter": _in_title(_letter_in_pinyin),
    "initials": _in_title(_initials),
    "english": _in_title(_one_of("english")),
    "translation": _in_title(_one_of("translation")),
    "english_order": _in_title(_english_order),
    "bracketed": _in_title(_bracketed),
    "reversed": _in_title(_reversed),
    "assembled": _assembled,
    "image": _elsewhere("image_texts"),
    "image_upright": _elsewhere("upright_image"),
    "shop": _elsewhere("shop_name"),
    "company": _elsewhere("operator_name"),
    "description": _elsewhere("description"),
    "attribute": _elsewhere("attributes"),
    "hashtag": _elsewhere("hashtag"),
}
