"""Constraints in SQL: one SELECT for all constraints of a kind, each row a record that breaks one.

Columns are ``rule``, ``id``, for relations ``other`` and the columns of their key, then ``value``. What the typed
tables forbid by themselves (a value of another type, two values in one column) is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from campus_graph.graph.tables import key_columns


class SqlCompiler(Compiler):
    """Writes SQL for the embedded store."""

    def compiled(self, constraints: Iterable[Constraint]) -> Statement | None:
        """Return the statement; None where the tables themselves forbid all that it could find."""
        for constraint in constraints:
            self.add(constraint)
        return self.statement if self.statement.parts else None

    def add(self, constraint: Constraint) -> None:
        """Add one constraint."""
        part = self.part(constraint.test)
        if part is not None:
            rule = self.statement.given(constraint.rule.name)
            self.statement.parts.append(f"SELECT {rule} AS rule, {self._record()}, {part}")

    def _record(self) -> str:
        if self.is_node:
            return "r.id"
        key = key_columns(self.model, self.owner)[2:]
        return ", ".join(["r.start_id AS id", "r.end_id AS other", *(f'r."{name}"' for name in key)])

    @singledispatchmethod
    def part(self, test: Test) -> str | None:
        """Return what follows the columns of a record: the value and where to look for it."""
        raise NotImplementedError(type(test).__name__)

    @part.register
    def _(self, test: Value) -> str | None:
        if test.test == "datatype":
            return None
        wrong = _WRONG[test.test](self.statement, test)
        return f"CAST(v AS VARCHAR) AS value FROM {self._values(test.field)} WHERE {wrong}"

    def _values(self, name: str) -> str:
        """Return the table of the kind, one row per value of a field, ``v``."""
        each = f'unnest(r."{name}")' if name in self.many else f'r."{name}"'
        return f'(SELECT r.*, {each} AS v FROM "{self.owner}" r WHERE r."{name}" IS NOT NULL) r'

    @part.register
    def _(self, test: Present) -> str:
        where = f'r."{test.field}" IS NULL'
        if test.when is not None:
            where += f' AND r."{test.when[0]}" = {self.statement.given(test.when[1])}'
        return f'NULL AS value FROM "{self.owner}" r WHERE {where}'

    @part.register
    def _(self, test: Absent) -> str:
        other = f'r."{test.unless[0]}" IS DISTINCT FROM {self.statement.given(test.unless[1])}'
        return f"CAST(v AS VARCHAR) AS value FROM {self._values(test.field)} WHERE {other}"

    @part.register
    def _(self, test: Refers) -> str:
        there = _all(test.column, test.kinds)
        lost = f"{self.statement.given(test.prefix)} || v NOT IN ({there})"
        any_there = "" if test.prefix else f" AND EXISTS ({there})"
        return f"CAST(v AS VARCHAR) AS value FROM {self._values(test.field)} WHERE {lost}{any_there}"

    @part.register
    def _(self, test: End) -> str:
        lost = f"r.{test.column} NOT IN ({_all('id', test.kinds)})"
        return f'r.{test.column} AS value FROM "{self.owner}" r WHERE {lost}'

    @part.register
    def _(self, test: Levels) -> str:
        sign = {"notFalling": ">", "unchanged": "<>"}[test.test]
        kinds = [k for k, node in self.model.nodes.items() if test.field in {f.name for f in node.fields}]
        things = " UNION ALL ".join(f'SELECT id, "{test.field}" AS f FROM "{kind}"' for kind in kinds)
        return (
            f'CAST(b.f AS VARCHAR) AS value FROM "{self.owner}" r JOIN ({things}) a ON a.id = r.start_id '
            f"JOIN ({things}) b ON b.id = r.end_id WHERE a.f {sign} b.f"
        )

    @part.register
    def _(self, test: Count) -> str:
        own, far = ("end_id", "start_id") if test.inverse else ("start_id", "end_id")
        tied = " UNION ALL ".join(
            f'SELECT {own} AS own, {far} AS far FROM "{name}"{self._where(test.tie)}' for name in test.relations
        )
        counted = f"SELECT own, count(DISTINCT far) AS n FROM ({tied}) t{self._others(test)} GROUP BY own"
        wrong = outside(test, "coalesce(k.n, 0)")
        return f'NULL AS value FROM "{self.owner}" r LEFT JOIN ({counted}) k ON k.own = r.id WHERE {wrong}'

    def _others(self, test: Count) -> str:
        parts = [f'SELECT id FROM "{kind}"' for kind in test.kinds]
        for kind, node in self.model.nodes.items():
            if test.other and set(test.other) <= {f.name for f in node.fields}:
                parts.append(f'SELECT id FROM "{kind}"{self._where(test.other)}')
        return f" WHERE far IN ({' UNION ALL '.join(parts)})" if parts else ""

    def _where(self, wanted: Where) -> str:
        tests = [f'list_contains({self.statement.given(values)}, "{name}")' for name, values in sorted(wanted.items())]
        return f" WHERE {' AND '.join(tests)}" if tests else ""

    @part.register
    def _(self, test: Acyclic) -> str | None:
        return None  # looked for once, for both stores


def _all(column: str, kinds: Iterable[str]) -> str:
    return " UNION ALL ".join(f'SELECT "{column}" FROM "{kind}" WHERE "{column}" IS NOT NULL' for kind in kinds)


def _check_letter(statement: Statement, test: Value) -> str:
    digits = int(test.arguments[0])
    rest = f"CAST(TRY_CAST(substr(v, 1, {digits}) AS BIGINT) % {len(LETTERS)} AS INTEGER)"
    whole = f"regexp_full_match(v, '[0-9]{{{digits}}}[A-Z]')"
    return f"{whole} AND substr({statement.given(LETTERS)}, {rest} + 1, 1) <> substr(v, {digits + 1}, 1)"


def _luhn(statement: Statement, test: Value) -> str:
    padded = f"lpad(v, {SIRET_DIGITS}, '0')"
    total = luhn(f"TRY_CAST(substr({padded}, {i}, 1) AS INTEGER)" for i in range(1, SIRET_DIGITS + 1))
    return f"regexp_full_match(v, '{LUHN}') AND NOT starts_with(v, '{LA_POSTE}') AND ({total}) % 10 <> 0"


def _not_before(statement: Statement, test: Value) -> str:
    first = f'r."{test.arguments[0]}"'
    known = f"least(length(v), length({first}))"
    return f"substr(v, 1, {known}) < substr({first}, 1, {known})"


def _paired(statement: Statement, test: Value) -> str:
    other, pairs = test.arguments
    return f"NOT contains({statement.given(pairs)}, '|' || r.\"{other}\" || ' ' || v || '|')"


# The condition that a value ``v`` of a record ``r`` is wrong.
_WRONG: Mapping[str, Wrong] = {
    "in": lambda s, t: f"NOT list_contains({s.given(t.lists)}, v)",
    "pattern": lambda s, t: f"NOT regexp_full_match(v, {s.given(t.arguments[0])})",
    "minInclusive": lambda s, t: f"v < {s.given(t.arguments[0])}",
    "maxInclusive": lambda s, t: f"v > {s.given(t.arguments[0])}",
    "keyed": lambda s, t: f"r.id <> {s.given(t.arguments[0])} || '/' || v",
    "lessThanOrEquals": lambda s, t: f'v > r."{t.arguments[0]}"',
    "checkLetter": _check_letter,
    "luhn": _luhn,
    "notBefore": _not_before,
    "pairedWith": _paired,
}
