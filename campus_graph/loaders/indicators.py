"""What the sources of measured values share: one figure becomes one Indicator, whatever its status.

A figure that is hidden because too few people stand behind it is neither zero nor unknown to all: it is kept as
``suppressed``, without value. One that its publisher could not work out is ``missing``. The measures and their
units come from the vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from campus_graph.errors import ModelError
from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading
from campus_graph.ontology.model import Concept, Model
from campus_graph.text import slugged

# What tells apart the figures of one subject, measure and period.
DIMENSIONS = ("territory", "voie", "population")
# Fewer people than this stand behind a figure that the publishers hide.
HIDDEN_BELOW = 20
_KEY = ("subject", "measure", *DIMENSIONS, "period")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure and its column. Where ``value`` is null, ``hidden`` tells a suppressed figure from a missing one."""

    measure: str
    value: pl.Expr
    hidden: pl.Expr


def number(column: str) -> pl.Expr:
    """Return figures as publishers write them (« +3 », « 12.5 ») as numbers; null where there is none (« nd »)."""
    value = pl.col(column).str.strip_prefix("+").cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def indicators(reading: Reading, file: str, rows: pl.DataFrame, figures: Sequence[Figure]) -> Table:
    """Make one Indicator per row and figure.

    ``rows`` has line, subject, period (text), year and, of ``DIMENSIONS``, those that the source tells apart.

    Raises:
        ModelError: a measure that the vocabulary does not declare.

    """
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in DIMENSIONS if name not in rows.columns]
    given = rows.with_columns(absent)
    long = pl.concat([_measured(given, figure, _concept(reading.model, figure.measure)) for figure in figures])
    key = pl.concat_str(_KEY, separator=" ", ignore_nulls=True)
    frame = long.with_columns(id=reading.mint("Indicator", slugged(key)), label=_label(reading.model))
    return Table("Indicator", frame.drop("measure_label"), file)


def _measured(rows: pl.DataFrame, figure: Figure, concept: Concept) -> pl.DataFrame:
    status = (
        pl.when(pl.col("value").is_not_null())
        .then(pl.lit("observed"))
        .when(pl.col("hidden"))
        .then(pl.lit("suppressed"))
        .otherwise(pl.lit("missing"))
    )
    said = rows.with_columns(value=figure.value, hidden=figure.hidden)
    return said.select(
        "line",
        "subject",
        *DIMENSIONS,
        "period",
        "year",
        "value",
        status=status,
        measure=pl.lit(figure.measure),
        unit=pl.lit(concept.extra["unit"]),
        measure_label=pl.lit(concept.label_fr),
    )


def _concept(model: Model, measure: str) -> Concept:
    found = next((c for c in model.vocabularies["measures"] if c.notation == measure), None)
    if found is None:
        raise ModelError(f"Le vocabulaire des mesures n’a pas « {measure} » ; ajoutez-le à vocabulary/measures.ttl.")
    return found


def _label(model: Model) -> pl.Expr:
    """Return « établissement 0010006B : taux d’emploi à 6 mois (apprentissage, 2022-2023) »."""
    kinds = {f"{node.path}/": f"{node.label_fr} " for node in model.nodes.values()}
    things = pl.concat_str("subject", "territory", separator=", ", ignore_nulls=True)
    told_apart = [_term(model, "voie", "voies"), _term(model, "population", "populations")]
    details = pl.concat_str(*told_apart, "period", separator=", ", ignore_nulls=True)
    return pl.format("{} : {} ({})", things.str.replace_many(kinds), "measure_label", details)


def _term(model: Model, column: str, vocabulary: str) -> pl.Expr:
    labels = {concept.notation: concept.label_fr for concept in model.vocabularies[vocabulary]}
    return pl.col(column).replace(labels)
