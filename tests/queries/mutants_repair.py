"""Deliberate mistakes in ``repair``, and the generated graphs on which they must be noticed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.neo4j.parity_scenes import scene
from tests.queries.repair_oracle import Repair, askings, judge
from tests.queries.trial import FINISH, SQL, Mutant, Remembering, Trial

GAPS, PATHS, PLACES, PLAN = "gaps.py", "paths.py", "places.py", "plan.py"
SEEDS = range(3000, 3006)

MUTANTS: list[Mutant] = [
    (SQL, "WHEN 'academy' THEN 'academy/' || e.academy", "WHEN 'academy' THEN 'academy/' || e.region"),
    (SQL, "WHEN 'commune' THEN e.commune", "WHEN 'commune' THEN e.department"),
    (SQL, "e.region = $region", "e.region <> $region"),
    (SQL, "FROM TEACHES t JOIN Establishment e", "FROM OFFERS t JOIN Establishment e"),
    (SQL, "bool_and(t.rule = 'presumed-speciality')", "bool_or(t.rule <> 'presumed-speciality')"),
    (GAPS, "if presumed else ~", "if not presumed else ~"),
    (FINISH, 'f, d, counted, _ in continued if counted', 'f, d, counted, _ in continued'),
    (FINISH, 'missing.closable().filter("counted")', "missing.closable()"),
    (FINISH, 'missing.gaps["counted"].sum()', "missing.gaps.height"),
    (FINISH, '.when(pl.col("territory").is_null())', ".when(pl.lit(False))"),
    (SQL, "d.open AND d.level = $from_level", "d.open AND d.level >= $from_level"),
    (SQL, "t.end_id IN (SELECT start_id FROM BELONGS_TO", "t.end_id NOT IN (SELECT start_id FROM BELONGS_TO"),
    (SQL, "id IN (SELECT start_id FROM SPECIALISES)", "false"),
    (SQL, "FROM CONTINUES_TO c", "FROM LEADS_TO c"),
    (SQL, "OR f.code = $filiere AS wanted", "OR f.code <> $filiere AS wanted"),
    (GAPS, '"end_level") >= up_to_level', '"end_level") > up_to_level'),
    (GAPS, 'pl.col("mine") & pl.col("place")', 'pl.col("place")'),
    (GAPS, 'published.join(doubtful, on="diploma", how="anti")', "published"),
    (GAPS, 'starts.join(reached, on=["place", "diploma"], how="anti")', "starts"),
    (GAPS, "known.join(reached", "offers.join(reached"),
    (PATHS, 'teaching.filter(pl.col("mine") & ', "teaching.filter("),
    (PATHS, 'filter(pl.col("level") >= start)', 'filter(pl.col("level") > start)'),
    (PATHS, "filiere.levels == self._start", "filiere.levels >= self._start"),
    (PATHS, "step(reached), starts)", "step(reached), offered)"),
    (PATHS, "plan[: k + 1]", "plan[k : k + 1]"),
    (PATHS, 'verdict != "gap" and level > before', 'verdict != "gap"'),
    (PATHS, 'verdict != "gap" and level > before', 'verdict == "covered"'),
    (PATHS, 'closed and verdict == "covered"', "closed"),
    (PATHS, 'was != "gap" and verdict == "gap"', 'verdict == "gap"'),
    (PLACES, '"diploma"], ["own"])', '"diploma"], [])'),
    (PLACES, 'pl.col("placed").max()', 'pl.col("placed").min()'),
    (PLACES, "down = [name in (*first,", "down = [name not in (*first,"),
    (PLACES, "openings.join(asked", "openings.head(0).join(asked"),
    (PLAN, "heap = [(-len", "heap = [(len"),
    (PLAN, "own.add if state else own.discard", "own.add"),
    (FINISH, "for f, closed, *_ in effects if closed", "for f, closed, *_ in effects"),
    (FINISH, "return len(row[\"opens\"]), ", "return "),
    (FINISH, '"end_level") > pl.col("level")', '"end_level") >= pl.col("level")'),
    (FINISH, '"level") >= number["to_level"]', '"level") > number["to_level"]'),
    (FINISH, '.when("all_recorded")', '.when(pl.lit(True))'),
    (FINISH, "+ len(paths.gaps())", ""),
]  # fmt: skip


def trials() -> Iterator[Trial]:
    """Yield every asking of every generated graph."""
    for seed in SEEDS:
        made = scene(seed)
        reader = Remembering(made.world().reader())
        for asked in askings(seed):
            yield "repair", reader, asked, partial(judge, Repair(made, asked))
