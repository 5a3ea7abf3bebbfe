"""How long things take: warm-up first, then repeats; the median is the figure, the minimum the noise floor.

Rivals are timed in turn (a, b, a, b, …), so that what else the machine does weighs on both alike.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timing:
    """Wall seconds of one piece of work over ``repeats`` runs."""

    median: float
    minimum: float
    maximum: float
    repeats: int

    @classmethod
    def of(cls, seconds: list[float]) -> Timing:
        """Return the summary of single runs."""
        return cls(statistics.median(seconds), min(seconds), max(seconds), len(seconds))

    def to_dict(self) -> dict[str, float]:
        """Return plain data for JSON."""
        return asdict(self)


def once(work: Callable[[], T]) -> tuple[T, float]:
    """Run once; return the result and the wall seconds."""
    gc.collect()
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def in_turn(rivals: Mapping[str, Callable[[], object]], repeats: int, warmup: int = 2) -> dict[str, Timing]:
    """Time each rival ``repeats`` times, in turn, after ``warmup`` runs that do not count."""
    for _ in range(warmup):
        for work in rivals.values():
            work()
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(repeats):
        for name, work in rivals.items():
            seconds[name].append(once(work)[1])
    return {name: Timing.of(runs) for name, runs in seconds.items()}


def measure(work: Callable[[], object], repeats: int, warmup: int = 2) -> Timing:
    """Time one piece of work."""
    return in_turn({"": work}, repeats, warmup)[""]
