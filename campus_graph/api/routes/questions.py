"""The questions: listed, defined, asked with the parameters of each, proved, asked again otherwise."""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from campus_graph.api import formats
from campus_graph.api.compute import Compute
from campus_graph.api.deps import compute_of, keyed, limited_body
from campus_graph.api.formats import choose, respond
from campus_graph.api.problems import MEDIA, PROBLEMS
from campus_graph.api.questions import answer_csv, answer_json, answer_xlsx, next_link, page
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.compare import Comparison, compare
from campus_graph.queries.explain import explain
from campus_graph.queries.proof_files import to_graphml, to_svg
from campus_graph.queries.question import Parameter, Question
from campus_graph.queries.registry import described, question, questions
from campus_graph.render import to_json

ANSWERS = ("json", "csv", "xlsx")
PROOFS = ("json", "graphml", "svg")


def router(largest_page: int, page_size: int) -> APIRouter:
    """Return the routes; each question has its own, with its own parameters."""
    routes = APIRouter(prefix="/questions", tags=["Questions"])
    routes.add_api_route("", _list, summary="Lister les questions")
    routes.add_api_route("/{name}", _one, summary="Définir une question", responses=_unknown())
    for asked in questions().values():
        _add(routes, asked, largest_page, page_size)
    return routes


def _list() -> list[dict[str, object]]:
    return [described(asked) for asked in questions().values()]


def _one(name: str) -> dict[str, object]:
    return described(question(name))


def _add(routes: APIRouter, asked: Question, largest: int, size: int) -> None:
    """Add the routes of one question."""
    base, title, required = f"/{asked.name}", asked.title_fr, inspect.Parameter.empty
    about: dict[str, Any] = {"description": asked.definition_fr, "response_class": Response}
    paging = {
        "limit": (size, Annotated[int, Query(ge=1, le=largest, description="Lignes par page (JSON).")]),
        "after": (
            None,
            Annotated[str | None, Query(description="Identifiant de la dernière ligne lue.")],
        ),
        "dialect": (
            "plain",
            Annotated[str, Query(pattern="^(plain|excel)$", description="CSV ; excel : BOM et « ; ».")],
        ),
    }
    finding = {"finding": (required, Annotated[str, Query(description="Identifiant ou rang de la ligne à prouver.")])}
    for kind, function, own, forms in (("answer", _answer, paging, ANSWERS), ("proof", _proof, finding, PROOFS)):
        for path, suffixed in ((f"{base}/{kind}.{{suffix}}", True), (f"{base}/{kind}", False)):
            endpoint = _endpoint(partial(function, asked.name), asked, own, suffixed)
            said = title if kind == "answer" else f"Preuve : {title}"
            routes.add_api_route(path, endpoint, summary=said, responses=_answers(*forms), **about)
    about |= {"responses": _answers("json")}
    endpoint = _endpoint(partial(_what_if, asked.name), asked, {}, False)
    key: dict[str, Any] = {"methods": ["POST"], "dependencies": [Depends(keyed)], "openapi_extra": _SCENARIO}
    routes.add_api_route(f"{base}/what-if", endpoint, summary=f"Et si : {title}", **key, **about)
    if asked.parameter("as_of") is not None:
        before = {"before": (required, Annotated[str, Query(description="Date (AAAA-MM-JJ) à laquelle comparer.")])}
        endpoint = _endpoint(partial(_compare, asked.name), asked, before, False)
        routes.add_api_route(f"{base}/compare", endpoint, summary=f"Comparer : {title}", **about)


_EXAMPLE = '[[add.offers]]\nestablishment = "0250001R"\ndiploma = "50022201"\n'
_SCENARIO = {
    "requestBody": {
        "required": True,
        "description": "Scénario TOML : [[add.offers]], [[remove.members]] …",
        "content": {"application/toml": {"schema": {"type": "string"}, "example": _EXAMPLE}},
    }
}


def _endpoint(
    function: Callable[..., Any],
    asked: Question,
    own: Mapping[str, tuple[object, Any]],
    suffixed: bool,
) -> Callable[..., Any]:
    """Return an endpoint whose parameters are those of the question and ``own``."""

    async def endpoint(**values: Any) -> Response:
        given = {p.name: values.pop(p.name) for p in asked.parameters}
        wanted = {name: value for name, value in given.items() if value is not None}
        result: Response = await function(given=wanted, **values)
        return result

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [
        inspect.Parameter("request", keyword, annotation=Request),
        inspect.Parameter("compute", keyword, annotation=Annotated[Compute, Depends(compute_of)]),
        *([inspect.Parameter("suffix", keyword, annotation=str)] if suffixed else []),
        *(inspect.Parameter(n, keyword, default=default, annotation=kind) for n, (default, kind) in own.items()),
        *(inspect.Parameter(p.name, keyword, default=None, annotation=_query(p)) for p in asked.parameters),
    ]
    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    endpoint.__name__ = f"{function.func.__name__.strip('_')}_{asked.folder.name}"  # type: ignore[attr-defined]
    return endpoint


def _query(parameter: Parameter) -> Any:
    default = "" if parameter.default is None else f" Par défaut : {parameter.default}."
    about = f"{parameter.help_fr[:1].upper()}{parameter.help_fr[1:]}.{default}"
    kinds: dict[str, Any] = {"integer": int, "number": float}
    extra = {"enum": list(parameter.choices)} if parameter.choices else None
    return Annotated[kinds.get(parameter.type, str) | None, Query(description=about, json_schema_extra=extra)]


def _answers(*forms: str) -> dict[int | str, dict[str, Any]]:
    """Return what a route may answer: its forms, nothing new, and the problems."""
    good = {"description": "La réponse", "content": {formats.MEDIA[name]: {} for name in forms}}
    return {200: good, 304: {"description": "Inchangé"}, **_problems()}


def _problems() -> dict[int | str, dict[str, Any]]:
    said = {code: title for code, title in PROBLEMS.values() if code < 500} | {503: "Occupé, ou graphe indisponible"}
    return {code: {"description": text, "content": {MEDIA: {}}} for code, text in sorted(said.items())}


def _unknown() -> dict[int | str, dict[str, Any]]:
    return {code: said for code, said in _problems().items() if code in (404, 429)}


async def _answer(
    name: str,
    request: Request,
    compute: Compute,
    given: Mapping[str, Scalar],
    limit: int,
    after: str | None,
    dialect: str,
    suffix: str | None = None,
) -> Response:
    form = choose(request, suffix, ANSWERS)

    def work(reader: Reader) -> Response:
        if formats.unchanged(request, formats.etag(request, reader.digest, form)):
            return respond(request, form, reader.digest, bytes)
        answer = compute.answer(reader, name, given)
        rows = page(answer, limit, after)
        following = next_link(request, answer, rows)
        bodies: dict[str, formats.Body] = {
            "json": lambda: answer_json(answer, rows, following),
            "csv": lambda: answer_csv(answer, dialect),
            "xlsx": lambda: answer_xlsx(reader, question(name), answer),
        }
        headers = {"X-Total-Count": str(answer.frame.height)}
        if following and form == "json":
            headers["Link"] = f'<{following}>; rel="next"'
        return respond(request, form, reader.digest, bodies[form], name, headers)

    return await compute.run(work)


async def _proof(
    name: str, request: Request, compute: Compute, given: Mapping[str, Scalar], finding: str, suffix: str | None = None
) -> Response:
    form = choose(request, suffix, PROOFS)

    def work(reader: Reader) -> Response:
        proof = explain(reader, compute.answer(reader, name, given), finding)
        bodies: dict[str, formats.Body] = {
            "json": lambda: to_json(proof.to_dict()),
            "graphml": lambda: to_graphml(proof),
            "svg": lambda: to_svg(proof),
        }
        return respond(request, form, reader.digest, bodies[form], f"{name}-preuve")

    return await compute.run(work)


async def _compare(name: str, request: Request, compute: Compute, given: Mapping[str, Scalar], before: str) -> Response:
    def work(reader: Reader) -> Response:
        sides = [compute.answer(reader, name, {**given, **extra}) for extra in ({"as_of": before}, {})]
        return respond(request, "json", reader.digest, lambda: _compared(compare(*sides)))

    return await compute.run(work)


async def _what_if(name: str, request: Request, compute: Compute, given: Mapping[str, Scalar]) -> Response:
    from campus_graph.graph.scenario import read_scenario
    from campus_graph.graph.what_if import what_if
    from campus_graph.queries.registry import ask

    body = await limited_body(request, compute.settings.largest_body)

    def work(reader: Reader) -> Response:
        with tempfile.TemporaryDirectory(prefix="campus-graph-") as folder:
            path = Path(folder) / "scénario.toml"
            path.write_bytes(body)
            steps = read_scenario(path)
        with what_if(reader, steps) as changed:
            found = compare(compute.answer(reader, name, given), ask(changed, name, given))
        return Response(_compared(found), media_type="application/json", headers={"Cache-Control": "no-store"})

    return await compute.run(work)


def _compared(found: Comparison) -> str:
    return to_json(found.to_dict())
