"""T10, T11 and T13 on a real server of its own process, as ``campus-graph serve`` starts it.

For the whole of T11: ``CAMPUS_GRAPH_TEST_CLIENTS=200 CAMPUS_GRAPH_TEST_SECONDS=60 pytest tests/api/test_server.py``.
Times are those of whichever machine runs this beside other things: the figures are printed, the bounds are wide.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.api.runaway import runaways, write_slow_graph
from tests.api.serving import served

CLIENTS = int(os.environ.get("CAMPUS_GRAPH_TEST_CLIENTS", "40"))
SECONDS = float(os.environ.get("CAMPUS_GRAPH_TEST_SECONDS", "4"))
MIXED = (
    "/api/v1/questions/coverage-gap/answer?region=27&limit=20",
    "/api/v1/questions/level-gap/answer.csv?region=27",
    "/api/v1/entities/campus?limit=20",
    "/api/v1/entities/region/27",
    "/api/v1/entities/region/27.html",
    "/api/v1/search?q=tourisme",
    "/api/v1/filieres",
    "/health",
)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serve") / "log.jsonl"


@pytest.fixture(scope="module")
def address(starter: Path, log: Path) -> Iterator[str]:
    """Start a server over the starter graph; a client may ask it 600 times in a minute."""
    with served(starter, log, time_limit=30, rate="600/minute") as started:
        yield started


def test_t13_no_path_leads_out_of_the_api(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("c’est un secret", encoding="utf-8")
    ups = (
        "../",
        "..%2f",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%5c",
        "..\\",
        "..%252f",
        "....//",
        "..;/",
        "%c0%ae%c0%ae/",
        ".%00./",
    )
    bases = (
        "/",
        "/docs/",
        "/static/",
        "/api/v1/",
        "/api/v1/entities/region/",
        "/api/v1/questions/",
        "/id/region/",
        "/.well-known/",
    )
    ends = ("etc/passwd", f"{str(secret).lstrip('/')}", "campus_graph/api/app.py.html")
    tried = [f"{base}{up * 12}{end}" for base, up, end in product(bases, ups, ends)]
    tried += [f"{base}/{end}" for base in bases for end in ends] + ["/static/theme.css/../../../../pyproject.toml"]
    seen, leaked = Counter[int](), 0
    for path in tried:
        status, body = _raw(address, path)
        seen[status] += 1
        leaked += sum(len(body) for mark in ("root:", "c’est un secret", "import ", "[project]") if mark in body)
        assert status in (400, 404, 405, 406, 422, 429), (path, status, body[:200])
    with capsys.disabled():
        print(f"\nT13: {len(tried)} paths, {leaked} bytes from outside, by status {dict(sorted(seen.items()))}")
    assert len(tried) >= 100
    assert seen[404] >= 100
    assert leaked == 0


def _raw(address: str, path: str) -> tuple[int, str]:
    """Ask for a path just as it is, which no decent client would."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")
    finally:
        connection.close()


def test_t11_many_clients_get_an_answer_or_are_asked_to_wait(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    for path in MIXED:
        httpx2.get(f"{address}{path}", timeout=60)
    seen, times = asyncio.run(_crowd(address))
    with capsys.disabled():
        said = f"{seen.total()} responses in {SECONDS:g} s, by status {dict(sorted(seen.items()))}"
        print(f"\nT11: {CLIENTS} clients, {said}, p95 {1000 * quantiles(times, n=20)[-1]:.0f} ms")
    assert set(seen) <= {200, 304, 429}
    assert seen[200] + seen[304] > 0


async def _crowd(address: str) -> tuple[Counter[int], list[float]]:
    seen, times, over = Counter[int](), list[float](), time.monotonic() + SECONDS

    async def one(client: httpx2.AsyncClient, number: int) -> None:
        marks: dict[str, str] = {}
        while time.monotonic() < over:
            path, began = MIXED[number % len(MIXED)], time.perf_counter()
            response = await client.get(path, headers={"If-None-Match": marks.get(path, '""')})
            marks[path] = response.headers.get("etag", '""')
            seen[response.status_code] += 1
            times.append(time.perf_counter() - began)
            number += 1

    # One pool with a connection for each client: forty contexts of TLS, which nobody uses here, would take seconds.
    room = httpx2.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    async with httpx2.AsyncClient(base_url=address, timeout=60, limits=room) as shared:
        await asyncio.gather(*(one(shared, number) for number in range(CLIENTS)))
    return seen, times


def test_the_log_holds_json_lines_with_request_names_and_nothing_of_who_asked(address: str, log: Path) -> None:
    headers = {"X-Request-ID": "essai-1", "User-Agent": "Marie Dupont"}
    with httpx2.Client(base_url=address, timeout=60) as client:  # whichever tests ran before on this server, or none
        for _ in range(260):
            client.get("/health")
        response = client.get("/api/v1/search?q=Dupont", headers=headers)
    assert response.headers["x-request-id"] == "essai-1"
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    assert any(line.get("request") == "essai-1" for line in lines)
    asked = [line for line in lines if line["event"] == "request"]
    assert len(asked) > 250
    assert all({"event", "time", "level", "request", "method", "route", "status", "ms"} == set(line) for line in asked)
    assert "Dupont" not in log.read_text(encoding="utf-8")
    assert "127.0.0.1" not in log.read_text(encoding="utf-8").partition("\n")[2]  # the first line says where it listens


def test_t10_runaway_requests_are_cut_while_health_stays_quick(
    starter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_slow_graph(starter, tmp_path / "slow.duckdb")
    room = httpx2.Limits(max_connections=30, max_keepalive_connections=30)
    with (
        served(tmp_path / "slow.duckdb", tmp_path / "log.jsonl", time_limit=2, rate="") as address,
        httpx2.Client(base_url=address, timeout=60, limits=room) as client,
    ):
        client.get("/health")
        over, health = threading.Event(), list[float]()
        watch = threading.Thread(target=_watch, args=(client, over, health))
        watch.start()
        with ThreadPoolExecutor(20) as pool:
            found = list(pool.map(lambda path: _timed(client, path), runaways(20)))
        over.set()
        watch.join()
        after, _ = _timed(client, "/api/v1/entities/region/27")
    slowest, p95 = max(seconds for _, seconds in found), quantiles(health, n=20)[-1]
    kinds = Counter(response.json().get("type", "").rpartition("/")[2] for response, _ in found)
    own = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines() if line.startswith("{")]
    by_log = {name: [line["ms"] for line in own if name in line.get("route", "")] for name in ("/health", "/search")}
    with capsys.disabled():
        print(f"\nT10: 20 runaways, slowest {slowest:.2f} s, {dict(kinds)}; /health p95 {1000 * p95:.0f} ms", end="")
        said = f"slowest {max(by_log['/search']) / 1000:.2f} s, p95 {quantiles(by_log['/health'], n=20)[-1]:.0f} ms"
        print(f" (by the server’s own log: {said})")
    assert {response.headers["content-type"] for response, _ in found} == {"application/problem+json"}
    assert {response.status_code for response, _ in found} == {503}
    assert set(kinds) <= {"too-slow", "busy"}
    assert kinds["too-slow"] >= 1
    assert after.status_code == 200
    assert slowest <= 5
    assert p95 < 1


def _timed(client: httpx2.Client, path: str) -> tuple[httpx2.Response, float]:
    began = time.perf_counter()
    return client.get(path), time.perf_counter() - began


def _watch(client: httpx2.Client, over: threading.Event, times: list[float]) -> None:
    while not over.is_set():
        response, seconds = _timed(client, "/health")
        assert response.status_code == 200
        times.append(seconds)
        time.sleep(0.02)
