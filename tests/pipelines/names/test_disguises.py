from collections import Counter

from leads_db.register import load_register
from pipelines.names.finder import NameFinder
from tests.bench.disguises import TRICKS, make_disguises


def test_disguised_names_are_found(finder: NameFinder) -> None:
    local = [one for one in load_register().indications.values() if one.scope == "local"]
    cases = make_disguises(local, seed=20261125)
    made, found = Counter(), Counter()
    for case in cases:
        made[case.trick] += 1
        found[case.trick] += any(hit.indication == case.indication for hit in finder.find(case.listing))
    assert len(cases) >= 2_000
    assert set(made) == set(TRICKS)
    assert found.total() / made.total() >= 0.97, {trick: (found[trick], made[trick]) for trick in made}
    assert min(found[trick] / made[trick] for trick in made) >= 0.85


def test_the_same_seed_makes_the_same_cases() -> None:
    local = [one for one in load_register().indications.values() if one.slug == "huanren-rice"]
    assert make_disguises(local, seed=1, rounds=2) == make_disguises(local, seed=1, rounds=2)
    assert make_disguises(local, seed=1, rounds=2) != make_disguises(local, seed=2, rounds=2)
