"""Campus: their list, and the dossier of each, on the screen, on paper and as PDF."""

from __future__ import annotations

from typing import Annotated

import polars as pl
from fastapi import APIRouter, Query, Request, Response

from campus_graph.api.compute import Compute
from campus_graph.api.formats import etag, not_modified, unchanged
from campus_graph.api.pages import render
from campus_graph.api.params import Computing, Key
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web import pdf
from campus_graph.api.web.campus_dossier import dossier
from campus_graph.api.web.page import Values, common, filled, respond_page, shorter
from campus_graph.api.web.shared import choices, list_files, root_of, term
from campus_graph.graph.listing import listed
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model
from campus_graph.queries.names import resolve
from campus_graph.queries.registry import question
from campus_graph.text import fold

PATH = "/campus"
_LABELS = "label-calendar"
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
    asked = {k: given[k] for k in ("region", "filiere") if k in given}
    kinds = {"region": "Region", "filiere": "Filiere"}
    chosen = {k: resolve(reader, kinds[k], v) for k, v in asked.items()}
    where = {"category": given["category"]} if "category" in given else {}
    rows = listed(reader, "Campus", where, given.get("q", ""))[1].select("id", "label", "category", "city")
    labels = compute.answer(reader, _LABELS, {}).frame.select("campus", "verdict", "issued_year", "reason")
    latest = labels.sort("issued_year", nulls_last=False).unique("campus", keep="last")
    found = rows.join(latest, left_on="id", right_on="campus", how="left")
    for name, relation in (("filieres", "IN_FILIERE"), ("zone", "COVERS")):
        found = found.join(_gathered(reader, relation, name), on="id", how="left")
    if chosen:
        found = found.join(_within(reader, compute, chosen), on="id", how="semi")
    shown = sorted(found.to_dicts(), key=lambda row: (fold(row["label"]), row["id"]))
    return {
        "title": "Les campus",
        "trail": [("Campus", None)],
        "rows": [{**row, "category": term("campus_categories", row["category"])} for row in shown],
        "verdicts": question(_LABELS).verdicts,
        "chosen": {**dict.fromkeys(("region", "filiere", "category", "q"), ""), **given, **chosen},
        "options": {name: choices(reader, kind) for name, kind in kinds.items()},
        "categories": [(c.notation, c.label_fr) for c in load_model().vocabularies["campus_categories"]],
        "files": list_files(root, "entities/campus", where),
    }


def _gathered(reader: Reader, relation: str, name: str) -> pl.DataFrame:
    """Return (id, name): the things that each campus is tied to by a relation, as (identifier, label)."""
    ties = reader.table(relation).select(id="start_id", other="end_id")
    names = reader.nodes(ties["other"].unique().to_list()).select(other="id", label="label")
    both = ties.join(names, on="other").sort("label").group_by("id", maintain_order=True)
    return both.agg(pl.struct("other", "label").alias(name))


def _within(reader: Reader, compute: Compute, chosen: dict[str, str]) -> pl.DataFrame:
    """Return (id) of the campuses of a region and filière, as the questions understand these."""
    return compute.answer(reader, "campus-profile", chosen).frame.select(id="campus").unique()
