"""Keyboard shortcuts: every act that has one, its default key, and the reader's own choice. No act is keyboard-only.

Keys are names of `KeyboardEvent.code`, so that they do not depend on the input method; two with a space are pressed one
after the other. Templates write `{{ key("run.cancel") }}` into the tag of the link or button.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase, digits

from markupsafe import Markup

from console.desk.asking import preferences_at_hand

CODE = re.compile(r"(?:Key[A-Z]|Digit[0-9]|Slash|Backspace|ArrowDown|ArrowUp)(?: (?:Key[A-Z]|Digit[0-9]))?")
CHOICES = (*(f"Key{letter}" for letter in ascii_uppercase), *(f"Digit{digit}" for digit in digits), "Slash")


@dataclass(frozen=True, slots=True)
class Key:
    """One shortcut; `word` is a Chinese text of the catalogue."""

    word: str
    code: str


KEYS: Mapping[str, Key] = {
    "search": Key("搜索", "Slash"),
    "list.next": Key("下一条", "KeyJ"),
    "list.previous": Key("上一条", "KeyK"),
    "triage.confirm": Key("确认侵权疑似", "Digit1"),
    "triage.merge": Key("并案/重复", "Digit2"),
    "triage.exclude": Key("排除", "Digit3"),
    "triage.hold": Key("待补证", "Digit4"),
    "triage.undo": Key("撤销", "KeyU"),
    "triage.select": Key("选中", "KeyX"),
    "triage.recapture": Key("补采证据", "KeyE"),
    "triage.whitelist": Key("加入白名单", "KeyW"),
    "go.triage": Key("去待研判", "KeyG KeyT"),
    "go.approvals": Key("去待审签", "KeyG KeyA"),
    "go.ledger": Key("去台账", "KeyG KeyL"),
    "county.sign": Key("签收", "KeyR"),
    "county.return": Key("退回", "KeyB"),
    "county.verify": Key("核查记录", "KeyV"),
    "county.file": Key("立案", "KeyL"),
    "county.not_file": Key("不予立案", "KeyN"),
    "county.feed_back": Key("反馈", "KeyF"),
    "run.new": Key("新建采集", "KeyN"),
    "run.again": Key("以同参数再跑", "KeyR"),
    "run.cancel": Key("取消运行", "KeyC"),
    "run.pause": Key("暂停或续跑", "KeyP"),
    "run.log": Key("看日志", "KeyL"),
    "ops.dead": Key("去死信", "KeyD"),
}


def are_off() -> bool:
    """True for an account that switched shortcuts off."""
    return (preferences_at_hand() or {}).get("shortcuts") is False


def chosen_keys() -> Mapping[str, str]:
    """Act → code as this reader has it; empty when shortcuts are switched off."""
    if are_off():
        return {}
    return {**{act: key.code for act, key in KEYS.items()}, **read_choice((preferences_at_hand() or {}).get("keys"))}


def read_choice(kept: object) -> dict[str, str]:
    """The acts that a stored choice moves to other keys; what is not an act or not a key is left out."""
    pairs = kept.items() if isinstance(kept, dict) else ()
    return {act: code for act, code in pairs if act in KEYS and isinstance(code, str) and CODE.fullmatch(code)}


def key_attribute(act: str) -> Markup:
    """`data-key="KeyC"` for the tag of what the key presses; nothing when shortcuts are off. Raises KeyError."""
    code = chosen_keys().get(act) if KEYS[act].code else None
    return Markup('data-key="{}" aria-keyshortcuts="{}"').format(code, shown_key(code)) if code else Markup()


def shown_key(code: str) -> str:
    """`KeyG KeyT` as people read it: G T."""
    return " ".join(re.sub(r"^(?:Key|Digit)", "", part).replace("Slash", "/") for part in code.split())
