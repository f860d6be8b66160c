"""What can be wrong with an indication: its home, names, area, goods, price, rights and their sources."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from leads_db.records import Indication
from leads_db.register.problems import Problem, Span, error, is_reversed, spans_overlap, warning
from leads_db.register.register import Register

SCOPES = ("local", "national")
NAME_KINDS = ("name", "alias", "weak_alias", "traditional", "pinyin", "english", "translation")
RIGHTS = ("pgi", "cm", "coll", "tm", "agi")
PRICE_UNITS = ("kg", "bottle_375ml", "piece")
CERTAINTIES = ("high", "medium-high", "medium", "low", "none")
SOURCE_TAG = re.compile(r"\b[GSL]\d{2}\b")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def check_indication(
    register: Register, item: Indication, tags: Collection[str], codes: Collection[str]
) -> Iterator[Problem]:
    """The faults of one indication; `tags` are the known sources, `codes` the known divisions."""
    file = f"{item.slug}.yml"
    yield from _check_home(register, item, file)
    yield from _check_names(item, file)
    yield from _check_area(item, file, codes)
    yield from _check_offer(item, file)
    yield from _check_rights(item, file)
    yield from _check_sources(item, file, tags)


def check_shared_names(register: Register) -> Iterator[Problem]:
    """Names that two indications claim; weak aliases may be shared."""
    owners: dict[str, set[str]] = defaultdict(set)
    for item in register.indications.values():
        for form in item.names:
            if form.kind != "weak_alias":
                owners[form.text.casefold()].add(item.slug)
    for text, slugs in owners.items():
        if len(slugs) > 1:
            yield error("indications", text, f"is a name of {', '.join(sorted(slugs))}", "Keep it in one of them.")


def _check_home(register: Register, item: Indication, file: str) -> Iterator[Problem]:
    known = ", ".join(register.cities)
    if item.scope not in SCOPES:
        yield error(file, "scope", f"{item.scope!r} is no scope", "Write local or national.")
    if item.city is not None and item.city not in register.cities:
        yield error(file, "city", f"{item.city!r} is no city of bureaus.yml", f"Write one of {known}.")
    if item.scope == "local" and item.city is None:
        yield error(file, "city", "a local indication without a city", f"Write one of {known}.")
    bureau = register.bureaus.get(item.home_bureau or "")
    if item.home_bureau is not None and bureau is None:
        yield error(file, "home_bureau", f"{item.home_bureau!r} is no bureau", "Write the id of one in bureaus.yml.")
    if bureau is not None and bureau.city != item.city:
        yield error(file, "home_bureau", f"{bureau.id} belongs to {bureau.city}", "Correct the city or the bureau.")
    if item.scope == "local" and item.home_bureau is None:
        yield warning(file, "home_bureau", "is not established", "Ask the city bureau which county holds the right.")


def _check_names(item: Indication, file: str) -> Iterator[Problem]:
    if not item.names or item.names[0].text != item.name or item.names[0].kind != "name":
        yield error(file, "names", "do not begin with the name itself", "Put it first, with kind: name.")
    seen = set()
    for form in item.names:
        if not form.text.strip():
            yield error(file, "names", "a name without text", "Write the name or remove the line.")
        if form.kind not in NAME_KINDS:
            yield error(file, form.text, f"{form.kind!r} is no kind", f"Write one of {', '.join(NAME_KINDS)}.")
        if (form.text, form.kind) in seen:
            yield error(file, form.text, "stands twice with the same kind", "Remove one line.")
        seen.add((form.text, form.kind))


def _check_area(item: Indication, file: str, codes: Collection[str]) -> Iterator[Problem]:
    for code in item.area.codes:
        if code not in codes:
            yield error(file, "area", f"{code!r} is no division code", "Write the six digits of GB/T 2260.")
    if not item.area.codes:
        yield warning(file, "area", "has no division code", "Add one, or origins are compared by words only.")


def _check_offer(item: Indication, file: str) -> Iterator[Problem]:
    if not item.goods:
        yield error(file, "goods", "are missing", "Add the words by which a title names these goods.")
    price = item.price
    if price is not None and not 0 < price.low_cny <= price.high_cny:
        yield error(file, "price", "low_cny is not between 0 and high_cny", "Correct the range.")
    if price is not None and price.unit not in PRICE_UNITS:
        yield error(file, "price", f"{price.unit!r} is no unit", f"Write one of {', '.join(PRICE_UNITS)}.")
    if item.harvest_from is not None and not MONTH_DAY.fullmatch(item.harvest_from):
        yield error(file, "harvest_from", f"{item.harvest_from!r} is no day", "Write month and day as 10-20.")


def _check_rights(item: Indication, file: str) -> Iterator[Problem]:
    if not item.protections:
        yield error(file, "protections", "no right", "Add one, or move the name to candidates.yml.")
    spans: dict[tuple[str, str | None, str | None], list[Span]] = defaultdict(list)
    for right in item.protections:
        span = (right.from_on, right.to_on)
        if right.kind not in RIGHTS:
            yield error(file, "protections", f"{right.kind!r} is no right", f"Write one of {', '.join(RIGHTS)}.")
        if is_reversed(span):
            yield error(file, f"protections {right.kind}", "to_on lies before from_on", "Correct the dates.")
        spans[right.kind, right.number, right.mark].append(span)
    for (kind, number, _), dates in spans.items():
        if spans_overlap(dates):
            yield error(file, f"protections {kind}", f"{number or 'no number'}: dates overlap", "Make them follow on.")


def _check_sources(item: Indication, file: str, tags: Collection[str]) -> Iterator[Problem]:
    texts = [item.area.source, item.harvest_source, *item.traps, item.price.source if item.price else ""]
    texts += [right.source for right in item.protections] + [form.source for form in item.names]
    for tag in sorted({tag for text in texts for tag in SOURCE_TAG.findall(text)} - set(tags)):
        yield error(file, "source", f"{tag} is not in sources.yml", "Add it there or correct the tag.")
    for fact, degree in item.certainty.items():
        if degree not in CERTAINTIES:
            yield error(
                file, f"certainty {fact}", f"{degree!r} is no degree", f"Write one of {', '.join(CERTAINTIES)}."
            )
