"""The command says what is wrong in one sentence, ends with its code, and keeps standard output for answers."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from campus_graph.queries.registry import questions
from tests.reliability.command import Command
from tests.world import World, store

_COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3\d|4\d|9\d|10\d)(?:;\d+)*m")
_FILIERES = ("numerique-telecommunications", "mobilite-aeronautique-transports")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a small graph in which each question has rows."""
    world = World()
    for number in range(4):
        world.establishment(f"e{number}", "25" if number % 2 else "35", 47.0 + number, 5.0)
        world.diploma(f"d{number}", 3 + number, _FILIERES[0])
        world.offer(f"e{number}", f"d{number}")
    world.leads("d0", "d1")
    world.leads("d1", "d2")
    world.campus("c", "27", _FILIERES[1], ["e1"], 2022, 4)
    path = tmp_path_factory.mktemp("graphe") / "campus.duckdb"
    store(world.frames(), path).close()
    return path


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["ask", "coverage-gaps"], "la question « coverage-gaps ». Les plus proches : coverage-gap"),
        (["ask", "coverage-gap", "--region", "Bretgane"], "la région « Bretgane ». Les plus proches : Bretagne (53)"),
        (["ask", "coverage-gap", "--region", "99"], "la région « 99 ». Les plus proches : "),
        (["ask", "coverage-gap", "--filiere", "numerik telecom"], "(numerique-telecommunications)"),
        (["ask", "missing-continuation", "--department", "Département 2"], "(25)"),
        (["ask", "broken-pathway", "--academy", "Académie 13"], "(03)"),
        (["show", "campus/d"], "l’identifiant « campus/d »"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_an_unknown_name_ends_with_2_and_the_nearest_names(
    command: Command, graph: Path, arguments: list[str], nearest: str
) -> None:
    outcome = command(*arguments, "--store", graph)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert outcome.err.startswith("Erreur : Le graphe ne connaît pas ")
    assert nearest in outcome.err


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--as-of", "hier", "« hier » n’est pas une date"),
        ("--scope", "galaxie", "« galaxie » n’est pas une valeur de scope"),
        ("--level", "trois", "n’a pas de paramètre « level »"),
    ],
)
def test_a_value_that_a_question_does_not_accept_ends_with_2(
    command: Command, graph: Path, option: str, value: str, message: str
) -> None:
    outcome = command("ask", "coverage-gap", option, value, "--store", graph)
    assert outcome.code == 2
    assert message in outcome.sentence()


def test_an_unknown_format_ends_with_2_and_names_those_that_exist(command: Command, graph: Path) -> None:
    outcome = command("ask", "coverage-gap", "--format", "xml", "--store", graph)
    assert (outcome.code, outcome.out) == (2, "")
    assert all(name in outcome.err for name in ("xml", "table", "json", "csv"))


def _sqlite(path: Path, _: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE _meta (key, value)")
    connection.commit()
    connection.close()


def _duckdb(statement: str) -> Callable[[Path, Path], None]:
    def make(path: Path, _: Path) -> None:
        with duckdb.connect(str(path)) as connection:
            connection.execute(statement)

    return make


_FORMAT = "CREATE TABLE _meta AS SELECT 'format' AS key, '{}' AS value"
_STORES: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "missing": (lambda path, graph: None, "Il n’y a pas de graphe en"),
    "a folder": (lambda path, graph: path.mkdir(), "Il n’y a pas de graphe en"),
    "empty": (lambda path, graph: path.write_bytes(b""), "n’est pas un graphe de campus-graph"),
    "garbage": (lambda path, graph: path.write_bytes(bytes(range(256)) * 64), "n’est pas un graphe de campus-graph"),
    "truncated": (lambda path, graph: path.write_bytes(graph.read_bytes()[:100_000]), "n’est pas un graphe"),
    "sqlite": (_sqlite, "n’est pas un graphe de campus-graph"),
    "another duckdb": (_duckdb("CREATE TABLE t (a INTEGER)"), "n’est pas un graphe de campus-graph"),
    "another _meta": (_duckdb("CREATE TABLE _meta (a INTEGER)"), "n’est pas un graphe de campus-graph"),
    "of a later version": (_duckdb(_FORMAT.format(99)), "vient d’une autre version"),
    "without a digest": (_duckdb(_FORMAT.format(1)), "vient d’une autre version"),
}


@pytest.mark.parametrize("name", _STORES)
def test_a_store_that_is_no_graph_ends_with_1_and_what_to_do(
    command: Command, graph: Path, tmp_path: Path, name: str
) -> None:
    make, message = _STORES[name]
    path = tmp_path / "graphe.duckdb"
    make(path, graph)
    outcome = command("ask", "coverage-gap", "--store", path)
    assert outcome.code == 1
    assert message in outcome.sentence()
    assert "construisez-le" in outcome.err


def test_a_remote_address_is_refused(command: Command) -> None:
    outcome = command("ask", "coverage-gap", "--store", "http://127.0.0.1:9/graphe.duckdb")
    assert outcome.code == 1
    assert "n’est pas celle d’un fichier" in outcome.sentence()


@pytest.mark.parametrize("name", questions())
def test_json_and_csv_are_alone_on_standard_output(command: Command, graph: Path, name: str) -> None:
    as_json = command("ask", name, "--format", "json", "--store", graph)
    answer = json.loads(as_json.out)
    assert (as_json.code, as_json.err, answer["question"]) == (0, "", name)
    as_csv = command("ask", name, "--format", "csv", "--store", graph)
    rows = [*csv.reader(io.StringIO(as_csv.out))]
    assert (as_csv.code, as_csv.err) == (0, "")
    assert rows[0] == ["id", *questions()[name].columns]
    assert len(rows) - 1 == len(answer["rows"]) == sum(answer["counts"].values())


def test_what_no_terminal_reads_has_no_escape_codes(command: Command, graph: Path) -> None:
    for outcome in (
        command("ask", "coverage-gap", "--store", graph),
        command("ask", "coverage-gap", "--region", "x", "--store", graph),
    ):
        assert "\x1b" not in outcome.out + outcome.err


@pytest.mark.parametrize("value", ["[/x]", "[bold]", "Pays [de] la Loire", "[link=http://exemple.org]x[/link]"])
def test_brackets_in_a_value_are_shown_as_typed(command: Command, graph: Path, value: str) -> None:
    outcome = command("ask", "coverage-gap", "--region", value, "--store", graph)
    assert outcome.code == 2
    assert f"« {value} »" in outcome.err


def _on_a_terminal(*arguments: object, **environment: str) -> str:
    """Return what the command writes where both streams are a terminal."""
    ours, theirs = pty.openpty()
    plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "CI")}
    process = subprocess.Popen(
        [sys.executable, "-m", "campus_graph", *map(str, arguments)],
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        env={**plain, "TERM": "xterm-256color", **environment},
        cwd=Path(__file__).parents[2],
    )
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as stream:
        written = _until_end(stream)
    process.wait()
    return written.decode()


def _until_end(stream: io.FileIO) -> bytes:
    """Read a terminal until its last writer has gone, which Linux tells with an error."""
    parts = b""
    while True:
        try:
            part = stream.read(65_536)
        except OSError:
            return parts
        if not part:
            return parts
        parts += part


@pytest.mark.parametrize("arguments", [["ask", "coverage-gap"], ["ask", "coverage-gap", "--region", "x"]], ids=len)
def test_no_color_is_respected_on_a_terminal(graph: Path, arguments: list[str]) -> None:
    assert _COLOUR.search(_on_a_terminal(*arguments, "--store", graph))
    assert not _COLOUR.search(_on_a_terminal(*arguments, "--store", graph, NO_COLOR="1"))


def test_a_reader_that_leaves_early_is_told_nothing(graph: Path) -> None:
    command = [sys.executable, "-m", "campus_graph", "ask", "coverage-gap", "--format", "csv", "--store", str(graph)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[2], text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stderr as stream:
        assert stream.read() == ""
    assert process.wait() in (0, 1)  # click ends with 1 on a closed pipe
