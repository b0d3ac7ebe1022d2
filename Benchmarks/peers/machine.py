"""The machine and the versions, for the report."""

import datetime
import os
import pathlib
import platform
import re
import subprocess

from plan import FIDELITY, ROOT


def first_match(path, pattern, otherwise="unknown"):
    try:
        match = re.search(pattern, pathlib.Path(path).read_text(), re.MULTILINE)
    except OSError:
        return otherwise
    return match.group(1).strip() if match else otherwise


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def describe():
    memory = int(first_match("/proc/meminfo", r"MemTotal:\s+(\d+)", "0"))
    swift = re.search(r"Swift version (\S+)", output_of("swift", "--version"))
    commit = output_of("git", "rev-parse", "--short", "HEAD") or "unknown"
    changed = " with changes" if output_of("git", "status", "--porcelain", "--untracked-files=no") else ""
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": first_match("/proc/cpuinfo", r"model name\s*:\s*(.*)", platform.machine()),
        "cores": os.cpu_count(),
        "memory": f"{memory / 2**20:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "system": first_match("/etc/os-release", r'PRETTY_NAME="(.*)"'),
        "load": ", ".join(f"{load:.2f}" for load in os.getloadavg()),
        "niceness": os.nice(0),
        "commit": commit + changed,
        "versions": {
            "fidelity": output_of(FIDELITY, "--version"),
            "Swift": swift.group(1) if swift else "unknown",
            "OpenBLAS": output_of("pkg-config", "--modversion", "openblas") or "unknown",
            "Python": platform.python_version(),
        },
    }
