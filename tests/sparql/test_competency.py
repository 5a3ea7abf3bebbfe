"""What SPARQL can state of the questions gives, on the starter, the rows that the questions give on the store."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from campus_graph.graph.store import Reader
from campus_graph.ontology.namespace import BASE, identifier
from campus_graph.queries.registry import ask, questions
from campus_graph.sparql.run import answer, index_of
from tests.world import from_case

CASES_FOLDER = Path(__file__).parent.parent / "cases"
FOLDER = Path(__file__).parent.parent.parent / "docs" / "competency"
# Questions of which SPARQL cannot state even a part, for the reason that the page gives.
BEYOND = {"resilience", "repair", "isolated-territories"}
Rows = set[tuple[object, ...]]


def text(name: str) -> str:
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def found(index: Path, name: str) -> Rows:
    """Return the rows of a query, identifiers and numbers as the store has them; a row comes once."""
    said = json.loads(answer(index, text(name), "json", 60, 2_048))
    rows = [tuple(_value(row.get(v)) for v in said["head"]["vars"]) for row in said["results"]["bindings"]]
    assert len(set(rows)) == len(rows)
    return set(rows)


def _value(cell: dict[str, str] | None) -> object:
    if cell is None:
        return None
    if cell["type"] == "uri":
        return identifier(cell["value"], BASE)
    return int(cell["value"]) if cell.get("datatype", "").endswith("#integer") else cell["value"]


def columns(frame: pl.DataFrame, *names: str | pl.Expr) -> Rows:
    return set(frame.select(*names).rows())


def merged(*names: str, into: str) -> pl.Expr:
    return pl.col("verdict").replace(dict.fromkeys(names, into))


def _coverage(frame: pl.DataFrame) -> Rows:
    return columns(frame, "filiere", "territory", merged("gap", "unknown", into="open"))


def _levels(frame: pl.DataFrame) -> Rows:
    taught = frame.filter(pl.col("verdict") != "no-need")
    verdict = merged("gap", "unknown", into="empty")
    return columns(taught, "place", "filiere", "level", verdict, "offers", "establishments")


def _higher(frame: pl.DataFrame) -> Rows:
    met = frame.filter((pl.col("evidence").list.len() > 0) & (pl.col("need") != "agreement"))
    return columns(met, "campus", "need", pl.col("evidence").list.len().cast(pl.Int64))


def _ends(frame: pl.DataFrame) -> Rows:
    kinds = {"dead_ends": "dead-end", "orphan_tops": "orphan-top"}
    parts = [
        frame.select("filiere", "territory", diploma=column, kind=pl.lit(kind)).explode("diploma", empty_as_null=True)
        for column, kind in kinds.items()
    ]
    return set(pl.concat(parts).drop_nulls().rows())


def _profile(frame: pl.DataFrame) -> Rows:
    sections = ["support", "members", "partners", "neighbours"]
    return columns(frame.filter(pl.col("section").is_in(sections)).drop_nulls("item"), "campus", "section", "item")


def _plain(*names: str) -> Callable[[pl.DataFrame], Rows]:
    return lambda frame: columns(frame, *names)


WANTED: dict[str, Callable[[pl.DataFrame], Rows]] = {
    "broken-pathway": _ends,
    "campus-profile": _profile,
    "coverage-gap": _coverage,
    "label-calendar": _plain("award", "verdict", "latest_expiry"),
    "level-gap": _levels,
    "missing-continuation": _plain("establishment", "diploma", "voie", "verdict"),
    "missing-higher-link": _higher,
    "silos": lambda f: columns(
        f.filter(pl.col("verdict") != "network"), "filiere", "campus", "other", "verdict",
        pl.col("shared").list.len().cast(pl.Int64),
    ),
    "steering": lambda f: columns(f.filter(pl.col("need") != "plan"), "subject", "need", "verdict"),
    "weak-link": _plain("campus", "secondary", "higher", "links"),
}  # fmt: skip

# Cases ask at dates and with thresholds of their own; here each of their worlds is asked as the queries are.
CASES = sorted(p for p in CASES_FOLDER.glob("*/*.toml") if p.stem != "variants" and p.parent.name in WANTED)


def test_each_question_is_stated_or_said_to_be_beyond_sparql() -> None:
    assert {*WANTED, *BEYOND} == set(questions())
    assert {path.stem for path in FOLDER.glob("*.rq")} == {*WANTED, "geometry"}
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert {name for name in (*questions(), "geometry") if f"`{name}`" not in page} == set()


@pytest.mark.parametrize("name", sorted(WANTED))
def test_sparql_gives_the_rows_of_the_question(name: str, index: Path, reader: Reader) -> None:
    wanted = WANTED[name](ask(reader, name).frame)
    assert wanted
    assert found(index, name) == wanted


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_sparql_gives_the_rows_of_the_question_on_the_small_worlds_of_its_cases(path: Path, tmp_path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    name = path.parent.name
    with from_case(case).reader() as reader:
        assert found(index_of(reader, tmp_path / "g.sparql"), name) == WANTED[name](ask(reader, name).frame)


@pytest.mark.parametrize("name", sorted(WANTED))
def test_a_query_that_says_another_relation_is_told_from_the_right_one(name: str, index: Path, tmp_path: Path) -> None:
    """The comparison can fail: with one of its relations misspelt a query gives other rows."""
    known = ("hasMember", "teaches", "inFiliere", "awarded", "role")
    relation = next(r for r in known if f"cg:{r}" in text(name))
    wrong = text(name).replace(f"cg:{relation}", "cg:succeeds")
    said = json.loads(answer(index, wrong, "json", 60, 2_048))["results"]["bindings"]
    right = json.loads(answer(index, text(name), "json", 60, 2_048))["results"]["bindings"]
    assert said != right


def test_points_come_out_as_geosparql_has_them(index: Path, reader: Reader) -> None:
    said = answer(index, text("geometry"), "csv", 60, 2_048).decode().splitlines()
    (one,) = [line for line in said if line.startswith(f"<{BASE}region/27/point>") and "asWKT" in line]
    place = reader.table("Region").filter(id="region/27").row(0, named=True)
    longitude, latitude = map(float, re.findall(r"POINT\((\S+) (\S+)\)", one)[0])
    assert (longitude, latitude) == (place["longitude"], place["latitude"])
    assert one.endswith("^^<http://www.opengis.net/ont/geosparql#wktLiteral> .")
