"""What a log-in costs, and whether a name that does not exist answers as late as one that does: printed as ratios."""

import statistics
import time

from console.passwords import hash_password, is_password

TRIES = 15


def median_s(kept: str | None) -> float:
    """Seconds of one refused password."""
    measured = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        is_password(kept, "wrong password")
        measured.append(time.perf_counter() - begun)
    return statistics.median(measured)


def main() -> None:
    """Print the table."""
    known, unknown = median_s(hash_password("copper lantern 41 walnut")), median_s(None)
    print(f"a wrong password of a known name    {known * 1000:6.1f} ms")
    print(f"any password of an unknown name     {unknown / known:6.2f} × that")


if __name__ == "__main__":
    main()
