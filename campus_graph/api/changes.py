"""What changed: an answer at two dates, or the present graph beside the former one that the operator keeps."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from campus_graph.api import describe
from campus_graph.api.compute import Compute
from campus_graph.api.problems import Problem
from campus_graph.graph.store import Reader, Scalar
from campus_graph.ontology.model import load_model
from campus_graph.queries.compare import compare
from campus_graph.queries.question import Question
from campus_graph.render import to_json

_SIDE = {"type": "object", "required": ["digest", "parameters", "counts"]}
COMPARISON: describe.Schema = {
    "type": "object",
    "required": ["question", "before", "after", "counts", "rows"],
    "properties": {
        "question": {"type": "string"},
        "before": _SIDE,
        "after": _SIDE,
        "counts": describe.COUNTS,
        "rows": {"type": "array", "items": {"type": "object", "required": ["id", "change", "before", "after"]}},
    },
}
CHANGES = {"id": "nature", "label": "nom", "before": "avant", "after": "maintenant", "difference": "différence"}


def compared(
    compute: Compute,
    reader: Reader,
    asked: Question,
    given: Mapping[str, Scalar],
    before: str | None,
    former: Reader | None,
) -> str:
    """Return what differs between an answer before and now: at a date, else on the former graph.

    Raises:
        Problem: no date was given, and no former graph is kept.

    """
    now = compute.answer(reader, asked.name, given)
    if before is not None:
        return to_json(compare(compute.answer(reader, asked.name, {**given, "as_of": before}), now).to_dict())
    if former is None:
        raise Problem(
            "no-former",
            "L’exploitant ne garde pas de graphe antérieur ; donnez une date « before » si la question en prend.",
        )
    return to_json(compare(compute.answer(former, asked.name, given), now).to_dict())


def counted(reader: Reader, former: Reader | None) -> pl.DataFrame:
    """Return, per kind, how many records the former graph had (null without one) and the present one has."""
    before: Mapping[str, int] = {} if former is None else former.counts()
    model = load_model()
    labels = {node.name: node.label_fr for node in model.nodes.values()}
    labels |= {relation.name: relation.label_fr for relation in model.relations.values()}
    rows = [(kind, labels[kind], before.get(kind), now) for kind, now in reader.counts().items()]
    types = {"id": pl.String, "label": pl.String, "before": pl.Int64, "after": pl.Int64}
    frame = pl.DataFrame(rows, schema=types, orient="row")
    return frame.with_columns(difference=pl.col("after") - pl.col("before"))
