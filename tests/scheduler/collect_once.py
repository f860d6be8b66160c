"""One collection in a process of its own: `RUN [BYTES]`; no file may grow beyond BYTES, as on a full disk."""

import resource
import signal
import sys

from leads_db.errors import StoreError
from leads_db.settings import read_settings
from leads_db.store.engine import open_engine
from scheduler.runner import run_collection

if __name__ == "__main__":
    if len(sys.argv) > 2:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    settings = read_settings()
    try:
        run = run_collection(
            open_engine(settings.store_url), settings, int(sys.argv[1]), child_module="tests.scheduler.fake_child"
        )
    except StoreError as fault:
        sys.exit(type(fault).__name__)
    sys.stdout.write(f"{run.state}\n")
