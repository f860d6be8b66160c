"""What can be wrong with bureaus, platforms and legal grounds, and with what they point to."""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from leads_db.records import Ground, Platform
from leads_db.register.indication_checks import SOURCE_TAG
from leads_db.register.problems import Problem, error, is_reversed
from leads_db.register.register import Register


def check_bureaus(register: Register, tags: Collection[str], codes: Collection[str]) -> Iterator[Problem]:
    """Codes that do not exist or stand twice, bureaus of another city, unknown sources."""
    file = "bureaus.yml"
    counts = Counter(bureau.code for bureau in register.bureaus.values())
    for bureau in register.bureaus.values():
        city = register.cities[bureau.city]
        if bureau.official and bureau.code not in codes:
            yield error(file, bureau.id, f"{bureau.code!r} is no division code", "Write it, or `official: false`.")
        if bureau.code[:4] != city.code[:4]:
            yield error(file, bureau.id, f"{bureau.code} lies outside {city.name}", "Correct the code or move it.")
        if counts[bureau.code] > 1:
            yield error(file, bureau.id, f"code {bureau.code} stands twice", "Give each bureau a code of its own.")
        if not bureau.name.strip():
            yield error(file, bureau.id, "has no name", "Write the bureau's full name.")
        yield from _check_tags(file, bureau.id, bureau.source, tags)
    for city in register.cities.values():
        if city.code not in codes or city.province_code not in codes:
            yield error(file, city.id, "unknown city or province code", "Write the six digits of GB/T 2260.")


def check_candidates(register: Register, tags: Collection[str]) -> Iterator[Problem]:
    """Unknown cities and sources of the names that are only heard of."""
    for item in register.candidates:
        if item.city not in register.cities:
            yield error("candidates.yml", item.name, f"{item.city!r} is no city of bureaus.yml", "Correct the city.")
        yield from _check_tags("candidates.yml", item.name, item.source, tags)


def check_platform(platform: Platform) -> Iterator[Problem]:
    """An address pattern that cannot be used or yields no item id."""
    file = "platforms.yml"
    if not platform.name.strip():
        yield error(file, platform.id, "has no name", "Write the platform's name.")
    for pattern in platform.item_url_patterns:
        try:
            groups = re.compile(pattern).groups
        except re.error as fault:
            yield error(file, platform.id, f"pattern {pattern}: {fault}", "Mend the pattern.")
            continue
        if not groups:
            yield error(file, platform.id, f"pattern {pattern} has no group", "Put the item id in ( ).")


def check_ground(register: Register, ground: Ground, tags: Collection[str]) -> Iterator[Problem]:
    """Dates, successors and renumbered acts of one ground."""
    file = "grounds.yml"
    for code, count in Counter(act.code for act in ground.acts).items():
        if count > 1:
            yield error(file, ground.id, f"act {code} stands twice", "Rename or remove one.")
    if not ground.acts:
        yield error(file, ground.id, "has no act", "Add the acts that a finding may rest on.")
    if is_reversed((ground.from_on, ground.to_on)):
        yield error(file, ground.id, "to_on lies before from_on", "Correct the dates.")
    yield from _check_tags(file, ground.id, ground.source, tags)
    if ground.replaced_by is not None:
        yield from _check_successor(register, ground)


def _check_successor(register: Register, ground: Ground) -> Iterator[Problem]:
    file = "grounds.yml"
    follower = register.grounds.get(ground.replaced_by or "")
    if follower is None:
        yield error(file, ground.id, f"replaced_by {ground.replaced_by!r} does not exist", "Write a ground's id.")
        return
    if ground.to_on is None or follower.from_on is None or follower.from_on <= ground.to_on:
        yield error(file, ground.id, f"its days overlap with those of {follower.id}", "End it before that begins.")
    codes = {act.code for act in follower.acts}
    for act in ground.acts:
        if act.becomes and act.becomes not in codes:
            yield error(
                file, f"{ground.id}:{act.code}", f"becomes {act.becomes!r}, not in {follower.id}", "Correct it."
            )


def _check_tags(file: str, where: str, text: str, tags: Collection[str]) -> Iterator[Problem]:
    for tag in sorted(set(SOURCE_TAG.findall(text)) - set(tags)):
        yield error(file, where, f"source {tag} does not exist", "Add it under `sources` or correct the tag.")
