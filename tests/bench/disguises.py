"""Seeded listings that write a local name in disguise; for the finder's figures.

The disguises are made from pypinyin and from look-alikes, not from the finder's own lists of fillers and words.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import Style

from leads_db.records import Indication, Listing
from tests.bench import writings


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


TRICKS: dict[str, writings.Trick] = {
    "exact": writings.in_title(writings.one_of("name")),
    "alias": writings.in_title(writings.one_of("alias")),
    "traditional": writings.in_title(writings.traditional),
    "zero_width": writings.in_title(writings.between_all(writings.ZERO_WIDTH)),
    "spaced": writings.in_title(writings.between_all((" ", "\u3000", "  "))),
    "emoji_all": writings.in_title(writings.between_all(writings.EMOJI)),
    "emoji_one": writings.in_title(writings.between_some(writings.EMOJI)),
    "marks_all": writings.in_title(writings.between_all(writings.MARKS)),
    "marks_one": writings.in_title(writings.between_some(writings.MARKS)),
    "woven": writings.in_title(writings.between_all(("x", "0", "口", "の", "Z"))),
    "markup": writings.in_title(writings.between_some(("&nbsp;", "<b>", "&#8203;", "<br/>", "</span>"))),
    "glossed": writings.in_title(writings.glossed),
    "mixed_up": writings.in_title(writings.mixed_up),
    "filled": writings.in_title(writings.filled_with(writings.WORDS_BETWEEN)),
    "filled_unknown": writings.in_title(writings.filled_with(writings.UNKNOWN_BETWEEN)),
    "sound_one": writings.in_title(writings.swapped("sound", 1, 1)),
    "sound_more": writings.in_title(writings.swapped("sound", 2, 2)),
    "shape_one": writings.in_title(writings.swapped("shape", 1, 1)),
    "mixed": writings.in_title(writings.swapped("both", 2, 2)),
    "taken_apart": writings.in_title(writings.taken_apart),
    "pinyin": writings.in_title(writings.pinyin(Style.NORMAL, "")),
    "pinyin_spaced": writings.in_title(writings.pinyin(Style.NORMAL, " ")),
    "pinyin_tones": writings.in_title(writings.pinyin(Style.TONE, " ")),
    "pinyin_digits": writings.in_title(writings.pinyin(Style.TONE3, " ")),
    "pinyin_wide": writings.in_title(writings.full_width),
    "pinyin_place": writings.in_title(writings.place_in_pinyin),
    "pinyin_goods": writings.in_title(writings.goods_in_pinyin),
    "pinyin_letter": writings.in_title(writings.letter_in_pinyin),
    "initials": writings.in_title(writings.initials),
    "english": writings.in_title(writings.one_of("english")),
    "translation": writings.in_title(writings.one_of("translation")),
    "english_order": writings.in_title(writings.english_order),
    "bracketed": writings.in_title(writings.bracketed),
    "reversed": writings.in_title(writings.goods_first),
    "assembled": writings.assembled,
    "image": writings.elsewhere("image_texts"),
    "image_upright": writings.elsewhere("upright_image"),
    "shop": writings.elsewhere("shop_name"),
    "company": writings.elsewhere("operator_name"),
    "description": writings.elsewhere("description"),
    "attribute": writings.elsewhere("attributes"),
    "hashtag": writings.elsewhere("hashtag"),
}
