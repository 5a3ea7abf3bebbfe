"""For every constraint, the smallest change to the good graph that breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import singledispatch
from typing import Any

from campus_graph.checks.constraints import (
    Absent,
    Acyclic,
    Constraint,
    Count,
    End,
    Levels,
    Present,
    Refers,
    Test,
    Value,
)
from campus_graph.checks.shapes import constraints
from campus_graph.checks.statement import LETTERS
from campus_graph.graph.tables import fields
from campus_graph.ontology.model import load_model
from tests.checks.edits import Alter, Edit, Spoiler, add, drop, key_of
from tests.checks.good_graph import Rows, good_rows

NOBODY = "inconnue"


def by_rule() -> Mapping[str, list[Spoiler]]:
    """Return the changes that break each rule for all its kinds; types are left out, since no table breaks them."""
    rows = good_rows()
    found: dict[str, list[Spoiler]] = {}
    for constraint in constraints():
        if not (isinstance(constraint.test, Value) and constraint.test.test == "datatype"):
            found.setdefault(constraint.rule.name, []).extend(spoilers(constraint.test, constraint, rows))
    return found


def applied(rows: Rows, changes: list[Spoiler]) -> Rows:
    """Return the records after these changes."""
    for change in changes:
        rows = change.on(rows)
    return rows


@singledispatch
def spoilers(test: Test, constraint: Constraint, rows: Rows) -> Iterator[Spoiler]:
    """Yield changes after which a record of the kind breaks the constraint."""
    raise NotImplementedError(type(test).__name__)


@spoilers.register
def _(test: Value, constraint: Constraint, rows: Rows) -> Iterator[Spoiler]:
    row = next((r for r in rows[constraint.owner] if r.get(test.field) is not None), rows[constraint.owner][0])
    wrong = _wrong(test, row.get(test.field))
    many = test.field in {f.name for f in fields(load_model(), constraint.owner) if f.many}
    changed = {test.field: [wrong] if many else wrong, **_beside(test)}
    yield Alter(constraint.owner, _known(row), changed)


def _wrong(test: Value, right: Any) -> Any:
    match test.test, test.arguments:
        case "in", ():
            return {str: NOBODY, int: 99, bool: True}[type(test.lists[0])]
        case "minInclusive", (int(bound) | float(bound),):
            return bound - 1
        case "maxInclusive", (int(bound) | float(bound),):
            return bound + 1
        case "checkLetter", _:
            return right[:-1] + LETTERS[LETTERS.index(right[-1]) - 1]
        case "luhn", _:
            return right[:-1] + str((int(right[-1]) + 1) % 10)
        case "keyed", _:
            return "1" + right[1:]
        case "lessThanOrEquals", _:
            return 2030
        case "pairedWith", _:
            return right + 1
        case "notBefore", _:
            return "2019-12"
    return "?"


def _beside(test: Value) -> dict[str, Any]:
    """Return the other field that a date or a year is compared with."""
    beside: dict[str, Any] = {"notBefore": "2020", "lessThanOrEquals": 2029}
    return {str(test.arguments[0]): beside[test.test]} if test.test in beside else {}


@spoilers.register
def _(test: Present, constraint: Constraint, rows: Rows) -> Iterator[Spoiler]:
    when = test.when or ("label", None)
    row = next(r for r in rows[constraint.owner] if test.when is None or r.get(when[0]) == when[1])
    yield Alter(constraint.owner, _known(row), {test.field: None})


@spoilers.register
def _(test: Absent, constraint: Constraint, rows: Rows) -> Iterator[Spoiler]:
    name, value = test.unless
    row = next(r for r in rows[constraint.owner] if r.get(name) != value)
    yield Alter(constraint.owner, _known(row), {test.field: 0.0})


@spoilers.register
def _(test: Refers, constraint: Constraint, rows: Rows) -> Iterator[Spoiler]:
    row = rows[constraint.owner][0]
    value: Any = [NOBODY] if test.field == "sources" else NOBODY
    yield Alter(constraint.owner, _known(row), {test.field: value})


@spoilers.register
def _(test: End, constraint: Constraint, rows: Rows) -> Iterator[Spoiler]:
    row = rows[constraint.owner][0]
    yield Edit(constraint.owner, key_of(constraint.owner, row), ({**row, test.column: "source/cas"},))


@spoilers.register
def _(test: Count, constraint: Constraint, rows: Rows) -> Iterator[Spoiler]:
    own, far = ("end_id", "start_id") if test.inverse else ("start_id", "end_id")
    tied = [(kind, row) for kind in test.relations for row in rows[kind] if row[own] in _ids(rows, constraint.owner)]
    if test.minimum is not None:
        yield from (drop(kind, row) for kind, row in tied)
    else:
        kind, row = tied[0]
        twin = {**_record(rows, row[far]), "id": row[far].split("/")[0] + "/99999", "code": "99999"}
        yield add(row[far].split("/")[0].capitalize(), twin)
        yield add(kind, {**row, far: twin["id"]})


def _known(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return by what a record is known even when the rest of its key is spoilt; the good graph has no twins."""
    return {name: row[name] for name in ("id", "start_id", "end_id") if name in row}


def _ids(rows: Rows, kind: str) -> set[str]:
    return {row["id"] for row in rows[kind]}


def _record(rows: Rows, identifier: str) -> dict[str, Any]:
    return next(row for own in rows.values() for row in own if row.get("id") == identifier)


@spoilers.register
def _(test: Levels, constraint: Constraint, rows: Rows) -> Iterator[Spoiler]:
    row = next(r for r in rows[constraint.owner] if r["start_id"].startswith("diploma/"))
    yield Alter("Diploma", {"id": row["end_id"]}, {test.field: 2})


@spoilers.register
def _(test: Acyclic, constraint: Constraint, rows: Rows) -> Iterator[Spoiler]:
    identifier = rows[constraint.owner][0]["id"]
    yield add(test.relation, {"start_id": identifier, "end_id": identifier})
