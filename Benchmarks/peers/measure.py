"""Runs one contender in a process of its own: wall-clock time, peak of resident memory, what it printed.

Nothing heavy is imported here: Linux hands the peak memory of a parent on to its children, so the driver stays small.
"""

import dataclasses
import json
import os
import statistics
import subprocess
import tempfile
import time


@dataclasses.dataclass
class Run:
    # The time that is compared: the median of all passes but the first where the process measures itself, else of the
    # whole process.
    seconds: float
    # From the start of the process to its first result (a process that measures itself goes on with warm passes).
    process_seconds: float
    peak_megabytes: float
    report: dict


def run(command, measures_itself):
    """One run. Raises RuntimeError with the last lines of what it printed where it fails."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as messages:
        start = time.monotonic()
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=messages
        )
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        messages.seek(0)
        if process.returncode != 0:
            lines = messages.read().decode(errors="replace").strip().splitlines()[-5:]
            raise RuntimeError(f"{' '.join(map(str, command))}: status {process.returncode}\n" + "\n".join(lines))
        if not measures_itself:
            return Run(elapsed, elapsed, usage.ru_maxrss / 1024, {})
        report = json.loads(output.read().decode().strip().splitlines()[-1])
    if "missing" in report:
        return Run(float("nan"), float("nan"), float("nan"), report)
    first_end = report.get("first_end")
    process_seconds = first_end - start if first_end else float("nan")
    peak = report.get("first_peak", usage.ru_maxrss) / 1024
    passes = report["seconds"]
    return Run(statistics.median(passes[1:] or passes), process_seconds, peak, report)
