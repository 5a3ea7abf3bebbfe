"""The proof of one finding: the facts on which it rests, each with its sources, years and rule.

Each question states in ``witness.sql`` (and ``.cypher``) which edges prove a row; what they carry is read here, once
for all questions. A finding is named by its place in the answer, or by its identifier, which later builds keep.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from campus_graph.errors import UnknownName
from campus_graph.graph.store import Parameters, Reader
from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import inputs_of, question

_STEP = ("level", "diploma", "label", "establishment")
_ENDS = {"start_id": pl.String, "relation": pl.String, "end_id": pl.String}


@dataclass(frozen=True, slots=True)
class Fact:
    """One edge of a proof, with what the graph says of it (year, rule, sources …); or a node, without relation."""

    start: str
    relation: str | None
    end: str | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A finding and its proof. ``nodes`` maps each identifier to its kind, label and sources."""

    question: str
    row: Mapping[str, Any]
    facts: tuple[Fact, ...]
    nodes: Mapping[str, Mapping[str, Any]]

    @property
    def roots(self) -> list[str]:
        """Return the things that the finding is about, in the order of its key."""
        key = question(self.question).key
        return [str(self.row[name]) for name in key if str(self.row[name]) in self.nodes]

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain data for JSON."""
        facts = [{"start": f.start, "relation": f.relation, "end": f.end, **f.fields} for f in self.facts]
        return {"question": self.question, "finding": dict(self.row), "facts": facts, "nodes": dict(self.nodes)}


def explain(reader: Reader, answer: Answer, which: str) -> Explanation:
    """Return the proof of one row of an answer. ``which`` is its place (from 1) or its identifier.

    Raises:
        UnknownName: the answer has no such row.

    """
    asked = question(answer.question)
    row = _row(answer, which)
    facts = tuple(_facts(reader, witness(reader, answer, row)))
    own = {str(row[name]) for name in asked.key}
    named = own | {f.start for f in facts} | {f.end for f in facts if f.end}
    nodes = {n["id"]: n for n in reader.nodes(sorted(named)).to_dicts()}
    return Explanation(answer.question, row, facts, nodes)


def witness(reader: Reader, answer: Answer, row: Mapping[str, Any]) -> pl.DataFrame:
    """Return (start_id, relation, end_id): what the question states as the proof of a row, sorted."""
    text = question(answer.question).witness(reader.dialect)
    found = reader.query(text, {**inputs_of(_scalars(answer)), **_row_inputs(row)})
    return found.select(pl.col(n).cast(t) for n, t in _ENDS.items()).unique().sort(*_ENDS, nulls_last=True)


def _scalars(answer: Answer) -> Parameters:
    return answer.parameters  # type: ignore[return-value]


def _row(answer: Answer, which: str) -> dict[str, Any]:
    number = int(which) if which.isascii() and which.isdigit() else 0
    placed = 0 < number <= answer.frame.height  # a number with more digits than 64 bits hold is no place
    frame = answer.frame.slice(number - 1, 1) if placed else answer.frame.filter(id=which)
    if frame.is_empty():
        raise UnknownName("dans cette réponse la ligne", which, answer.frame["id"].head(3).to_list())
    return frame.row(0, named=True)


def _row_inputs(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row as parameters; the steps of a path become one list per field."""
    given: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            given |= {f"row_{name}_{field}": [step[field] for step in value] for field in value[0]}
        given[f"row_{name}"] = value
    steps: dict[str, Any] = {f"row_chain_{name}": [] for name in _STEP} if "chain" in row else {}
    return {**steps, **given}


def _facts(reader: Reader, edges: pl.DataFrame) -> Iterator[Fact]:
    for node in edges.filter(pl.col("relation").is_null())["start_id"]:
        found = reader.node(node)
        if found is not None:
            yield Fact(node, None, None, _filled(found[1], ("id", "label", "sources")))
    for (kind,), pairs in edges.drop_nulls("relation").group_by("relation", maintain_order=True):
        for record in reader.between(str(kind), pairs).to_dicts():
            yield Fact(record["start_id"], str(kind), record["end_id"], _filled(record, ("start_id", "end_id")))


def _filled(record: Mapping[str, Any], without: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in without and value not in (None, [])}
