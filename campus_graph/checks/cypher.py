"""Constraints in Cypher: one statement for all constraints of a kind, with the columns of those in SQL.

A node of Neo4j may hold values of any type, so that types are asked for here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import singledispatchmethod

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
    Where,
)
from campus_graph.checks.statement import (
    LA_POSTE,
    LETTERS,
    LUHN,
    SIRET_DIGITS,
    Compiler,
    Statement,
    Wrong,
    luhn,
    outside,
)
from campus_graph.graph.server import exactly
from campus_graph.graph.tables import key_columns
from campus_graph.ontology.model import Model

# Stands for the name of the rule until the constraint is known.
_RULE = "<rule>"
_TYPES = {"string": "STRING", "integer": "INTEGER", "double": "FLOAT", "boolean": "BOOLEAN"}


class CypherCompiler(Compiler):
    """Writes Cypher for a server: one walk over the records of a kind, each with the list of what it breaks.

    A part for each constraint, joined by UNION as in SQL, takes Neo4j half a minute to plan.
    """

    def __init__(self, model: Model, owner: str) -> None:
        super().__init__(model, owner)
        self.first: list[str] = []
        self.broken: list[str] = []

    def compiled(self, constraints: Iterable[Constraint]) -> Statement | None:
        """Return the statement; None where there is nothing to ask."""
        for constraint in constraints:
            self.add(constraint)
        if not self.broken:
            return None
        before = f"WITH {', '.join(self.first)} " if self.first else ""
        broken = " +\n".join(self.broken)
        self.statement.parts.append(
            f"{before}MATCH {self._pattern()} UNWIND (\n{broken}\n) AS found "
            f"RETURN found[0] AS rule, {self._record()}, found[1] AS value"
        )
        return self.statement

    def add(self, constraint: Constraint) -> None:
        """Add the list of (rule, value) that a record has for one constraint."""
        part = self.part(constraint.test)
        if part is not None:
            self.broken.append(part.replace(_RULE, self.statement.given(constraint.rule.name)))

    def _pattern(self) -> str:
        kind = f"(r:{exactly(self.model, self.owner)})"
        return kind if self.is_node else f"(a:Entity)-[r:`{self.owner}`]->(b:Entity)"

    def _record(self) -> str:
        if self.is_node:
            return "r.id AS id"
        key = key_columns(self.model, self.owner)[2:]
        return ", ".join(["a.id AS id", "b.id AS other", *(f"r.`{name}` AS `{name}`" for name in key)])

    @singledispatchmethod
    def part(self, test: Test) -> str | None:
        """Return the list of what a record ``r``, between ``a`` and ``b``, breaks."""
        raise NotImplementedError(type(test).__name__)

    @part.register
    def _(self, test: Value) -> str:
        return self._each(test.field, _WRONG[test.test](self.statement, test))

    def _each(self, name: str, wrong: str) -> str:
        values = f"coalesce(r.`{name}`, [])" if name in self.many else f"[r.`{name}`]"
        return f"[v IN {values} WHERE v IS NOT NULL AND {wrong} | [{_RULE}, toString(v)]]"

    @part.register
    def _(self, test: Present) -> str:
        wrong = f"r.`{test.field}` IS NULL"
        if test.when is not None:
            wrong += f" AND r.`{test.when[0]}` = {self.statement.given(test.when[1])}"
        return _where(wrong)

    @part.register
    def _(self, test: Absent) -> str:
        name, value = f"r.`{test.unless[0]}`", self.statement.given(test.unless[1])
        return self._each(test.field, f"({name} IS NULL OR {name} <> {value})")

    @part.register
    def _(self, test: Refers) -> str:
        # All codes at once, and first: looking each up would walk the things of the kind for each value.
        there = f"there{len(self.first)}"
        codes = f"MATCH (t:Entity) WHERE {self._one_of('t', test.kinds)} RETURN t.`{test.column}`"
        self.first.append(f"COLLECT {{ {codes} }} AS {there}")
        any_there = "" if test.prefix else f" AND size({there}) > 0"
        return self._each(test.field, f"NOT {self.statement.given(test.prefix)} + v IN {there}{any_there}")

    def _one_of(self, name: str, kinds: Sequence[str]) -> str:
        return "(" + " OR ".join(f"{name}:({exactly(self.model, kind)})" for kind in kinds) + ")"

    @part.register
    def _(self, test: End) -> str:
        end = {"start_id": "a", "end_id": "b"}[test.column]
        return _where(f"NOT {self._one_of(end, test.kinds)}", f"{end}.id")

    @part.register
    def _(self, test: Levels) -> str:
        sign = {"notFalling": ">", "unchanged": "<>"}[test.test]
        return _where(f"a.`{test.field}` {sign} b.`{test.field}`", f"toString(b.`{test.field}`)")

    @part.register
    def _(self, test: Count) -> str:
        names = "|".join(f"`{name}`" for name in test.relations)
        tie = f"(r)<-[t:{names}]-(o)" if test.inverse else f"(r)-[t:{names}]->(o)"
        wanted = self._fields("t", test.tie)
        either = [self._one_of("o", test.kinds)] if test.kinds else []
        either += [" AND ".join(self._fields("o", test.other))] if test.other else []
        wanted += [f"({' OR '.join(either)})"] if either else []
        where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        return _where(outside(test, f"COUNT {{ MATCH {tie}{where} RETURN DISTINCT o }}"))

    def _fields(self, name: str, wanted: Where) -> list[str]:
        return [f"{name}.`{field}` IN {self.statement.given(values)}" for field, values in sorted(wanted.items())]

    @part.register
    def _(self, test: Acyclic) -> str | None:
        return None  # looked for once, for both stores


def _where(wrong: str, value: str = "null") -> str:
    return f"CASE WHEN {wrong} THEN [[{_RULE}, {value}]] ELSE [] END"


def _check_letter(statement: Statement, test: Value) -> str:
    digits = int(test.arguments[0])
    rest = f"toInteger(substring(v, 0, {digits})) % {len(LETTERS)}"
    letter = f"substring({statement.given(LETTERS)}, {rest}, 1)"
    return f"v =~ '[0-9]{{{digits}}}[A-Z]' AND {letter} <> substring(v, {digits}, 1)"


def _luhn(statement: Statement, test: Value) -> str:
    padded = f"right('{'0' * SIRET_DIGITS}' + v, {SIRET_DIGITS})"
    total = luhn(f"toInteger(substring({padded}, {i}, 1))" for i in range(SIRET_DIGITS))
    return f"v =~ '{LUHN}' AND NOT v STARTS WITH '{LA_POSTE}' AND ({total}) % 10 <> 0"


def _not_before(statement: Statement, test: Value) -> str:
    first = f"r.`{test.arguments[0]}`"
    known = f"CASE WHEN size(v) < size({first}) THEN size(v) ELSE size({first}) END"
    return f"substring(v, 0, {known}) < substring({first}, 0, {known})"


def _paired(statement: Statement, test: Value) -> str:
    other, pairs = test.arguments
    return f"NOT {statement.given(pairs)} CONTAINS '|' + r.`{other}` + ' ' + toString(v) + '|'"


# The condition that a value ``v`` of a record ``r`` is wrong.
_WRONG: Mapping[str, Wrong] = {
    "in": lambda s, t: f"NOT v IN {s.given(t.lists)}",
    "pattern": lambda s, t: f"NOT v =~ {s.given(t.arguments[0])}",
    "minInclusive": lambda s, t: f"v < {s.given(t.arguments[0])}",
    "maxInclusive": lambda s, t: f"v > {s.given(t.arguments[0])}",
    "keyed": lambda s, t: f"r.id <> {s.given(t.arguments[0])} + '/' + v",
    "lessThanOrEquals": lambda s, t: f"v > r.`{t.arguments[0]}`",
    "datatype": lambda s, t: f"NOT v IS :: {_TYPES[str(t.arguments[0])]}",
    "checkLetter": _check_letter,
    "luhn": _luhn,
    "notBefore": _not_before,
    "pairedWith": _paired,
}
