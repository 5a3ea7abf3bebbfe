"""Which findings cannot conclude today, and for want of what.

Problem: "much is missing" helps nobody. Remedy: ask the questions themselves, take the rows that are ``unknown`` or
``to-check``, and count each once, with the lack that its own reason names first. Anyone can count again with ``ask``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from campus_graph.checks.lacks import Cause, lacks
from campus_graph.checks.places import Scope, campus_places
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import ask, questions

UNDECIDED = {
    "question": pl.String(),
    "finding": pl.String(),
    "verdict": pl.String(),
    "lack": pl.String(),
    "things": pl.List(pl.String()),
}
OPEN_VERDICTS = ("unknown", "to-check")
# They take up the findings of the other questions: their rows would count the same lack twice.
DERIVED_QUESTIONS = ("campus-profile", "repair")
Asking = Callable[[Reader, str, Mapping[str, Scalar]], Answer]
OTHER = "other"
_CAMPUS = r"campus/[a-z0-9-]+"


@dataclass(frozen=True, slots=True)
class Undecided:
    """The findings that cannot conclude, as ``UNDECIDED``, and how many findings each question gave in all."""

    findings: pl.DataFrame
    asked: Mapping[str, int]


def asked_questions() -> tuple[str, ...]:
    """Return the questions whose findings count, sorted."""
    return tuple(name for name in questions() if name not in DERIVED_QUESTIONS)


def undecided(reader: Reader, scope: Scope, asking: Asking = ask) -> Undecided:
    """Ask the questions of the scope; ``lack`` is ``other`` where no cause of ``lacks.toml`` names one.

    ``asking`` asks one question; who keeps answers hands in a function of its own.
    """
    answers = {name: asking(reader, name, scope.parameters) for name in asked_questions()}
    parts = [named(reader, scope, answer) for answer in answers.values()]
    asked = {name: sum(answer.counts.values()) for name, answer in answers.items()}
    return Undecided(pl.concat([pl.DataFrame(schema=UNDECIDED), *parts]), asked)


def unheard(reader: Reader, diplomas: pl.Series) -> pl.DataFrame:
    """Return (from, diploma): what each of these diplomas leads to, of which no offer is known anywhere."""
    ways = reader.table("CONTINUES_TO").select(from_="start_id", diploma="end_id")
    taught = reader.table("TEACHES").select(diploma="end_id").unique()
    rest = ways.join(taught, on="diploma", how="anti")
    return rest.filter(pl.col("from_").is_in(diplomas.unique().implode())).unique().sort("from_", "diploma")


def named(reader: Reader, scope: Scope, answer: Answer) -> pl.DataFrame:
    """Return the findings of an answer that cannot conclude, each with the lack that it names, as ``UNDECIDED``."""
    name = answer.question
    rows = answer.frame.filter(pl.col("verdict").is_in(OPEN_VERDICTS))
    if rows.is_empty():
        return pl.DataFrame(schema=UNDECIDED)
    if name == "silos":
        rows = _poor(rows, answer)
    found = _caused(rows, name)
    if name == "silos":
        found = _elsewhere(reader, scope, found)
    if name == "missing-continuation":
        found = _wanted(reader, found)
    things = pl.col("things").list.drop_nulls().list.unique().list.sort()
    return found.select(pl.lit(name).alias("question"), "finding", "verdict", "lack", things)


def _caused(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Add the first lack whose cause matches, and the things that it concerns."""
    lack, things = pl.when(pl.lit(False)).then(pl.lit(None, pl.String)), pl.when(pl.lit(False)).then(_none())
    for found in lacks().values():
        for cause in (c for c in found.causes if c.question == name):
            lack = lack.when(cause.holds(rows)).then(pl.lit(found.name))  # type: ignore[assignment]
            things = things.when(cause.holds(rows)).then(_things(rows, cause))  # type: ignore[assignment]
    return rows.with_columns(lack=lack.otherwise(pl.lit(OTHER)), things=things.otherwise(_none())).rename(
        {"id": "finding"}
    )


def _none() -> pl.Expr:
    return pl.lit([], dtype=pl.List(pl.String()))


def _things(rows: pl.DataFrame, cause: Cause) -> pl.Expr:
    if not cause.thing:
        return _none()
    if cause.thing == "reason":  # campuses that only the reason names
        return pl.col("reason").str.extract_all(_CAMPUS)
    column = pl.col(cause.thing)
    return column if rows.schema[cause.thing] == pl.List(pl.String()) else pl.concat_list(column)


def _poor(rows: pl.DataFrame, answer: Answer) -> pl.DataFrame:
    """Add the campuses of a pair of which too few actors are known."""
    least = int(str(answer.parameters["min_actors"]))
    ends = (("campus", "actors"), ("other", "other_actors"))
    known = pl.concat_list(pl.when(pl.col(actors) < least).then(pl.col(end)) for end, actors in ends)
    return rows.with_columns(poor=known.list.drop_nulls())


def _elsewhere(reader: Reader, scope: Scope, found: pl.DataFrame) -> pl.DataFrame:
    """Put apart the pairs that the territory alone cannot decide: the other campus is poorly known too."""
    if scope.territory is None:
        return found
    own = campus_places(reader).filter(territory=scope.territory)["id"].implode()
    abroad = pl.col("things").list.eval(pl.element().filter(~pl.element().is_in(own)))
    away = (pl.col("lack") == "members") & (abroad.list.len() > 0)
    return found.with_columns(
        lack=pl.when(away).then(pl.lit("members-elsewhere")).otherwise("lack"),
        things=pl.when(away).then(abroad).otherwise("things"),
    )


def _wanted(reader: Reader, found: pl.DataFrame) -> pl.DataFrame:
    """Name, in the place of a diploma, those that it leads to and of which no offer is known."""
    diplomas = found.filter(lack="offers")["things"].explode()
    ways = unheard(reader, diplomas).group_by("from_").agg(wanted="diploma")
    joined = found.join(ways, left_on="diploma", right_on="from_", how="left")
    wanted = (pl.col("lack") == "offers") & pl.col("wanted").is_not_null()
    return joined.with_columns(things=pl.when(wanted).then("wanted").otherwise("things"))
