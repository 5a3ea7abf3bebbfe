"""A service of the tests' own, started as an operator does, on a free port of loopback."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 60.0  # seconds until the first answer, on a crowded machine


@contextmanager
def serving(store: Path, log: Path) -> Iterator[int]:
    """Run ``campus-graph serve`` on a graph; yield its port once it is ready. What it says goes to ``log``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "campus-graph"), "serve", "--store", str(store), "--port", str(port)]
    with log.open("wb") as said, subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said) as process:
        try:
            _await_ready(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def _await_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5).close()
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
