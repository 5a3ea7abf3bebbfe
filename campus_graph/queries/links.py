"""What an answer names: from each finding to the things of the graph in its cells, as a table or as a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import networkx as nx
import polars as pl

from campus_graph.text import attributes, for_xml

if TYPE_CHECKING:
    from campus_graph.queries.answer import Answer

_IDENTIFIER = r"^[a-z][a-z0-9-]*/[^\s/]+$"
_LINKS = {"finding": pl.String(), "column": pl.String(), "thing": pl.String()}


def links(frame: pl.DataFrame) -> pl.DataFrame:
    """Return (finding, column, thing): what a row names, also in lists and in the steps of a path; sorted."""
    parts = [pl.DataFrame(schema=_LINKS)]
    for name, dtype in frame.schema.items():
        rows = frame.select("id", thing=name)
        if isinstance(dtype, pl.List):
            rows = rows.explode("thing", empty_as_null=True)
            dtype = rows.schema["thing"]
        if isinstance(dtype, pl.Struct):
            rows = pl.concat([rows.select("id", thing=pl.col("thing").struct[f.name]) for f in _texts(dtype)])
            dtype = pl.String()
        if name != "id" and dtype == pl.String:
            parts.append(rows.select(finding="id", column=pl.lit(name), thing="thing"))
    found = pl.concat(parts).filter(pl.col("thing").str.contains(_IDENTIFIER))
    return found.unique().sort(*_LINKS)


def _texts(steps: pl.Struct) -> list[pl.Field]:
    return [field for field in steps.fields if field.dtype == pl.String]


def to_network(answer: Answer) -> nx.MultiDiGraph:
    """Return a graph of the findings and of the things that they name.

    A finding is a node of kind ``finding``, labelled with its names, its plain columns as attributes; an edge leads
    from it to each thing that it names, with the ``column`` that names it.
    """
    graph = nx.MultiDiGraph(question=answer.question, digest=answer.digest)
    found = links(answer.frame)
    names = dict(_names(answer.frame))
    for thing in found["thing"].unique().sort():
        graph.add_node(thing, kind=thing.split("/")[0], label=for_xml(names.get(thing, thing)))
    plain = [name for name, dtype in answer.frame.schema.items() if not dtype.is_nested() and name != "id"]
    for row in answer.frame.select("id", *plain).iter_rows(named=True):
        identifier = row.pop("id")
        filled = attributes(row)
        label = " · ".join(str(filled[name]) for name in filled if name.endswith("_label")) or identifier
        graph.add_node(identifier, **filled, kind="finding", label=label)
    for finding, column, thing in found.iter_rows():
        graph.add_edge(finding, thing, column=column)
    return graph


def _names(frame: pl.DataFrame) -> Iterator[tuple[Any, Any]]:
    """Yield (thing, label) where a column ``x`` has its names in ``x_label``."""
    for name in frame.columns:
        if f"{name}_label" in frame.columns:
            yield from frame.select(name, f"{name}_label").drop_nulls().unique(maintain_order=True).iter_rows()
