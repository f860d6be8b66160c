"""Fit the weights of the second reading: pipelines/reading/weights.txt.

    python scripts/fit_reading.py             write the file from the read sets and the trials
    python scripts/fit_reading.py --left-out  print what it is worth for each author left out; writes nothing

Development only: needs scikit-learn. The same input gives the same file; afterwards run
`gi-leads bench --save tests/bench/frozen.json` and read what moved. The examination set is never read here.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from console.bench.reading_fitting import fit_reading, measure_left_out, read_pages

WEIGHTS = Path(__file__).resolve().parents[1] / "pipelines" / "reading" / "weights.txt"
VERSION = "1"


def main(wanted: list[str]) -> None:
    """Write the file, or measure."""
    pages = read_pages()
    if "--left-out" in wanted:
        for name, figures in measure_left_out(pages).items():
            print(name, *(f"{measure} {value:.3f}" for measure, value in figures.items()), sep="  ")
        return
    text = fit_reading(pages, version=VERSION)
    WEIGHTS.write_text(text, encoding="utf-8")
    print(f"weights.txt: {text.count(chr(10))} lines of {len(pages)} pages")


if __name__ == "__main__":
    main(sys.argv[1:])
