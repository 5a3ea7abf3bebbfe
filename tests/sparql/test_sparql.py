"""SPARQL gives the rows of the stores, within its limits of time and memory, and reaches nobody."""

from __future__ import annotations

import json
import socket
import threading
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from campus_graph.build import build
from campus_graph.cli import app
from campus_graph.errors import BadParameter
from campus_graph.graph.store import Reader
from campus_graph.ontology.namespace import BASE
from campus_graph.queries.registry import ask
from campus_graph.sparql.run import answer, index_of
from tests.starter_graph import starter_graph

_PREFIXES = """PREFIX cg: <https://w3id.org/campus-graph/def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
_RUNAWAY = "SELECT (count(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def select(index: Path, query: str, seconds: float = 20, megabytes: int = 512) -> list[dict[str, str]]:
    found = json.loads(answer(index, _PREFIXES + query, "json", seconds, megabytes))
    return [{name: cell["value"] for name, cell in row.items()} for row in found["results"]["bindings"]]


def what_comes_of(index: Path, query: str) -> str:
    """Return the answer, or the reason why there is none."""
    try:
        return answer(index, query, "csv", 20, 512).decode()
    except BadParameter as error:
        return str(error)


def test_every_record_of_the_store_is_found(index: Path, reader: Reader) -> None:
    (row,) = select(
        index, "SELECT (count(?c) AS ?campuses) (count(?t) AS ?ties) {{?c a cg:Campus} UNION {?t a cg:Tie}}"
    )
    counts = reader.counts()
    assert int(row["campuses"]) == counts["Campus"]
    assert int(row["ties"]) == sum(n for kind, n in counts.items() if kind.isupper())


def test_a_question_that_sparql_can_state_gives_the_rows_of_the_question(index: Path, reader: Reader) -> None:
    """Bac pros of a school without a way on in its department, from relations alone."""
    query = """SELECT DISTINCT ?school ?diploma {
      ?diploma cg:level 4 . ?school cg:teaches ?diploma ; cg:department ?department .
      FILTER NOT EXISTS { ?diploma cg:continuesTo ?next . ?next cg:level ?level . FILTER(?level >= 5)
                          ?other cg:teaches ?next ; cg:department ?department } }"""
    found = {(row["school"], row["diploma"]) for row in select(index, query)}
    frame = ask(reader, "missing-continuation").frame.drop_nulls("department")
    base = "https://w3id.org/campus-graph/id/"
    pairs = frame.select("establishment", "diploma", "verdict").rows()
    open_ends = {(base + e, base + d) for e, d, verdict in pairs if verdict != "covered"}
    asked = {(base + e, base + d) for e, d, _ in pairs}
    assert found & asked == open_ends
    assert open_ends


@pytest.mark.parametrize(("form", "start"), [("csv", "n"), ("tsv", "?n"), ("json", "{")])
def test_a_select_comes_in_the_form_asked_for(index: Path, form: str, start: str) -> None:
    assert answer(index, "SELECT (1 AS ?n) {}", form, 20, 512).decode().startswith(start)


def test_asks_and_constructions_are_answered(index: Path) -> None:
    assert json.loads(answer(index, _PREFIXES + "ASK { ?c a cg:Campus }", "csv", 20, 512))["boolean"] is True
    built = answer(index, _PREFIXES + "CONSTRUCT { ?c a cg:Campus } { ?c a cg:Campus } LIMIT 3", "csv", 20, 512)
    assert len(built.decode().splitlines()) == 3


def test_a_runaway_query_is_ended_in_time(index: Path) -> None:
    began = time.monotonic()
    with pytest.raises(BadParameter, match="n’a pas fini en 1 s"):
        answer(index, _RUNAWAY, "csv", 1, 512)
    assert time.monotonic() - began < 5


def test_a_query_that_wants_all_the_memory_is_ended(index: Path) -> None:
    with pytest.raises(BadParameter, match="plus de 64 Mo"):
        answer(index, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a", "csv", 60, 64)


@pytest.mark.parametrize("query", ["DROP ALL", "SELECT", "", "INSERT DATA { <x:a> <x:b> <x:c> }"])
def test_what_is_no_query_is_refused(index: Path, query: str) -> None:
    with pytest.raises(BadParameter, match="refusée"):
        answer(index, query, "csv", 20, 512)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{trap}/sparql> {{ ?a ?b ?c }} }}",
        "SELECT * {{ SERVICE SILENT <{trap}/sparql> {{ ?a ?b ?c }} }}",
        "SELECT * FROM <{trap}/data> {{ ?a ?b ?c }}",
        "LOAD <{trap}/data>",
        "SELECT * FROM <file:///etc/passwd> {{ ?a ?b ?c }}",
    ],
)
def test_no_query_reaches_another_address_or_a_file(index: Path, query: str) -> None:
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as trap:
        threading.Thread(target=lambda: calls.append(trap.accept()), daemon=True).start()
        text = query.format(trap=f"http://127.0.0.1:{trap.getsockname()[1]}")
        found = what_comes_of(index, text)
    assert calls == []
    assert "root:" not in found


def test_the_trap_hears_what_does_connect() -> None:
    calls: list[tuple[socket.socket, object]] = []
    with socket.create_server(("127.0.0.1", 0)) as trap:
        listening = threading.Thread(target=lambda: calls.append(trap.accept()), daemon=True)
        listening.start()
        socket.create_connection(trap.getsockname()).close()
        listening.join(10)
    ((connection, _),) = calls
    connection.close()


def test_another_graph_and_an_index_cut_short_get_a_new_index(reader: Reader, tmp_path: Path) -> None:
    build(tmp_path / "g.duckdb")
    place = tmp_path / "g.sparql"
    index_of(reader, place)
    (place / "digest").write_text("another", encoding="ascii")
    made = index_of(reader, place)
    assert reader.digest in (place / "digest").read_text(encoding="utf-8")
    (place / "digest").unlink()
    assert select(index_of(reader, place), "SELECT (count(*) AS ?n) { ?c a cg:Campus }") == [
        {"n": str(reader.counts()["Campus"])}
    ]
    assert made == place / "triples"


def test_another_base_gets_a_new_index_with_its_addresses(reader: Reader, tmp_path: Path) -> None:
    for base in ("https://data.exemple.fr/id/", BASE):
        index = index_of(reader, tmp_path / "g.sparql", base)
        (row,) = select(index, "SELECT (min(str(?c)) AS ?one) { ?c a cg:Campus }")
        assert row["one"].startswith(f"{base}campus/")


def test_the_command_reads_a_file_or_standard_input_and_names_what_is_wrong(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = tmp_path / "g.duckdb"
    store.write_bytes(starter_graph(tmp_path_factory).read_bytes())
    query = _PREFIXES + "SELECT (count(*) AS ?n) { ?c a cg:Campus }"
    (tmp_path / "q.rq").write_text(query, encoding="utf-8")
    one = CliRunner().invoke(app, ["sparql", str(tmp_path / "q.rq"), "--store", str(store)])
    other = CliRunner().invoke(
        app, ["sparql", "-", "--store", str(store)], input=(tmp_path / "q.rq").read_text("utf-8")
    )
    assert one.stdout == other.stdout
    assert one.stdout.startswith("n\r\n") or one.stdout.startswith("n\n")
    assert CliRunner().invoke(app, ["sparql", str(tmp_path / "none.rq"), "--store", str(store)]).exit_code != 0
    assert CliRunner().invoke(app, ["sparql", "-", "--store", "bolt://127.0.0.1:1"], input="ASK {}").exit_code != 0
