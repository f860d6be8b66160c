"""Look through the whole register and name every fault; nothing is mended silently."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from leads_db.errors import RegisterError
from leads_db.records import AuthorisedUser, Ground, Indication
from leads_db.register.register import FOLDER, Register, load_register
from leads_db.register.yaml_records import load_yaml
from leads_db.workdays import load_workdays

KINDS = {"name", "alias", "weak_alias", "traditional", "pinyin", "english", "translation"}
RIGHTS = {"pgi", "cm", "coll", "tm", "agi"}
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
SOURCE_TAG = re.compile(r"\b([GSL]\d{2})\b")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the register."""

    severity: str
    """error or warning."""
    where: str
    """File, and the entry in it."""
    what: str
    """What is wrong and what to do."""


def is_credit_code(code: str) -> bool:
    """True for a unified social credit code with the right check character (GB 32100-2015)."""
    if len(code) != 18 or any(sign not in CODE_ALPHABET for sign in code):
        return False
    total = sum(CODE_ALPHABET.index(sign) * weight for sign, weight in zip(code, CODE_WEIGHTS, strict=False))
    return CODE_ALPHABET[(31 - total % 31) % 31] == code[17]


def check_register(own_folder: Path | None = None, *, folder: Path = FOLDER) -> tuple[Problem, ...]:
    """Every problem found; a file that cannot be loaded is the only one told, since nothing can be checked past it."""
    try:
        register = load_register(own_folder, folder=folder)
        calendar = load_workdays(own_folder, folder=folder)
        tags = {
            tag
            for name in ("sources.yml", "bureaus.yml", "grounds.yml")
            for tag in (load_yaml(folder / name).get("sources") or load_yaml(folder / name))
        }
    except RegisterError as fault:
        return (Problem("error", "register", str(fault)),)
    found: list[Problem] = []
    for indication in register.indications.values():
        found += _check_indication(register, indication, tags)
    found += _check_names(register)
    found += _check_bureaus(register)
    for ground in register.grounds.values():
        found += _check_ground(register, ground)
    found += _check_users(register)
    found += [Problem("warning", "workdays.csv", text) for text in calendar.warnings]
    return tuple(found)


def _check_indication(register: Register, item: Indication, tags: set[str]) -> Iterator[Problem]:
    where = f"indications/{item.slug}.yml"
    if item.scope not in ("local", "national"):
        yield Problem("error", where, f"scope {item.scope!r}: write local or national")
    if item.city is not None and item.city not in register.cities:
        yield Problem("error", where, f"city {item.city!r} does not exist; write one of bureaus.yml")
    if item.scope == "local" and item.city is None:
        yield Problem("error", where, "a local indication needs its city")
    if item.home_bureau is not None and item.home_bureau not in register.bureaus:
        yield Problem("error", where, f"home_bureau {item.home_bureau!r} does not exist; write one of bureaus.yml")
    if item.scope == "local" and item.home_bureau is None:
        yield Problem("warning", where, "home_bureau is not established; ask the city bureau")
    yield from _check_offer(where, item)
    yield from _check_protections(where, item)
    texts = [item.area.source, *(right.source for right in item.protections)]
    for tag in sorted({tag for text in texts for tag in SOURCE_TAG.findall(text)} - tags):
        yield Problem("error", where, f"source {tag} is not in sources.yml")


def _check_offer(where: str, item: Indication) -> Iterator[Problem]:
    if not item.names or item.names[0].text != item.name:
        yield Problem("error", where, "the first of `names` must be the name itself")
    for form in item.names:
        if form.kind not in KINDS:
            yield Problem("error", where, f"{form.text}: kind {form.kind!r}; known: {', '.join(sorted(KINDS))}")
    for code in item.area.codes:
        if not re.fullmatch(r"\d{6}", code):
            yield Problem("error", where, f"area code {code!r} is not six digits")
    if not item.area.codes:
        yield Problem("warning", where, "the area has no code: an origin can be judged by words only")
    if not item.goods:
        yield Problem("error", where, "goods are missing: without them no title can be told from another product")
    if item.price is not None and item.price.low_cny > item.price.high_cny:
        yield Problem("error", where, "price: low_cny is above high_cny")


def _check_protections(where: str, item: Indication) -> Iterator[Problem]:
    if not item.protections:
        yield Problem("error", where, "no protection: an indication without a right belongs to candidates.yml")
    spans: dict[tuple[str, str | None], list[tuple[date | None, date | None]]] = defaultdict(list)
    for right in item.protections:
        if right.kind not in RIGHTS:
            yield Problem("error", where, f"protection {right.kind!r}; known: {', '.join(sorted(RIGHTS))}")
        if right.from_on and right.to_on and right.to_on < right.from_on:
            yield Problem("error", where, f"protection {right.kind}: to_on lies before from_on")
        spans[right.kind, right.number].append((right.from_on, right.to_on))
    for (kind, number), dates in spans.items():
        if (number or len(dates) > 1) and _overlap(dates):
            yield Problem("error", where, f"protection {kind} {number or ''}: its dates overlap")


def _check_names(register: Register) -> Iterator[Problem]:
    owners: dict[str, set[str]] = defaultdict(set)
    for item in register.indications.values():
        for form in item.names:
            if form.kind != "weak_alias":
                owners[form.text.casefold()].add(item.slug)
    for text, slugs in owners.items():
        if len(slugs) > 1:
            yield Problem("error", "indications", f"{text} is a name of {', '.join(sorted(slugs))}; keep it in one")


def _check_bureaus(register: Register) -> Iterator[Problem]:
    for bureau in register.bureaus.values():
        if bureau.official and not re.fullmatch(r"\d{6}", bureau.code):
            yield Problem("error", "bureaus.yml", f"{bureau.id}: code {bureau.code!r} is not six digits")


def _check_ground(register: Register, ground: Ground) -> Iterator[Problem]:
    where = f"grounds.yml: {ground.id}"
    if ground.from_on and ground.to_on and ground.to_on < ground.from_on:
        yield Problem("error", where, "to_on lies before from_on")
    if not ground.replaced_by:
        return
    follower = register.grounds.get(ground.replaced_by)
    if follower is None:
        yield Problem("error", where, f"replaced_by {ground.replaced_by!r} does not exist")
        return
    if ground.to_on is None or follower.from_on is None or follower.from_on <= ground.to_on:
        yield Problem("error", where, f"its days overlap with those of {follower.id}")
    codes = {act.code for act in follower.acts}
    for act in ground.acts:
        if act.becomes and act.becomes not in codes:
            yield Problem("error", where, f"act {act.code} becomes {act.becomes!r}, which {follower.id} does not have")


def _check_users(register: Register) -> Iterator[Problem]:
    held: dict[tuple[str, str], list[AuthorisedUser]] = defaultdict(list)
    for user in register.users:
        where = f"authorised_users.csv: {user.name}"
        if user.indication not in register.indications:
            yield Problem("error", where, f"indication {user.indication!r} does not exist")
        if not is_credit_code(user.credit_code):
            yield Problem("warning", where, f"credit code {user.credit_code} has a wrong check character; ask for it")
        held[user.indication, user.credit_code].append(user)
    for (indication, code), users in held.items():
        by_goods: dict[str, list[tuple[date | None, date | None]]] = defaultdict(list)
        for user in users:
            for goods in user.products or ("",):
                by_goods[goods].append((user.from_on, user.to_on))
        if any(_overlap(dates) for dates in by_goods.values()):
            yield Problem("error", f"authorised_users.csv: {code}", f"{indication}: two rows overlap in their dates")


def _overlap(dates: Iterable[tuple[date | None, date | None]]) -> bool:
    ordered = sorted((begin or date.min, end or date.max) for begin, end in dates)
    return any(later[0] <= earlier[1] for earlier, later in pairwise(ordered))
