"""5. The API under 50 and 200 clients on loopback, beside datasette on an equal SQLite file.

Ours is measured as it ships, and once without what it keeps of answers and responses, since datasette keeps none. One
process each; the clients are a third process. The rate of a client is lifted, for all of them have one address.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.api.asked import Asked, requests
from bench.api.servers import free_port, running
from bench.api.sqlite import export
from bench.child import ROOT, NotDone, status_mb
from bench.peer_environment import environment
from bench.report import Part

HERE = Path(__file__).parent
CLIENTS = (50, 200)
_P95_MS, _GROWTH = 100.0, 10.0
_UNLIMITED = {"CAMPUS_GRAPH_API_RATE": ""}
# One answer and one byte: the settings know no less.
_FORGETFUL = {**_UNLIMITED, "CAMPUS_GRAPH_API_CACHED_ANSWERS": "1", "CAMPUS_GRAPH_API_KEPT_BYTES": "1"}
_WARM_UP, _SHORT = 3.0, 20.0
Paths = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rival:
    """A server: its name, its process, its address, what the clients ask of it, and what costs it next to nothing."""

    name: str
    pid: int
    base: str
    paths: Paths
    floor: str


def compare(store: Path, graph: str, folder: Path, seconds: float) -> Part:
    """Measure on a store; ``seconds`` is how long each number of clients loads our server, the others at most 20 s."""
    part = Part(f"5 · The API under load, {graph}")
    part.attempt("the API", partial(_all, part, store, folder, seconds))
    return part


def _all(part: Part, store: Path, folder: Path, seconds: float) -> None:
    python = environment(ROOT / "build" / "bench" / "api-peers", HERE / "peers.txt")
    asked = requests(store)
    ours, theirs = [(one.sort, one.ours) for one in asked], [(one.sort, one.theirs) for one in asked]
    with _ours("campus-graph", store, folder, ours, _UNLIMITED) as rival:
        with _datasette(python, store, folder, theirs) as other:
            _agreement(part, asked, rival, other)
        _measure(part, python, rival, seconds, ours=True)
    with _ours("campus-graph, nothing kept", store, folder, ours, _FORGETFUL) as rival:
        _measure(part, python, rival, min(seconds, _SHORT))
    with _datasette(python, store, folder, theirs) as rival:
        _measure(part, python, rival, min(seconds, _SHORT))


@contextmanager
def _ours(name: str, store: Path, folder: Path, paths: Paths, settings: dict[str, str]) -> Iterator[Rival]:
    port = free_port()
    command = [sys.executable, "-m", "campus_graph", "serve", "--store", str(store), "--port", str(port)]
    base = f"http://127.0.0.1:{port}"
    with running(command, f"{base}/ready", folder / "serve.log", settings) as pid:
        yield Rival(name, pid, base, paths, "/health")


@contextmanager
def _datasette(python: Path, store: Path, folder: Path, paths: Paths) -> Iterator[Rival]:
    """Serve the SQLite file as immutable, with room for our questions in its limits of time and rows."""
    port, base = free_port(), folder / "datasette"
    if not base.is_dir():
        base.mkdir()
        export(store, base)
    command = [str(python), "-m", "datasette", "serve", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--immutable", str(base / "graph.db"), "--metadata", str(base / "metadata.json")]
    for setting in (("sql_time_limit_ms", "10000"), ("max_returned_rows", "1000"), ("num_sql_threads", "4")):
        command += ["--setting", *setting]
    address = f"http://127.0.0.1:{port}"
    with running(command, f"{address}/-/versions.json", folder / "datasette.log", {}) as pid:
        yield Rival("datasette", pid, address, paths, "/-/versions.json")


def _agreement(part: Part, asked: Sequence[Asked], ours: Rival, theirs: Rival) -> None:
    """Count the requests whose answers differ; a comparison of different answers would say nothing."""
    pairs = {(one.ours, one.theirs): one for one in asked}
    differing = [o for (o, t), one in pairs.items() if not one.agree(_json(ours.base + o), _json(theirs.base + t))]
    note = f"of {len(pairs)} requests, four sorts" + (f"; first: {differing[0]}" if differing else "")
    part.add("answers that differ", len(differing), "", 0, note)


def _json(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=60) as response:
        return json.load(response)


def _measure(part: Part, python: Path, rival: Rival, seconds: float, ours: bool = False) -> None:
    _load(python, rival, CLIENTS[0], min(seconds, _WARM_UP))
    alone = _load(python, rival, 1, min(seconds, _WARM_UP))["sorts"]
    each = ", ".join(f"{sort} {places['p50']:.1f}" for sort, places in sorted(alone.items()))
    part.add(f"{rival.name}, one client: slowest p50 of the four sorts", _slowest(alone), "ms", note=each)
    floor = _load(python, replace(rival, paths=[("floor", rival.floor)]), CLIENTS[0], min(seconds, _WARM_UP))
    note = f"the least that {CLIENTS[0]} clients can have here: {floor['per_second']:.0f} a second"
    part.add(f"{rival.name}, {rival.floor}: p95", floor["p95"], "ms", note=note)
    for clients in CLIENTS:
        before = status_mb(rival.pid, "VmRSS")
        found = _load(python, rival, clients, seconds)
        after = status_mb(rival.pid, "VmRSS")
        growth = (after / before - 1) * 100 if before else 0.0
        name, limit = f"{rival.name}, {clients} clients", _P95_MS if ours and clients == CLIENTS[0] else None
        part.add(f"{name}: requests per second", found["per_second"], "/s", note=f"for {seconds:g} s; {found['seen']}")
        part.add("  p50", found["p50"], "ms")
        part.add("  p95", found["p95"], "ms", limit)
        part.add("  errors", found["errors"] * 100, "%", 0 if ours else None, "neither 2xx, 304 nor 429")
        part.add("  growth of memory", growth, "%", _GROWTH if ours else None, f"{before:.0f} → {after:.0f} MB RSS")


def _slowest(sorts: Mapping[str, Mapping[str, float]]) -> float:
    return max(places["p50"] for places in sorts.values())


def _load(python: Path, rival: Rival, clients: int, seconds: float) -> dict[str, Any]:
    work = {"base": rival.base, "paths": list(rival.paths), "clients": clients, "seconds": seconds}
    command = [str(python), "-m", "bench.api.clients"]
    done = subprocess.run(
        command, cwd=ROOT, input=json.dumps(work), capture_output=True, text=True, check=False, timeout=seconds + 120
    )
    if done.returncode:
        raise NotDone((done.stderr.strip().splitlines() or ["the clients failed without a word"])[-1])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
