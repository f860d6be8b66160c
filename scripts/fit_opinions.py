"""Fit the two files of weights that the analysis of opinions reads: tone.txt and topics.txt in pipelines/opinions.

    python scripts/fit_opinions.py [tone] [topics]

tone: on the reviews of herbs in ../shared (MIT; see pipelines/opinions/tone.NOTICE.txt) and the composed ones.
topics: on the written posts and the two composed sets. Development only: needs scikit-learn. The same input gives the
same files; afterwards run `gi-leads bench --save tests/bench/frozen.json` and read what moved.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from console.bench.fitting import fit
from console.bench.post_fitting import TONE_HEADS, TONE_LEAST, fit_topics
from console.bench.post_sets import COMPOSED, LEARNT, herb_tones, load_posts, load_reviews, written_tones
from leads_db.register import load_register

HERE = Path(__file__).resolve().parents[1] / "pipelines" / "opinions"
VERSION = "2"


def main(wanted: list[str]) -> None:
    """Write the files that are asked for; both where none is."""
    if not wanted or "tone" in wanted:
        herbs = load_reviews("opinions_herb_reviews_jd")
        if not herbs:
            sys.exit("the reviews of herbs are not beside the project (../shared)")
        text = fit(herb_tones(herbs) + written_tones(), TONE_HEADS, version=VERSION, least=TONE_LEAST, smallest=0.1)
        (HERE / "tone.txt").write_text(text, encoding="utf-8")
        print(f"tone.txt: {text.count(chr(10))} lines")
    if not wanted or "topics" in wanted:
        cases = [case for name in (*LEARNT, *COMPOSED) for case in load_posts(name)]
        text = fit_topics(cases, load_register(), version=VERSION)
        (HERE / "topics.txt").write_text(text, encoding="utf-8")
        print(f"topics.txt: {text.count(chr(10))} lines")


if __name__ == "__main__":
    main(sys.argv[1:])
