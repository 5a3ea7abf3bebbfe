"""Measure the pages in Chromium, on a graph that is built already, and print: ``python -m bench.web --store FILE``.

The same network of at most 150 nodes is opened, in turn, as our page (drawing), our explorer, the page of « browse »,
a page as pyvis makes it by itself, and a page of Cytoscape.js with our places; then each kind of page is asked for the
bytes of its scripts. Needs Debian’s ``chromium``. Cytoscape.js comes by ``npm pack`` into a temporary folder; where
that cannot be had, it is left out, aloud. Three runs take a minute and a half on two busy cores.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from rich.console import Console

from bench import child
from bench.report import show
from bench.web.compare import compare

_OUT = child.ROOT / "build" / "bench"


def main() -> None:
    """Parse the command, run, print, keep."""
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="a graph file")
    parser.add_argument("--campus", default="paca-mer", help="whose network (default: paca-mer)")
    parser.add_argument("--runs", type=int, default=7, help="of each page (default: 7)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="campus-graph-bench-") as folder:
        parts = compare(given.store, given.campus, Path(folder), given.runs)
    for part in parts:
        show(Console(), part)
    _OUT.mkdir(parents=True, exist_ok=True)
    (_OUT / "web.json").write_text(json.dumps([part.to_dict() for part in parts], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
