"""What `serve` prints while and after the first collection."""

import io

from rich.console import Console

from console.collection_view import CollectionView


def show(*events: dict[str, object], is_first: bool = True) -> str:
    screen = Console(file=io.StringIO(), width=60)
    with CollectionView(screen, "http://127.0.0.1:8600", is_first=is_first) as view:
        for event in events:
            view.show(event)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def due(run: int) -> dict[str, object]:
    return {"event": "due", "run": run, "source": f"shop-{run}", "merged": False}


def ended(run: int, state: str = "finished", **counts: int) -> dict[str, object]:
    return {"event": "ended", "run": run, "source": f"shop-{run}", "state": state, "counts": counts, "note": ""}


def test_the_end_of_the_first_collection_tells_what_is_next() -> None:
    told = show(due(1), due(2), ended(1), ended(2))
    assert "The first collection is over. Read the leads at http://127.0.0.1:8600" in told
    assert ".venv/bin/gi-leads leads list" in told


def test_it_is_not_over_before_every_source_was_tried() -> None:
    assert "is over" not in show(due(1), due(2), ended(1))


def test_a_later_collection_is_one_line() -> None:
    assert show(due(1), ended(1, listings=3, leads_new=1), is_first=False) == "✓ shop-1: 3 listings, 1 new leads\n"


def test_each_end_has_its_own_sign_and_no_nought_is_told() -> None:
    told = show(ended(1, "partial", listings=2), ended(2, "failed"), is_first=False)
    assert told.splitlines() == ["△ shop-1: 2 listings", "✕ shop-2: nothing"]


def test_what_is_underway_is_counted() -> None:
    events = [due(1), {"event": "started", "run": 1, "source": "shop-1"}]
    view = CollectionView(Console(file=io.StringIO()), "http://x", is_first=True)
    for event in [*events, *[{"event": "batch", "listings": 20, "mentions": 1}] * 2]:
        view.show(event)
    assert view._progress.tasks[0].description == "First collection: shop-1, 42 met"


def test_markup_in_a_note_is_printed_as_it_is() -> None:
    assert "[red]x[/red]" in show({"event": "fault", "message": "[red]x[/red]"}, is_first=False)


def test_an_unknown_event_is_passed_over() -> None:
    assert show({"event": "child", "pid": 1}, {"event": "output", "text": "x"}, is_first=False) == ""
