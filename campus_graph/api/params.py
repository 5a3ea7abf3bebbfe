"""The query and path parameters that routes share, and endpoints whose parameters come from a registry."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response

from campus_graph.api import describe
from campus_graph.api.compute import Compute
from campus_graph.api.deps import compute_of
from campus_graph.api.settings import ApiSettings
from campus_graph.ontology.model import Field

REQUIRED: Any = inspect.Parameter.empty
Own = tuple[str, Any, Any]  # name, annotation, default

Computing = Annotated[Compute, Depends(compute_of)]
Kind = Annotated[str, Path(description="Nature de la chose.", json_schema_extra=describe.path_of_kind())]
Key = Annotated[
    str,
    Path(
        min_length=1,
        max_length=200,
        description="Clé : le code ou le numéro de l’éditeur.",
        json_schema_extra={"example": "27"},
    ),
]
Depth = Annotated[int, Query(ge=1, le=2, description="Nombre de relations à suivre.")]
Most = Annotated[int, Query(ge=1, le=2_000, description="Nombre de nœuds au plus.")]
Words = Annotated[str, Query(max_length=200, description="Mots du nom, accents et majuscules indifférents.")]
Dialect = Annotated[
    str,
    Query(
        pattern="^(plain|excel)$",
        description="CSV ; excel : BOM, « ; » et virgule décimale.",
        json_schema_extra={"enum": ["plain", "excel"]},
    ),
]
DIALECT: Own = ("dialect", Dialect, "plain")


def paging(settings: ApiSettings, what: str) -> list[Own]:
    """Return the parameters of a list in pages; ``what`` says what ``after`` holds."""
    size = Annotated[int, Query(ge=1, le=settings.largest_page, description="Lignes par page (JSON, HTML).")]
    after = Annotated[str | None, Query(max_length=500, description=f"{what} ; la page commence après.")]
    return [("limit", size, settings.page), ("after", after, None)]


def filtering(field: Field) -> Own:
    """Return the parameter that filters by a field of the ontology."""
    scalar: dict[str, Any] = {"string": str, "integer": int, "double": float, "boolean": bool}
    bounds: dict[str, dict[str, Any]] = {
        "integer": {"ge": -(2**63), "le": 2**63 - 1},
        "string": {"max_length": 500},
        "double": {"allow_inf_nan": False},
    }
    about = Query(description=f"Filtre : {field.label_fr}.", **bounds.get(field.type, {}))
    return (field.name, Annotated[scalar[field.type] | None, about], None)


def endpoint(function: Callable[..., Any], name: str, own: Iterable[Own]) -> Callable[..., Any]:
    """Return an endpoint that takes the request, the computing and these parameters by keyword."""
    keyword = inspect.Parameter.KEYWORD_ONLY

    async def asked(**values: Any) -> Response:
        result: Response = await function(**values)
        return result

    parameters = [
        inspect.Parameter("request", keyword, annotation=Request),
        inspect.Parameter("compute", keyword, annotation=Computing),
        *(inspect.Parameter(n, keyword, default=default, annotation=kind) for n, kind, default in own),
    ]
    asked.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    asked.__name__ = name
    return asked
