"""Who is who is in doubt: sources that contradict each other, one SIRET on two things, campuses that may be one.

The graph keeps a deterministic winner of each conflict; here is what lost, so that someone can mend the source.
"""

from __future__ import annotations

import polars as pl

from campus_graph.checks.findings import FINDINGS, Rule, Severity, findings
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model

CONFLICT, SIRET, CAMPUS = "source-conflict", "shared-siret", "possible-duplicate-campus"
# Told in other words, more finely or from another gate, a thing is the same; at another level or SIRET it is not.
VARIANT, _VARIANTS = "source-variant", ("label", "category", "official_type", "latitude", "longitude")


def rules() -> tuple[Rule, ...]:
    """Return the rules of identity."""
    return (
        Rule(
            CONFLICT,
            Severity.warning,
            "Deux sources se contredisent ; la valeur de la mieux classée est gardée : vérifiez-la, corrigez l’autre.",
            "Two sources contradict each other; the better ranked is kept: check it, mend the other.",
        ),
        Rule(
            VARIANT,
            Severity.info,
            "Les sources le disent autrement ; les mots de la mieux classée sont gardés : corrigez-les au besoin.",
            "Sources say it otherwise; the words of the better ranked are kept: mend them if they are wrong.",
        ),
        Rule(
            SIRET,
            Severity.info,
            "Deux éléments ont le même SIRET : sites d’une même entité, ou doublon ; vérifiez le numéro à la source.",
            "Two things have one SIRET: sites of one entity, or a duplicate; check the number at the source.",
        ),
        Rule(
            CAMPUS,
            Severity.warning,
            "Ce campus en est peut-être un autre : demandez à l’académie, et tranchez dans la feuille « campus ».",
            "This campus may be another under a former name: ask the académie, then decide in the sheet of campuses.",
        ),
    )


def identities(reader: Reader) -> pl.DataFrame:
    """Return the findings (FINDINGS) about identity, sorted."""
    return findings([_conflicts(reader), _sirets(reader), _campuses(reader)])


def _conflicts(reader: Reader) -> pl.DataFrame:
    """One finding per value that lost."""
    lost = reader.conflicts()
    rule = pl.when(pl.col("field").is_in(_VARIANTS)).then(pl.lit(VARIANT)).otherwise(pl.lit(CONFLICT))
    said = pl.format(
        "{} : « {} » ({}) gardé, « {} » ({}) écarté",
        "field",
        "kept",
        pl.col("kept_sources").list.join(", "),
        "other",
        pl.col("other_sources").list.join(", "),
    )
    return _rows(lost, rule, pl.col("kind"), value=said)


def _sirets(reader: Reader) -> pl.DataFrame:
    """One finding per thing after the first that bears a SIRET; the first is its ``other``."""
    kinds = [kind for kind, node in load_model().nodes.items() if "siret" in {field.name for field in node.fields}]
    bearers = [reader.table(kind).select("id", "siret", kind=pl.lit(kind)) for kind in sorted(kinds)]
    shared = pl.concat(bearers).drop_nulls("siret").filter(pl.len().over("siret") > 1)
    first = shared.with_columns(other=pl.col("id").min().over("siret")).filter(pl.col("id") != pl.col("other"))
    return _rows(first, pl.lit(SIRET), pl.col("kind"), value=pl.col("siret"), other=pl.col("other"))


def _campuses(reader: Reader) -> pl.DataFrame:
    doubtful = reader.table("Campus").filter(pl.col("possible_duplicate_of").is_not_null())
    bare = pl.col("possible_duplicate_of").str.strip_prefix("campus/")
    return _rows(doubtful, pl.lit(CAMPUS), pl.lit("Campus"), value=pl.col("label"), other=pl.format("campus/{}", bare))


def _rows(frame: pl.DataFrame, rule: pl.Expr, kind: pl.Expr, value: pl.Expr, **more: pl.Expr) -> pl.DataFrame:
    given = {"rule": rule, "kind": kind, "id": pl.col("id"), "value": value, **more}
    null = pl.lit(None, dtype=pl.String)
    return frame.select(given.get(name, null).alias(name) for name in FINDINGS)
