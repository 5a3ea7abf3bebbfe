"""A service of the tests' own, started as an operator does, on a free port of loopback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.api.servers import free_port, running


@contextmanager
def serving(store: Path, log: Path) -> Iterator[int]:
    """Run ``campus-graph serve`` on a graph; yield its port once it is ready. What it says goes to ``log``."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "campus-graph"), "serve", "--store", str(store), "--port", str(port)]
    with running(command, f"http://127.0.0.1:{port}/ready", log, {}):
        yield port
