"""T17 on the server: who may read the graph does not thereby read the server's files, nor what it can reach."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from campus_graph.errors import StoreError
from campus_graph.graph.server import Server
from neo4j_dev import Server as OwnServer
from tests.neo4j.parity_stores import credentials

_TEXT = "LOAD CSV FROM $url AS line RETURN line"


@pytest.fixture
def ours(own_server: OwnServer) -> Iterator[Server]:
    """Lend a connection to a server as neo4j_dev configures it; one that was given may be configured otherwise."""
    access = own_server.start()
    with closing(Server(access.uri, credentials(access))) as connection:
        yield connection


def test_load_csv_reads_no_file_of_the_server(ours: Server, own_server: OwnServer) -> None:
    inside = own_server.home / "import" / "lines.csv"
    inside.parent.mkdir(exist_ok=True)
    inside.write_text("secret\n", encoding="utf-8")
    for url in (f"file:///{inside.name}", inside.as_uri(), "file:///etc/passwd"):
        with pytest.raises(StoreError, match=r"allow_csv_import_from_file_urls.* is false"):
            ours.read(_TEXT, {"url": url})


@pytest.mark.parametrize("scheme", ["http", "https", "ftp"])
@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("[::1]", socket.AF_INET6)])
def test_load_csv_fetches_from_no_address(ours: Server, scheme: str, host: str, family: socket.AddressFamily) -> None:
    with _listening(host.strip("[]"), family) as (port, heard):
        with pytest.raises(StoreError, match=r"is blocked via the configuration property .*cypher_ip_blocklist"):
            ours.read(_TEXT, {"url": f"{scheme}://{host}:{port}/lines.csv"})
        assert heard == []


@contextmanager
def _listening(host: str, family: socket.AddressFamily) -> Iterator[tuple[int, list[object]]]:
    """Lend a port and the list of those who came to it."""
    heard: list[object] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, address = listener.accept()
                heard.append(address)
                client.close()

    try:
        listener = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip(f"This machine has no {host}.")
    with listener:
        thread = threading.Thread(target=accept)
        thread.start()
        yield listener.getsockname()[1], heard
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
