"""Slots to text. Too little data prints 数据不足; what was not seen is never printed as nought."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from console.documents.briefs.brief import Answer, Change, Form, Listed, Ref, Sentence, Slot, Value, Word
from console.words import SHANGHAI, moment
from leads_db.shares import Share

TOO_LITTLE, NOT_SEEN = "数据不足", "缺数"
LEAST_CASES = 10
"""A share of fewer cases is not printed as a percentage: with 9 of 10 right the interval reaches from 60 to 98 %."""
LEAST_SEEN = 0.5
"""A change is told only when of both times at least this part was seen."""


def say(sentence: Sentence, answers: Mapping[str, Answer]) -> str:
    """The sentence in words."""
    return sentence.template.format(**{name: print_slot(slot, answers) for name, slot in sentence.slots.items()})


def print_slot(slot: Slot, answers: Mapping[str, Answer]) -> str:
    """One slot in words."""
    if isinstance(slot, Word):
        return slot.text
    if isinstance(slot, Listed):
        return "、".join("".join(print_slot(one, answers) for one in part) for part in slot.parts) or "无"
    if isinstance(slot, Change):
        return _change(slot, answers)
    return _print(slot, answers)


def value_of(ref: Ref, answers: Mapping[str, Answer]) -> Value:
    """The value; a count that its answer does not name is nought, everything else unknown."""
    return answers[ref.answer].values.get(ref.value, 0 if ref.form is Form.COUNT else None)


def _print(ref: Ref, answers: Mapping[str, Answer]) -> str:
    if ref.value.startswith("@"):
        return _print_time(ref, answers[ref.answer])
    value = value_of(ref, answers)
    if value is None:
        return TOO_LITTLE
    if isinstance(value, tuple):
        return _print_share(Share(*value), ref.form)
    if ref.form is Form.STAMP:
        return moment(datetime.fromisoformat(str(value)))
    return f"{Decimal(value):,.2f}" if ref.form is Form.YUAN else str(value)


def _print_time(ref: Ref, answer: Answer) -> str:
    params = answer.params
    if ref.value in ("@first", "@last"):
        day = params.whole_days[ref.value == "@last"]
        return f"{day.month}月{day.day}日"
    at = (params.since if ref.value == "@since" else params.until).astimezone(SHANGHAI)
    clock = f" {at:%H:%M}" if ref.form is Form.MOMENT else ""
    is_dated = ref.form is Form.DAY or params.since.astimezone(SHANGHAI).year != params.until.astimezone(SHANGHAI).year
    return f"{at.year}年{at.month}月{at.day}日{clock}" if is_dated else f"{at.month}月{at.day}日{clock}"


def _print_share(share: Share, form: Form) -> str:
    if form is Form.RATIO:
        return f"{share.part}/{share.whole}" if share.part else f"{NOT_SEEN}（{share.part}/{share.whole}）"
    told = f"（{share.part}/{share.whole}）"
    if share.value is None or share.interval is None or share.whole < LEAST_CASES:
        return TOO_LITTLE + (told if form is Form.SHARE and share.whole else "")
    if form is Form.INTERVAL:
        return "—".join(f"{end:.1%}" for end in share.interval)
    return f"{share.value:.1%}{told}"


def _change(change: Change, answers: Mapping[str, Answer]) -> str:
    now, before = value_of(change.now, answers), value_of(change.before, answers)
    if (
        not isinstance(now, int)
        or not isinstance(before, int)
        or not all(_was_seen(ref, answers) for ref in change.seen)
    ):
        return f"与上期相比{TOO_LITTLE}"
    if now == before:
        return f"与上期（{before}）持平"
    return f"比上期（{before}）{'增加' if now > before else '减少'}{abs(now - before)}"


def _was_seen(ref: Ref, answers: Mapping[str, Answer]) -> bool:
    value = value_of(ref, answers)
    return isinstance(value, tuple) and value[1] > 0 and value[0] / value[1] >= LEAST_SEEN
