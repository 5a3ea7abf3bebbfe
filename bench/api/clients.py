"""Many clients at once, in the peers' environment: ``python -m bench.api.clients``, the work as JSON on standard input.

Each keeps one connection and asks again as soon as it has its answer. Imports nothing of ours.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

_PATIENCE = 30  # seconds for one answer
_GOOD = (200, 304, 429)


async def load(base: str, paths: list[list[str]], clients: int, seconds: float) -> dict[str, Any]:
    """Ask (sort, path) in turn for ``seconds``; return times in ms, in all and per sort, and counts of each status."""
    import aiohttp

    took: dict[str, list[float]] = {}
    seen: dict[str, int] = {}

    async def one(session: aiohttp.ClientSession, at: int, end: float) -> None:
        while time.perf_counter() < end:
            began = time.perf_counter()
            sort, path = paths[at % len(paths)]
            try:
                async with session.get(base + path) as response:
                    await response.read()
                    status = str(response.status)
            except (TimeoutError, aiohttp.ClientError) as error:
                status = type(error).__name__
            took.setdefault(sort, []).append((time.perf_counter() - began) * 1e3)
            seen[status] = seen.get(status, 0) + 1
            at += 1

    connector = aiohttp.TCPConnector(limit=0)
    patience = aiohttp.ClientTimeout(total=_PATIENCE)
    plain = {"Accept-Encoding": "identity"}  # one of the rivals compresses, the other does not
    async with aiohttp.ClientSession(connector=connector, timeout=patience, headers=plain) as session:
        began = time.perf_counter()
        await asyncio.gather(*(one(session, at, began + seconds) for at in range(clients)))
        elapsed = time.perf_counter() - began
    return _summary(took, seen, elapsed)


def _summary(took: dict[str, list[float]], seen: dict[str, int], elapsed: float) -> dict[str, Any]:
    every = [ms for times in took.values() for ms in times]
    bad = sum(count for status, count in seen.items() if not (status.isdigit() and int(status) in _GOOD))
    shares = {"errors": bad / len(every), "per_second": len(every) / elapsed, "seen": seen}
    return {**_places(every), **shares, "sorts": {sort: _places(times) for sort, times in took.items()}}


def _places(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {f"p{share}": ordered[min(len(ordered) - 1, len(ordered) * share // 100)] for share in (50, 95)}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(load(**json.load(sys.stdin)))))
