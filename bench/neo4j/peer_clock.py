"""Seconds of the clock and of the processor, here and on the server, for peers in an environment of their own.

Imports nothing of ours: what a peer does once (starting, connecting, its schema) stays out of its figures.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

SERVER = "CAMPUS_GRAPH_BENCH_SERVER_PID"


def server_cpu(pid: int | str) -> float:
    """Return the processor's seconds of the server so far; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Clock:
    """Runs from its making."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), self._spent()

    def read(self, count: int) -> dict[str, float]:
        """Return how much was done and what it took."""
        return {"count": count, "seconds": time.perf_counter() - self._wall, "cpu": self._spent() - self._cpu}

    def _spent(self) -> float:
        return time.process_time() + server_cpu(os.environ.get(SERVER, ""))
