"""How long things take: warm-up first, then repeats; the median is the figure, the minimum the noise floor.

Rivals are timed in turn (a, b, a, b, …), so that what else the machine does weighs on both alike. The
seconds of the processor, children and threads included, say what a busy machine hides.
"""

from __future__ import annotations

import gc
import resource
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: seconds on the wall, and of the processor."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one piece of work over ``repeats`` runs; ``cpu`` is the least that a run took."""

    median: float
    minimum: float
    cpu: float
    repeats: int

    @classmethod
    def of(cls, runs: Sequence[Cost]) -> Timing:
        """Return the summary of single runs."""
        wall = [run.wall for run in runs]
        return cls(statistics.median(wall), min(wall), min(run.cpu for run in runs), len(runs))

    def to_dict(self) -> dict[str, float]:
        """Return plain data for JSON."""
        return asdict(self)

    @property
    def note(self) -> str:
        """Return the noise floor and the processor's share, in milliseconds."""
        return f"min {self.minimum * 1e3:,.0f} ms, cpu {self.cpu * 1e3:,.0f} ms"


def once(work: Callable[[], T]) -> tuple[T, Cost]:
    """Run once; return the result and what it took."""
    gc.collect()
    cpu, wall = _cpu(), time.perf_counter()
    result = work()
    return result, Cost(time.perf_counter() - wall, _cpu() - cpu)


def in_turn(rivals: Mapping[str, Callable[[], object]], repeats: int, warmup: int = 2) -> dict[str, Timing]:
    """Time each rival ``repeats`` times, in turn, after ``warmup`` runs that do not count."""
    for _ in range(warmup):
        for work in rivals.values():
            work()
    costs: dict[str, list[Cost]] = {name: [] for name in rivals}
    for _ in range(repeats):
        for name, work in rivals.items():
            costs[name].append(once(work)[1])
    return {name: Timing.of(runs) for name, runs in costs.items()}


def measure(work: Callable[[], object], repeats: int, warmup: int = 2) -> Timing:
    """Time one piece of work."""
    return in_turn({"": work}, repeats, warmup)[""]


def _cpu() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
