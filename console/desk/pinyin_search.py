"""Indications by the sounds of their names: hrdm, huanrendami → 桓仁大米."""

from functools import cache

from pypinyin import Style, lazy_pinyin

from console.naming import Names

LEAST = 2
"""Letters from which on a text may be sounds."""
KINDS = ("name", "alias")


@cache
def sounds_of(name: str) -> tuple[str, str]:
    """The first letters and the whole reading."""
    first = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return first.casefold(), "".join(lazy_pinyin(name)).casefold()


def find_by_sound(names: Names, text: str) -> tuple[str, ...]:
    """Slugs of the indications whose name or alias begins so; none for a text that is no row of letters."""
    wanted = "".join(text.split()).casefold()
    if len(wanted) < LEAST or not (wanted.isascii() and wanted.isalpha()):
        return ()
    found = []
    for slug, one in names.indications.items():
        forms = {one.name, *(form.text for form in one.names if form.language == "zh" and form.kind in KINDS)}
        if any(sound.startswith(wanted) for form in forms for sound in sounds_of(form)):
            found.append(slug)
    return tuple(sorted(found))
