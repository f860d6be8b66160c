"""The register's names → the terms to search on a source."""

from collections.abc import Iterable

from leads_db.records import WatchTerm
from leads_db.register.register import Register

SEARCHED = ("name", "alias", "traditional", "english")
"""Kinds of name that are worth a search, in the order in which a short budget is spent."""


def watch_terms(register: Register, cities: Iterable[str]) -> tuple[WatchTerm, ...]:
    """Every term once (case aside): the names of all local indications first, then aliases, traditional, English."""
    terms: dict[str, WatchTerm] = {}
    local = register.local(cities)
    for kind in SEARCHED:
        for item in local:
            for form in item.names:
                if form.kind == kind:
                    terms.setdefault(form.text.casefold(), WatchTerm(indication=item.slug, text=form.text, kind=kind))
    return tuple(terms.values())
