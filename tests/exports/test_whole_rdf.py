"""A whole graph goes out as RDF and comes back the same; what an export cannot hold is refused in one sentence."""

from __future__ import annotations

import random
import socket
import threading
from pathlib import Path

import polars as pl
import pytest
from pyoxigraph import Store
from rdflib import DCAT, DCTERMS, PROV, VOID, Graph
from typer.testing import CliRunner

from campus_graph import __version__
from campus_graph.build import build, build_from_rdf
from campus_graph.cli import app
from campus_graph.errors import BadParameter, ChangedInput, DamagedInput, LoaderError, MissingInput, StoreError
from campus_graph.exports.whole_rdf import write
from campus_graph.graph.store import Reader, open_store
from campus_graph.loaders.rdf_graph import read_graph
from campus_graph.ontology.model import load_model
from campus_graph.ontology.namespace import BASE, RDF_FORMS
from campus_graph.settings import read_settings
from tests.own.test_own_data import fill
from tests.starter_graph import starter_graph

ID, CG = "https://w3id.org/campus-graph/id/", "https://w3id.org/campus-graph/def#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@pytest.fixture(scope="module")
def lines(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    path = tmp_path_factory.mktemp("rdf") / "graph.nt"
    write(reader, "nt", path)
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.mark.parametrize("form", sorted(RDF_FORMS))
def test_a_graph_comes_back_with_its_digest_conflicts_and_ledger(form: str, reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / f"graph.{form}"
    write(reader, form, path)
    report = build_from_rdf(tmp_path / "back.duckdb", path)
    assert report.digest == reader.digest
    with open_store(tmp_path / "back.duckdb") as back:
        assert back.conflicts().equals(reader.conflicts())
        assert back.ledger().equals(reader.ledger())
        assert back.meta["as_of"] == reader.meta["as_of"]


def test_conflicts_and_accounts_come_back_from_a_graph_that_has_some(tmp_path: Path) -> None:
    place = fill(tmp_path / "own", campus=[{"campus": "bfc-mobicampus", "nom": "Un autre nom"}])
    build(tmp_path / "one.duckdb", own=[place])
    with open_store(tmp_path / "one.duckdb") as one:
        assert one.ledger().height
        assert one.conflicts().height
        write(one, "nt", tmp_path / "one.nt")
        graph = read_graph(load_model(), tmp_path / "one.nt", __version__)
        assert graph.ledger.equals(one.ledger())
        assert graph.conflicts.equals(one.conflicts())


def test_what_another_tool_wrote_anew_in_another_order_is_the_same_graph(
    lines: list[str], reader: Reader, tmp_path: Path
) -> None:
    shuffled = lines + lines[:100]  # and some said twice
    random.Random(20).shuffle(shuffled)
    (tmp_path / "graph.nt").write_text("".join(shuffled), encoding="utf-8")
    assert build_from_rdf(tmp_path / "a.duckdb", tmp_path / "graph.nt").digest == reader.digest
    # Not as Turtle: rdflib's keeps six digits of a coordinate.
    Graph().parse(tmp_path / "graph.nt", format="nt").serialize(tmp_path / "again.nt", format="nt", encoding="utf-8")
    assert build_from_rdf(tmp_path / "b.duckdb", tmp_path / "again.nt").digest == reader.digest


def test_two_exports_are_the_same_byte_for_byte(reader: Reader, tmp_path: Path) -> None:
    for name in ("one", "other"):
        write(reader, "ttl", tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("form", sorted(RDF_FORMS))
@pytest.mark.parametrize("base", ["https://data.exemple.fr/id/", "http://exemple.fr/campus#"])
def test_a_graph_under_another_base_says_so_and_comes_back_the_same(
    base: str, form: str, reader: Reader, tmp_path: Path
) -> None:
    path = tmp_path / f"graph.{form}"
    write(reader, form, path, base=base)
    assert BASE not in path.read_text(encoding="utf-8")
    assert build_from_rdf(tmp_path / "back.duckdb", path).digest == reader.digest


def test_the_base_can_be_given_where_the_file_does_not_say_it(lines: list[str], reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "mute.nt").write_text("".join(line for line in lines if "uriSpace" not in line), encoding="utf-8")
    with pytest.raises(ChangedInput, match="donnez-la avec « --base »"):
        build_from_rdf(tmp_path / "g.duckdb", tmp_path / "mute.nt")
    assert build_from_rdf(tmp_path / "g.duckdb", tmp_path / "mute.nt", base=BASE).digest == reader.digest


@pytest.mark.parametrize(
    "base", ["", "data.exemple.fr/id/", "ftp://exemple.fr/", "https://exemple.fr/id", "https://e.fr/' OR 1=1 --/"]
)
def test_a_bad_base_is_refused_in_one_sentence(base: str, lines: list[str], tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export", "--base", base])
    assert isinstance(done.exception, BadParameter)
    assert str(done.exception).count(". ") == 0
    with pytest.raises(BadParameter, match="commence par http"):
        read_settings({"CAMPUS_GRAPH_BASE": base or " "})
    stated = [line.replace(f'"{BASE}"', f'"{base}"') if "uriSpace" in line else line for line in lines]
    (tmp_path / "bad.nt").write_text("".join(stated), encoding="utf-8")
    with pytest.raises(ChangedInput, match="void:uriSpace"):
        build_from_rdf(tmp_path / "g.duckdb", tmp_path / "bad.nt")


def test_the_base_of_the_settings_is_that_of_the_export_and_one_that_is_given_goes_before(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    given = ["export", "--store", str(starter_graph(tmp_path_factory)), "--format", "nt", "--about", "region/27"]
    monkeypatch.setenv("CAMPUS_GRAPH_BASE", "https://a.fr/id/")
    assert "<https://a.fr/id/region/27>" in CliRunner().invoke(app, given).stdout
    assert "<https://b.fr/x/region/27>" in CliRunner().invoke(app, [*given, "--base", "https://b.fr/x/"]).stdout


@pytest.mark.parametrize("form", ["nt", "trig"])
def test_each_source_is_a_data_set_with_publisher_licence_and_page_that_the_build_used(
    form: str, reader: Reader, tmp_path: Path
) -> None:
    write(reader, form, tmp_path / f"g.{form}")
    store = Store()
    store.bulk_load(path=tmp_path / f"g.{form}")
    wanted = """SELECT ?source ?publisher ?licence ?page {
      ?whole prov:wasGeneratedBy ?build . ?build a prov:Activity ; prov:used ?source .
      ?whole a void:Dataset ; prov:wasDerivedFrom ?source .
      ?source a dcat:Dataset, prov:Entity ; dcterms:publisher ?publisher ; dcterms:license ?licence .
      OPTIONAL { ?source dcat:landingPage ?page } }"""
    spaces = {"dcat": str(DCAT), "dcterms": str(DCTERMS), "prov": str(PROV), "void": str(VOID)}
    found = store.query(wanted, prefixes=spaces, use_default_graph_as_union=True)
    said = {tuple(cell.value if cell else "" for cell in row) for row in found}  # type: ignore[union-attr]
    columns = reader.table("Source").select(pl.lit(ID) + pl.col("id"), "publisher", "licence", "address")
    assert said == set(columns.rows())
    assert "XMLSchema#dateTime" not in (tmp_path / f"g.{form}").read_text(encoding="utf-8")  # no clock


BAD = {
    "an unknown class": (f"<{ID}campus/x> <{_TYPE}> <{CG}Camppus> .\n", "la classe"),
    "an unknown field": (f'<{ID}campus/x> <{_TYPE}> <{CG}Campus> .\n<{ID}campus/x> <{CG}colour> "red" .\n', "colour"),
    "a field of another class": (
        f'<{ID}campus/x> <{_TYPE}> <{CG}Campus> .\n<{ID}campus/x> <{CG}uai> "0750330B" .\n',
        "n’est pas un champ de Campus",
    ),
    "two values": (
        f'<{ID}campus/x> <{_TYPE}> <{CG}Campus> .\n<{ID}campus/x> <{CG}city> "A" .\n<{ID}campus/x> <{CG}city> "B" .\n',
        "deux valeurs",
    ),
    "another kind than its address": (f"<{ID}region/x> <{_TYPE}> <{CG}Campus> .\n", "son adresse"),
    "a relation without its record": (f"<{ID}campus/x> <{CG}covers> <{ID}region/27> .\n", "cg:Tie"),
    "a blank node": (f'_:x <{CG}city> "A" .\n', "sans adresse"),
    "a text for a number": (
        f'<{ID}campus/x> <{_TYPE}> <{CG}Campus> .\n<{ID}campus/x> <{CG}latitude> "nord" .\n',
        "n’est pas du type",
    ),
}


@pytest.mark.parametrize("what", sorted(BAD))
def test_what_no_export_says_is_refused_and_the_old_graph_stays(what: str, lines: list[str], tmp_path: Path) -> None:
    text, said = BAD[what]
    (tmp_path / "bad.nt").write_text("".join(lines) + text, encoding="utf-8")
    (tmp_path / "old.duckdb").write_bytes(b"old")
    with pytest.raises(ChangedInput, match=said):
        build_from_rdf(tmp_path / "old.duckdb", tmp_path / "bad.nt")
    assert (tmp_path / "old.duckdb").read_bytes() == b"old"


def test_a_file_cut_short_a_missing_one_and_another_form_are_named(lines: list[str], tmp_path: Path) -> None:
    (tmp_path / "cut.nt").write_text("".join(lines)[:5_000], encoding="utf-8")
    (tmp_path / "entities.rdf").write_text('<!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>', encoding="utf-8")
    (tmp_path / "empty.ttl").write_text("", encoding="utf-8")
    wrong = {"cut.nt": DamagedInput, "entities.rdf": DamagedInput, "none.ttl": MissingInput, "empty.ttl": ChangedInput}
    for name, error in wrong.items():
        with pytest.raises(error):
            build_from_rdf(tmp_path / "g.duckdb", tmp_path / name)


@pytest.mark.parametrize(
    "text",
    [
        '{{"@context": "{trap}/context.jsonld", "@id": "x"}}',
        '{{"@context": {{"@import": "{trap}/context.jsonld"}}, "@id": "x"}}',
        '{{"@context": ["{trap}/c", {{"a": {{"@id": "b", "@context": "{trap}/d"}}}}], "a": 1}}',
    ],
)
def test_a_context_elsewhere_is_refused_and_never_fetched(text: str, tmp_path: Path) -> None:
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as trap:
        threading.Thread(target=lambda: calls.append(trap.accept()), daemon=True).start()
        address = f"http://127.0.0.1:{trap.getsockname()[1]}"
        (tmp_path / "far.jsonld").write_text(text.format(trap=address), encoding="utf-8")
        with pytest.raises(LoaderError):
            build_from_rdf(tmp_path / "g.duckdb", tmp_path / "far.jsonld")
    assert calls == []


def test_an_export_that_cannot_be_written_leaves_the_former_one(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="rien n’a été remplacé"):
        write(reader, "ttl", tmp_path / "nowhere" / "graph.ttl")
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_one_thing_with_what_is_around_it(
    reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> None:
    given = [
        "export",
        "--store",
        str(starter_graph(tmp_path_factory)),
        "--format",
        "nt",
        "--about",
        "campus/bfc-mobicampus",
    ]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0
    graph = Graph().parse(data=done.stdout, format="nt")
    things = {str(s).removeprefix(ID) for s in graph.subjects() if str(s).startswith(ID)}
    assert "campus/bfc-mobicampus" in things
    around = {row[2] for row in reader.edges("campus/bfc-mobicampus").iter_rows()}
    assert around <= things
    assert len([t for t in things if not t.startswith(("tie/", "source/"))]) == len(around) + 1
