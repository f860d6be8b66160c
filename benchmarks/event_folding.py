"""How fast and how rightly posts are folded into events, beside folding by equal text alone.

    python benchmarks/event_folding.py [COUNT]

Composed posts (opinion_posts.py) over 60 days and 12 indications: originals of stock sentences, reposts, rewrites
(words exchanged, sentences dropped and moved, remarks before them), near misses (form letters with other facts).
Goals: 100,000 posts within 60 s and 1 GB. Pairwise: of all pairs in one event, how many belong together (precision);
of all pairs that do, how many are (recall). The seed is none that a threshold was chosen with.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Hashable, Sequence

from benchmarks.opinion_posts import make_posts
from pipelines.opinions.folding import fold_posts
from pipelines.text.folding import compact

SEED = 20_261_126


def pairs(counts: Counter[Hashable]) -> int:
    """Pairs within groups of these sizes."""
    return sum(count * (count - 1) // 2 for count in counts.values())


def pairwise(found: Sequence[Hashable], truth: Sequence[Hashable]) -> tuple[float, float]:
    """(precision, recall)"""
    both = pairs(Counter(zip(found, truth, strict=True)))
    return both / max(1, pairs(Counter(found))), both / max(1, pairs(Counter(truth)))


def bcubed(found: Sequence[Hashable], truth: Sequence[Hashable]) -> tuple[float, float]:
    """(precision, recall) of the average post: large events do not drown small ones."""
    both, of_found, of_truth = Counter(zip(found, truth, strict=True)), Counter(found), Counter(truth)
    pure = sum(count * count / of_found[one] for (one, _), count in both.items())
    whole = sum(count * count / of_truth[other] for (_, other), count in both.items())
    return pure / len(found), whole / len(found)


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    told = make_posts(count, SEED)
    truth = [one.truth for one in told]
    start = time.process_time()
    plain = [(one.post.indication, compact(one.post.text)) for one in told]
    plain_s = time.process_time() - start
    start = time.process_time()
    folds = fold_posts([one.post for one in told])
    spent = time.process_time() - start
    print(f"{count} posts, {len(set(truth))} texts, {len({fold.event for fold in folds})} events")
    print(f"time                            {spent:8.1f} s   {spent / plain_s:6.1f} × normal form alone")
    print(f"peak memory                     {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")
    for name, found in (("folded", [fold.event for fold in folds]), ("equal text alone", plain)):
        (precision, recall), (pure, whole) = pairwise(found, truth), bcubed(found, truth)
        print(f"{name:<18} pairs: precision {precision:.4f} recall {recall:.4f}", end="   ")
        print(f"average post: precision {pure:.4f} recall {whole:.4f}")


if __name__ == "__main__":
    main()
