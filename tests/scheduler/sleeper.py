"""A child with a child of its own; both ignore SIGTERM and print their process numbers."""

import os
import signal
import subprocess
import sys
import time

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    sys.stdout.write(f"{os.getpid()} {grandchild.pid}\n")
    sys.stdout.flush()
    time.sleep(600)
