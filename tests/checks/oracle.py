"""The same shapes as a SHACL engine sees them: pySHACL on the exported graph."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import polars as pl
import pyshacl
from rdflib import SH, Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Literal, Node

from campus_graph.checks.findings import FINDINGS
from campus_graph.checks.shacl import shapes_document
from campus_graph.checks.shapes import SHAPES
from campus_graph.exports.statements import tie
from campus_graph.exports.whole_rdf import write
from campus_graph.graph.store import Reader
from campus_graph.ontology.namespace import iri

# (rule, thing or record of a relation) and the values that are wrong, where the engine tells them.
Said = dict[tuple[str, str], set[str]]


class _Prepared(Graph):
    """Parses each query once: pySHACL asks the same ones of every thing."""

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:
        asked = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(asked, *args, **kwargs)


@cache
def _prepared(text: str) -> Query:
    return prepareQuery(text)


@cache
def _shapes() -> Graph:
    return shapes_document()


def by_pyshacl(reader: Reader) -> Said:
    """Return what pySHACL finds on the export of a graph."""
    written = io.BytesIO()
    write(reader, "nt", written)
    data = _Prepared().parse(data=written.getvalue(), format="nt")
    return by_pyshacl_on(data)


def by_pyshacl_on(data: Graph) -> Said:
    """Return what pySHACL finds on an RDF graph."""
    _, report, text = pyshacl.validate(data, shacl_graph=_shapes(), advanced=True, inplace=True)
    assert isinstance(report, Graph), text
    said: Said = {}
    for result in report.subjects(SH.focusNode, None):
        rule = str(report.value(result, SH.sourceShape)).removeprefix(SHAPES)
        values = said.setdefault((rule, str(report.value(result, SH.focusNode))), set())
        values |= _text(report.value(result, SH.value))
    return said


def _text(value: Node | None) -> set[str]:
    if value is None:
        return set()
    return (
        {str(value.toPython()).lower() if isinstance(value.toPython(), bool) else str(value)}
        if isinstance(value, Literal)
        else {str(value)}
    )


def as_said(reader: Reader, found: pl.DataFrame) -> Said:
    """Return findings in the words of the engine: things and records by their IRI."""
    assert dict(found.schema) == FINDINGS
    said: Said = {}
    for row in found.iter_rows(named=True):
        focus = iri(row["id"]) if row["other"] is None else tie(row["kind"], row["key"]).value
        said.setdefault((row["rule"], focus), set()).update({row["value"]} - {None})
    return said


def differences(ours: Said, theirs: Said) -> list[str]:
    """Return what one finds and the other does not, or with other values where both tell them."""
    lost = [f"only pySHACL: {key}" for key in sorted(theirs.keys() - ours.keys())]
    invented = [f"only ours: {key}" for key in sorted(ours.keys() - theirs.keys())]
    return lost + invented
