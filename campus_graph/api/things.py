"""One thing and its surroundings, in each of their forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Request

from campus_graph.api.formats import Body
from campus_graph.api.pages import PREFIX, thing_page
from campus_graph.exports.networks import drawn, network, to_gexf, to_graphml
from campus_graph.exports.networks import to_json as network_json
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model
from campus_graph.render import to_json

ENTITY = ("json", "jsonld", "ttl", "html")
NETWORK = ("json", "graphml", "gexf", "jsonld", "ttl")


@dataclass(frozen=True, slots=True)
class Thing:
    """A node of the graph, read."""

    identifier: str
    kind: str
    fields: Mapping[str, Any]


def thing_bodies(request: Request, reader: Reader, thing: Thing, base: str) -> Mapping[str, Body]:
    """Return, per form, what makes the description of a thing; ``base`` makes addresses in RDF."""
    return {
        "json": lambda: _plain(reader, thing),
        "html": lambda: _page(request, reader, thing),
        **_rdf_bodies(reader, thing.identifier, 1, None, base),
    }


def network_bodies(reader: Reader, identifier: str, depth: int, limit: int, base: str) -> Mapping[str, Body]:
    """Return, per form, what makes the network of a thing; ``base`` makes addresses in RDF."""

    def graph() -> Any:
        return drawn(reader, network(reader, identifier, depth, limit))

    return {
        "json": lambda: to_json(network_json(graph())),
        "graphml": lambda: to_graphml(graph()),
        "gexf": lambda: to_gexf(graph()),
        **_rdf_bodies(reader, identifier, depth, limit, base),
    }


def _rdf_bodies(reader: Reader, identifier: str, depth: int, limit: int | None, base: str) -> Mapping[str, Body]:
    from campus_graph.exports import rdf
    from campus_graph.exports.statements import surroundings

    def described() -> Any:
        graph = network(reader, identifier, depth) if limit is None else network(reader, identifier, depth, limit)
        return surroundings(reader, graph, base)

    return {"ttl": lambda: rdf.to_turtle(described()), "jsonld": lambda: to_json(rdf.to_jsonld(described()))}


def _plain(reader: Reader, thing: Thing) -> str:
    return to_json({"kind": thing.kind, **thing.fields, "neighbours": reader.edges(thing.identifier).height})


def _page(request: Request, reader: Reader, thing: Thing) -> str:
    identifier, fields, node = thing.identifier, thing.fields, load_model().nodes[thing.kind]
    said = [("identifiant", identifier), *((f.label_fr, fields.get(f.name)) for f in node.fields)]
    path, _, key = identifier.partition("/")
    address = f"{request.scope.get('root_path', '')}{PREFIX}/entities/{path}/{quote(key, safe='')}/network"
    return thing_page(request, str(fields["label"]), node.label_fr, said, reader.edges(identifier), address)
