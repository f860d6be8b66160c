"""The real scheduler with the fake crawl child, for tests that kill it."""

import sys
from functools import partial

from scheduler import service
from scheduler.runner import run_collection

if __name__ == "__main__":
    service.Service.__init__.__kwdefaults__["collect"] = partial(
        run_collection, child_module="tests.scheduler.fake_child"
    )
    sys.exit(service.main())
