"""The ``check`` command: its exit codes, its forms, what it writes and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rdflib import RDF, SH, Graph

from campus_graph.checks.shapes import rules
from campus_graph.graph.embedded_writer import EmbeddedWriter
from tests.checks.good_graph import good_rows, graph_of
from tests.checks.spoilers import applied, by_rule
from tests.reliability.command import Command


def stored(path: Path, rule: str | None = None) -> Path:
    """Write the good graph, or one that breaks a rule."""
    EmbeddedWriter(path).write(graph_of(applied(good_rows(), by_rule()[rule] if rule else [])))
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """Give a graph with one error."""
    return stored(tmp_path / "faux.duckdb", "uai-letter")


@pytest.mark.parametrize(
    ("rule", "fail_on", "code"),
    [
        (None, "info", 0),
        ("uai-letter", "error", 3),
        ("uai-letter", "never", 0),
        ("campus-zone", "error", 0),
        ("campus-zone", "warning", 3),
        ("label-expiry-known", "warning", 0),
        ("label-expiry-known", "info", 3),
    ],
)
def test_the_exit_code_follows_the_gravest_finding(
    rule: str | None, fail_on: str, code: int, tmp_path: Path, command: Command
) -> None:
    graph = stored(tmp_path / "g.duckdb", rule)
    assert command("check", "--store", graph, "--format", "json", "--fail-on", fail_on).code == code


def test_the_remedy_is_on_the_screen(wrong: Path, command: Command) -> None:
    shown = " ".join(command("check", "--store", wrong).out.split())
    assert "2 erreurs" in shown
    assert "faute de frappe" in shown


def test_every_form_is_what_it_says(wrong: Path, command: Command) -> None:
    forms = {
        form: command("check", "--store", wrong, "--format", form).out
        for form in ("json", "sarif", "junit", "html", "csv")
    }
    found = json.loads(forms["json"])["findings"]
    assert [f["rule"] for f in found if f["severity"] == "error"] == ["uai-key", "uai-letter"]
    assert json.loads(forms["sarif"])["version"] == "2.1.0"
    assert ElementTree.fromstring(forms["junit"]).tag == "testsuite"
    assert forms["html"].startswith("<!doctype html>")
    assert "uai-letter" in forms["csv"]


def test_a_file_that_cannot_be_written_leaves_the_former_one(wrong: Path, tmp_path: Path, command: Command) -> None:
    done = command("check", "--store", wrong, "--format", "html", "--out", tmp_path / "absent" / "r.html")
    assert done.code == 1
    assert "absent" in done.sentence()


def test_an_unknown_region_is_refused_in_one_sentence(wrong: Path, command: Command) -> None:
    done = command("check", "--store", wrong, "--region", "Bretanie")
    assert done.code == 2
    assert done.err.count("\n") == 1


def test_a_review_file_that_is_not_there_is_named(wrong: Path, tmp_path: Path, command: Command) -> None:
    done = command("check", "--store", wrong, "--review", tmp_path / "relecture.csv")
    assert done.code == 1
    assert "relecture.csv" in done.sentence()


def test_the_review_file_is_written_and_taken_back(wrong: Path, tmp_path: Path, command: Command) -> None:
    review = tmp_path / "relecture.csv"
    command("check", "--store", wrong, "--write-review", review)
    assert review.read_text(encoding="utf-8-sig").startswith("nature;identifiant;")
    assert command("check", "--store", wrong, "--review", review, "--fail-on", "never").code == 0


def test_the_shapes_are_one_document_in_which_each_rule_has_a_severity_and_words(command: Command) -> None:
    document = Graph().parse(data=command("model", "--shapes").out, format="turtle")
    named = {str(shape).split("#")[-1]: shape for shape in document.subjects(SH.severity, None)}
    assert named.keys() >= rules().keys()
    for shape in named.values():
        assert {m.language for m in document.objects(shape, SH.message)} == {"fr", "en"}  # type: ignore[attr-defined]
    assert set(document.objects(None, SH.severity)) == {SH.Violation, SH.Warning, SH.Info}
    assert (None, RDF.type, SH.ConstraintComponent) in document
