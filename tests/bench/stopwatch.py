"""Runs a command and prints what it took: `stopwatch.py COMMAND …`, as one line of JSON.

A process starts with the largest memory of the one that made it: measured from a large one, a small one seems large.
So this small one stands between.
"""

import json
import os
import subprocess
import sys
import time

start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
seconds = time.perf_counter() - start
process.returncode = os.waitstatus_to_exitcode(status)
kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
print(json.dumps({"seconds": seconds, "exit": process.returncode, "peak_mb": kilobytes / 1024}))
