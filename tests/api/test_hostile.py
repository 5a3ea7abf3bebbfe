"""T8, T9 and T17 through the API: nothing is written, a value stays a value, and no address is followed."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from campus_graph.graph.digest import digest
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.ontology.model import load_model
from tests.api.slots import HEADERS, Slot, slots
from tests.neo4j.payloads import PAYLOADS

API = "/api/v1"
ANSWER = f"{API}/questions/coverage-gap/answer"
WHAT_IF = f"{API}/questions/coverage-gap/what-if"
FORWARDED = ("Host", "X-Forwarded-Host", "X-Original-URL", "Origin", "Content-Location")
# Payloads per parameter; 200 sends each of them into each parameter, which takes a quarter of an hour.
EACH = int(os.environ.get("CAMPUS_GRAPH_TEST_PAYLOADS", "1"))
SQL = ["'; DROP TABLE Diploma; --", "'; UPDATE Region SET label = 'pris'; --", "x'; COPY Region TO 'pris.csv'; --"]
ADDED = '[[add.offers]]\nestablishment = "0250001D"\ndiploma = "50033402"\n'
REMOVED = '[[remove.members]]\ncampus = "x"\nmember = "0250001D"\n'
WRITES = [
    *((method, f"{API}/entities/region/27", "{}") for method in ("PUT", "PATCH", "DELETE", "POST", "MKCOL", "MERGE")),
    *((method, f"{API}/entities/region", '{"id": "region/pris"}') for method in ("PUT", "PATCH", "DELETE", "POST")),
    *((method, ANSWER, "{}") for method in ("PUT", "PATCH", "DELETE", "POST")),
    *((method, f"{API}/sources", "{}") for method in ("PUT", "PATCH", "DELETE", "POST")),
    *((method, "/.well-known/void", "{}") for method in ("PUT", "DELETE", "POST")),
    *(("POST", WHAT_IF, body) for body in (ADDED, REMOVED, ADDED + REMOVED, *SQL)),
    *(("GET", f"{ANSWER}?region={text}", "") for text in SQL),
    *(("GET", f"{API}/search?q={text}", "") for text in SQL),
    *(("GET", f"{API}/entities/region?code={text}", "") for text in SQL),
]


def test_t8_no_attempt_to_write_changes_the_graph(
    client: TestClient, starter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (hashlib.sha256(starter.read_bytes()).hexdigest(), sorted(p.name for p in starter.parent.iterdir()))
    seen = Counter(client.request(method, path, content=body).status_code for method, path, body in WRITES)
    after = (hashlib.sha256(starter.read_bytes()).hexdigest(), sorted(p.name for p in starter.parent.iterdir()))
    with EmbeddedReader(starter) as reader:
        model = load_model()
        content = digest(model, {kind: reader.table(kind) for kind in (*model.nodes, *model.relations)})
        assert content == reader.digest == client.get("/ready").json()["digest"]
    assert after == before
    assert max(seen) < 500
    with capsys.disabled():
        print(f"\nT8: {len(WRITES)} write attempts, digest unchanged, by status {dict(sorted(seen.items()))}")
    assert len(WRITES) >= 30
    assert seen[405] >= 20


def test_t9_a_payload_in_any_parameter_is_a_value(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    places, seen = slots(client), Counter[int]()
    for number, slot in enumerate(places):
        for turn in range(EACH):
            payload = PAYLOADS[(number * EACH + turn) % len(PAYLOADS)]
            response = client.request(slot.method, slot.url(payload), content=ADDED if slot.method == "POST" else None)
            seen[response.status_code] += 1
            assert response.status_code < 500, (slot, payload, response.text)
            _literal(client, slot, payload, response.json() if response.status_code == 200 else {})
    with capsys.disabled():
        said = f"{seen.total()} requests, {len(places)} parameters, by status {dict(sorted(seen.items()))}"
        print(f"\nT9: {said}; no 500")
    assert seen.total() >= len(PAYLOADS)


def _literal(client: TestClient, slot: Slot, payload: str, given: dict[str, object]) -> None:
    """See that a filter by a text lets through what has exactly this text, which none of the payloads is, but few."""
    if "/entities/" in slot.path and slot.part == "query" and slot.type == "string" and "rows" in given:
        for row in given["rows"]:  # type: ignore[attr-defined]
            if slot.name in row:
                value = row[slot.name]
                assert payload == value or payload in (value if isinstance(value, list) else ()), (slot, payload)


def test_t9_every_payload_is_a_value_in_words_names_and_headers(client: TestClient) -> None:
    label = Slot("GET", f"{API}/entities/region", "label", "query", "string")
    region = Slot("GET", ANSWER, "region", "query", "string")
    key = Slot("GET", f"{API}/entities/region/{{key}}", "key", "path", "string")
    for payload in PAYLOADS:
        filtered = client.get(label.url(payload))
        assert filtered.status_code == (200 if len(payload) <= 500 else 422), payload
        assert filtered.status_code == 422 or filtered.json()["total"] == 0
        assert client.get(region.url(payload)).status_code in (200, 404, 422), payload
        assert client.get(key.url(payload)).status_code in (200, 303, 404, 406, 422), payload
        raw = payload.encode("utf-8", "surrogatepass")[:4000].translate(None, b"\r\n\0")
        headers = [(name.encode(), raw) for name in HEADERS]
        assert client.get(f"{API}/entities/region/27", headers=headers).status_code in (200, 304, 406), payload


@contextmanager
def trap() -> Iterator[tuple[int, list[object]]]:
    """Listen on loopback; lend the port and the list of who came."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        over = threading.Event()

        def watch() -> None:
            while not over.is_set():
                try:
                    connection, address = listening.accept()
                except TimeoutError:
                    continue
                connection.close()
                came.append(address)

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield int(listening.getsockname()[1]), came
        finally:
            over.set()
            thread.join()


def test_t17_no_input_makes_the_server_call_an_address(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    with trap() as (port, came):
        socket.create_connection(("127.0.0.1", port)).close()
        while not came:
            threading.Event().wait(0.01)
        came.clear()  # the trap works
        baits = [
            *(f"{scheme}://127.0.0.1:{port}/x" for scheme in ("http", "https", "ftp", "bolt", "neo4j", "s3", "gopher")),
            f"'; ATTACH 'http://127.0.0.1:{port}/x.duckdb'; --",
            f"' UNION SELECT * FROM read_csv('http://127.0.0.1:{port}/x') --",
            f"//127.0.0.1:{port}/x",
            f"LOAD CSV FROM 'http://127.0.0.1:{port}/x' AS l RETURN l",
        ]
        sent = 0
        named = {
            (slot.method, slot.name, slot.path.rpartition("/")[2].partition("?")[0]): slot for slot in slots(client)
        }
        for number, slot in enumerate(named.values()):
            client.request(slot.method, slot.url(baits[number % len(baits)]), content=ADDED)
            sent += 1
        for bait in baits:
            headers = dict.fromkeys((*HEADERS, *FORWARDED), bait)
            client.get(f"{API}/entities/region/27.jsonld", headers=headers)
            toml = f'[[add.offers]]\nestablishment = "{bait}"\ndiploma = "{bait}"\nsource_url = "{bait}"\n'
            xml = f'<!DOCTYPE x [<!ENTITY y SYSTEM "{bait}">]><x>&y;</x>'
            for body in (toml, f'{{"@context": "{bait}"}}', xml):
                client.post(WHAT_IF, content=body)
            sent += 4
        with capsys.disabled():
            print(f"\nT17: {sent} requests with addresses of a listening trap, {len(came)} connections")
        assert came == []
