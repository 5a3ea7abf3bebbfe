"""The network inside a campus, without the campus: who is tied to whom, and what holds it together.

Problem: a campus is the hub of its network; with it, every network looks like a star that nothing but the hub holds.
Remedy: leave the hub out, and keep as ties only what a source says or offers show: a continuation offered on both
sides, an agreement, a platform, a joint governance, a component of an institution. Ties are not directed, but for
continuations (``poursuite``), which lead from the member that teaches the start to the one that teaches the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx
import polars as pl

PATHWAY, COMPONENT = "poursuite", "composante"
_SOURCE, _SINK = -1, -2
Pair = tuple[str, str]
# A server gives no types to the columns of a result without rows.
_STRINGS, _FLAG = pl.List(pl.String), pl.Boolean
_TYPES: dict[str, Any] = {
    "campuses": {"campus": pl.String, "duplicate_of": pl.String, "filieres": _STRINGS, "asked": _FLAG},
    "actors": {"campus": pl.String, "roles": _STRINGS, "secondary": _FLAG, "higher": _FLAG, "teaches": _FLAG},
    "ties": {"campus": pl.String},
}


@dataclass(frozen=True)
class Network:
    """The actors of one campus by identifier, those of secondary and of higher education, and the kinds of each tie.

    A member may be of both: a lycée that offers a level 6. ``ties`` has pairs in the order of the tie.
    """

    actors: tuple[str, ...]
    secondary: frozenset[str]
    higher: frozenset[str]
    ties: Mapping[Pair, frozenset[str]]

    @cached_property
    def graph(self) -> nx.Graph:
        """Return the network as a graph of the places of actors in ``actors``."""
        place = {actor: i for i, actor in enumerate(self.actors)}
        graph: nx.Graph = nx.Graph()
        graph.add_nodes_from(range(len(self.actors)))
        graph.add_edges_from((place[a], place[b]) for a, b in sorted(self.ties))
        return graph

    @property
    def described(self) -> bool:
        """Tell whether a source describes the inside of the network: at least one tie of cooperation."""
        return any(kinds - {PATHWAY, COMPONENT} for kinds in self.ties.values())

    @property
    def tied(self) -> frozenset[str]:
        """Return the actors that have a tie beside the one with the campus."""
        return frozenset(actor for pair in self.ties for actor in pair)

    @cached_property
    def links(self) -> Mapping[Pair, frozenset[str]]:
        """Return (secondary member, another, higher member) → kinds of evidence."""
        found: dict[Pair, set[str]] = {}
        for (start, end), kinds in self.ties.items():
            for pair, said in (((start, end), kinds), ((end, start), kinds - {PATHWAY})):
                if said and pair[0] in self.secondary and pair[1] in self.higher:
                    found.setdefault(pair, set()).update(said)
        return {pair: frozenset(kinds) for pair, kinds in sorted(found.items())}

    def without(self, gone: Iterable[str]) -> Network:
        """Return the network that is left when actors leave."""
        left = frozenset(self.actors) - frozenset(gone)
        ties = {pair: kinds for pair, kinds in self.ties.items() if left.issuperset(pair)}
        return Network(tuple(a for a in self.actors if a in left), self.secondary & left, self.higher & left, ties)

    @cached_property
    def reaching(self) -> frozenset[str]:
        """Return the secondary members from which ties lead to a higher member; one of both kinds is there already."""
        names = self.actors
        parts = [{names[i] for i in part} for part in nx.connected_components(self.graph)]
        return frozenset(a for part in parts if part & self.higher for a in part & self.secondary)

    @cached_property
    def cut(self) -> tuple[str, ...]:
        """Return a smallest set of actors without whom no secondary member reaches higher education (κ is its size).

        A smallest vertex cut between all secondary and all higher members, those included, by maximum flow.
        """
        graph = self.graph.copy()
        place = {actor: i for i, actor in enumerate(self.actors)}
        graph.add_edges_from((_SOURCE, place[a]) for a in sorted(self.secondary))
        graph.add_edges_from((_SINK, place[a]) for a in sorted(self.higher))
        if not {_SOURCE, _SINK} <= set(graph) or not nx.has_path(graph, _SOURCE, _SINK):
            return ()
        return tuple(self.actors[i] for i in sorted(nx.minimum_node_cut(graph, _SOURCE, _SINK)))

    def cut_off_without(self, actor: str) -> tuple[str, ...]:
        """Return the other secondary members that no longer reach higher education when an actor leaves."""
        return tuple(sorted(self.reaching - self.without([actor]).reaching - {actor}))

    @cached_property
    def critical(self) -> tuple[str, tuple[str, ...]] | None:
        """Return the actor whose leaving cuts off most other secondary members, with these; None if nobody's does."""
        # Only an actor that splits the network, or a higher member, can cut others off.
        splitting = set(self.articulation_points) | (self.higher & self.tied)
        cuts = ((actor, self.cut_off_without(actor)) for actor in sorted(splitting))
        found = [cut for cut in cuts if cut[1]]
        return min(found, key=lambda cut: (-len(cut[1]), cut[0])) if found else None

    @cached_property
    def articulation_points(self) -> tuple[str, ...]:
        """Return the actors whose leaving splits a connected part of the network."""
        if not self.ties:  # of most networks no tie is known: not worth a walk
            return ()
        return tuple(sorted(self.actors[i] for i in nx.articulation_points(self.graph)))

    @cached_property
    def bridges(self) -> tuple[Pair, ...]:
        """Return the ties whose end splits a connected part of the network."""
        bridges = nx.bridges(self.graph) if self.ties else ()
        pairs = (sorted((self.actors[a], self.actors[b])) for a, b in bridges)
        return tuple(sorted((a, b) for a, b in pairs))


def typed(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the frames with the types of what the questions on networks share."""
    return {name: frame.cast(_TYPES.get(name, {})) for name, frame in frames.items()}


def networks(actors: pl.DataFrame, ties: pl.DataFrame) -> Mapping[str, Network]:
    """Return campus → network, from (campus, actor, secondary, higher) and (campus, start_id, end_id, kind)."""
    said = ties.select("campus", "start_id", "end_id", "kind").rows_by_key("campus")
    members = actors.sort("campus", "actor").select("campus", "actor", "secondary", "higher").rows_by_key("campus")
    return {str(campus): _network(own, said.get(campus, ())) for campus, own in members.items()}


def _network(members: Iterable[tuple[str, bool, bool]], ties: Iterable[tuple[str, str, str]]) -> Network:
    """Return a network; of the continuations, those from a secondary to a higher member are ties."""
    secondary = frozenset(actor for actor, is_secondary, _ in members if is_secondary)
    higher = frozenset(actor for actor, _, is_higher in members if is_higher)
    kinds: dict[Pair, set[str]] = {}
    for start, end, kind in ties:
        if kind != PATHWAY or (start in secondary and end in higher):
            kinds.setdefault((start, end), set()).add(kind)
    said = {pair: frozenset(kinds[pair]) for pair in sorted(kinds)}
    return Network(tuple(actor for actor, _, _ in members), secondary, higher, said)


EMPTY = Network((), frozenset(), frozenset(), {})
