"""A full disk under the server: the load ends with one sentence, and what was there is there once it is mended.

Neo4j stops a database at the first write that finds no room, and serves it again only after a restart. Its log may
then end in half a record, which it refuses to read unless told otherwise (docs/neo4j.md), so these restarts tell it.
The disk is a real one of 64 MB in memory, which a ballast file fills.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from campus_graph.errors import StoreError
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server as Connection
from campus_graph.graph.server_load import ServerLoader
from neo4j_dev import Server, guarded
from tests.neo4j.conftest import own
from tests.neo4j.killed_load import BATCH, many
from tests.neo4j.loading import MODEL, as_file, digest_on
from tests.neo4j.parity_stores import credentials, load, open_server
from tests.reliability.command import Command, make_command

_SECONDS, _SIZE, _BLOCK = 60.0, "64m", 4096
_FORGIVING = ("internal.dbms.tx_log.fail_on_corrupted_log_files=false",)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Lend the home of a server whose data folder is a disk of its own."""
    data = tmp_path_factory.mktemp("disk") / "data"
    data.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", data], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"No disk may be mounted here, so none can be filled ({mounted.stderr.strip()}): run as root.")
    try:
        yield data.parent
    finally:
        subprocess.run(["umount", "--lazy", data], check=True)


@pytest.fixture(scope="module")
def crowded(disk: Path, own_server: Server) -> Iterator[Server]:
    """Lend a running server on that disk (``own_server`` has seen that one can be had)."""
    with guarded(own(disk)) as (server, _):
        yield server


@pytest.fixture
def command(crowded: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    access = crowded.start()
    monkeypatch.delenv("CAMPUS_GRAPH_NEO4J_DATABASE", raising=False)
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_USER", access.user)
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_PASSWORD", access.password)
    return make_command(monkeypatch, capsys)


def _room(folder: Path) -> int:
    """Return how many bytes may still be written."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def _is_full(server: Server) -> bool:
    return (server.home / "data" / "ballast").exists()


@contextmanager
def _filled(server: Server) -> Iterator[None]:
    """Fill the server's disk to the last block; afterwards free it, and restart the server as the user is told to."""
    ballast = server.home / "data" / "ballast"
    with ballast.open("wb") as file:
        while room := _room(ballast.parent):
            file.write(bytes(min(room, 256 * _BLOCK)))
            file.flush()
    try:
        yield
    finally:
        ballast.unlink()
        server.stop()
        replace(server, settings=_FORGIVING).start()


def _told(command: Command, *arguments: object) -> None:
    begun = time.monotonic()
    outcome = command(*arguments)
    seconds = time.monotonic() - begun
    print(f"full disk: {arguments[0]}: code {outcome.code} after {seconds:.1f} s: {outcome.err.strip()}")
    assert outcome.code == 1
    assert seconds <= _SECONDS
    assert outcome.sentence().endswith("libérez de la place sur son disque, redémarrez-le, puis recommencez.")


def test_a_load_onto_a_full_disk_is_told_and_the_former_graph_is_back_after_a_restart(
    crowded: Server, command: Command, small: EmbeddedReader, changed: EmbeddedReader, tmp_path: Path
) -> None:
    access = crowded.start()
    path = tmp_path / "g.duckdb"
    as_file(many("an", 2022), path).close()
    with closing(Connection(access.uri, credentials(access))) as server:
        load(server, small)
        with _filled(crowded):
            _told(command, "load", "--to", access.uri, "--store", path)
            _told(command, "ask", "coverage-gap", "--store", access.uri)
        assert digest_on(access) == small.digest
        assert load(server, changed).writes > 0
    assert digest_on(access) == changed.digest


def test_a_load_whose_server_runs_out_of_disk_is_resumed_after_a_restart(crowded: Server, tmp_path: Path) -> None:
    access = crowded.start()
    with (
        as_file(many("autre", 2023), tmp_path / "g.duckdb") as source,
        closing(Connection(access.uri, credentials(access))) as server,
    ):
        with ExitStack() as filled:

            def fill(step: str) -> None:
                if step == "OFFERS" and not _is_full(crowded):
                    filled.enter_context(_filled(crowded))

            with pytest.raises(StoreError, match="redémarrez-le, puis recommencez"):
                ServerLoader(server, MODEL, BATCH, fill).load(source)
        with pytest.raises(StoreError, match="n’est pas fini"):
            open_server(access)
        load(server, source)
        assert digest_on(access) == source.digest
