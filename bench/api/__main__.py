"""Measure the API alone, on a graph that is built already, and print."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console

from bench.api.compare import compare
from bench.report import show


def main() -> None:
    """Parse the command, run, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.api", description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="a graph file")
    parser.add_argument("--seconds", type=float, default=60, help="of load per number of clients (default: 60)")
    parser.add_argument("--quick", action="store_true", help="5 seconds each")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="campus-graph-bench-") as folder:
        show(Console(), compare(given.store, given.store.name, Path(folder), 5 if given.quick else given.seconds))


if __name__ == "__main__":
    main()
