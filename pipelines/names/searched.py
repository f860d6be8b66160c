"""An indication → the disguised writings of its name that are worth a search: a few that sellers really use, not all.

A search box finds what is typed, so the thousands of writings that the finder recognises cannot all be asked for.
"""

from collections.abc import Iterator

from leads_db.records import Indication
from pipelines.names.boundaries import is_other_name, is_place
from pipelines.names.forms import Form, read_forms
from pipelines.names.hit import NameKind
from pipelines.names.kin import kin, shape_kin
from pipelines.names.words import load_words

MOST = 6
"""Of one indication."""


def disguises_to_search(indication: Indication) -> tuple[str, ...]:
    """Writings of the name with one character of its place part exchanged, those seen in the field first.

    First the stand-ins of words.yml (恒仁大米), then characters that both sound and look alike (坏山药). Names of other
    places and goods are left out.
    """
    form = next((form for form in read_forms(indication) if form.kind is NameKind.EXACT), None)
    if form is None or form.is_latin:
        return ()
    fitting = (plain for plain in _exchanged(form) if not _is_another(plain, form))
    return tuple(dict.fromkeys(fitting))[:MOST]


def _exchanged(form: Form) -> Iterator[str]:
    places = range(len(form.head) or len(form.plain))
    for seen_in_the_field in (True, False):
        for at in places:
            for other in _stand_ins(form.plain[at], form.sounds[at], seen_in_the_field=seen_in_the_field):
                yield form.plain[:at] + other + form.plain[at + 1 :]


def _stand_ins(letter: str, sound: str, *, seen_in_the_field: bool) -> Iterator[str]:
    seen = load_words().more_alike.get(letter, "")
    if seen_in_the_field:
        yield from (other for other in seen if _is_typed(other))
        return
    alike = shape_kin(letter)
    for other, (kind, _) in kin(letter, sound).items():
        if kind is NameKind.BY_SOUND and other in alike and other not in seen and _is_typed(other):
            yield other


def _is_typed(letter: str) -> bool:
    """A whole character of everyday Chinese, no radical alone and nothing that only Japanese writes."""
    try:
        return len(letter.encode("gb2312")) == 2 and letter not in "亘亻朩"
    except UnicodeEncodeError:
        return False


def _is_another(plain: str, form: Form) -> bool:
    head = plain[: len(form.head)]
    return plain == form.plain or is_other_name(plain) or is_other_name(head) or is_place(head)
