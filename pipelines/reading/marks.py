"""A page's facts, the order of its blanks and what the rules made of it → marks, read beside the text."""

from collections.abc import Iterable

from pipelines.facts.bundle import Facts
from pipelines.facts.name_role import Role
from pipelines.reading.blanked import Blanked, as_written
from pipelines.verdict import Conclusion

LONGEST, ORDER_READ = 3, 200
"""Blanks in a row that make one mark, and blanks that are read of a field."""
_MARKED = ("field", "raw", "label", "address", "made", "maker")


def marks_of(facts: Facts, texts: Iterable[Blanked], said: Conclusion) -> list[str]:
    """All marks of a page, in order."""
    return sorted({*fact_marks(facts), *order_marks(texts), *said_marks(said)})


def said_marks(said: Conclusion) -> set[str]:
    """What the rules made of the page."""
    return {f"@said={said.verdict}", *(f"@said:{act}" for act in said.acts)}


def order_marks(texts: Iterable[Blanked]) -> set[str]:
    """In which order name, goods and places stand in each kind of field, and in which attribute."""
    found: set[str] = set()
    for one in texts:
        letters = "".join([letter for _, letter in one.pieces])[:ORDER_READ]
        place = one.text.place.name[:2]
        for size in range(1, LONGEST + 1):
            found |= {f"@{place}~{letters[at : at + size]}" for at in range(len(letters) - size + 1)}
        if one.text.key:
            key = as_written(one.text.key[:6])
            found |= {f"@{key}={letter}" for letter in letters}
    return found


def fact_marks(facts: Facts) -> set[str]:
    """What fields, lists and numbers tell, as marks: it needs no words."""
    standing = facts.standing
    found = {f"@stand={standing.relationship if standing.user else 'none'}", f"@goods={facts.goods.form}"}
    found |= {f"@claim={c.kind}:{c.relation}" for c in facts.claims if c.kind in _MARKED}
    found |= {f"@written={use.kind}" for use in facts.uses}
    if facts.used_as(Role.SELLER):
        found.add("@seller")
    if any(claim.strength >= 1.0 for claim in facts.signs):
        found.add("@sign")
    asked, price = facts.indication.price, facts.price.cny
    if asked is not None and price is not None and price < asked.low_cny / 2:
        found.add("@cheap")
    if facts.supply.before_harvest or facts.capacity is not None:
        found.add("@supply")
    found.add(f"@scope={facts.indication.scope}")
    return found
