"""Campus: their list, and the dossier of each, on the screen, on paper and as PDF."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from campus_graph.api.compute import Compute
from campus_graph.api.formats import etag, not_modified, unchanged
from campus_graph.api.pages import render
from campus_graph.api.params import Computing, Key
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web import pdf
from campus_graph.api.web.campus_dossier import dossier
from campus_graph.api.web.campus_rows import LABELS, campuses
from campus_graph.api.web.page import Values, common, filled, respond_page, shorter
from campus_graph.api.web.shared import choices, list_files, root_of
from campus_graph.graph.listing import listed
from campus_graph.graph.store import Reader, Scalar
from campus_graph.ontology.model import load_model
from campus_graph.queries.names import resolve
from campus_graph.queries.registry import question

PATH = "/campus"
Asked = Annotated[str | None, Query(max_length=200)]


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes of the campuses."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(PATH, _list, response_class=Response)
    routes.add_api_route(f"{PATH}/{{key}}.pdf", _pdf, response_class=Response)
    routes.add_api_route(f"{PATH}/{{key}}", _one, response_class=Response)
    return routes


async def _one(request: Request, compute: Computing, key: Key) -> Response:
    def work(reader: Reader) -> Values:
        return dossier(reader, compute, key, root_of(request))

    return await respond_page(request, compute, "campus/dossier.html", work)


async def _pdf(request: Request, compute: Computing, key: Key) -> Response:
    pdf.needed()

    def work(reader: Reader) -> tuple[str, str]:
        if unchanged(request, etag(request, reader.digest, "pdf")):
            return reader.digest, ""
        values = {**common(request, reader), **dossier(reader, compute, key, root_of(request)), "on_paper": True}
        return reader.digest, render("campus/dossier.html", **values)

    digest, page = await compute.run(work)
    said = {"ETag": etag(request, digest, "pdf"), "Cache-Control": "no-cache", "X-Graph-Digest": digest}
    if not page:
        return not_modified(said)
    said["Content-Disposition"] = f'inline; filename="campus-{_plain(key)}.pdf"'
    return Response(await pdf.written(compute, page, root_of(request)), headers=said, media_type=pdf.MEDIA)


def _plain(key: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "_" for letter in key)


async def _list(
    request: Request,
    compute: Computing,
    region: Asked = None,
    filiere: Asked = None,
    category: Asked = None,
    q: Asked = None,
) -> Response:
    moved = shorter(request)
    if moved is not None:
        return moved
    given = filled({"region": region, "filiere": filiere, "category": category, "q": q})

    def work(reader: Reader) -> Values:
        return _listed(reader, compute, root_of(request), {name: str(value) for name, value in given.items()})

    return await respond_page(request, compute, "campus/list.html", work)


def _listed(reader: Reader, compute: Compute, root: str, given: dict[str, str]) -> Values:
    kinds = {"region": "Region", "filiere": "Filiere"}
    chosen: dict[str, Scalar] = {k: resolve(reader, kind, given[k]) for k, kind in kinds.items() if k in given}
    where = {"category": given["category"]} if "category" in given else {}
    found = listed(reader, "Campus", where, given.get("q", ""))[1].select("id")
    rows = campuses(reader, compute, chosen)
    kept = set(found["id"])
    return {
        "title": "Les campus",
        "trail": [("Campus", None)],
        "rows": [row for row in rows if row["id"] in kept],
        "verdicts": question(LABELS).verdicts,
        "chosen": {**dict.fromkeys(("region", "filiere", "category", "q"), ""), **given, **chosen},
        "options": {name: choices(reader, kind) for name, kind in kinds.items()},
        "categories": [(c.notation, c.label_fr) for c in load_model().vocabularies["campus_categories"]],
        "files": list_files(root, "entities/campus", where),
    }
