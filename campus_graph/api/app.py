"""The application: routes under ``/api/v1``, the documentation page, and what watches over them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from campus_graph import __version__
from campus_graph.api import problems
from campus_graph.api.compute import Compute
from campus_graph.api.middleware import Around, Figures
from campus_graph.api.pages import documentation, style
from campus_graph.api.routes import about, entities, questions
from campus_graph.api.settings import ApiSettings, read_api_settings
from campus_graph.api.wellknown import dataset_description

PREFIX = "/api/v1"
_DESCRIPTION = """
Le graphe des campus des métiers et des qualifications : manques, suites absentes, parcours rompus, réseaux.
Lecture seule. Chaque réponse dit ses paramètres, ses sources, ses années et l’empreinte du graphe.
"""


def create_app(settings: ApiSettings | None = None) -> FastAPI:
    """Return the application; without settings, those of the environment.

    Raises:
        BadParameter: a setting of the environment is wrong.

    """
    chosen = settings or read_api_settings()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.compute = Compute(chosen)
        yield
        app.state.compute.close()

    app = FastAPI(
        title="campus-graph",
        version=__version__,
        description=_DESCRIPTION.strip(),
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
    )
    figures = Figures()
    app.add_middleware(GZipMiddleware, minimum_size=1_000)
    if chosen.origins:
        app.add_middleware(CORSMiddleware, allow_origins=list(chosen.origins), allow_methods=["GET"])
    app.add_middleware(Around, figures=figures, rate=chosen.rate)
    problems.install(app)
    for routes in (
        questions.router(chosen.largest_page, chosen.page),
        entities.router(),
        about.router(),
    ):
        app.include_router(routes, prefix=PREFIX)
    app.include_router(about.health())
    app.add_api_route("/id/{path}/{key}", entities.redirect, status_code=303, tags=["Entités"], summary="Identifiant")
    app.add_api_route("/.well-known/void", dataset_description, tags=["À propos"], summary="VoID et DCAT")
    app.add_api_route("/docs", documentation, include_in_schema=False)
    app.add_api_route("/docs/style.css", style, include_in_schema=False)

    async def metrics(request: Request) -> Response:
        return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)

    app.add_api_route("/metrics", metrics, include_in_schema=False)
    return app
