"""Campus: their list, and the dossier of each, on the screen, on paper and as PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from campus_graph.api.compute import Compute
from campus_graph.api.formats import etag, not_modified, unchanged
from campus_graph.api.listing import respond_rows, whole
from campus_graph.api.pages import render
from campus_graph.api.params import Computing, Key
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web import pdf
from campus_graph.api.web.campus_dossier import dossier
from campus_graph.api.web.campus_rows import HEADERS, LABELS, Campus, as_frame, campuses
from campus_graph.api.web.page import Values, address, common, filled, respond_page, shorter
from campus_graph.api.web.shared import choices, list_files, root_of
from campus_graph.graph.listing import listed
from campus_graph.graph.store import Reader, Scalar
from campus_graph.ontology.model import load_model
from campus_graph.queries.names import resolve
from campus_graph.queries.registry import question

PATH = "/campus"
_FORMS = ("xlsx", "csv")
_KINDS = {"region": "Region", "filiere": "Filiere"}
Asked = Annotated[str | None, Query(max_length=200)]


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes of the campuses."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(PATH, _list, response_class=Response)
    for form in _FORMS:
        routes.add_api_route(f"{PATH}.{form}", _file(form), response_class=Response)
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


def _file(form: str) -> Callable[..., Any]:
    """Return the endpoint that gives the campuses of the list, with the same choices, as a file."""

    async def campuses_as_file(
        request: Request,
        compute: Computing,
        region: Asked = None,
        filiere: Asked = None,
        category: Asked = None,
        q: Asked = None,
    ) -> Response:
        asked = filled({"region": region, "filiere": filiere, "category": category, "q": q})
        given = {name: str(value) for name, value in asked.items()}

        def work(reader: Reader) -> Response:
            frame = as_frame(_chosen(reader, compute, given)[0])
            rows = whole("campus", "Les campus", frame, HEADERS)
            return respond_rows(request, form, reader.digest, rows, "excel")

        return await compute.respond(request, form, work)

    return campuses_as_file


def _chosen(reader: Reader, compute: Compute, given: Mapping[str, str]) -> tuple[list[Campus], dict[str, Scalar]]:
    """Return the campuses that answer to what was chosen, and the codes of what was chosen by name."""
    codes: dict[str, Scalar] = {k: resolve(reader, kind, given[k]) for k, kind in _KINDS.items() if k in given}
    where = {"category": given["category"]} if "category" in given else {}
    kept = set(listed(reader, "Campus", where, given.get("q", ""))[1]["id"])
    return [row for row in campuses(reader, compute, codes) if row["id"] in kept], codes


def _listed(reader: Reader, compute: Compute, root: str, given: dict[str, str]) -> Values:
    rows, codes = _chosen(reader, compute, given)
    return {
        "title": "Les campus",
        "trail": [("Campus", None)],
        "rows": rows,
        "verdicts": question(LABELS).verdicts,
        "chosen": {**dict.fromkeys(("region", "filiere", "category", "q"), ""), **given, **codes},
        "options": {name: choices(reader, kind) for name, kind in _KINDS.items()},
        "categories": [(c.notation, c.label_fr) for c in load_model().vocabularies["campus_categories"]],
        "files": [(form.upper(), address(f"{root}{PATH}.{form}", {**given, **codes})) for form in _FORMS],
        "whole": list_files(root, "entities/campus", {}),
    }
