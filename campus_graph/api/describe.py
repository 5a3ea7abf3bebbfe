"""What the OpenAPI description says of responses and parameters, for all routes alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from campus_graph.api.formats import MEDIA
from campus_graph.api.problems import MEDIA as PROBLEM_MEDIA
from campus_graph.api.problems import PROBLEMS, SCHEMA
from campus_graph.ontology.model import NodeKind, load_model

Responses = dict[int | str, dict[str, Any]]
Schema = Mapping[str, Any]
TEXTS: Schema = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}
COUNTS: Schema = {"type": "object", "additionalProperties": {"type": "integer"}}
STRINGS: Schema = {"type": "array", "items": {"type": "string"}}
_TYPES = {"string": "string", "integer": "integer", "double": "number", "boolean": "boolean"}
# What the parameters that name a thing may be given as, on the starter graph and on the whole one.
EXAMPLES = {"Region": "27", "Academy": "03", "Department": "25", "Filiere": "tourisme"}


def responses(forms: Iterable[str], schema: Schema | None = None, *more: int) -> Responses:
    """Return what a route may answer: its forms, nothing new, and problems; ``more`` holds statuses of its own."""
    content = {MEDIA[form]: {"schema": dict(schema)} if form == "json" and schema else {} for form in forms}
    good = {"description": "La réponse", "content": content, "headers": _HEADERS}
    return {200: good, 304: {"description": "Inchangé"}, **problems(404, 406, 422, 429, 503, *more)}


def problems(*statuses: int) -> Responses:
    """Return the problem documents that a route may answer with."""
    said: dict[int, list[str]] = {}
    for status, title in PROBLEMS.values():
        said.setdefault(status, []).append(title)
    content = {PROBLEM_MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": " ; ".join(said[code]), "content": content} for code in sorted(set(statuses))}


_HEADERS = {
    "ETag": {"description": "Marque de la réponse, pour If-None-Match", "schema": {"type": "string"}},
    "X-Graph-Digest": {"description": "Empreinte du graphe", "schema": {"type": "string"}},
}


def paged(row: Schema, **head: Schema) -> Schema:
    """Return the schema of a page of rows under a head."""
    total = {"total": {"type": "integer", "minimum": 0}, "next": {"type": ["string", "null"]}}
    properties = {**head, **total, "rows": {"type": "array", "items": row}}
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


def row_of(columns: Mapping[str, str]) -> Schema:
    """Return the schema of a row with these columns (name → words for people)."""
    properties = {name: {"description": words} for name, words in columns.items()}
    return {"type": "object", "required": list(columns), "properties": properties, "additionalProperties": False}


def node_row(kind: NodeKind) -> Schema:
    """Return the schema of a node of a kind."""
    properties: dict[str, Any] = {"id": {"type": "string"}}
    for field in kind.fields:
        one = _TYPES[field.type]
        many = {"type": ["array", "null"], "items": {"type": one}}
        properties[field.name] = {**(many if field.many else {"type": [one, "null"]}), "description": field.label_fr}
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


def path_of_kind() -> dict[str, Any]:
    """Return what is said of the path parameter ``kind``."""
    return {"enum": sorted(node.path for node in load_model().nodes.values()), "example": "region"}


def install(app: FastAPI) -> None:
    """Make the application describe itself with the schema of problems, and without « or null » for parameters."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes, tags=_TAGS
            )
            found.setdefault("components", {}).setdefault("schemas", {})["Problem"] = dict(SCHEMA)
            for operation in (o for path in found["paths"].values() for o in path.values()):
                for parameter in operation.get("parameters", ()):
                    _tidy(parameter)
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


_TAGS = [
    {"name": "Questions", "description": "Les questions posées au graphe, leurs réponses, leurs preuves."},
    {"name": "Entités", "description": "Les choses du graphe, leurs voisins, leurs réseaux."},
    {"name": "À propos", "description": "Sources, complétude, désaccords, changements, territoires, filières."},
    {"name": "Service", "description": "Pour qui surveille le service."},
]


def _tidy(parameter: dict[str, Any]) -> None:
    """Take « or null » from a parameter: it is given or left out, there is no way to send null."""
    schema = parameter["schema"]
    real = [one for one in schema.pop("anyOf", ()) if one.get("type") != "null"]
    if real:
        schema.update(real[0])
    schema.pop("title", None)
    if "example" in schema:
        parameter["example"] = schema.pop("example")
