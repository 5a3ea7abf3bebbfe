"""A piece of work in a fresh process of its own: nothing is warm, its peak memory is its own, and a
work that finds no end, or takes too much memory, is stopped without harm to the rest of the run.

``python -m bench.child MODULE FUNCTION JSON`` runs a function of this package on keyword arguments and
writes what it returned (or its error), with its seconds and peak memory, as the last line of output.
"""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.timing import Cost, once

ROOT = Path(__file__).parent.parent
_POLL = 0.2


class NotDone(Exception):
    """The work gave no result; the message says why, for the table."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a child returned (plain data), what it took without imports, its peak memory in MB."""

    result: Any
    cost: Cost
    peak_mb: float


def run(module: str, function: str, limit: float = 600, max_mb: float = 12_000, **arguments: Any) -> Outcome:
    """Run ``bench.<module>.<function>`` in a fresh process.

    Raises:
        NotDone: it took more than ``limit`` seconds or ``max_mb`` of memory, or failed.

    """
    command = [sys.executable, "-m", "bench.child", module, function, json.dumps(arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        output, error = _wait(process, limit, max_mb)
    if process.returncode:
        raise NotDone((error.strip().splitlines() or ["failed without a word"])[-1])
    said = json.loads(output.splitlines()[-1])
    if "error" in said:
        raise NotDone(said["error"])
    return Outcome(said["result"], Cost(**said["cost"]), said["peak_mb"])


def _wait(process: subprocess.Popen[str], limit: float, max_mb: float) -> tuple[str, str]:
    end = time.monotonic() + limit
    while True:
        try:
            return process.communicate(timeout=_POLL)
        except subprocess.TimeoutExpired:
            why = None
            if time.monotonic() > end:
                why = f"did not finish in {limit:.0f} s"
            elif status_mb(process.pid, "VmRSS") > max_mb:
                why = f"stopped: more than {max_mb / 1000:.0f} GB of memory"
            if why:
                process.kill()
                process.communicate()
                raise NotDone(why) from None


def status_mb(pid: int | str, field: str) -> float:
    """Return a memory figure of a process in MB, 0 where the system does not tell.

    ``ru_maxrss`` would not do: a child inherits the peak of the process that started it.
    """
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith(f"{field}:")), 0.0)


def peak_mb() -> float:
    """Return the peak memory of this process in MB."""
    return status_mb("self", "VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    """Do one piece of work."""
    module, function, arguments = sys.argv[1:]
    work = getattr(importlib.import_module(f"bench.{module}"), function)
    keywords = json.loads(arguments)
    try:
        result, cost = once(partial(work, **keywords))
    except Exception as error:  # whatever goes wrong becomes a line of the report
        print(json.dumps({"error": f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"}))
        return
    print(json.dumps({"result": result, "cost": asdict(cost), "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
