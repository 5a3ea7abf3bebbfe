"""Run the comparisons, print them, and keep them in ``build/bench.json``.

Each comparison measures both of its sides in the same run; nothing here is a test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from bench import child, every_question, growth, peers, questions, rdf, real_build, shapes
from bench.api import compare as api
from bench.report import Part, show

_OUT = child.ROOT / "build" / "bench.json"
_DATA = child.ROOT.parent / "shared" / "data"
_LOAD, _QUICK_LOAD = 60.0, 5.0  # seconds under each number of clients
_RIVALS = ("duckdb", "polars", "networkx", "rdflib", "numpy")


def main() -> None:
    """Parse the command, run, print, write."""
    arguments = _arguments()
    console = Console()
    machine = _machine()
    console.print(
        "[dim]" + ", ".join(f"{name} {value}" for name, value in machine.items()) + "[/dim]\n", highlight=False
    )
    parts = []
    with tempfile.TemporaryDirectory(prefix="campus-graph-bench-") as folder:
        for part in _parts(arguments, Path(folder)):
            show(console, part)
            parts.append(part.to_dict())
    _OUT.parent.mkdir(exist_ok=True)
    _OUT.write_text(json.dumps({"machine": machine, "parts": parts}, indent=2, ensure_ascii=False) + "\n", "utf-8")
    console.print(f"Kept in {_OUT.relative_to(child.ROOT)}.")


def _parts(arguments: argparse.Namespace, folder: Path) -> Iterator[Part]:
    store, graph = folder / "real.duckdb", "real graph"
    yield _real(arguments.data, store)
    if not store.is_file():
        store, graph = folder / "made-up.duckdb", "synthetic ×1 for want of the real graph"
        child.run("growth", "build_synthetic", scale=1, out=str(store))
    yield questions.compare(store, graph)
    yield every_question.compare(store, graph)
    yield peers.compare(store, graph)
    yield rdf.compare(store, graph, folder)
    yield shapes.compare(store, graph, folder)
    yield growth.compare(arguments.scales, folder)
    yield api.compare(store, graph, folder, _QUICK_LOAD if arguments.quick else _LOAD)


def _real(data: Path, store: Path) -> Part:
    """Measure the build from the real files; say so where they are absent or cannot be built."""
    part = Part("1 · Build from the raw files")
    if not data.is_dir():
        part.add(f"no data in {data}", None, "", note="only the synthetic graphs are measured")
        return part
    try:
        return real_build.compare(data, store)
    except child.NotDone as why:
        part.add("build from the raw files", None, "", note=str(why))
        return part


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--data", type=Path, default=_DATA, help="folder of the public files")
    parser.add_argument("--scales", type=_numbers, default=[1, 10], help="sizes of the synthetic graphs")
    parser.add_argument("--large", action="store_true", help="also the synthetic graph ×100")
    parser.add_argument("--quick", action="store_true", help="load the API for seconds rather than minutes")
    arguments = parser.parse_args()
    arguments.scales += [100] if arguments.large else []
    return arguments


def _numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]


def _machine() -> dict[str, object]:
    """Return what the figures depend on; a load near or above the cores means noisy figures."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        **{name: version(name) for name in _RIVALS},
    }


if __name__ == "__main__":
    main()
