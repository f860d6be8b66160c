import pytest

from leads_db.shares import NONE, Share


def test_nothing_is_known_of_no_case() -> None:
    assert NONE.value is None
    assert NONE.interval is None


def test_interval_is_wilsons() -> None:
    low, high = Share(8, 10).interval or (0.0, 0.0)
    assert (low, high) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # R: binom::binom.wilson(8, 10)


@pytest.mark.parametrize("whole", [1, 3, 50])
def test_interval_stays_within_zero_and_one_and_holds_the_value(whole: int) -> None:
    for part in range(whole + 1):
        low, high = Share(part, whole).interval or (9.0, 9.0)
        assert 0.0 <= low <= part / whole <= high <= 1.0


def test_shares_add() -> None:
    assert Share(1, 2) + Share(2, 3) == Share(3, 5)
