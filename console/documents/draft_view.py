"""A letter's text as a screen shows it before it is signed: the same texts that its template is filled with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.documents.letter_words import context_of
from console.documents.letters import LetterFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLead:
    """One lead of the letter."""

    number: str
    indication: str
    shop: str
    operator: str
    address: str
    acts: str
    grounds: str
    counter: str
    missing: str
    bureau_reason: str
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLetter:
    """The letter."""

    organ: str
    number: str
    title: str
    addressee: str
    leads: tuple[DraftLead, ...]
    reply_by: str
    attachments: tuple[str, ...]
    dated: str


def draft_view(letter: LetterFacts) -> DraftLetter:
    """What a person reads beside the lead before signing."""
    texts = context_of(letter)
    return DraftLetter(
        organ=texts["机关"],
        number=texts["发文字号"],
        title=texts["标题"],
        addressee=texts["主送"],
        leads=tuple(map(_lead, texts["线索清单"])),
        reply_by=texts["反馈期限"],
        attachments=tuple(texts["附件"]),
        dated=texts["成文日期"],
    )


def _lead(texts: Mapping[str, Any]) -> DraftLead:
    return DraftLead(
        number=texts["编号"],
        indication=texts["地理标志"],
        shop=f"{texts['平台']} {texts['店铺']}",
        operator=f"{texts['经营者']} {texts['信用代码']}",
        address=texts["住所"],
        acts=texts["疑似行为"],
        grounds=texts["涉嫌条款"],
        counter="；".join(texts["反证"]),
        missing="；".join(texts["所缺"]),
        bureau_reason=texts["管辖理由"],
        pack=texts["证据包"],
    )
