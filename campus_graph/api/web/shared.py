"""What several families of pages need: names of things, choices of forms, addresses of files and proofs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl
from fastapi import Request

from campus_graph.api.prefix import PREFIX
from campus_graph.api.web.links import page_of
from campus_graph.api.web.page import address
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model
from campus_graph.queries.registry import question
from campus_graph.text import fold

# path of a territory → the parameter of questions that holds its code, and their parameter « scope »
SCOPES: Mapping[str, str] = {"region": "region", "academy": "academy", "department": "department"}
Files = list[tuple[str, str]]


def root_of(request: Request) -> str:
    """Return what stands before every address of the application."""
    return str(request.scope.get("root_path", ""))


def names(reader: Reader, identifiers: Iterable[str | None]) -> dict[str, str]:
    """Return the name of each thing that exists."""
    wanted = sorted({i for i in identifiers if i})
    return dict(reader.nodes(wanted).select("id", "label").iter_rows()) if wanted else {}


def choices(reader: Reader, kind: str) -> list[tuple[str, str]]:
    """Return (code, name) of the things of a kind, those that are no more aside, by name."""
    frame = reader.table(kind)
    if "former" in frame.columns:
        frame = frame.filter(~pl.col("former").fill_null(False))
    code = "code" if "code" in frame.columns else "id"
    return sorted(frame.select(code, "label").iter_rows(), key=lambda pair: (fold(pair[1]), pair[0]))


def answer_files(root: str, name: str, given: Mapping[str, object]) -> Files:
    """Return the addresses of an answer as files, with the words of each."""
    base = f"{root}{PREFIX}/questions/{name}/answer"
    excel = address(f"{base}.csv", {k: v for k, v in given.items() if v is not None}, dialect="excel")
    return [("Excel (XLSX)", address(f"{base}.xlsx", given)), ("CSV pour Excel", excel)]


def list_files(root: str, path: str, given: Mapping[str, object]) -> Files:
    """Return the addresses of a list of the interface as files."""
    base = f"{root}{PREFIX}/{path}"
    return [
        ("Excel (XLSX)", address(f"{base}.xlsx", given)),
        ("CSV pour Excel", address(f"{base}.csv", given, dialect="excel")),
    ]


def proof_of(root: str, name: str, finding: str, given: Mapping[str, object]) -> str:
    """Return the address of the picture that proves a finding."""
    return address(f"{root}{PREFIX}/questions/{name}/proof.svg", {**given, "finding": finding})


def about(name: str) -> dict[str, object]:
    """Return what a page says of the question that it answers."""
    asked = question(name)
    return {"name": name, "title": asked.title_fr, "href": f"/methode/{name}"}


def linked(root: str, identifier: str | None, labels: Mapping[str, str]) -> tuple[str, str] | None:
    """Return (name, address) of a thing for a template, None where there is none."""
    if not identifier:
        return None
    return labels.get(identifier, identifier), f"{root}{page_of(identifier)}"


def term(vocabulary: str, notation: str | None) -> str | None:
    """Return the French name of a term of a vocabulary; what is no term stays as it is."""
    known = load_model().vocabularies[vocabulary]
    return next((c.label_fr for c in known if c.notation == notation), notation)
