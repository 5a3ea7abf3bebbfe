"""The things of the graph: by kind, by name, one by one, with their neighbours and networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

import polars as pl
from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from campus_graph.api import describe
from campus_graph.api.compute import Compute
from campus_graph.api.formats import choose, respond
from campus_graph.api.listing import FORMS, Listing, in_pages, respond_rows, whole
from campus_graph.api.pages import PREFIX
from campus_graph.api.params import (
    DIALECT,
    REQUIRED,
    Computing,
    Depth,
    Key,
    Kind,
    Most,
    Own,
    Words,
    endpoint,
    filtering,
    paging,
)
from campus_graph.api.settings import ApiSettings
from campus_graph.api.things import ENTITY, NETWORK, Thing, network_bodies, thing_bodies
from campus_graph.api.web.links import page_of
from campus_graph.errors import UnknownName
from campus_graph.graph.listing import listed
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import NodeKind, load_model
from campus_graph.queries.names import existing

_TIES = {
    "id": "rang",
    "relation": "relation",
    "direction": "sens",
    "other": "chose",
    "other_kind": "nature",
    "other_label": "nom",
}
_FOUND = {"id": "identifiant", "kind": "nature", "label": "nom"}
_KIND = {
    "id": "chemin",
    "list": "liste",
    "kind": "nature",
    "label_fr": "nom",
    "label_en": "nom anglais",
    "fields": "champs",
}


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes of entities; each kind has its own list, with its fields as filters."""
    routes = APIRouter(tags=["Entités"])
    routes.add_api_route("/kinds", _kinds, summary="Les natures de choses, avec leurs champs", **_rows(_KIND))
    routes.add_api_route("/search", _search, summary="Chercher un nom, accents indifférents", **_rows(_FOUND))
    for kind in load_model().nodes.values():
        row = describe.paged(describe.node_row(kind), kind={"type": "string"})
        said: dict[str, Any] = {"summary": f"Lister : {kind.label_fr}", "response_class": Response}
        routes.add_api_route(
            f"/entities/{kind.path}", _list(kind, settings), responses=describe.responses(FORMS, row), **said
        )
    one = "/entities/{kind}/{key}"
    ties = describe.paged(describe.row_of(_TIES), id={"type": "string"})
    for path, function, summary, forms, schema in (
        (f"{one}/neighbours", _neighbours(settings), "Les relations d’une chose", FORMS, ties),
        (f"{one}/network", _network, "Le réseau d’une chose", NETWORK, _GRAPH),
        (one, _one, "Une chose", ENTITY, _THING),
    ):
        about = {"responses": describe.responses(forms, schema), "response_class": Response}
        routes.add_api_route(path, function, summary=summary, **about)  # type: ignore[arg-type]
    routes.add_api_route("/entities/{kind}", _unknown, include_in_schema=False)
    return routes


_THING = {"type": "object", "required": ["kind", "id", "label", "neighbours"]}
_GRAPH = {"type": "object", "required": ["graph", "nodes", "edges"]}


def _rows(columns: dict[str, str]) -> dict[str, Any]:
    schema = describe.paged(describe.row_of(columns))
    return {"responses": describe.responses(FORMS, schema), "response_class": Response}


async def _kinds(request: Request, compute: Computing) -> Response:
    form = choose(request, FORMS)
    kinds = [_kind_data(node) for node in load_model().nodes.values()]
    flat = pl.DataFrame(kinds)
    frame = flat if form == "json" else flat.with_columns(fields=_names(kinds))

    def work(reader: Reader) -> Response:
        return respond_rows(request, form, reader.digest, whole("natures", "Les choses du graphe", frame, _KIND))

    return await compute.respond(request, form, work)


def _names(kinds: list[dict[str, Any]]) -> pl.Series:
    return pl.Series([", ".join(field["name"] for field in kind["fields"]) for kind in kinds], dtype=pl.String)


def _kind_data(node: NodeKind) -> dict[str, Any]:
    fields = [{"name": f.name, "type": f.type, "many": f.many, "label_fr": f.label_fr} for f in node.fields]
    return {
        "id": node.path,
        "list": f"{PREFIX}/entities/{node.path}",
        "kind": node.name,
        "label_fr": node.label_fr,
        "label_en": node.label_en,
        "fields": fields,
    }


async def _search(
    request: Request,
    compute: Computing,
    q: Annotated[
        str,
        Query(
            min_length=1, max_length=200, description="Mots à chercher.", json_schema_extra={"example": "hotellerie"}
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=100, description="Nombre de résultats.")] = 20,
) -> Response:
    form = choose(request, FORMS)

    def work(reader: Reader) -> Response:
        rows = whole("recherche", f"Recherche : {q}", reader.search(q, limit), _FOUND)
        return respond_rows(request, form, reader.digest, rows)

    return await compute.respond(request, form, work)


def _list(kind: NodeKind, settings: ApiSettings) -> Callable[..., Any]:
    """Return the endpoint that lists a kind; its fields are filters."""
    headers = {"id": "identifiant", **{f.name: f.label_fr for f in kind.fields}}

    async def lister(request: Request, compute: Compute, limit: int, after: str | None, **given: Any) -> Response:
        form, dialect, words = choose(request, FORMS), given.pop("dialect"), given.pop("q", "")
        where = {name: value for name, value in given.items() if value is not None}

        def work(reader: Reader) -> Response:
            total, found = listed(reader, kind.name, where, words, after, limit + 1)
            rows = Listing(
                kind.path,
                kind.label_fr,
                {"kind": kind.name},
                found.head(limit),
                total,
                found.height > limit,
                lambda: listed(reader, kind.name, where, words)[1],
                headers,
            )
            return respond_rows(request, form, reader.digest, rows, dialect)

        return await compute.respond(request, form, work)

    words: list[Own] = [("q", Words, "")] if kind.searchable else []
    pages = paging(settings, "Identifiant de la dernière chose lue")
    return endpoint(lister, f"list_{kind.name}", [*pages, DIALECT, *words, *map(filtering, kind.fields)])


def kind_of(given: str) -> NodeKind:
    """Return the kind that a path means.

    Raises:
        UnknownName: none.

    """
    model = load_model()
    found = next((n for n in model.nodes.values() if given == n.path), None)
    if found is None:
        raise UnknownName("la nature", given, sorted(n.path for n in model.nodes.values())[:4])
    return found


def thing(reader: Reader, kind: str, key: str) -> Thing:
    """Return a thing.

    Raises:
        UnknownName: there is none of this kind and key.

    """
    identifier = f"{kind_of(kind).path}/{key}"
    return Thing(identifier, *existing(reader, identifier))


async def _unknown(kind: str) -> Response:
    return RedirectResponse(f"{PREFIX}/entities/{kind_of(kind).path}", status_code=303)


def _neighbours(settings: ApiSettings) -> Callable[..., Any]:
    async def tied(
        request: Request, compute: Compute, kind: str, key: str, limit: int, after: str | None, dialect: str
    ) -> Response:
        form = choose(request, FORMS)

        def work(reader: Reader) -> Response:
            identifier = thing(reader, kind, key).identifier
            ties = reader.edges(identifier)
            every = ties.select(id=pl.concat_str("relation", "direction", "other", separator="~")).hstack(ties)
            title, head = f"Les relations de {identifier}", {"id": identifier}
            rows = in_pages(f"{key}-relations", title, head, every, _TIES, limit, after)
            return respond_rows(request, form, reader.digest, rows, dialect)

        return await compute.respond(request, form, work)

    pages = paging(settings, "Rang de la dernière relation lue")
    return endpoint(tied, "neighbours", [("kind", Kind, REQUIRED), ("key", Key, REQUIRED), *pages, DIALECT])


async def _one(request: Request, compute: Computing, kind: Kind, key: Key) -> Response:
    form = choose(request, ENTITY)

    def work(reader: Reader) -> Response:
        bodies = thing_bodies(request, reader, thing(reader, kind, key), compute.settings.graph.base)
        return respond(request, form, reader.digest, bodies[form], key)

    return await compute.respond(request, form, work)


async def _network(
    request: Request, compute: Computing, kind: Kind, key: Key, depth: Depth = 1, limit: Most = 500
) -> Response:
    form = choose(request, NETWORK)

    def work(reader: Reader) -> Response:
        identifier = thing(reader, kind, key).identifier
        body = network_bodies(reader, identifier, depth, limit, compute.settings.graph.base)[form]
        return respond(request, form, reader.digest, body, f"{key}-reseau")

    return await compute.respond(request, form, work)


async def redirect(request: Request, path: Kind, key: Key) -> Response:
    """Answer 303 from the identifier of a thing to its page or its data, as ``Accept`` says."""
    root, form, path = request.scope.get("root_path", ""), choose(request, ENTITY), kind_of(path).path
    data = f"{PREFIX}/entities/{path}/{quote(key, safe='')}.{form}"
    return RedirectResponse(f"{root}{page_of(f'{path}/{key}') if form == 'html' else data}", status_code=303)
