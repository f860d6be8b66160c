"""Whatever a crawl child prints, it is an event; whatever it does, it has an end."""

import pytest

from scheduler.crawl_watch import LINE_LIMIT, parse_event
from scheduler.service import print_event


@pytest.mark.parametrize("line", ["", "plain text", "[1]", '{"no": "event"}', "{", "[" * 100_000, "\ud800", "1e999999"])
def test_a_line_that_is_no_event_is_output(line: str) -> None:
    event = parse_event(line)
    assert event["event"] == "output"
    assert len(str(event["text"])) <= LINE_LIMIT


def test_an_event_is_handed_on_as_it_is() -> None:
    assert parse_event('{"event": "unit", "listings": 3}') == {"event": "unit", "listings": 3}


def test_half_a_character_does_not_stop_the_scheduler(capsys: pytest.CaptureFixture[str]) -> None:
    print_event({"event": "output", "text": "桓仁\ud83d"})
    assert capsys.readouterr().out.isascii()
