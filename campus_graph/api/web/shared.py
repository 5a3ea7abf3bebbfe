"""What several families of pages need: names of things, choices of forms, addresses of files and proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import Request

from campus_graph.api.prefix import PREFIX
from campus_graph.api.web.page import address
from campus_graph.api.web.places import places
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model

# path of a territory → the parameter of questions that holds its code, and their parameter « scope »
SCOPES: Mapping[str, str] = {"region": "region", "academy": "academy", "department": "department"}
Files = list[tuple[str, str]]


def root_of(request: Request) -> str:
    """Return what stands before every address of the application."""
    return str(request.scope.get("root_path", ""))


def choices(reader: Reader, kind: str) -> Sequence[tuple[str, str]]:
    """Return (code, name) of the things of a kind that a form offers."""
    return places(reader).choices[kind]


def answer_files(root: str, name: str, given: Mapping[str, object]) -> Files:
    """Return the addresses of an answer as files, with the words of each."""
    return same_as_files(f"{root}/manques/{name}", given)


def same_as_files(path: str, given: Mapping[str, object]) -> Files:
    """Return the addresses of the rows of a page as files, with the words of each."""
    return [(form.upper(), address(f"{path}.{form}", given)) for form in ("xlsx", "csv")]


def list_files(root: str, path: str, given: Mapping[str, object]) -> Files:
    """Return the addresses of a list of the interface as files."""
    base = f"{root}{PREFIX}/{path}"
    return [("XLSX", address(f"{base}.xlsx", given)), ("CSV", address(f"{base}.csv", given, dialect="excel"))]


def proof_of(root: str, name: str, finding: str, given: Mapping[str, object]) -> str:
    """Return the address of the page that proves a finding."""
    return address(f"{root}/manques/{name}/preuve", {**given, "ligne": finding})


def term(vocabulary: str, notation: str | None) -> str | None:
    """Return the French name of a term of a vocabulary; what is no term stays as it is."""
    known = load_model().vocabularies[vocabulary]
    return next((c.label_fr for c in known if c.notation == notation), notation)
