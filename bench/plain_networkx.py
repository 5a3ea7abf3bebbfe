"""The questions as a good user of networkx would state them: the whole graph in memory, its nodes and edges walked.

Each function gives the core of an answer, as key → value; what it leaves out (verdict, proof, distance …) is said
beside it. ``ours`` takes the same core out of our answer, so that the rows can be compared. Two more questions are
in ``bench.peers``; ``repair`` searches for a cover, of which networkx has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import asin, cos, radians, sin, sqrt
from typing import Any

import networkx as nx
import polars as pl

from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model

Core = dict[Any, Any]
_EARTH_KM = 6371.0088
_LEVEL, _PRESUMED = 4, "presumed-speciality"
_ORIGINS = ("HAS_MEMBER", "SUPPORTED_BY", "PARTNERS_WITH")
_LONGEST = 5  # years of a label without duration


def whole_graph(reader: Reader) -> Any:
    """Return all nodes with their fields and all relations with theirs; ``key`` of an edge is its relation."""
    graph = nx.MultiDiGraph()
    model = load_model()
    for kind in model.nodes:
        for fields in reader.table(kind).drop("sources", strict=False).iter_rows(named=True):
            graph.add_node(fields.pop("id"), kind=kind, **fields)
    for relation in model.relations:
        for fields in reader.table(relation).drop("sources", strict=False).iter_rows(named=True):
            graph.add_edge(fields.pop("start_id"), fields.pop("end_id"), relation=relation, **fields)
    return graph


def _of(graph: Any, kind: str) -> list[str]:
    return [node for node, found in graph.nodes(data="kind") if found == kind]


def _ends(graph: Any, node: str, *relations: str) -> set[str]:
    return {end for _, end, said in graph.out_edges(node, data="relation") if said in relations}


def _starts(graph: Any, node: str, *relations: str) -> set[str]:
    return {start for start, _, said in graph.in_edges(node, data="relation") if said in relations}


def _offers(graph: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield (establishment, diploma, fields) of what is taught."""
    for site in _of(graph, "Establishment"):
        for _, diploma, fields in graph.out_edges(site, data=True):
            if fields["relation"] == "TEACHES":
                yield site, diploma, fields


def _offers_by(graph: Any, *more: str) -> Core:
    """Return (region, filière, further fields of the diploma) → number of distinct (establishment, diploma, voie)."""
    offers: dict[Any, set[Any]] = defaultdict(set)
    for site, diploma, fields in _offers(graph):
        for filiere in _ends(graph, diploma, "BELONGS_TO"):
            cell = (graph.nodes[site]["region"], filiere, *(graph.nodes[diploma][name] for name in more))
            offers[cell].add((site, diploma, fields["voie"]))
    return {cell: len(found) for cell, found in offers.items() if cell[0]}


def _coverage_gap(graph: Any) -> Core:
    return {(f"region/{region}", filiere): n for (region, filiere), n in _offers_by(graph).items()}


def _level_gap(graph: Any) -> Core:
    found = _offers_by(graph, "level")
    return {(f"region/{region}", f, level): n for (region, f, level), n in found.items() if level in range(3, 9)}


def _isolated(graph: Any) -> Core:
    """Return (filière, employment zone) → kilometres to the nearest offer, pair by pair."""
    sites: dict[str, set[str]] = defaultdict(set)
    for site, diploma, _ in _offers(graph):
        about = graph.nodes[diploma]
        if about["level"] == _LEVEL and about["open"] and graph.nodes[site]["latitude"] is not None:
            for filiere in _ends(graph, diploma, "BELONGS_TO"):
                sites[filiere].add(site)
    points = {f: [_point(graph, site) for site in sorted(found)] for f, found in sites.items()}
    zones = [z for z in _of(graph, "EmploymentZone") if graph.nodes[z]["latitude"] is not None]
    return {(f, z): round(min(_km(_point(graph, z), p) for p in near), 1) for f, near in points.items() for z in zones}


def _point(graph: Any, node: str) -> tuple[float, float]:
    about = graph.nodes[node]
    return radians(about["latitude"]), radians(about["longitude"])


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    half = sin((b[0] - a[0]) / 2) ** 2 + cos(a[0]) * cos(b[0]) * sin((b[1] - a[1]) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))


def _silos(graph: Any) -> Core:
    """Return (campus, other) of one filière → the actors that both have, by intersection of neighbours."""
    actors = {campus: _ends(graph, campus, *_ORIGINS) for campus in _of(graph, "Campus")}
    pairs: Core = {}
    for filiere in _of(graph, "Filiere"):
        for one, other in combinations(sorted(_starts(graph, filiere, "IN_FILIERE") & actors.keys()), 2):
            pairs[filiere, one, other] = len(actors[one] & actors[other])
    return pairs


def _members(graph: Any, campus: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield (actor, of secondary education, of higher education)."""
    for actor in _ends(graph, campus, *_ORIGINS):
        about = graph.nodes[actor]
        school = about["kind"] == "Establishment"
        category = (about.get("category") or "") if school else ""
        levels = {graph.nodes[d]["level"] or 0 for d in _ends(graph, actor, "TEACHES")} if school else set()
        low = school and (any(0 < level <= 4 for level in levels) or category.startswith("lycee") or category == "cfa")
        high = any(level >= 6 for level in levels) or category in ("universite", "iut", "superieur")
        yield actor, low, school and (high or category.startswith("ecole"))


def _ties(graph: Any, campus: str) -> tuple[Any, set[str], set[str]]:
    """Return the network inside a campus, continuations one way, with its secondary and higher members."""
    members = list(_members(graph, campus))
    secondary, higher = {a for a, low, _ in members if low}, {a for a, _, high in members if high}
    inside = nx.DiGraph()
    inside.add_nodes_from(actor for actor, _, _ in members)
    taught = {actor: _proven(graph, actor) for actor in secondary | higher}
    for actor in secondary:
        onward = {
            end
            for start in taught[actor]
            for end in _ends(graph, start, "CONTINUES_TO")
            if (graph.nodes[end]["level"] or 0) >= 5 and graph.nodes[end]["level"] > (graph.nodes[start]["level"] or 9)
        }
        inside.add_edges_from((actor, other) for other in higher - {actor} if onward & taught[other])
    for actor in list(inside):
        whole = _ends(graph, actor, "PART_OF", "COOPERATES_WITH") - {actor}
        inside.add_edges_from(pair for other in whole if other in inside for pair in ((actor, other), (other, actor)))
    return inside, secondary, higher


def _proven(graph: Any, actor: str) -> set[str]:
    edges = graph.out_edges(actor, data=True)
    return {d for _, d, said in edges if said["relation"] == "TEACHES" and said["rule"] != _PRESUMED}


def _resilience(graph: Any) -> Core:
    """Return campus → κ, by networkx's own cut between two nodes that are added."""
    return {campus: _kappa(*_ties(graph, campus)) for campus in _of(graph, "Campus")}


def _kappa(inside: Any, secondary: set[str], higher: set[str]) -> int | None:
    if not (inside.edges and secondary and higher):
        return None
    whole = inside.to_undirected()
    whole.add_edges_from(("secondary", actor) for actor in secondary)
    whole.add_edges_from(("higher", actor) for actor in higher)
    return nx.node_connectivity(whole, "secondary", "higher")  # type: ignore[no-any-return]


def _weak_link(graph: Any) -> Core:
    """Return campus → number of (secondary, higher) pairs that are tied."""
    found: Core = {}
    for campus in _of(graph, "Campus"):
        inside, secondary, higher = _ties(graph, campus)
        found[campus] = sum(a in secondary and b in higher for a, b in inside.edges)
    return found


def _missing_higher_link(graph: Any) -> Core:
    """Return campus → number of support and members known."""
    return {campus: len(_ends(graph, campus, "HAS_MEMBER", "SUPPORTED_BY")) for campus in _of(graph, "Campus")}


def _label_calendar(graph: Any) -> Core:
    found: Core = {}
    for campus in _of(graph, "Campus"):
        for award in _ends(graph, campus, "AWARDED"):
            said = graph.nodes[award]
            longest = said["issued_year"] + (said["duration_years"] or _LONGEST) if said["issued_year"] else None
            found[campus, award] = said["expiry_year"] or longest
    return found


def _steering(graph: Any) -> Core:
    """Return (region, filière) → priorities that name it, directly or by a diploma."""
    found: dict[Any, set[Any]] = defaultdict(set)
    for region in _of(graph, "Region"):
        for _, end, said in graph.out_edges(region, data=True):
            if said["relation"] == "PRIORITISES":
                named = {end} if graph.nodes[end]["kind"] == "Filiere" else _ends(graph, end, "BELONGS_TO")
                for filiere in named:
                    found[region, filiere].add((end, said["plan"]))
    return {cell: len(ends) for cell, ends in found.items()}


def _campus_profile(graph: Any) -> Core:
    """Return (campus, level) → offers of the members: the section that has most to walk."""
    found: dict[Any, set[Any]] = defaultdict(set)
    for campus in _of(graph, "Campus"):
        for actor in _ends(graph, campus, *_ORIGINS):
            for _, diploma, said in graph.out_edges(actor, data=True):
                if said["relation"] == "TEACHES" and said["rule"] != _PRESUMED:
                    found[campus, graph.nodes[diploma]["level"]].add((actor, diploma, said["voie"]))
    return {(campus, f"level/{level}"): len(offers) for (campus, level), offers in found.items() if level}


def _column(key: Iterable[str], value: str | pl.Expr, where: pl.Expr | bool = True) -> Callable[[pl.DataFrame], Core]:
    """Return what takes key → value out of an answer."""

    def core(frame: pl.DataFrame) -> Core:
        said = value if isinstance(value, pl.Expr) else pl.col(value)
        rows = frame.filter(where).select(*key, _value=said).rows()
        return {row[:-1] if len(row) > 2 else row[0]: row[-1] for row in rows}

    return core


@dataclass(frozen=True)
class Rival:
    """A question in networkx: the walk, the same core of our answer, and what the walk leaves out."""

    walk: Callable[[Any], Core]
    ours: Callable[[pl.DataFrame], Core]
    left_out: str


RIVALS = {
    "campus-profile": Rival(
        _campus_profile,
        _column(("campus", "item"), "value", pl.col("section") == "offers"),
        "one section of nine",
    ),
    "coverage-gap": Rival(
        _coverage_gap,
        _column(("territory", "filiere"), "offers", pl.col("offers") > 0),
        "offers only: no campus, verdict, distance or severity",
    ),
    "isolated-territories": Rival(
        _isolated,
        _column(("filiere", "territory"), "nearest_km", pl.col("nearest_km").is_not_null()),
        "distances only: no verdict, seats, accessibility or doubt",
    ),
    "label-calendar": Rival(_label_calendar, _column(("campus", "award"), "latest_expiry"), "expiry only"),
    "level-gap": Rival(
        _level_gap,
        _column(("place", "filiere", "level"), "offers", pl.col("offers") > 0),
        "offers only: no verdict, share known or distance",
    ),
    "missing-higher-link": Rival(
        _missing_higher_link,
        _column(("campus",), "members", pl.col("need") == "lab"),
        "members only: one need of six",
    ),
    "resilience": Rival(_resilience, _column(("campus",), "kappa"), "κ only: no cut, bridge or critical actor"),
    "silos": Rival(
        _silos,
        _column(("filiere", "campus", "other"), pl.col("shared").list.len(), pl.col("verdict") != "network"),
        "numbers shared only: no verdict, no groups",
    ),
    "steering": Rival(
        _steering,
        _column(("subject", "filiere"), "priorities", pl.col("priorities").is_not_null()),
        "priorities only: no functions, no verdict",
    ),
    "weak-link": Rival(_weak_link, _column(("campus",), "links"), "number of links only"),
}
