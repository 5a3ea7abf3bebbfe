"""The API in this process, and a real server of its own process as ``campus-graph serve`` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from starlette.testclient import TestClient

from campus_graph.api.app import create_app
from campus_graph.api.settings import ApiSettings
from campus_graph.settings import Settings

_STARTS_WITHIN = 90.0  # seconds, on a machine that does other things too


def settings_of(store: Path | str, **own: Any) -> ApiSettings:
    """Return settings without a rate limit and with time enough for a slow machine, but for ``own``."""
    return ApiSettings(**{"graph": Settings(str(store)), "rate": "", "time_limit": 60.0, **own})


@contextmanager
def client_of(settings: ApiSettings) -> Iterator[TestClient]:
    """Lend a client of an application with these settings; an error of the server is a response, as for any client."""
    with TestClient(create_app(settings), follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(store: Path, log: Path, **settings: object) -> Iterator[str]:
    """Start ``campus-graph serve``, lend its address, and end it; its log goes to a file."""
    port = free_port()
    given = {f"CAMPUS_GRAPH_API_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "campus_graph", "serve", "--store", str(store), "--port", str(port)]
    with log.open("wb") as errors:
        process = subprocess.Popen(command, env={**os.environ, **given}, stderr=errors)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address, log)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx2.get(f"{address}/ready", timeout=10).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")
