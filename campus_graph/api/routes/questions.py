"""The questions: listed, defined, asked with the parameters of each, proved, compared, asked again otherwise."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi import Path as InPath

from campus_graph.api import describe
from campus_graph.api.changes import COMPARISON, compared
from campus_graph.api.compute import Compute
from campus_graph.api.deps import keyed, limited_body
from campus_graph.api.formats import Body, also_of, choose, etag, respond, unchanged
from campus_graph.api.listing import FORMS, respond_rows, whole
from campus_graph.api.pages import PREFIX
from campus_graph.api.params import DIALECT, REQUIRED, Computing, Own, endpoint, paging
from campus_graph.api.questions import ANSWERS, listing
from campus_graph.api.settings import ApiSettings
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.compare import compare
from campus_graph.queries.explain import explain
from campus_graph.queries.proof_files import to_graphml, to_svg
from campus_graph.queries.question import Parameter, Question
from campus_graph.queries.registry import described, question, questions
from campus_graph.render import to_json

PROOFS = ("json", "graphml", "svg")
Given = Mapping[str, Scalar]
_QUESTION = {
    "id": "nom",
    "title_fr": "titre",
    "answer": "réponse",
    "definition_fr": "définition",
    "parameters": "paramètres",
}
_PROOF = {"type": "object", "required": ["question", "finding", "facts", "nodes"]}
_NAMES = {"enum": sorted(questions()), "example": "coverage-gap"}
Name = Annotated[str, InPath(description="Nom de la question.", json_schema_extra=_NAMES)]


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes; each question has its own, with its own parameters."""
    routes = APIRouter(prefix="/questions", tags=["Questions"])
    schema = describe.paged(describe.row_of(_QUESTION))
    said: dict[str, Any] = {"response_class": Response}
    routes.add_api_route("", _list, summary="Lister les questions", responses=describe.responses(FORMS, schema), **said)
    definition = {"type": "object", "required": ["name", "title_fr", "definition_fr", "verdicts", "parameters"]}
    shown = describe.responses(("json",), definition)
    routes.add_api_route("/{name}", _one, summary="Définir une question", responses=shown, **said)
    for asked in questions().values():
        _add(routes, asked, settings)
    return routes


async def _list(request: Request, compute: Computing) -> Response:
    form = choose(request, FORMS)
    texts = [described(asked) for asked in questions().values()]
    names = [
        {"parameters": [p.name for p in asked.parameters], "answer": f"{PREFIX}/questions/{asked.name}/answer"}
        for asked in questions().values()
    ]
    rows = [{"id": t["name"], **{k: t[k] for k in _QUESTION if k in t}, **n} for t, n in zip(texts, names, strict=True)]
    frame = pl.DataFrame(rows).select(list(_QUESTION))

    def work(reader: Reader) -> Response:
        return respond_rows(request, form, reader.digest, whole("questions", "Les questions", frame, _QUESTION))

    return await compute.respond(request, form, work)


async def _one(request: Request, compute: Computing, name: Name) -> Response:
    form, asked = choose(request, ("json",)), question(name)
    return await compute.respond(
        request, form, lambda r: respond(request, form, r.digest, lambda: to_json(described(asked)))
    )


def _add(routes: APIRouter, asked: Question, settings: ApiSettings) -> None:
    """Add the routes of one question."""
    own = [(p.name, _query(p), None) for p in asked.parameters]
    row = Annotated[
        str, Query(max_length=500, description="Identifiant ou rang de la ligne.", json_schema_extra={"example": "1"})
    ]
    day = Annotated[
        str | None, Query(description="Date (AAAA-MM-JJ) à laquelle comparer ; sinon, le graphe antérieur.", **_DATE)
    ]
    dated: list[Own] = [("before", day, None)] if asked.parameter("as_of") is not None else []
    pages = [*paging(settings, "Identifiant de la dernière ligne lue"), DIALECT]
    for what, function, further, said, forms, schema in (
        ("answer", _answer, pages, asked.title_fr, ANSWERS, _answer_schema(asked)),
        ("proof", _proof, [("finding", row, REQUIRED)], f"Preuve d’une ligne : {asked.title_fr}", PROOFS, _PROOF),
        ("compare", _compare, dated, f"Comparer : {asked.title_fr}", ("json",), COMPARISON),
        ("what-if", _what_if, [], f"Et si : {asked.title_fr}", ("json",), COMPARISON),
    ):
        posted = what == "what-if"
        more = (401, 413) if posted else ()
        extra: dict[str, Any] = {"methods": ["POST"], "dependencies": [Depends(keyed)], "openapi_extra": _SCENARIO}
        routes.add_api_route(
            f"/{asked.name}/{what}",
            _endpoint(partial(function, asked), f"{what}_{asked.folder.name}", own, further),
            summary=said,
            description=asked.definition_fr,
            response_class=Response,
            responses=describe.responses(forms, schema, *more),
            **(extra if posted else {}),
        )


_DATE: dict[str, Any] = {"max_length": 20, "json_schema_extra": {"format": "date", "example": "2018-06-01"}}
_EXAMPLE = '[[add.offers]]\nestablishment = "0250001R"\ndiploma = "50022201"\n'
_SCENARIO = {
    "requestBody": {
        "required": True,
        "description": "Scénario TOML : [[add.offers]], [[remove.members]] …",
        "content": {"application/toml": {"schema": {"type": "string"}, "example": _EXAMPLE}},
    }
}


def _endpoint(function: Callable[..., Any], name: str, own: list[Own], further: list[Own]) -> Callable[..., Any]:
    """Return an endpoint whose parameters are those of the question and ``further``."""
    names = [parameter for parameter, _, _ in own]

    async def asked(**values: Any) -> Response:
        given = {parameter: values.pop(parameter) for parameter in names}
        wanted = {parameter: value for parameter, value in given.items() if value is not None}
        result: Response = await function(given=wanted, **values)
        return result

    return endpoint(asked, name, [*further, *own])


def _query(parameter: Parameter) -> Any:
    default = "" if parameter.default is None else f" Par défaut : {parameter.default}."
    about = f"{parameter.help_fr[:1].upper()}{parameter.help_fr[1:]}.{default}"
    if parameter.type == "date":
        return Annotated[str | None, Query(description=about, **_DATE)]
    extra: dict[str, Any] = {"enum": list(parameter.choices)} if parameter.choices else {}
    if parameter.entity in describe.EXAMPLES:
        extra["example"] = describe.EXAMPLES[parameter.entity]
    kinds: dict[str, Any] = {"integer": int, "number": float}
    lengths: dict[str, Any] = {} if parameter.type in kinds else {"max_length": 500}
    annotation = kinds.get(parameter.type, str) | None
    return Annotated[annotation, Query(description=about, json_schema_extra=extra or None, **lengths)]


def _answer_schema(asked: Question) -> describe.Schema:
    head = {"question": {"const": asked.name}, "parameters": describe.TEXTS, "digest": {"type": "string"}}
    years = {"type": "array", "items": {"type": "integer"}}
    lists = {"sources": describe.STRINGS, "years": years, "counts": describe.COUNTS, "columns": describe.STRINGS}
    return describe.paged(describe.row_of({"id": "identifiant", **asked.columns}), **head, **lists)


async def _answer(
    asked: Question,
    request: Request,
    compute: Compute,
    given: Given,
    limit: int,
    after: str | None,
    dialect: str,
) -> Response:
    form = choose(request, ANSWERS)

    def work(reader: Reader) -> Response:
        if unchanged(request, etag(request, reader.digest, form)):
            return respond(request, form, reader.digest, bytes)  # without computing the answer
        answer = compute.answer(reader, asked.name, given)
        rows = listing(reader, asked, answer, limit, after)
        return respond_rows(request, form, reader.digest, rows, dialect)

    return await compute.respond(request, form, work)


async def _proof(asked: Question, request: Request, compute: Compute, given: Given, finding: str) -> Response:
    form = choose(request, PROOFS)

    def work(reader: Reader) -> Response:
        proof = explain(reader, compute.answer(reader, asked.name, given), finding)
        bodies: dict[str, Body] = {
            "json": lambda: to_json(proof.to_dict()),
            "graphml": lambda: to_graphml(proof),
            "svg": lambda: to_svg(proof),
        }
        return respond(request, form, reader.digest, bodies[form], f"{asked.name}-preuve")

    return await compute.respond(request, form, work)


async def _compare(
    asked: Question, request: Request, compute: Compute, given: Given, before: str | None = None
) -> Response:
    form = choose(request, ("json",))

    def work(reader: Reader) -> Response:
        with compute.before() as former:
            also_of(request, former)
            body = partial(compared, compute, reader, asked, given, before, former)
            return respond(request, form, reader.digest, body)

    return await compute.respond(request, form, work)


async def _what_if(asked: Question, request: Request, compute: Compute, given: Given) -> Response:
    from campus_graph.graph.scenario import read_scenario
    from campus_graph.graph.what_if import what_if
    from campus_graph.queries.registry import ask

    choose(request, ("json",))
    body = await limited_body(request, compute.settings)

    def work(reader: Reader) -> Response:
        with tempfile.TemporaryDirectory(prefix="campus-graph-") as folder:
            path = Path(folder) / "scénario.toml"
            path.write_bytes(body)
            steps = read_scenario(path)
        with what_if(reader, steps) as changed:
            found = compare(compute.answer(reader, asked.name, given), ask(changed, asked.name, given))
        headers = {"Cache-Control": "no-store", "X-Graph-Digest": reader.digest}
        return Response(to_json(found.to_dict()), media_type="application/json", headers=headers)

    return await compute.run(work)
