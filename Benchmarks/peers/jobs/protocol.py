"""What a rival's process does: run one job some times, then print its times, peak memory and figures as JSON.

    python with_TOOL.py JOB PASSES NAME=VALUE...

The clock starts when everything is imported and the input of jobs "in memory" is in memory. The first pass is the cold
one (thread pools and allocators are made in it), the later ones are warm. After a warm pass no other begins once a second has
passed since the cold one ended.
"""

import json
import resource
import sys
import time


def peak_kilobytes():
    """The peak of resident memory. Linux's VmHWM forgets the process that started this one; rusage does not."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def serve(versions, jobs, prepare=None):
    """Runs the job that the command line names.

    `jobs` maps names to functions of the parameters, which return a dictionary of figures, a function that
    makes one after the clock has stopped, or None. `prepare`, where
    given, turns the parameters into those of the job before the clock starts.
    """
    job, passes = jobs[sys.argv[1]], int(sys.argv[2])
    parameters = dict(argument.split("=", 1) for argument in sys.argv[3:])
    if prepare:
        parameters = prepare(**parameters)
    seconds, first_end, first_peak, figures = [], None, None, None
    while len(seconds) < passes and (len(seconds) < 2 or time.monotonic() < first_end + 1):
        start = time.perf_counter()
        figures = job(**parameters)
        seconds.append(time.perf_counter() - start)
        if first_end is None:
            first_end, first_peak = time.monotonic(), peak_kilobytes()
    if callable(figures):
        figures = figures()
    report = {"versions": versions, "seconds": seconds, "first_end": first_end, "first_peak": first_peak}
    print(json.dumps({**report, "figures": figures or {}}))
