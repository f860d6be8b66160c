"""ECharts options of plain data, for `states.chart`; the table beside each says the same."""

from collections.abc import Sequence

from leads_db.shares import Share

BLUE, SOFT = "#0b4f9e", "#545f6e"
MOST_BARS = 12
GRID = {"left": 50, "right": 20, "top": 16, "bottom": 28}


def bars(names: Sequence[str], values: Sequence[int]) -> dict[str, object]:
    """Lying bars, the first on top; the first MOST_BARS of them, the table has all."""
    return {
        "grid": {**GRID, "left": 150},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(names[:MOST_BARS]),
            "axisLabel": {"width": 140, "overflow": "truncate"},
        },
        "series": [{"type": "bar", "barMaxWidth": 18, "data": list(values[:MOST_BARS]), "color": BLUE}],
    }


def line(names: Sequence[str], values: Sequence[int]) -> dict[str, object]:
    """One line over days."""
    return {
        "grid": GRID,
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": list(names)},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [{"type": "line", "data": list(values), "color": BLUE}],
    }


def shares(names: Sequence[str], found: Sequence[Share]) -> dict[str, object]:
    """Shares in per cent as dots, each with the two ends of its interval as thinner dots."""
    shown = [(name, one) for name, one in zip(names, found, strict=True) if one.whole][:MOST_BARS]
    ends = [[_percent(end), name] for name, one in shown for end in one.interval or ()]
    return {
        "grid": {**GRID, "left": 150},
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "value", "min": 0, "max": 100},
        "yAxis": {"type": "category", "inverse": True, "data": [name for name, _ in shown]},
        "series": [
            {"type": "scatter", "symbol": "rect", "symbolSize": [2, 14], "color": SOFT, "data": ends},
            {
                "type": "scatter",
                "symbolSize": 10,
                "color": BLUE,
                "data": [[_percent(one.value or 0), name] for name, one in shown],
            },
        ],
    }


def _percent(value: float) -> float:
    return round(value * 100, 1)
