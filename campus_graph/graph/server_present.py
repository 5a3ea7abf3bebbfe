"""What a server really holds: the key and fingerprint of every record, computed from the records themselves.

Problem: a database that ``neo4j-admin`` imported has no manifests, and those beside a load that was cut are out
of date; if every record counted as changed, the next load would send the whole graph again. Remedy: read the records
back, one kind at a time, and mark them as a load does. What a load writes beside the fields (labels, folded name)
and the types of the values are looked at too, so that only what is right in all respects counts as unchanged.
Properties that the model does not know are users' own and do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress
from operator import not_
from typing import cast

import polars as pl

from campus_graph.errors import StoreError
from campus_graph.graph.digest import fingerprints
from campus_graph.graph.server import Server, count_records, read_rows
from campus_graph.graph.server_schema import refuse_foreign
from campus_graph.graph.tables import empty, found_by, key_columns, schema
from campus_graph.ontology.model import Model, NodeKind

Manifests = dict[str, pl.DataFrame]
_PYTHON: Mapping[pl.DataType, type] = {pl.String(): str, pl.Int64(): int, pl.Float64(): float, pl.Boolean(): bool}


def present(server: Server, model: Model) -> tuple[Manifests, Manifests]:
    """Return what the server holds now, and the keys that several edges share, which no load of ours leaves.

    Raises:
        StoreError: nodes under our labels are not ours, or there twice; nothing has been written.

    """
    refuse_foreign(server, model)
    counts = count_records(server, model)
    nothing = {kind: fingerprints(model, kind, empty(model, kind)) for kind, count in counts.items() if not count}
    found = {kind: nothing[kind] if kind in nothing else marks(server, model, kind) for kind in counts}
    for kind in model.nodes:
        _refuse_doubled(server, found[kind])
    doubled = {kind: _doubled(model, kind, found[kind]) for kind in model.relations}
    single = {kind: found[kind].join(d, on=d.columns, how="anti") for kind, d in doubled.items() if d.height}
    return {**found, **single}, doubled


def marks(server: Server, model: Model, kind: str) -> pl.DataFrame:
    """Return the key and fingerprint of each record there; 0, which no new record has, where it is not as we write it.

    A whole number where the model has a double is not: Cypher would divide otherwise.
    """
    node = model.nodes.get(kind)
    beside = _beside(node)
    wanted = {**schema(model, kind), **{name: dtype for name, (_, dtype) in beside.items()}}
    rows = read_rows(server, model, kind, [text for text, _ in beside.values()])
    fit = [all(map(_fits, row, wanted.values())) for row in rows]
    typed = pl.DataFrame(list(compress(rows, fit)), schema=wanted, orient="row")
    others = [list(map(_fitting, row, wanted.values())) for row in compress(rows, map(not_, fit))]
    right = typed.filter(_labelled(node) if node else True)
    wrong = [pl.DataFrame(others, schema=wanted, orient="row"), typed.filter(~_labelled(node) if node else False)]
    never = pl.concat(wrong).select(*key_columns(model, kind), fingerprint=pl.lit(0, dtype=pl.UInt64))
    return pl.concat([fingerprints(model, kind, right.drop(list(beside))), never])


def _beside(node: NodeKind | None) -> dict[str, tuple[str, pl.DataType]]:
    """Return what a load writes on nodes beside their fields: how to ask for it, and its type."""
    if node is None:
        return {}
    labels = "&".join(f"`{label}`" for label in (node.name, *node.ancestors))
    return {"_folded": ("n._folded", pl.String()), "_labels": (f"n:{labels}", pl.Boolean())}


def _labelled(node: NodeKind) -> pl.Expr:
    return pl.col("_labels") & pl.col("_folded").eq_missing(found_by(node))


def _fits(value: object, dtype: pl.DataType) -> bool:
    if isinstance(value, list) and isinstance(dtype, pl.List):
        return all(_fits(item, cast(pl.DataType, dtype.inner)) and item is not None for item in value)
    return value is None or type(value) is _PYTHON.get(dtype)


def _fitting(value: object, dtype: pl.DataType) -> object:
    return value if _fits(value, dtype) else None


def _refuse_doubled(server: Server, nodes: pl.DataFrame) -> None:
    twice = nodes.filter(pl.col("id").is_duplicated())["id"].sort()
    if len(twice):
        raise StoreError(
            f"{server.url} contient plusieurs nœuds d’identifiant {twice[0]} ; n’en gardez qu’un, puis recommencez."
        )


def _doubled(model: Model, kind: str, found: pl.DataFrame) -> pl.DataFrame:
    key = list(key_columns(model, kind))
    return found.select(key).filter(pl.struct(key).is_duplicated()).unique() if found.height else found.select(key)
