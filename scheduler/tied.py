"""Run a module that ends when its parent does: `python -m scheduler.tied FD MODULE [ARGUMENTS…]`.

FD is the reading end of a pipe whose writing end only the parent holds. When the parent goes, however it goes, the
pipe closes and this process and its whole group (a browser, say) are killed. Standard library only, to start fast.
"""

import os
import runpy
import signal
import sys
import threading


def die_with_parent(pipe: int) -> None:
    """Watch the pipe from a thread; it never carries data, so any end of reading means that the parent is gone."""

    def watch() -> None:
        os.read(pipe, 1)
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpgrp(), signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


if __name__ == "__main__":
    os.set_inheritable(int(sys.argv[1]), False)
    die_with_parent(int(sys.argv[1]))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
