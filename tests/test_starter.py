"""The starter set: small, sourced, and instructive for one region."""

from __future__ import annotations

from pathlib import Path

import pytest

from campus_graph.build import BuildReport, build
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.mapped import filiere_counts, unmapped_things
from campus_graph.queries.registry import ask
from campus_graph.starter import FOLDER

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    path = tmp_path_factory.mktemp("starter") / "starter.duckdb"
    return path, build(path)


def test_it_takes_at_most_2_megabytes() -> None:
    assert sum(p.stat().st_size for p in FOLDER.parent.rglob("*") if p.is_file()) <= 2 * MEGABYTE


def test_it_builds_twice_to_the_same_digest(built: tuple[Path, BuildReport], tmp_path: Path) -> None:
    assert build(tmp_path / "again.duckdb").digest == built[1].digest


def test_it_holds_every_campus_and_each_fact_names_a_described_source(built: tuple[Path, BuildReport]) -> None:
    with EmbeddedReader(built[0]) as reader:
        assert reader.counts()["Campus"] == 115
        named = reader.query("SELECT DISTINCT unnest(sources) AS s FROM OFFERS", {})["s"].to_list()
        described = {i.split("/")[1] for i in reader.table("Source")["id"]}
        assert set(named) <= described
        doubtful = reader.query("SELECT count(*) FROM Campus WHERE doubtful", {}).item()
        assert doubtful > 0
        without = reader.query("SELECT count(*) FROM Campus WHERE source_url IS NULL", {}).item()
        assert without == 0


@pytest.mark.parametrize(
    ("question", "parameters", "verdicts"),
    [
        ("coverage-gap", {}, {"covered", "unknown"}),
        ("missing-continuation", {"filiere": "tourisme"}, {"gap", "covered", "unknown"}),
        ("broken-pathway", {"filiere": "tourisme"}, {"gap"}),
    ],
)
def test_the_three_questions_are_instructive(
    built: tuple[Path, BuildReport], question: str, parameters: dict[str, str], verdicts: set[str]
) -> None:
    with EmbeddedReader(built[0]) as reader:
        answer = ask(reader, question, {"region": "Bourgogne-Franche-Comté", **parameters})
    assert verdicts <= {verdict for verdict, count in answer.counts.items() if count}


def test_the_mapping_reports_what_it_reaches_and_lists_what_it_leaves_out(built: tuple[Path, BuildReport]) -> None:
    shares = built[1].shares
    with EmbeddedReader(built[0]) as reader:
        counts, rest = filiere_counts(reader), unmapped_things(reader)
        opened = reader.table("Diploma").filter("open").height
    assert counts.height == 12
    assert counts["campuses"].sum() >= 101
    assert shares["campuses"] == 1.0
    assert rest.height == round(opened * (1 - shares["diplomas"]))


def test_every_source_of_the_starter_is_in_its_readme() -> None:
    text = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    for publisher in ("Insee", "DEPP", "MESR", "Onisep", "DGESCO"):
        assert publisher in text
