"""How the characters of a name are read: pypinyin's guess, put right by the pinyin that the register gives."""

from collections.abc import Mapping

from pypinyin import Style, lazy_pinyin

from leads_db.records import Indication
from pipelines.names.kin import sounds
from pipelines.text.folding import compact

Spoken = Mapping[str, str]
"""Character → its reading in the names of one indication (参 → shen in 山参)."""


def read_spoken(indication: Indication) -> dict[str, str]:
    """What the register's pinyin says of the characters of the name; empty where the two do not fit."""
    name = compact(indication.name)
    for form in indication.names:
        if form.kind == "pinyin":
            found = _spelt(name, compact(form.text))
            if found is not None:
                return dict(zip(name, found, strict=True))
    return {}


def _spelt(name: str, letters: str) -> tuple[str, ...] | None:
    if not name:
        return None if letters else ()
    for sound in sounds(name[0]):
        if letters.startswith(sound):
            rest = _spelt(name[1:], letters[len(sound) :])
            if rest is not None:
                return (sound, *rest)
    return None


def readings(plain: str, spoken: Spoken) -> tuple[str, ...]:
    """Toneless reading of each Chinese character."""
    guessed = lazy_pinyin(plain, v_to_u=False)
    return tuple(spoken.get(letter, guess) for letter, guess in zip(plain, guessed, strict=True))


def spellings(plain: str, spoken: tuple[str, ...]) -> tuple[str, ...]:
    """The pinyin as spoken and as a machine guesses it, each without tones and with tone digits (huan2ren2)."""
    plainly = lazy_pinyin(plain, v_to_u=False)
    tones = lazy_pinyin(plain, style=Style.TONE3, v_to_u=False)
    toned = [tone if guess == sound else sound for tone, guess, sound in zip(tones, plainly, spoken, strict=True)]
    return tuple(dict.fromkeys("".join(row) for row in (spoken, toned, plainly, tones)))
