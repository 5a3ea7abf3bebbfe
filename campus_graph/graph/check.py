"""What must hold before a graph may replace the one before: keys, ends, required fields, vocabularies.

A violation here is a defect of a loader, not of a row: rows that a publisher got wrong never come this
far. (Shapes with severities come on top of this.)
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.errors import BrokenGraph
from campus_graph.graph.tables import Frames, fields, key_columns
from campus_graph.ontology.model import Model, RelationKind


def check(model: Model, frames: Frames) -> None:
    """Check the whole graph.

    Raises:
        BrokenGraph: the first few violations, in French.

    """
    found = [*_keys(model, frames), *_fields(model, frames), *_ends(model, frames)]
    if found:
        more = f" (et {len(found) - 3} autres)" if len(found) > 3 else ""
        raise BrokenGraph("Le graphe contredit l’ontologie : " + " ; ".join(found[:3]) + more + ".")


def _keys(model: Model, frames: Frames) -> Iterator[str]:
    for kind, frame in frames.items():
        key = list(key_columns(model, kind))
        if frame.select(pl.struct(key).is_duplicated().any() if frame.height else pl.lit(False)).item():
            yield f"{kind} a deux fois la même clé"


def _fields(model: Model, frames: Frames) -> Iterator[str]:
    for kind, frame in frames.items():
        for field in fields(model, kind):
            column = frame[field.name]
            if field.required and column.null_count():
                yield f"{kind}.{field.name} manque {column.null_count()} fois"
            if field.vocabulary and field.type == "string":
                stray = set(column.drop_nulls().unique()) - set(model.notations(field.vocabulary))
                if stray:
                    yield f"{kind}.{field.name} vaut {sorted(stray)[0]}, hors du vocabulaire {field.vocabulary}"


def _ends(model: Model, frames: Frames) -> Iterator[str]:
    for relation in model.relations.values():
        for column, kinds in (("start_id", relation.sources), ("end_id", relation.targets)):
            yield from _dangling(frames, relation, column, kinds)


def _dangling(frames: Frames, relation: RelationKind, column: str, kinds: tuple[str, ...]) -> Iterator[str]:
    ids = pl.concat([frames[k].select("id") for k in kinds])
    lost = frames[relation.name].join(ids, left_on=column, right_on="id", how="anti")
    if not lost.is_empty():
        yield f"{relation.name} : {lost.height} extrémités inconnues, par exemple {lost[column].sort()[0]}"
