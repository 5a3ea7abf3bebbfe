"""The application: routes under ``/api/v1``, the documentation page, and what watches over them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import Depends, FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware

from campus_graph import __version__
from campus_graph.api import describe, logs, problems
from campus_graph.api.compute import Compute
from campus_graph.api.deps import keyed, strict
from campus_graph.api.formats import Suffix
from campus_graph.api.middleware import Around, Figures
from campus_graph.api.pages import PREFIX, documentation
from campus_graph.api.routes import about, entities, questions, ways
from campus_graph.api.settings import ApiSettings, read_api_settings
from campus_graph.api.web import families
from campus_graph.api.web.campus_findings import LOOKED_AT
from campus_graph.api.web.families import SUFFIXED
from campus_graph.api.web.static import Static
from campus_graph.api.wellknown import FORMS, dataset_description
from campus_graph.errors import CampusGraphError
from campus_graph.graph.embedded import EmbeddedReader

_DESCRIPTION = """
Le graphe des campus des métiers et des qualifications : manques, suites absentes, parcours rompus, réseaux.
Lecture seule. Chaque réponse dit ses paramètres, ses sources, ses années et l’empreinte du graphe.
La forme d’une réponse se choisit par l’en-tête « Accept » ou par un suffixe de l’adresse (.json, .csv, .xlsx, .html …).
Les listes viennent par pages : l’en-tête « Link » et le champ « next » donnent la suite, « total » le nombre de lignes.
Un paramètre inconnu est refusé ; toute erreur est un document RFC 9457.
"""
_FAST = 5  # of 9: most of the gain of gzip for a fraction of its time
_SEEN = ["ETag", "Link", "X-Total-Count", "X-Graph-Digest", "X-Request-ID", "Retry-After"]


def create_app(settings: ApiSettings | None = None, warm: bool = False) -> FastAPI:
    """Return the application; without settings, those of the environment.

    ``warm`` does at the start what would else make the first clients wait, some seconds on a small machine.

    Raises:
        BadParameter: a setting of the environment is wrong.

    """
    chosen = settings or read_api_settings()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.compute = Compute(chosen)
        if warm:
            _warm(app)
        yield
        app.state.compute.close()

    app = FastAPI(
        title="campus-graph",
        version=__version__,
        description=_DESCRIPTION.strip(),
        lifespan=life,
        dependencies=[Depends(strict)],
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # the address of such a redirection would be made from what a client calls us
        openapi_url=f"{PREFIX}/openapi.json",
    )
    figures = Figures()
    _surround(app, chosen, figures)
    problems.install(app)
    app.include_router(about.health())
    for routes in (questions.router(chosen), entities.router(chosen), ways.router(), about.router(chosen)):
        app.include_router(routes, prefix=PREFIX)
    _add_addresses(app)
    _add_pages(app, chosen, figures)
    describe.install(app)
    return app


def served() -> FastAPI:
    """Return the application of one process of ``campus-graph serve``, which writes its log as JSON lines."""
    logs.install()
    return create_app(warm=True)


def _warm(app: FastAPI) -> None:
    """Let FastAPI prepare its routes and their description; open the graph if it is there, and ask what dossiers need.

    Not of a server: its first answers may take longer than a start should.
    """
    scope = {"type": "http", "method": "GET", "path": "/health", "root_path": "", "headers": []}
    for route in app.routes:
        route.matches(scope)
    app.openapi()
    with suppress(CampusGraphError), app.state.compute.holder.lease() as reader:
        if reader.dialect == EmbeddedReader.dialect:
            for name, (_, given) in LOOKED_AT.items():
                app.state.compute.answer(reader, name, given)


def _surround(app: FastAPI, settings: ApiSettings, figures: Figures) -> None:
    """Add what is around every request; the last one added comes first."""
    app.add_middleware(Suffix, prefixes=(f"{PREFIX}/", *SUFFIXED), without=f"{PREFIX}/openapi.json")
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=_FAST)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match"],
            expose_headers=_SEEN,
        )
    app.add_middleware(Around, figures=figures, rate=settings.rate)


def _add_addresses(app: FastAPI) -> None:
    """Add the addresses that stay whatever the version of the interface."""
    seen = {303: {"description": "La page ou les données de la chose"}, **describe.problems(404, 406, 422, 429)}
    identifier = {"status_code": 303, "response_class": Response, "responses": seen}
    app.add_api_route("/id/{path}/{key}", entities.redirect, tags=["Entités"], summary="Identifiant", **identifier)  # type: ignore[arg-type]
    app.add_api_route(
        "/.well-known/void",
        dataset_description,
        tags=["À propos"],
        summary="Le jeu de données, en VoID et DCAT",
        response_class=Response,
        responses=describe.responses(FORMS),
    )


def _add_pages(app: FastAPI, settings: ApiSettings, figures: Figures) -> None:
    async def metrics() -> Response:
        return Response(figures.text(), media_type=figures.media)

    hidden = {"include_in_schema": False}
    app.add_api_route("/docs", documentation, **hidden)  # type: ignore[arg-type]
    app.add_api_route("/metrics", metrics, dependencies=[Depends(keyed)], **hidden)  # type: ignore[arg-type]
    for routes in families.routers(settings):
        app.include_router(routes)
    app.state.theme = settings.theme
    app.mount("/static", Static(settings.theme))
