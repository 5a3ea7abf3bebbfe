"""The things of the graph: by kind, by name, one by one, with their neighbours and networks."""

from __future__ import annotations

from typing import Annotated, Any

import networkx as nx
import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from campus_graph.api import formats
from campus_graph.api.compute import Compute
from campus_graph.api.deps import compute_of
from campus_graph.api.formats import choose, respond
from campus_graph.errors import UnknownName
from campus_graph.exports.networks import network, to_gexf, to_graphml
from campus_graph.exports.networks import to_json as network_json
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import NodeKind, load_model
from campus_graph.render import to_json

ENTITY = ("json", "jsonld", "ttl")
NETWORK = ("json", "graphml", "gexf")
Computing = Annotated[Compute, Depends(compute_of)]
_DEEPEST, _LARGEST, _LARGEST_PAGE = 2, 2_000, 1_000
_ANSWERS: dict[int | str, dict[str, Any]] = {
    code: {"description": said, "content": {"application/problem+json": {}}}
    for code, said in {404: "Inconnu", 406: "Forme inconnue", 422: "Refusé", 429: "Trop", 503: "Occupé"}.items()
}


def router() -> APIRouter:
    """Return the routes of entities; where two match, that with a suffix comes first."""
    routes = APIRouter(tags=["Entités"], responses=_ANSWERS)
    one = "/entities/{kind}/{key}"
    for path, endpoint, summary in (
        ("/kinds", _kinds, "Lister les natures de choses, avec leurs champs"),
        ("/search", _search, "Chercher un nom, accents et majuscules indifférents"),
        ("/entities/{kind}", _entities, "Lister les choses d’une nature"),
        (f"{one}/neighbours", _neighbours, "Les relations d’une chose"),
        (f"{one}/network.{{suffix}}", _network_suffixed, "Le réseau d’une chose, forme choisie par le suffixe"),
        (f"{one}/network", _network, "Le réseau d’une chose"),
        (f"{one}.{{suffix}}", _suffixed, "Une chose, forme choisie par le suffixe"),
        (one, _one, "Une chose"),
    ):
        routes.add_api_route(path, endpoint, summary=summary, response_class=Response)
    return routes


async def _kinds() -> Response:
    kinds = [_kind_data(node) for node in load_model().nodes.values()]
    return Response(to_json(kinds), media_type=formats.MEDIA["json"])


async def _search(
    request: Request,
    compute: Computing,
    q: Annotated[str, Query(min_length=1, max_length=200, description="Mots à chercher.")],
    limit: Annotated[int, Query(ge=1, le=100, description="Nombre de résultats.")] = 20,
) -> Response:
    def work(reader: Reader) -> Response:
        return respond(request, "json", reader.digest, lambda: to_json(reader.search(q, limit).to_dicts()))

    return await compute.run(work)


async def _entities(
    request: Request,
    compute: Computing,
    kind: str,
    limit: Annotated[int, Query(ge=1, le=_LARGEST_PAGE, description="Choses par page.")] = 100,
    after: Annotated[str | None, Query(description="Identifiant de la dernière chose lue.")] = None,
) -> Response:
    name = _kind(kind)

    def work(reader: Reader) -> Response:
        return respond(request, "json", reader.digest, lambda: _page(reader, request, name, limit, after))

    return await compute.run(work)


async def _neighbours(request: Request, compute: Computing, kind: str, key: str) -> Response:
    def work(reader: Reader) -> Response:
        identifier = _existing(reader, kind, key)
        return respond(request, "json", reader.digest, lambda: to_json(reader.edges(identifier).to_dicts()))

    return await compute.run(work)


def _kind_data(node: NodeKind) -> dict[str, Any]:
    fields = [{"name": f.name, "type": f.type, "many": f.many, "label_fr": f.label_fr} for f in node.fields]
    names = {"kind": node.name, "path": node.path, "label_fr": node.label_fr, "label_en": node.label_en}
    return {**names, "fields": fields}


def _kind(given: str) -> str:
    """Return the kind that a name or a path means (« Campus », « campus »)."""
    model = load_model()
    found = next((n.name for n in model.nodes.values() if given in (n.name, n.path)), None)
    if found is None:
        raise UnknownName("la nature", given, sorted(n.path for n in model.nodes.values())[:4])
    return found


def _existing(reader: Reader, kind: str, key: str) -> str:
    identifier = f"{load_model().path(_kind(kind))}/{key}"
    if reader.node(identifier) is None:
        raise UnknownName("l’identifiant", identifier, reader.search(key.replace("-", " "), 4)["id"].to_list())
    return identifier


def _page(reader: Reader, request: Request, kind: str, limit: int, after: str | None) -> bytes:
    frame = reader.table(kind)
    rows = frame.filter(frame["id"] > after) if after is not None else frame
    shown = rows.head(limit)
    last = shown["id"][-1] if rows.height > limit else None
    following = None if last is None else str(request.url.include_query_params(after=last).components.query)
    head = {"kind": kind, "total": frame.height, "next": following and f"{request.url.path}?{following}"}
    return orjson.dumps({**head, "rows": orjson.Fragment(shown.write_json())})


async def _one(request: Request, compute: Computing, kind: str, key: str) -> Response:
    return await compute.run(lambda reader: _entity(request, reader, kind, key, None))


async def _suffixed(request: Request, compute: Computing, kind: str, key: str, suffix: str) -> Response:
    return await compute.run(lambda reader: _entity(request, reader, kind, key, suffix))


def _entity(request: Request, reader: Reader, kind: str, key: str, suffix: str | None) -> Response:
    form = choose(request, suffix, ENTITY)
    identifier = _existing(reader, kind, key)

    def rdf() -> Any:
        from campus_graph.exports.rdf import to_rdf

        return to_rdf(*described(reader, identifier))

    def turtle() -> str:
        from campus_graph.exports.rdf import to_turtle

        return to_turtle(rdf())

    def jsonld() -> str:
        from campus_graph.exports.rdf import to_jsonld

        return to_json(to_jsonld(rdf()))

    bodies: dict[str, formats.Body] = {"json": lambda: _plain(reader, identifier), "jsonld": jsonld, "ttl": turtle}
    return respond(request, form, reader.digest, bodies[form], key)


def described(reader: Reader, identifier: str) -> tuple[dict[str, dict[str, Any]], nx.MultiDiGraph]:
    """Return a thing and its neighbours with their fields, and the relations between them."""
    graph = network(reader, identifier, 1)
    found = {node: reader.node(node) for node in graph}
    return {node: {**one[1], "kind": one[0]} for node, one in found.items() if one is not None}, graph


def _plain(reader: Reader, identifier: str) -> str:
    found = reader.node(identifier)
    assert found is not None
    return to_json({"kind": found[0], **found[1], "neighbours": reader.edges(identifier).height})


async def _network(
    request: Request,
    compute: Computing,
    kind: str,
    key: str,
    depth: Annotated[int, Query(ge=1, le=_DEEPEST, description="Nombre de relations à suivre.")] = 1,
    limit: Annotated[int, Query(ge=1, le=_LARGEST, description="Nombre de nœuds au plus.")] = 500,
) -> Response:
    return await compute.run(lambda reader: _drawn(request, reader, kind, key, depth, limit, None))


async def _network_suffixed(
    request: Request,
    compute: Computing,
    kind: str,
    key: str,
    suffix: str,
    depth: Annotated[int, Query(ge=1, le=_DEEPEST, description="Nombre de relations à suivre.")] = 1,
    limit: Annotated[int, Query(ge=1, le=_LARGEST, description="Nombre de nœuds au plus.")] = 500,
) -> Response:
    return await compute.run(lambda reader: _drawn(request, reader, kind, key, depth, limit, suffix))


def _drawn(
    request: Request, reader: Reader, kind: str, key: str, depth: int, limit: int, suffix: str | None
) -> Response:
    form = choose(request, suffix, NETWORK)
    identifier = _existing(reader, kind, key)
    writers: dict[str, Any] = {"json": lambda g: to_json(network_json(g)), "graphml": to_graphml, "gexf": to_gexf}
    return respond(
        request, form, reader.digest, lambda: writers[form](network(reader, identifier, depth, limit)), f"{key}-reseau"
    )


async def redirect(path: str, key: str) -> Response:
    """Answer 303 from the identifier of a thing to its description."""
    _kind(path)
    return RedirectResponse(f"/api/v1/entities/{path}/{key}", status_code=303)
