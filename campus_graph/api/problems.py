"""Errors as RFC 9457 problem documents: a stable type, a French title and what to do next, nothing of the inside."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import mimeparse
import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from campus_graph.api.prefix import PREFIX
from campus_graph.errors import BadScenario, CampusGraphError, QuestionError, StoreError, UnknownName

TYPES = "https://w3id.org/campus-graph/problem/"
MEDIA = "application/problem+json"
log = logging.getLogger("campus_graph.api")

# type → (status, title)
PROBLEMS: Mapping[str, tuple[int, str]] = {
    "not-found": (404, "Rien à cette adresse"),
    "unknown-name": (404, "Nom inconnu du graphe"),
    "no-former": (404, "Aucun graphe antérieur"),
    "bad-parameter": (422, "Paramètre refusé"),
    "bad-scenario": (422, "Scénario refusé"),
    "not-acceptable": (406, "Forme de réponse inconnue"),
    "method-not-allowed": (405, "Méthode refusée"),
    "too-large": (413, "Requête trop grande"),
    "too-many-requests": (429, "Trop de requêtes"),
    "unauthorized": (401, "Clé d’accès absente ou fausse"),
    "busy": (503, "Serveur occupé"),
    "too-slow": (503, "Calcul interrompu à la limite de temps"),
    "no-graph": (503, "Graphe indisponible"),
    "no-pdf": (501, "PDF non disponible sur ce serveur"),
    "internal": (500, "Erreur interne"),
}
SCHEMA: Mapping[str, object] = {
    "type": "object",
    "title": "Problème (RFC 9457)",
    "required": ["type", "title", "status", "detail", "instance"],
    "examples": [
        {
            "type": f"{TYPES}unknown-name",
            "title": "Nom inconnu du graphe",
            "status": 404,
            "detail": "Le graphe ne connaît pas la région « Bretange ». Les plus proches : Bretagne.",
            "instance": "/api/v1/questions/coverage-gap/answer",
            "nearest": ["Bretagne"],
        }
    ],
    "properties": {
        "type": {"type": "string", "format": "uri", "enum": [TYPES + name for name in PROBLEMS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Une phrase : ce qui ne va pas, et que faire."},
        "instance": {"type": "string", "description": "Le chemin demandé."},
        "nearest": {"type": "array", "items": {"type": "string"}, "description": "Les noms connus les plus proches."},
    },
}
_FOR_PROGRAMS = (f"{PREFIX}/", "/health", "/ready", "/metrics", "/static/")
_BY_STATUS = {405: "method-not-allowed", 406: "not-acceptable", 413: "too-large"}
_NOTED = "Une erreur est survenue ; elle est notée, réessayez plus tard."


class Problem(Exception):
    """A problem of ours; ``detail`` is one French sentence, ``more`` further members of the document."""

    def __init__(self, name: str, detail: str, headers: Mapping[str, str] | None = None, **more: object) -> None:
        super().__init__(detail)
        self.name, self.detail, self.headers, self.more = name, detail, dict(headers or {}), more


def document(request: Request, problem: Problem) -> Response:
    """Return the response of a problem: a page where a person reads, a document where a program does."""
    status, title = PROBLEMS[problem.name]
    if _for_people(request):
        from campus_graph.api.pages import around, render  # these pages name problems themselves

        page = render("problem.html", **around(request), title=title, status=status, problem=problem)
        headers = {"Cache-Control": "no-store", **problem.headers}
        return Response(page, status, headers, media_type="text/html; charset=utf-8")
    said = {"type": TYPES + problem.name, "title": title, "status": status, "detail": problem.detail}
    body = orjson.dumps({**said, "instance": request.scope.get("asked_path", request.url.path), **problem.more})
    return Response(body, status, {"Cache-Control": "no-store", **problem.headers}, media_type=MEDIA)


def _for_people(request: Request) -> bool:
    """Tell whether an address is that of a page, and whether its client would rather have one."""
    path = str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", "")))
    if path.startswith(_FOR_PROGRAMS):
        return False
    try:
        best = mimeparse.best_match(["text/html", MEDIA], request.headers.get("accept", "*/*"))
    except (mimeparse.MimeTypeParseException, ValueError):
        return False
    return bool(best == "text/html")


def of_error(error: CampusGraphError) -> Problem:
    """Return the problem that one of our errors is over HTTP."""
    if isinstance(error, UnknownName):
        return Problem("unknown-name", str(error), nearest=list(error.nearest))
    if isinstance(error, BadScenario):
        return Problem("bad-scenario", str(error))
    if isinstance(error, QuestionError):
        return Problem("bad-parameter", str(error))
    log.warning("graph", extra={"data": {"error": str(error)}})
    if isinstance(error, StoreError):
        return Problem("no-graph", "Le graphe ne se laisse pas lire pour l’instant ; réessayez.", {"Retry-After": "5"})
    return Problem("internal", _NOTED)


def unforeseen(request: Request) -> Response:
    """Return the response of an error that nobody foresaw; its trace is for the log alone."""
    return document(request, Problem("internal", _NOTED))


def install(app: FastAPI) -> None:
    """Make every error of the application a problem document."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return document(request, error)

    async def graph(request: Request, error: Exception) -> Response:
        assert isinstance(error, CampusGraphError)
        return document(request, of_error(error))

    async def validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        where = ", ".join(sorted({".".join(map(str, e["loc"][1:])) for e in error.errors()}))
        return document(request, Problem("bad-parameter", f"Valeur refusée pour : {where}."))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        name = _BY_STATUS.get(error.status_code, "not-found" if error.status_code < 500 else "internal")
        return document(request, Problem(name, PROBLEMS[name][1] + ".", error.headers))

    for kind, handler in (
        (Problem, ours),
        (CampusGraphError, graph),
        (RequestValidationError, validation),
        (HTTPException, http),
    ):
        app.add_exception_handler(kind, handler)
