"""Whatever is wrong with the server, the user reads one sentence with the next step, soon, and no secret."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from campus_graph.errors import StoreError
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server
from campus_graph.graph.server_load import ServerLoader
from neo4j_dev import Access
from tests.neo4j.loading import MODEL, as_file, ask, changed_world, digest_on, everything, small_world
from tests.neo4j.parity_stores import credentials, emptied, load
from tests.neo4j.proxy import Renamed, between
from tests.reliability.command import Command, Outcome, make_command

_SECONDS = 60.0
_ENVIRONMENT = ("USER", "PASSWORD", "DATABASE")
_WRONG = "motdepasse-faux-1234"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "g.duckdb"
    as_file(small_world(), path).close()
    return path


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], neo4j_server: Access) -> Command:
    """Run the command as the user of the tests' server, and as outside of pytest: nobody has configured logging."""
    for name in _ENVIRONMENT:
        monkeypatch.delenv(f"CAMPUS_GRAPH_NEO4J_{name}", raising=False)
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_PASSWORD", neo4j_server.password)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    return make_command(monkeypatch, capsys)


def _told(command: Command, address: str, *graph: Path) -> list[Outcome]:
    """Ask (and load a graph); see that each ends with 1, one sentence, nothing on standard output, in time."""
    outcomes = []
    loads = [["load", "--to", address, "--store", str(path)] for path in graph]
    for arguments in (["ask", "coverage-gap", "--store", address], *loads):
        begun = time.monotonic()
        outcome = command(*arguments)
        seconds = time.monotonic() - begun
        print(f"{arguments[0]}: code {outcome.code} after {seconds:.1f} s: {outcome.err.strip()}")
        assert seconds <= _SECONDS
        assert outcome.code == 1
        assert " ; " in outcome.sentence() or "(" in outcome.sentence()
        outcomes.append(outcome)
    return outcomes


def test_a_wrong_password_is_told_without_being_shown(
    command: Command, monkeypatch: pytest.MonkeyPatch, neo4j_server: Access, graph: Path
) -> None:
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_PASSWORD", _WRONG)
    for outcome in _told(command, neo4j_server.uri, graph):
        assert "refuse cet utilisateur ou ce mot de passe ; corrigez CAMPUS_GRAPH_NEO4J_USER" in outcome.err
        assert _WRONG not in outcome.err


def test_a_wrong_database_is_told_by_its_name(
    command: Command, monkeypatch: pytest.MonkeyPatch, neo4j_server: Access, graph: Path
) -> None:
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_DATABASE", "absente")
    for outcome in _told(command, neo4j_server.uri, graph):
        assert "Il n’y a pas de base « absente »" in outcome.err
        assert outcome.err.endswith("corrigez CAMPUS_GRAPH_NEO4J_DATABASE.\n")


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "neo4j+s", "bolt+ssc"])
def test_a_refused_port_is_told_at_once(command: Command, graph: Path, scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    begun = time.monotonic()
    for outcome in _told(command, f"{scheme}://127.0.0.1:{port}", graph):
        assert f"Aucun serveur Neo4j ne répond à {scheme}://127.0.0.1:{port} ; démarrez-le" in outcome.err
    assert time.monotonic() - begun <= _SECONDS / 4


def test_an_unknown_host_is_told(command: Command, graph: Path) -> None:
    for outcome in _told(command, "bolt://absent.invalid:7687", graph):
        assert "Aucun serveur Neo4j ne répond à bolt://absent.invalid:7687 ; démarrez-le ou corrigez" in outcome.err


def test_encryption_that_the_server_does_not_speak_is_told(command: Command, neo4j_server: Access, graph: Path) -> None:
    for outcome in _told(command, neo4j_server.uri.replace("bolt", "bolt+ssc"), graph):
        assert "Aucun serveur Neo4j ne répond" in outcome.err


_ANSWERS = {
    "http": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "garbage": bytes(range(256)),
    "no protocol in common": b"\0\0\0\0",
    "nothing, and hangs up": b"",
}


@pytest.mark.parametrize("name", _ANSWERS)
def test_a_port_that_speaks_something_else_is_told(command: Command, graph: Path, name: str) -> None:
    with _speaks(_ANSWERS[name], hang_up=True) as address:
        for outcome in _told(command, address, graph):
            assert address in outcome.err


@pytest.mark.parametrize("answer", [b"", b"\0\0\4\5"], ids=["at once", "after the handshake"])
def test_a_port_that_stays_silent_is_told_in_time(command: Command, answer: bytes) -> None:
    with _speaks(answer, hang_up=False) as address:
        for outcome in _told(command, address):
            assert "Aucun serveur Neo4j ne répond" in outcome.err


@contextmanager
def _speaks(answer: bytes, hang_up: bool) -> Iterator[str]:
    """Lend the address of a server that gives one answer to whatever it reads."""
    held: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                held.append(client)
                client.recv(1024)
                client.sendall(answer)
                if hang_up:
                    client.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"bolt://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    for client in held:
        client.close()


@pytest.mark.parametrize(
    "address",
    [
        "foo://localhost",
        "http://localhost:7474",
        "https://x",
        "bolt://",
        "bolt://h:port",
        "bolt://h:99999",
        "bolt://[::1",
    ],
)
def test_what_is_no_address_is_told(command: Command, graph: Path, address: str) -> None:
    for outcome in _told(command, address, graph):
        assert (
            f"L’adresse {address} n’est pas celle d’un fichier ni d’un serveur Neo4j ; écrivez bolt://" in outcome.err
        )


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "http"])
def test_a_password_in_the_address_is_refused_and_not_repeated(command: Command, graph: Path, scheme: str) -> None:
    for outcome in _told(command, f"{scheme}://neo4j:{_WRONG}@localhost:7687", graph):
        assert "donnez-les dans CAMPUS_GRAPH_NEO4J_USER et CAMPUS_GRAPH_NEO4J_PASSWORD" in outcome.err
        assert _WRONG not in outcome.err


@pytest.mark.parametrize("said", ["4.4.1", "5.22.", "3.5.3"])
def test_a_server_too_old_is_told_with_its_version(
    command: Command, neo4j_server: Access, graph: Path, said: str
) -> None:
    own = ask(neo4j_server, "CALL dbms.components() YIELD name, versions RETURN versions[0] AS v LIMIT 1")[0]["v"]
    with between(neo4j_server, lambda: Renamed(own, said)) as old:
        for outcome in _told(command, old.uri, graph):
            assert f"est un Neo4j {said}" in outcome.err
            assert "mettez-le à jour (5.23 ou plus récent)" in outcome.err


def test_an_empty_server_is_told_with_the_command_that_loads_it(command: Command, neo4j_server: Access) -> None:
    with emptied(neo4j_server):
        outcome = command("ask", "coverage-gap", "--store", neo4j_server.uri)
    assert outcome.code == 1
    assert f"chargez-le avec « campus-graph load --to {neo4j_server.uri} »" in outcome.sentence()


class _Cut(Exception):
    """A load that goes no further."""


def _cut(step: str) -> None:
    if step == "OFFERS":
        raise _Cut


def test_an_unfinished_load_is_told_by_every_command_that_reads(
    command: Command, neo4j_server: Access, graph: Path
) -> None:
    with emptied(neo4j_server) as server, EmbeddedReader(graph) as source:
        with pytest.raises(_Cut):
            ServerLoader(server, MODEL, progress=_cut).load(source)
        for arguments in (["ask", "coverage-gap"], ["search", "lycée"], ["show", "campus/c"], ["doctor"], ["sources"]):
            outcome = command(*arguments, "--store", neo4j_server.uri)
            assert outcome.code == 1
            assert f"n’est pas fini ; attendez, ou relancez « campus-graph load --to {neo4j_server.uri}" in outcome.err
            assert outcome.sentence()
    again = command("load", "--to", neo4j_server.uri, "--store", graph, "--json")
    assert (again.code, again.err) == (0, "")
    assert json.loads(again.out)["digest"] == digest_on(neo4j_server)


def test_nodes_of_others_under_our_labels_are_told_and_left(
    command: Command, neo4j_server: Access, graph: Path
) -> None:
    with emptied(neo4j_server):
        ask(neo4j_server, "CREATE (:Campus {id: 'campus/x', nom: 'le mien'})")
        before = everything(neo4j_server)
        outcome = command("load", "--to", neo4j_server.uri, "--store", graph)
        assert outcome.code == 1
        assert "contient des nœuds « Campus » qui ne viennent pas de campus-graph" in outcome.sentence()
        assert "CAMPUS_GRAPH_NEO4J_DATABASE" in outcome.err
        assert everything(neo4j_server) == before


def test_a_refused_statement_is_told_with_the_reason_of_the_server(neo4j_server: Access) -> None:
    with emptied(neo4j_server) as server, pytest.raises(StoreError) as told:
        server.read("MATCH (n) RETURN x", {})
    assert str(told.value).count("\n") == 0
    assert "Variable `x` not defined" in str(told.value)
    assert str(told.value).endswith("; ôtez-en la cause, puis recommencez.")


def test_the_driver_writes_nothing_of_its_own_on_standard_error(
    command: Command, capsys: pytest.CaptureFixture[str], neo4j_server: Access
) -> None:
    assert command("--version").code == 0  # the logging of the command's own process
    logging.getLogger("neo4j.session").warning("Transaction failed and will be retried in 1 s")
    assert capsys.readouterr().err == ""


def test_the_password_is_in_no_output_no_repr_and_no_list_of_processes(
    neo4j_server: Access, graph: Path, tmp_path: Path
) -> None:
    assert neo4j_server.password not in repr(credentials(neo4j_server))
    with emptied(neo4j_server) as server:
        assert neo4j_server.password not in repr(server)
        with as_file(changed_world(), tmp_path / "g.duckdb") as other:
            load(server, other)
    own = {f"CAMPUS_GRAPH_NEO4J_{name}": getattr(neo4j_server, name.lower()) for name in ("USER", "PASSWORD")}
    process = subprocess.Popen(
        [sys.executable, "-m", "campus_graph", "load", "--to", neo4j_server.uri, "--store", str(graph)],
        env={**os.environ, **own},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    with closing(process.stdout) as stream:
        while process.poll() is None:
            listed = subprocess.run(["ps", "-ww", "-A", "-o", "args"], capture_output=True, text=True, check=True)
            lines += [line for line in listed.stdout.splitlines() if "campus_graph load" in line]
            time.sleep(0.05)
        said = stream.read()
    print(f"{len(lines)} looks at the list of processes; the command said: {said!r}")
    assert process.returncode == 0
    assert len(lines) > 0
    assert neo4j_server.password not in said + "".join(lines)


def test_a_server_that_stays_away_is_told_in_time(neo4j_server: Access, graph: Path) -> None:
    with emptied(neo4j_server), EmbeddedReader(graph) as source:
        with between(neo4j_server, lambda: Renamed("-", "-")) as gone:
            server = Server(gone.uri, credentials(gone))
        begun = time.monotonic()
        with pytest.raises(StoreError, match=f"Aucun serveur Neo4j ne répond à {gone.uri} ; démarrez-le"):
            ServerLoader(server, MODEL).load(source)
        server.close()
    seconds = time.monotonic() - begun
    print(f"T4: a server that does not come back is given up after {seconds:.1f} s")
    assert seconds <= _SECONDS
