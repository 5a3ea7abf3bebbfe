"""Ways from the centre of a network to an actor, and what falls apart when an actor leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from campus_graph.api.compute import Compute
from campus_graph.api.routes.ways import way
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model
from campus_graph.queries.registry import question

_ACTORS = ("Establishment", "Partner", "CompetitivenessCluster", "ResearchLab")
_LOOKED_AT = 20  # things of a name, among which an actor is looked for
_REACHED = ("Campus", *_ACTORS, "Diploma")


@dataclass(frozen=True, slots=True)
class Way:
    """A way: the words that asked for it, its end (None if nothing has this name), its nodes and its steps."""

    words: str
    end: str | None
    label: str
    nodes: tuple[str, ...]
    steps: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """An actor that leaves; ``found`` is the row of the question « resilience » where it answers, with its verdict."""

    identifier: str
    label: str
    found: Mapping[str, Any] | None
    verdict: str
    cut_off: tuple[tuple[str, str], ...]


def way_to(reader: Reader, start: str, words: str) -> Way | None:
    """Return the shortest way to what has this identifier, or else this name; None where nothing is asked."""
    if not words:
        return None
    end = _named(reader, words)
    if end is None:
        return Way(words, None, words, (), ())
    identifier, label = end
    steps = tuple(way(reader, start, identifier).to_dicts())
    nodes = [start]
    for step in steps:
        nodes.append(step["end_id"] if step["forward"] else step["start_id"])
    return Way(words, identifier, label, tuple(nodes), steps)


def _named(reader: Reader, words: str) -> tuple[str, str] | None:
    known = reader.nodes([words]).select("id", "label").rows() if load_model().kind_of(words) else []
    if known:
        return str(known[0][0]), str(known[0][1])
    for identifier, kind, label in reader.search(words, _LOOKED_AT).select("id", "kind", "label").iter_rows():
        if kind in _REACHED:
            return identifier, label
    return None


def leavers(graph: nx.MultiDiGraph) -> list[tuple[str, str]]:
    """Return (identifier, name) of the actors that may leave, by name; the centre is none of them."""
    centre = graph.graph["centre"]
    actors = [(n, d["label"]) for n, d in graph.nodes(data=True) if d["kind"] in _ACTORS and n != centre]
    return sorted(actors, key=lambda actor: (actor[1], actor[0]))


def leaving(compute: Compute, reader: Reader, graph: nx.MultiDiGraph, actor: str) -> Leaving | None:
    """Return what the leaving of an actor of the network does; None where nothing is asked, or it is none of it."""
    if actor not in dict(leavers(graph)):
        return None
    label, centre = graph.nodes[actor]["label"], graph.graph["centre"]
    if graph.nodes[centre]["kind"] != "Campus" or not graph.has_edge(centre, actor):
        return Leaving(actor, label, None, "", ())
    given = {"campus": centre.partition("/")[2], "without": actor}
    answer = compute.answer(reader, "resilience", given).rows()
    if not answer:
        return Leaving(actor, label, None, "", ())
    row = answer[0]
    cut_off = [str(one) for one in row["cut_off"] or ()]  # type: ignore[attr-defined]
    names = dict(reader.nodes(cut_off).select("id", "label").iter_rows()) if cut_off else {}
    said = str(question("resilience").verdicts[str(row["verdict"])])
    return Leaving(actor, label, row, said, tuple((one, names.get(one, one)) for one in cut_off))
