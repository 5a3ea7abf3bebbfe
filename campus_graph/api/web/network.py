"""Réseau: the surroundings of a thing as drawing, explorer and table, with ways and what a leaving cuts off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import networkx as nx
from fastapi import APIRouter, Query, Request, Response

from campus_graph.api.compute import Compute
from campus_graph.api.drawing.network import drawing
from campus_graph.api.formats import choose, respond
from campus_graph.api.pages import render
from campus_graph.api.params import Computing, Key, Kind
from campus_graph.api.routes.entities import thing
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web import network_choice, network_files
from campus_graph.api.web.links import network_of, page_of
from campus_graph.api.web.neighbourhood import COLUMNS, Filter, falling, filtered, offered, rows, wanted
from campus_graph.api.web.network_actors import leavers, leaving, way_to
from campus_graph.api.web.page import HTML, Values, address, common, shorter
from campus_graph.exports.looks import described as looks
from campus_graph.exports.looks import look
from campus_graph.exports.networks import drawn, merged, network, to_json
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model

DRAWABLE = 150  # more nodes than these nobody reads in a drawing
_DEPTHS = (("Liens directs", None, 1), ("Liens de liens", 2, 2))
Depth = Annotated[int, Query(ge=1, le=2)]
Limit = Annotated[int, Query(ge=2, le=DRAWABLE)]
Words = Annotated[str, Query(max_length=200)]
Sort = Annotated[str, Query(pattern=f"^({'|'.join(COLUMNS)})$")]
Order = Annotated[str, Query(pattern="^(asc|desc)$")]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    depth: int
    limit: int
    filters: Filter
    sort: str
    order: str
    to: str
    without: str

    @property
    def given(self) -> Mapping[str, object]:
        """Return the parameters that differ from those of the plain page."""
        f = self.filters
        said = {"kind": f.kind, "region": f.region, "filiere": f.filiere, "q": f.words, "to": self.to}
        depth = {"depth": self.depth if self.depth != 1 else None}
        limit = {"limit": self.limit if self.limit != DRAWABLE else None}
        kept = {name: value or None for name, value in {**said, "without": self.without}.items()}
        return {name: value for name, value in {**depth, **limit, **kept}.items() if value is not None}

    @property
    def sorting(self) -> Mapping[str, object]:
        """Return the parameters of the order of the table, as ``given``."""
        plain = (self.sort, self.order) == ("ties", "desc")
        return {} if plain else {"sort": self.sort, "order": self.order}


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes of networks."""
    routes = APIRouter(include_in_schema=False)
    network_choice.add(routes)
    routes.add_api_route("/reseau/{path}/{key}", _network, response_class=Response)
    return routes


async def _network(
    request: Request,
    compute: Computing,
    path: Kind,
    key: Key,
    depth: Depth = 1,
    limit: Limit = DRAWABLE,
    kind: Words = "",
    region: Words = "",
    filiere: Words = "",
    q: Words = "",
    sort: Sort = "ties",
    order: Order = "desc",
    to: Words = "",
    without: Words = "",
) -> Response:
    moved = shorter(request)
    if moved is not None:
        return moved
    form = choose(request, (HTML, *network_files.FORMS))
    asked = Asked(depth, limit, Filter(kind, region, filiere, q), sort, order, to.strip(), without)

    def work(reader: Reader) -> Response:
        identifier = thing(reader, path, key).identifier
        return respond(request, form, reader.digest, _bodies(request, compute, reader, identifier, asked)[form], key)

    return await compute.respond(request, form, work)


def _bodies(
    request: Request, compute: Compute, reader: Reader, identifier: str, asked: Asked
) -> Mapping[str, Callable[[], Any]]:
    """Return, per form, what makes the page or a file of the same data set."""

    def page() -> str:
        return render("network/network.html", **_values(request, compute, reader, identifier, asked))

    def seen() -> network_files.Seen:
        graph, found = _data_set(reader, identifier, asked)
        return network_files.Seen(reader, filtered(graph, found), rows(graph, found, asked.sort, asked.order == "desc"))

    return {HTML: page, **network_files.bodies(seen)}


def _data_set(reader: Reader, identifier: str, asked: Asked) -> tuple[nx.MultiDiGraph, frozenset[str]]:
    graph = merged(drawn(reader, network(reader, identifier, asked.depth, asked.limit)))
    return graph, wanted(graph, asked.filters)


def _values(request: Request, compute: Compute, reader: Reader, identifier: str, asked: Asked) -> Values:
    graph, found = _data_set(reader, identifier, asked)
    way = way_to(reader, identifier, asked.to)
    shown = filtered(graph, found | (graph.nodes & set(way.nodes) if way else set()))
    gone = leaving(compute, reader, graph, asked.without)
    lost = (*falling(graph, gone.identifier), gone.identifier) if gone else ()
    base = common(request, reader)
    said = _said(graph, identifier, base)
    root = str(base["root"])
    picture = drawing(shown, lambda node: f"{root}{page_of(node)}", way.nodes if way else (), lost)
    return {
        **base,
        **said,
        **_form(graph, asked, identifier),
        "asked": asked,
        "shown": shown,
        "drawn": picture,
        "alone": False,
        "data": {**to_json(shown), "looks": looks(), "way": way.nodes if way else (), "lost": lost},
        "rows": rows(graph, found, asked.sort, asked.order == "desc"),
        "columns": _columns(identifier, asked, root),
        "files": network_files.addresses(f"{root}{network_of(identifier)}", {**asked.given, **asked.sorting}),
        "way": way,
        "gone": gone,
        "lost": _named(graph, lost[:-1]),
        "kind_look": look,
        "all_things": root + address(network_of(identifier), {"depth": asked.depth if asked.depth > 1 else None}),
    }


def _said(graph: nx.MultiDiGraph, identifier: str, base: Values) -> Values:
    label, kind = graph.nodes[identifier]["label"], graph.nodes[identifier]["kind"]
    others, ties = graph.number_of_nodes() - 1, graph.number_of_edges()
    described = f"{_counted(others, 'chose', 'choses')} autour du centre, {_counted(ties, 'lien', 'liens')}."
    return {
        "title": f"Réseau : {label}",
        "label": label,
        "identifier": identifier,
        "kind_fr": load_model().nodes[kind].label_fr,
        "described": described,
        "cut": graph.graph["cut"],
        "trail": [("Réseaux", network_choice.PATH), (label, None)],
    }


def _named(graph: nx.MultiDiGraph, nodes: Sequence[str]) -> list[tuple[str, str]]:
    """Return (identifier, name) of nodes, diplomas last."""
    named = [(node, graph.nodes[node]["label"]) for node in nodes]
    return sorted(named, key=lambda one: (graph.nodes[one[0]]["kind"] == "Diploma", one[1], one[0]))


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {several if number > 1 else one}"


def _form(graph: nx.MultiDiGraph, asked: Asked, identifier: str) -> Values:
    path = network_of(identifier)
    depths = [
        (words, address(path, asked.given, depth=depth), asked.depth == number) for words, depth, number in _DEPTHS
    ]
    return {"options": offered(graph), "leavers": leavers(graph), "here": path, "depths": depths}


def _columns(identifier: str, asked: Asked, root: str) -> list[dict[str, str]]:
    """Return the headers of the table, each with the address that sorts by it, and how it is sorted now."""
    columns = []
    for name, words in COLUMNS.items():
        sorts = asked.sort == name
        turned = "desc" if (sorts and asked.order == "asc") or (not sorts and name == "ties") else "asc"
        href = root + address(network_of(identifier), asked.given, sort=name, order=turned) + "#tableau"
        state = {"asc": "ascending", "desc": "descending"}[asked.order] if sorts else "none"
        columns.append({"name": name, "words": words, "href": href, "sorted": state})
    return columns
