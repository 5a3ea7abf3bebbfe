"""A server in a process of its own on loopback, for as long as it is asked."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.child import NotDone

_PATIENCE = 60.0  # seconds until the first answer, on a crowded machine


def free_port() -> int:
    """Return a port of loopback on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(command: Sequence[str], ready: str, log: Path, settings: Mapping[str, str]) -> Iterator[int]:
    """Run a server, yield its process id once ``ready`` answers, stop it. What it says goes to ``log``.

    Raises:
        NotDone: it ended, or did not answer in time.

    """
    environment = {**os.environ, **settings}
    with (
        log.open("wb") as said,
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=said) as process,
    ):
        try:
            _await(ready, process)
            yield process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


def _await(ready: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            urllib.request.urlopen(ready, timeout=5).close()
        except (urllib.error.URLError, OSError) as error:
            if process.poll() is not None or time.monotonic() > end:
                raise NotDone(f"{ready} does not answer") from error
            time.sleep(0.1)
        else:
            return
