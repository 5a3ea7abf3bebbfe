"""Start a server of our own, run the comparisons, print them, and keep them in ``build/bench/neo4j.json``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from bench import child
from bench.neo4j import loads, peers, questions, reloads
from bench.neo4j.database import Database, opened
from bench.report import Part, show
from campus_graph.build import build
from neo4j_dev import Access, NotAvailable, Server, guarded
from neo4j_dev.jars import LTS, cache

_OUT = child.ROOT / "build" / "bench"
_PARTS = ("loads", "reloads", "questions", "peers")
_DATA = child.ROOT.parent / "shared" / "data"
# One rival reads files through the server, which ours otherwise forbid.
_LOAD_CSV = ("dbms.security.allow_csv_import_from_file_urls=true",)


def main() -> None:
    """Parse the command, run, print, write."""
    arguments = _arguments()
    console = Console()
    _OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="campus-graph-bench-") as name:
        folder = Path(name)
        store = arguments.store or _built(arguments.data, folder)
        try:
            with _server(arguments.dev_server, folder) as (server, access):
                _measure(console, arguments, store, folder, server, access)
        except NotAvailable as why:
            raise SystemExit(f"Not measured: {why}") from why


def _measure(
    console: Console, given: argparse.Namespace, store: Path, folder: Path, server: Server, access: Access
) -> None:
    machine, parts = _machine(server), []
    console.print("[dim]" + ", ".join(f"{k} {v}" for k, v in machine.items()) + "[/dim]\n", highlight=False)
    with opened(access, server.home, server.pid() or 0) as database:
        for part in _parts(given, database, store, folder):
            show(console, part)
            parts.append(part.to_dict())
            machine["load at the end"] = round(os.getloadavg()[0], 2)
            text = json.dumps({"machine": machine, "parts": parts}, indent=2, ensure_ascii=False)
            (_OUT / "neo4j.json").write_text(text + "\n", encoding="utf-8")
    console.print(f"Kept in {(_OUT / 'neo4j.json').relative_to(child.ROOT)}; the profiles beside it.")


def _parts(given: argparse.Namespace, database: Database, store: Path, folder: Path) -> Iterator[Part]:
    if "loads" in given.parts:
        warm = "JVM warm from former runs" if given.dev_server else "JVM cold"
        part, first = loads.compare(database, store, given.rounds, given.warmup, warm)
        yield part
    elif given.parts != ["peers"]:
        first = loads.alone(database, store)
    if "reloads" in given.parts:
        yield reloads.compare(database, store, folder, first, given.rounds)
    if "questions" in given.parts:
        yield questions.compare(database, store, _OUT / "profiles", given.repeats)
    if "peers" in given.parts:
        yield peers.compare(database, store, folder, given.rounds)


@contextmanager
def _server(development: bool, folder: Path) -> Iterator[tuple[Server, Access]]:
    """Lend a server of the bench's own, or the development server, which runs on and loses its data."""
    if development:
        server = Server(cache() / f"server-{LTS}")
        yield server, server.start()
        return
    with guarded(Server(folder / "neo4j", settings=_LOAD_CSV)) as lent:
        yield lent


def _built(data: Path, folder: Path) -> Path:
    """Build the real graph, or where there is no data the starter graph, which is small: ratios then say little."""
    store = folder / "graph.duckdb"
    build(store, data if data.is_dir() else None)
    return store


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.neo4j", description=__doc__)
    parser.add_argument("--data", type=Path, default=_DATA, help="folder of the public files")
    parser.add_argument("--store", type=Path, help="a graph file already built")
    parser.add_argument("--rounds", type=int, default=3, help="loads of each rival that count (default: 3)")
    parser.add_argument("--repeats", type=int, default=5, help="runs of each question that count (default: 5)")
    parser.add_argument("--warmup", type=int, default=1, help="loads of each before those that count (default: 1)")
    parser.add_argument("--parts", nargs="+", choices=_PARTS, default=_PARTS, help="what to measure (default: all)")
    parser.add_argument("--dev-server", action="store_true", help="use the server of `make neo4j`, and EMPTY it")
    return parser.parse_args()


def _machine(server: Server) -> dict[str, object]:
    """Return what the figures depend on; a load above the cores means noisy times: the processor's seconds hold."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "neo4j": server.version,
        "driver": version("neo4j"),
    }


if __name__ == "__main__":
    main()
