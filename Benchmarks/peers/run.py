"""Runs the jobs in all tools and writes the report.

    .venv/bin/python run.py [--quick] [--scale X] [--rounds N] [--jobs A,B] [--data FOLDER] [--output FILE]

Rounds alternate the order of the tools. Every run is a process of its own. The exit status is 1 where answers differ.
"""

import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
import time

import compare
import machine
import measure
import report
import scaling
from plan import HERE, PYTHON, ROOT, STANDARD, Plan


def say(*words):
    print(f"{time.strftime('%H:%M:%S')} ", *words, file=sys.stderr, flush=True)


def options():
    parser = argparse.ArgumentParser(description="Fidelity and its peers on the same files.")
    parser.add_argument("--quick", action="store_true", help="a hundredth of the size, three rounds")
    parser.add_argument("--scale", type=float, help="share of the full size (default 1)")
    parser.add_argument("--rounds", type=int, help="rounds of each job (default 7; 3 for 100 million rows)")
    parser.add_argument("--jobs", default=",".join(STANDARD), help="a list; all-pairs and size are jobs, too")
    parser.add_argument("--data", type=pathlib.Path, default=HERE / ".data", help="generated files, reused if there")
    parser.add_argument("--output", type=pathlib.Path, help="the report (default Benchmarks/RESULTS.md)")
    chosen = parser.parse_args()
    chosen.scale = chosen.scale or (0.01 if chosen.quick else 1)
    chosen.rounds = chosen.rounds or (3 if chosen.quick else 7)
    if chosen.output is None:
        full = chosen.scale == 1 and chosen.jobs == parser.get_default("jobs")
        chosen.output = ROOT / "Benchmarks/RESULTS.md" if full else chosen.data / "results.md"
    return chosen


def generate(files):
    for path, kind, size, groups in dict.fromkeys(files):
        if not path.exists():
            say("generating", path.name)
            subprocess.run([PYTHON, HERE / "generate.py", path, kind, str(size), str(groups)], check=True)


def read_ahead(files):
    """Brings the files into the page cache, so that the first round is like the others."""
    for path, *_ in files:
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass


def run_job(job):
    """All rounds of a job: of each contender its times, peaks, what it printed, and whether its answers agree."""
    say(job.title)
    read_ahead(job.files)
    runs = {contender.name: [] for contender in job.contenders}
    missing, verdicts = {}, {}
    for number in range(job.rounds):
        order = job.contenders if number % 2 == 0 else reversed(job.contenders)
        for contender in order:
            if contender.name in missing:
                continue
            run = measure.run(contender.command, contender.measures_itself)
            if "missing" in run.report:
                missing[contender.name] = run.report["missing"]
            else:
                runs[contender.name].append(run)
        if number == 0:
            # Answers first: times of different answers do not compare.
            verdicts = compare_answers(job, {name: found[0] for name, found in runs.items() if found})
    rows = [summary(contender, runs[contender.name], verdicts, missing) for contender in job.contenders]
    return {"key": job.key, "title": job.title, "note": job.note, "rounds": job.rounds, "rows": rows}


def compare_answers(job, first_runs):
    if job.check == "figures":
        return compare.compare_figures(job, {name: run.report for name, run in first_runs.items()})
    if job.check:
        return compare.compare_files(job, [each for each in job.contenders if each.name in first_runs])
    return {}


def summary(contender, runs, verdicts, missing):
    row = {"name": contender.name, "is_ours": contender.is_ours, "whole": not contender.measures_itself}
    if contender.name in missing:
        return {**row, "missing": missing[contender.name]}
    seconds = [run.seconds * contender.factor for run in runs]
    process = [run.process_seconds for run in runs if math.isfinite(run.process_seconds)]
    row |= {"seconds": seconds, "median": statistics.median(seconds), "minimum": min(seconds)}
    row["process"] = statistics.median(process) if process and contender.factor == 1 else None
    row["peak"] = statistics.median(run.peak_megabytes for run in runs)
    row["versions"] = runs[0].report.get("versions", {})
    row["verdict"] = verdicts.get(contender.name)
    values = [run.report["bootstrap"][-1] for run in runs if run.report.get("bootstrap")]
    if values:
        row["bootstrap"] = statistics.median(values)
    values = [run.report["limits"][-1] for run in runs if run.report.get("limits")]
    if values:
        row["limits"] = statistics.median(values)
    return row


def main():
    chosen = options()
    names = chosen.jobs.split(",")
    plan = Plan(chosen.data.resolve(), chosen.scale, chosen.rounds)
    jobs = {job.key: job for job in plan.jobs()}
    unknown = [name for name in names if name not in jobs and name != "size"]
    if unknown:
        sys.exit(f"no such job: {', '.join(unknown)} (there is {', '.join([*jobs, 'size'])})")
    about = machine.describe()
    start = time.monotonic()
    (plan.data / "results").mkdir(parents=True, exist_ok=True)
    generate([file for name in names if name in jobs for file in jobs[name].files])
    if "size" in names:
        generate(scaling.files(plan))
    generated = time.monotonic() - start

    results = {"machine": about, "scale": chosen.scale, "rounds": chosen.rounds}
    results["jobs"] = []
    for name in names:
        if name in jobs:
            results["jobs"].append(run_job(jobs[name]))
            # A run that is interrupted leaves what it has.
            (plan.data / "results.json").write_text(json.dumps(results, indent=1))
    if "size" in names:
        say("Growth with size")
        read_ahead(scaling.files(plan))
        results["growth"] = scaling.measure_growth(plan)
    results["generating"], results["total"] = generated, time.monotonic() - start

    (plan.data / "results.json").write_text(json.dumps(results, indent=1))
    chosen.output.write_text(report.markdown(results))
    say("written:", chosen.output)
    differing = [
        f"{job['key']}: {row['name']}"
        for job in results["jobs"]
        for row in job["rows"]
        if row.get("verdict") and not row["verdict"]["agrees"]
    ]
    if differing:
        sys.exit("answers differ: " + "; ".join(differing))


main()
