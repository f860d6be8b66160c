"""A row of the model and an indication's rights → the grounds to print, in force on the day of the sighting."""

from datetime import date

from leads_db.errors import UnknownReference
from leads_db.records import GroundRef, Indication
from leads_db.register import Register
from pipelines.model import EU, MARK, PGI, SIGN, Row

_MARKS = frozenset({"cm", "coll", "tm"})


def cite(register: Register, row: Row, indication: Indication, day: date) -> tuple[GroundRef, ...]:
    """Grounds by kind of right, then carrier laws. An article without text for that day is left out, never invented."""
    kinds = {
        protection.kind
        for protection in indication.protections
        if (protection.from_on is None or protection.from_on <= day)
        and (protection.to_on is None or day <= protection.to_on)
    }
    codes: list[str] = []
    if "pgi" in kinds or not kinds:
        codes += row.grounds.get(PGI, ())
    if kinds & _MARKS:
        codes += row.grounds.get(MARK, ())
    codes += row.grounds.get(SIGN, ())
    if indication.eu_listed and "first" in indication.eu_listed:
        codes += row.grounds.get(EU, ())
    fresh = indication.processed is False
    carriers = row.carrier_fresh if fresh and row.carrier_fresh is not None else row.carrier
    return tuple(_resolved(register, code, day) for code in dict.fromkeys((*codes, *carriers)))


def _resolved(register: Register, code: str, day: date) -> GroundRef:
    try:
        return register.ground_ref(code, day)
    except UnknownReference:
        return GroundRef(ground=code, instrument="（法律依据库无此条）", article=code, confirmed=False)
