"""The register's names → the terms to search on a source, in the languages in which it is asked."""

from collections.abc import Iterable

from leads_db.records import Indication, NameForm, WatchTerm
from leads_db.register.register import Register

SEARCHED = ("name", "alias", "traditional", "english", "translation", "pinyin")
"""Kinds of name that are worth a search, in the order in which a short budget is spent."""
LANGUAGES = ("zh", "zh-Hant", "en")
"""Asked for where a source says nothing else."""
FOREIGN = ("translation", "pinyin")
"""Kinds that are searched only where a source names their language and Chinese is not its own."""


def watch_terms(
    register: Register, cities: Iterable[str], languages: Iterable[str] = LANGUAGES
) -> tuple[WatchTerm, ...]:
    """Every term once (case aside): the names of all local indications first, then the other kinds of SEARCHED.

    `languages`: BCP 47 tags as the register writes them: zh, zh-Hant, zh-Latn (pinyin), en, ja, ko …
    """
    terms: dict[str, WatchTerm] = {}
    local = register.local(cities)
    asked = frozenset(languages)
    for kind in SEARCHED:
        for item in local:
            for form in _forms(item, kind, asked):
                terms.setdefault(form.text.casefold(), WatchTerm(indication=item.slug, text=form.text, kind=kind))
    return tuple(terms.values())


def _forms(item: Indication, kind: str, languages: frozenset[str]) -> list[NameForm]:
    found = [form for form in item.names if form.kind == kind and form.language in languages]
    return [] if kind in FOREIGN and "zh" in languages else found
