"""ECharts options of plain data for the opinion board; the table beside each says the same."""

from collections.abc import Sequence
from datetime import date

from leads_db.records.opinion import Sentiment
from leads_db.store.opinion_counts import OpinionDay

COLOURS = {Sentiment.NEGATIVE: "#a3161b", Sentiment.NEUTRAL: "#9aa5b1", Sentiment.POSITIVE: "#2f6fb5"}
"""Red, grey, blue: told apart by those who do not tell red from green."""
GAP, BLUE, CHANGE = "#d0d5db", "#0b4f9e", "#7a4d00"
GRID = {"left": 44, "right": 16, "top": 28, "bottom": 26}


def volume(days: Sequence[OpinionDay], changes: Sequence[tuple[date, str]]) -> dict[str, object]:
    """Posts a day; a gap is no point but a grey band, our own changes stand as dashed lines with their words."""
    names = [_short(one.day) for one in days]
    bands = [[{"xAxis": _short(one.day)}, {"xAxis": _short(one.day)}] for one in days if one.is_gap]
    lines = [{"xAxis": _short(day), "label": {"formatter": word}} for day, word in changes]
    return {
        "grid": GRID,
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": names},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "line",
                "data": [None if one.is_gap else one.posts for one in days],
                "connectNulls": False,
                "color": BLUE,
                "markArea": {"silent": True, "itemStyle": {"color": GAP}, "data": bands},
                "markLine": {
                    "symbol": "none",
                    "lineStyle": {"type": "dashed", "color": CHANGE},
                    "label": {"color": CHANGE, "fontSize": 11, "position": "insideEndTop"},
                    "data": lines,
                },
            }
        ],
    }


def stacked(days: Sequence[OpinionDay], words: dict[Sentiment, str]) -> dict[str, object]:
    """The three feelings of each day on top of each other."""
    return {
        "grid": {**GRID, "top": 34},
        "legend": {"top": 0, "data": [words[one] for one in Sentiment]},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [_short(one.day) for one in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "bar",
                "stack": "posts",
                "name": words[one],
                "color": COLOURS[one],
                "data": [None if day.is_gap else getattr(day, one.value) for day in days],
            }
            for one in Sentiment
        ],
    }


def course(names: Sequence[str], counts: Sequence[int], peak: str) -> dict[str, object]:
    """Posts of an event over its hours or days; the peak is marked."""
    return {
        "grid": GRID,
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": list(names)},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 24,
                "data": list(counts),
                "color": BLUE,
                "markLine": {"symbol": "none", "label": {"show": False}, "data": [{"xAxis": peak}]},
            }
        ],
    }


def _short(day: date) -> str:
    return f"{day:%m-%d}"
