"""Ways to write a name so that a keyword search misses it: each makes the title or the fields of a listing."""

import random
from collections.abc import Callable, Iterable
from functools import cache

import opencc
import rjieba
from pypinyin import Style, lazy_pinyin

from leads_db.records import Indication, NameForm
from pipelines.names.kin import kin, parts
from pipelines.names.sounds import read_spoken, readings

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


Facts = dict[str, object]
Trick = Callable[[Indication, random.Random], Facts | None]


def titled(draw: random.Random, written: str) -> Facts:
    return {"title": draw.choice(BEFORE) + written + draw.choice(AFTER)}


def in_title(write: Callable[[Indication, random.Random], str | None]) -> Trick:
    def make(indication: Indication, draw: random.Random) -> Facts | None:
        written = write(indication, draw)
        return None if written is None else titled(draw, written)

    return make


def seam(indication: Indication) -> int:
    """Length of the place part of the name."""
    name = indication.name
    ends = [len(word) for word in indication.goods if name.endswith(word) and len(word) < len(name)]
    return len(name) - max(ends)


def forms_of(indication: Indication, *kinds: str) -> list[NameForm]:
    return [form for form in indication.names if form.kind in kinds]


def one_of(*kinds: str) -> Callable[[Indication, random.Random], str | None]:
    def write(indication: Indication, draw: random.Random) -> str | None:
        held = forms_of(indication, *kinds)
        return draw.choice(held).text if held else None

    return write


@cache
def to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def traditional(indication: Indication, draw: random.Random) -> str:
    return str(to_traditional().convert(indication.name))


def between_all(signs: Iterable[str]) -> Callable[[Indication, random.Random], str]:
    held = tuple(signs)

    def write(indication: Indication, draw: random.Random) -> str:
        return draw.choice(held).join(indication.name)

    return write


def between_some(signs: Iterable[str]) -> Callable[[Indication, random.Random], str]:
    held = tuple(signs)

    def write(indication: Indication, draw: random.Random) -> str:
        at = draw.randrange(1, len(indication.name))
        return indication.name[:at] + draw.choice(held) + indication.name[at:]

    return write


def filled_with(words: Iterable[str]) -> Callable[[Indication, random.Random], str | None]:
    held = tuple(words)

    def write(indication: Indication, draw: random.Random) -> str | None:
        at = seam(indication)
        return None if at < 2 else indication.name[:at] + draw.choice(held) + indication.name[at:]

    return write


def is_lawful_writing(written: str) -> bool:
    return any(word in written for word in NOT_A_DISGUISE)


def swapped(kind: str, least: int, most: int) -> Callable[[Indication, random.Random], str | None]:
    """`least`..`most` characters replaced by `sound`, `shape` or both; more are kept than changed."""

    def write(indication: Indication, draw: random.Random) -> str | None:
        name, sounds = indication.name, spoken(indication)
        places = draw.sample(range(len(name)), min(draw.randint(least, most), (len(name) - 1) // 2 or 1))
        written = list(name)
        for at in places:
            held = stand_ins(name[at], sounds[at], kind)
            if not held:
                return None
            written[at] = draw.choice(held)
        made = "".join(written)
        ordinary = any(
            rjieba.has_word(made[at : at + 2]) and made[at : at + 2] not in name for at in range(len(made) - 1)
        )
        return None if ordinary or is_lawful_writing(made) else made

    return write


def stand_ins(letter: str, sound: str, kind: str) -> list[str]:
    """Homophones, and the look-alikes that a reader would overlook: the nearest few that are no part of it."""
    everyday = [(other, how, cost) for other, (how, cost) in kin(letter, sound).items() if is_everyday(other)]
    alike = [
        other
        for other, how, _ in everyday
        if how.value == "by_shape" and not any(other in one for one in parts(letter))
    ]
    same = [other for other, how, cost in everyday if how.value == "by_sound" and cost <= 1.0]
    return {"sound": same, "shape": alike[:4], "both": same + alike[:4]}[kind]


def is_everyday(character: str) -> bool:
    """The 3,755 characters of the first level of GB 2312: rarer ones no seller types."""
    try:
        return character.encode("gb2312")[0] < 0xD8
    except UnicodeEncodeError:
        return False


def taken_apart(indication: Indication, draw: random.Random) -> str | None:
    places = [at for at, letter in enumerate(indication.name) if parts(letter)]
    if not places:
        return None
    at = draw.choice(places)
    return indication.name[:at] + draw.choice(parts(indication.name[at])) + indication.name[at + 1 :]


def pinyin(style: Style, join: str) -> Callable[[Indication, random.Random], str]:
    def write(indication: Indication, draw: random.Random) -> str:
        return f" {join.join(lazy_pinyin(indication.name, style=style, v_to_u=False))} "

    return write


def place_in_pinyin(indication: Indication, draw: random.Random) -> str:
    at = seam(indication)
    spelt = "".join(spoken(indication)[:at])
    return draw.choice((spelt, spelt.capitalize(), spelt.upper())) + indication.name[at:]


def spoken(indication: Indication) -> tuple[str, ...]:
    """How the name is read."""
    return readings(indication.name, read_spoken(indication))


def goods_in_pinyin(indication: Indication, draw: random.Random) -> str:
    at = seam(indication)
    return indication.name[:at] + "".join(spoken(indication)[at:])


def letter_in_pinyin(indication: Indication, draw: random.Random) -> str:
    at = draw.randrange(len(indication.name))
    return indication.name[:at] + spoken(indication)[at] + indication.name[at + 1 :]


def initials(indication: Indication, draw: random.Random) -> str | None:
    at = seam(indication)
    letters = "".join(sound[0] for sound in spoken(indication)[:at])
    return None if at < 2 else f" {letters.upper()}{indication.name[at:]}"


def full_width(indication: Indication, draw: random.Random) -> str:
    letters = " ".join(spoken(indication))
    return "".join(chr(ord(letter) + 0xFEE0) if letter != " " else " " for letter in letters)


def bracketed(indication: Indication, draw: random.Random) -> str:
    at = seam(indication)
    return f"【{indication.name[:at]}】{indication.name[at:]}"


def goods_first(indication: Indication, draw: random.Random) -> str | None:
    at = seam(indication)
    return None if at < 2 else f"{indication.name[at:]} {indication.name[:at]}"


def english_order(indication: Indication, draw: random.Random) -> str | None:
    word = SMALL_GOODS.get(indication.name)
    place = "".join(spoken(indication)[: seam(indication)]).capitalize()
    return word and draw.choice(
        (f"{word.title()} from {place} ", f"{place} premium organic {word} ", f"{place}-style {word} ")
    )


def assembled(indication: Indication, draw: random.Random) -> Facts | None:
    at = seam(indication)
    if at < 2:
        return None
    key = draw.choice(("产地", "品牌", "系列", "原产地"))
    return titled(draw, indication.name[at:]) | {"attributes": {key: indication.name[:at]}}


def elsewhere(field: str) -> Trick:
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


def glossed(indication: Indication, draw: random.Random) -> str:
    """Each character with its reading in brackets."""
    left, right = draw.choice(("()", "（）"))
    sounds = spoken(indication)
    return (
        "".join(f"{letter}{left}{sound}{right}" for letter, sound in zip(indication.name, sounds, strict=True)) + "好"
    )


def mixed_up(indication: Indication, draw: random.Random) -> str | None:
    """Backwards, or two neighbouring characters swapped; names of three characters are too short to be known so."""
    name, at = indication.name, draw.randrange(len(indication.name) - 1)
    if len(name) < 4:
        return None
    return draw.choice((name[::-1], name[:at] + name[at + 1] + name[at] + name[at + 2 :]))
