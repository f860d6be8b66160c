"""Watch one crawl child: hand its events on, and end it when there is a reason to."""

import json
import queue
import threading
import time
from collections.abc import Callable, Mapping
from enum import Enum
from typing import IO

from scheduler.child_process import ChildProcess

GRACE_S = 5.0
"""Between asking a child to end and killing it."""
STALL_S = 900.0
"""A child that says nothing for so long hangs: the longest allowed wait of a source is shorter."""
BEAT_S = 1.0
LINE_LIMIT = 2_000
HOPELESS_EXIT = 2
"""Exit code of a child whose fault no restart can mend; it printed why as a `failed` event."""

OnEvent = Callable[[Mapping[str, object]], None]


class ChildEnd(Enum):
    """How a child's work ended."""

    DONE = "done"
    DIED = "died"
    HOPELESS = "hopeless"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    PAUSED = "paused"
    SPENT = "spent"
    """The minutes that the run was given are over."""


def watch_child(
    child: ChildProcess, on_event: OnEvent, reason_to_end: Callable[[], ChildEnd | None], *, stall_s: float = STALL_S
) -> ChildEnd:
    """Until the child ends by itself, `reason_to_end` (asked every second) names a reason, or it hangs (DIED)."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_read_lines, args=(child.stdout, lines), daemon=True).start()
    heard = asked = time.monotonic()
    try:
        while True:
            line = _next(lines)
            now = time.monotonic()
            if line:
                heard = now
                on_event(parse_event(line))
            elif line is None or child.process.poll() is not None:
                return _ending(child.end(GRACE_S))
            if now - heard > stall_s:
                return ChildEnd.DIED
            if now - asked >= BEAT_S:
                asked = now
                if (reason := reason_to_end()) is not None:
                    return reason
    finally:
        child.ask_to_end()
        child.end(GRACE_S)


def parse_event(line: str) -> Mapping[str, object]:
    """A child's line: its JSON object, or any other text (a library's print) as an `output` event, capped."""
    try:
        event = json.loads(line[:LINE_LIMIT])
    except (ValueError, RecursionError):
        event = None
    return event if isinstance(event, dict) and "event" in event else {"event": "output", "text": line[:LINE_LIMIT]}


def _read_lines(stdout: IO[str], lines: "queue.SimpleQueue[str | None]") -> None:
    with stdout:
        while line := stdout.readline(LINE_LIMIT):
            if line.strip():
                lines.put(line.strip())
    lines.put(None)


def _next(lines: "queue.SimpleQueue[str | None]") -> str | None:
    try:
        return lines.get(timeout=BEAT_S)
    except queue.Empty:
        return ""


def _ending(code: int) -> ChildEnd:
    return {0: ChildEnd.DONE, HOPELESS_EXIT: ChildEnd.HOPELESS}.get(code, ChildEnd.DIED)
