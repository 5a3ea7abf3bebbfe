"""What the graph says of itself: sources, completeness, disagreements, changes, territories; and how it is doing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from fastapi import APIRouter, Request, Response

from campus_graph.api import describe
from campus_graph.api.changes import CHANGES, counted
from campus_graph.api.compute import Compute
from campus_graph.api.formats import also_of, choose
from campus_graph.api.listing import FORMS, in_pages, respond_rows
from campus_graph.api.params import DIALECT, Computing, endpoint, paging
from campus_graph.api.settings import ApiSettings
from campus_graph.graph.mapped import filiere_counts
from campus_graph.graph.store import Reader
from campus_graph.render import to_json

_TERRITORIES = ("Region", "AcademicRegion", "Academy", "Department", "EmploymentZone")


@dataclass(frozen=True, slots=True)
class _About:
    """One list about the graph: its title, its rows (with ``id``), and the names of its columns."""

    title: str
    rows: Callable[[Reader, Reader | None], pl.DataFrame]
    headers: Mapping[str, str]


def _ledger(reader: Reader, former: Reader | None) -> pl.DataFrame:
    ledger = reader.ledger()
    return ledger.select(pl.concat_str("source", "file", separator="/").alias("id"), pl.all())


def _completeness(reader: Reader, former: Reader | None) -> pl.DataFrame:
    counts = reader.table("Indicator")
    stated = counts.filter(counts["measure"] == "campus labellisés").drop_nulls(["value", "period"])
    described = reader.table("COVERS").group_by("end_id").len().rename({"end_id": "subject", "len": "described"})
    rows = stated.join(described, on="subject", how="left").sort("subject", "period")
    return rows.select("id", "subject", "label", "period", "value", "described", "source_url")


def _conflicts(reader: Reader, former: Reader | None) -> pl.DataFrame:
    """Return the disagreements; the identifier of the thing becomes ``thing``, since one may have several."""
    rows = reader.conflicts().rename({"id": "thing"})
    return rows.select(pl.concat_str("thing", "field", "other", separator="~", ignore_nulls=True).alias("id"), pl.all())


def _territories(reader: Reader, former: Reader | None) -> pl.DataFrame:
    return pl.concat(reader.table(k).select("id", pl.lit(k).alias("kind"), "code", "label") for k in _TERRITORIES)


_SOURCES = {"publisher": "éditeur", "licence": "licence", "vintage": "millésime", "address": "adresse"}
_ABOUT: Mapping[str, _About] = {
    "sources": _About(
        "Les sources et leurs licences",
        lambda r, _: r.table("Source").select("id", "label", *_SOURCES),
        {"id": "identifiant", "label": "titre", **_SOURCES},
    ),
    "ledger": _About(
        "Le compte des lignes de chaque fichier",
        _ledger,
        {
            "id": "fichier de la source",
            "source": "source",
            "file": "fichier",
            "read": "lues",
            "loaded": "chargées",
            "merged": "fondues",
            "rejected": "rejetées",
        },
    ),
    "completeness": _About(
        "Ce qui est décrit, au regard des décomptes publiés",
        _completeness,
        {
            "id": "identifiant",
            "subject": "territoire",
            "label": "mesure",
            "period": "période",
            "value": "publiés",
            "described": "décrits",
            "source_url": "adresse",
        },
    ),
    "conflicts": _About(
        "Les désaccords entre sources, et la valeur retenue",
        _conflicts,
        {
            "id": "identifiant",
            "kind": "nature",
            "thing": "chose",
            "field": "champ",
            "kept": "retenu",
            "kept_sources": "sources",
            "other": "écarté",
            "other_sources": "sources de l’écarté",
        },
    ),
    "changes": _About("Ce qui a changé depuis le graphe antérieur", counted, CHANGES),
    "filieres": _About(
        "Les filières, avec leurs diplômes, offres et campus",
        lambda r, _: filiere_counts(r),
        {"id": "identifiant", "label": "nom", "diplomas": "diplômes", "offers": "offres", "campuses": "campus"},
    ),
    "territories": _About(
        "Les territoires et leurs codes",
        _territories,
        {"id": "identifiant", "kind": "nature", "code": "code", "label": "nom"},
    ),
}


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes about the graph."""
    routes = APIRouter(tags=["À propos"])
    pages = [*paging(settings, "Identifiant de la dernière ligne lue"), DIALECT]
    for name, about in _ABOUT.items():
        schema = describe.paged(describe.row_of(about.headers), digest={"type": "string"})
        routes.add_api_route(
            f"/{name}",
            endpoint(_lister(name, about), name, pages),
            summary=about.title,
            response_class=Response,
            responses=describe.responses(FORMS, schema),
        )
    return routes


def _lister(name: str, about: _About) -> Callable[..., Any]:
    async def lister(request: Request, compute: Compute, limit: int, after: str | None, dialect: str) -> Response:
        form = choose(request, FORMS)

        def work(reader: Reader) -> Response:
            with compute.before() as former:
                also_of(request, former)
                every = _filled(about.rows(reader, former), about.headers)
            rows = in_pages(name, about.title, {"digest": reader.digest}, every, about.headers, limit, after)
            return respond_rows(request, form, reader.digest, rows, dialect)

        return await compute.respond(request, form, work)

    return lister


def _filled(frame: pl.DataFrame, headers: Mapping[str, str]) -> pl.DataFrame:
    """Return exactly these columns; a ledger of a small graph may lack some."""
    missing = [pl.lit(None, dtype=pl.Int64).alias(name) for name in headers if name not in frame.columns]
    return frame.with_columns(missing).select(list(headers))


def health() -> APIRouter:
    """Return the routes for those who watch the service."""
    routes = APIRouter(tags=["Service"])

    @routes.get("/health", summary="Le service répond", responses=describe.problems(422))
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    schema = {"type": "object", "required": ["status", "digest"]}
    ready_responses = {200: {"content": {"application/json": {"schema": schema}}}, **describe.problems(422, 503)}

    @routes.get("/ready", summary="Le graphe se laisse lire", response_class=Response, responses=ready_responses)
    async def ready(compute: Computing) -> Response:
        digest = await compute.run(lambda reader: reader.digest)
        headers = {"Cache-Control": "no-store"}
        return Response(to_json({"status": "ok", "digest": digest}), media_type="application/json", headers=headers)

    return routes
