"""`python -m crawlers.practice_market --port 8601`: serve until SIGTERM, SIGINT or the end of the parent."""

import argparse
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from types import FrameType

from crawlers.practice_market.server import start_market
from leads_db.errors import PortTaken


def main() -> int:
    """Serve; 0 after a clean end, 1 when the port is taken."""
    asked = _arguments()
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    if asked.parent_pipe is not None:
        threading.Thread(target=_watch_parent, args=(asked.parent_pipe, ended), daemon=True).start()
    try:
        with start_market(asked.port, now=datetime.now(UTC)) as market:
            sys.stdout.write(f"Practice market (演示): {market.base_url}/\n")
            sys.stdout.flush()
            ended.wait()
    except PortTaken as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m crawlers.practice_market", description="The practice market (演示)."
    )
    parser.add_argument("--port", type=int, default=8601, help="port on 127.0.0.1; 0: any free one")
    parser.add_argument("--parent-pipe", type=int, metavar="FD", help="end when this pipe closes")
    return parser.parse_args()


def _watch_parent(pipe: int, ended: threading.Event) -> None:
    """The pipe never carries data: any end of reading means that the parent is gone."""
    os.read(pipe, 1)
    ended.set()


if __name__ == "__main__":
    sys.exit(main())
