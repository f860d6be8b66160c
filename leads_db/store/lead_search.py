"""Find leads by a part of their shop's name, or by their number, without reading all of them.

Each lead is kept under every pair of neighbouring characters of its shop's name. The rarest pair of what is asked for
leads to few leads, of which those with all the other pairs are compared; where even that pair is common, walking the
list in its order soon fills the page.
"""

import unicodedata
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, exists, func, insert, select

from leads_db.lead_tables import lead_terms, leads

COMMON = 20_000
"""From so many leads on a pair is no help."""
MOST = 2_000
"""Leads that one search looks at."""
PAIRS_ASKED = 8
MOST_PAIRS = 80
LONGEST = 60
NUMBER = "GI-"
LAST = "\U0010ffff"
"""Stands behind every text that begins so."""


def plain(text: str) -> str:
    """`text` as it is compared: one width, one case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def terms_of(name: str) -> tuple[str, ...]:
    """The pairs of neighbouring characters of a name, sorted."""
    text = plain(name)
    pairs = {text[place : place + 2] for place in range(len(text) - 1)} or {text}
    return tuple(term[:4] for term in sorted(pairs)[:MOST_PAIRS] if term)


def save_terms(connection: Connection, names: Iterable[tuple[int, str]]) -> None:
    """Keep new leads (id, shop's name) under the pairs of their names."""
    rows = [{"term": term, "lead_id": lead_id} for lead_id, name in names for term in terms_of(name)]
    if rows:
        connection.execute(insert(lead_terms), rows)


def search_condition(connection: Connection, text: str) -> ColumnElement[bool]:
    """The condition on `leads` that a search text means: the beginning of a number, or a part of a shop's name.

    Of a short beginning the MOST newest numbers are searched.
    """
    wanted = text.strip()[:LONGEST]
    if wanted.upper().startswith(NUMBER):
        number = NUMBER + wanted[len(NUMBER) :].lower()
        begins = select(leads.c.id).where(leads.c.number >= number, leads.c.number < number + LAST)
        found = connection.scalars(begins.order_by(leads.c.number.desc()).limit(MOST)).all()
        return leads.c.id.in_(found)
    named = leads.c.seller_name.icontains(wanted, autoescape=True)
    terms = terms_of(wanted)[:PAIRS_ASKED] if len(plain(wanted)) > 1 else ()
    rare = _rarest(connection, terms)
    if rare is None:
        return named
    query = select(lead_terms.c.lead_id).join(leads, leads.c.id == lead_terms.c.lead_id)
    query = query.where(lead_terms.c.term == rare, named)
    for term in terms:
        if term != rare:
            other = lead_terms.alias()
            query = query.where(exists().where(other.c.term == term, other.c.lead_id == lead_terms.c.lead_id))
    return leads.c.id.in_(connection.scalars(query.limit(MOST)).all())


def _rarest(connection: Connection, terms: Iterable[str]) -> str | None:
    """The term with the fewest leads; None where all are common."""
    best, least = None, COMMON
    for term in terms:
        some = select(lead_terms.c.lead_id).where(lead_terms.c.term == term).limit(least).subquery()
        count = connection.execute(select(func.count()).select_from(some)).scalar_one()
        if count < least:
            best, least = term, count
    return best
