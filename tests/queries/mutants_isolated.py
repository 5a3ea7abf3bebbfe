"""Deliberate mistakes in ``isolated-territories``, and the generated graphs on which they must be noticed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.queries.isolated_oracle import askings, judge, peopled
from tests.queries.trial import FINISH, SQL, Mutant, Remembering, Trial

REACH = "reach.py"
SEEDS = range(2000, 2012)

MUTANTS: list[Mutant] = [
    (SQL, "contains(rurality_zoning, 'FRR')", "rurality_zoning LIKE 'FRR%'"),
    (SQL, "contains(rurality_zoning, 'FRR')", "rurality_zoning IS NOT NULL"),
    (SQL, "OR academy = $academy)", "OR academy <> $academy)"),
    (SQL, "HAVING bool_or(p.wanted)", "HAVING bool_and(p.wanted)"),
    (SQL, "WHERE p.zoning IS NOT NULL AND p.wanted", "WHERE p.zoning IS NOT NULL"),
    (SQL, "sum(p.population)::BIGINT", "max(p.population)::BIGINT"),
    (SQL, "SELECT employment_zone, department, latitude", "SELECT NULL AS employment_zone, department, latitude"),
    (SQL, "sum(population)::BIGINT AS population\nFROM", "any_value(population)::BIGINT AS population\nFROM"),
    (SQL, "sum(t.capacity)::BIGINT", "max(t.capacity)::BIGINT"),
    (SQL, "d.open AND d.level = $level", "d.level = $level"),
    (SQL, "d.open AND d.level = $level", "d.open AND d.level >= $level"),
    (SQL, "arg_max(capacity, year)", "arg_min(capacity, year)"),
    (SQL, "arg_max(capacity, year)", "arg_max_null(capacity, year)"),
    (SQL, "bool_and(o.presumed)", "bool_or(o.presumed)"),
    (SQL, "THEN e.employment_zone ELSE e.commune", "THEN e.commune ELSE e.commune"),
    (SQL, "FILTER (o.capacity IS NULL)", ""),
    (SQL, "FROM TEACHES t JOIN Diploma d", "FROM (SELECT *, 'direct' AS rule FROM OFFERS) t JOIN Diploma d"),
    (FINISH, 'pl.when("inside")', "pl.when(pl.lit(False))"),
    (FINISH, '"nearest_km") <= km', '"nearest_km") < km'),
    (FINISH, "pl.concat([by_spot, farther])", "by_spot"),
    (FINISH, "inside.filter(beyond(inside, km))", "inside"),
    (FINISH, '"far": "gap"', '"far": "unknown"'),
    (FINISH, 'pl.col("seats") + pl.col("uncounted")', 'pl.col("seats")'),
    (FINISH, '(pl.col("access") * pl.col("population")).sum() / pl.col("population").sum()', 'pl.col("access").mean()'),
    (FINISH, "        near.select(", "        near.head(0).select("),
    (FINISH, "        far.join(touched", "        far.head(0).join(touched"),
    (FINISH, "descending=[False, True, True,", "descending=[False, True, False,"),
    (FINISH, '"gap": 0, "unknown": 1', '"gap": 1, "unknown": 0'),
    (FINISH, "nulls_last=True", "nulls_last=False"),
    (REACH, "_HALF_STEP = 0.05", "_HALF_STEP = 5.0"),
    (REACH, "demand = near.T @", "demand = near.shape[0] * near.T @"),
]  # fmt: skip


def trials() -> Iterator[Trial]:
    """Yield every asking of every generated graph."""
    for seed in SEEDS:
        made = peopled(seed)
        reader = Remembering(made.world().reader())
        for asked in askings(seed):
            yield "isolated-territories", reader, asked, partial(judge, made, asked)
