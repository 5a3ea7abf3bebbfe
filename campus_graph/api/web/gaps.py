"""The gaps: every question as a table with its form, files and proofs; the first one also as a matrix and a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

import polars as pl
from fastapi import APIRouter, Query, Request, Response

from campus_graph.api.compute import Compute
from campus_graph.api.drawing.map import draw
from campus_graph.api.formats import choose, respond
from campus_graph.api.listing import as_csv, page
from campus_graph.api.params import Own, endpoint
from campus_graph.api.prefix import PREFIX
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web import asking, cells
from campus_graph.api.web.matrix import Box, areas, matrix
from campus_graph.api.web.page import Values, address, elsewhere, filled, respond_page, shorter
from campus_graph.api.web.places import places
from campus_graph.api.web.shared import same_as_files
from campus_graph.exports.workbook import answer_xlsx
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.answer import Answer
from campus_graph.queries.explain import Explanation, explain
from campus_graph.queries.proof_tree import Branch, branches
from campus_graph.queries.question import Question
from campus_graph.queries.registry import question, questions

FORMS = ("html", "csv", "xlsx")
MAPPED = ("region", "academy", "department")
_COVERAGE = "coverage-gap"
_BESIDE = ("territory_label", "verdict", "offers", "nearest_campus", "nearest_km")
_PAGE = 100
Text = Annotated[str | None, Query(max_length=500)]
Given = Mapping[str, Scalar]


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes of the gaps; each question has its own, with its own parameters."""
    routes = APIRouter(include_in_schema=False)
    said: dict[str, Any] = {"response_class": Response}
    coverage = question(_COVERAGE)
    routes.add_api_route("/manques", _route(coverage, _coverage, "coverage", ["question"]), **said)
    for asked in questions().values():
        name = asked.folder.name
        table = _route(asked, _table, f"table_{name}", ["verdict", "after"])
        routes.add_api_route(f"/manques/{asked.name}", table, **said)
        routes.add_api_route(
            f"/manques/{asked.name}/preuve", _route(asked, _proof, f"proof_{name}", ["ligne", "verdict"]), **said
        )
    return routes


def _route(asked: Question, function: Callable[..., Any], name: str, own: list[str]) -> Callable[..., Any]:
    """Return an endpoint with the parameters of a question and some of the page's own, all of them text."""
    names = [p.name for p in asked.parameters]

    async def answered(request: Request, compute: Compute, **values: str | None) -> Response:
        if short := shorter(request):
            return short
        given = filled({name: values.pop(name) for name in names})
        result: Response = await function(asked, request, compute, given, **values)
        return result

    every: list[Own] = [(n, Text, None) for n in (*own, *names)]
    return endpoint(answered, f"page_{name}", every)


def head(reader: Reader, asked: Question, answer: Answer, given: Given) -> dict[str, object]:
    """Return what a page on a question says, whatever it shows of the answer."""
    return {
        "asked": asked,
        "answer": answer,
        "given": given,
        "form": asking.form(reader, asked, answer, given),
        "said": asking.said(reader, asked, answer),
        "questions": questions().values(),
        "cited": _cited(reader, answer),
        "files": same_as_files(f"/manques/{asked.name}", given),
        "more_forms": f"{PREFIX}/questions/{asked.name}/answer",
        "address": address,
        "query": urlencode({**given}),
    }


def _cited(reader: Reader, answer: Answer) -> list[tuple[str, str]]:
    named = dict(reader.nodes([f"source/{name}" for name in answer.sources]).select("id", "label").iter_rows())
    return [(f"source/{name}", named.get(f"source/{name}", name)) for name in answer.sources]


async def _coverage(
    asked: Question, request: Request, compute: Compute, given: Given, question: str | None
) -> Response:
    if question is not None:  # the list of questions, sent without a script
        chosen = question if question in questions() else _COVERAGE
        return elsewhere(request, "/manques" if chosen == _COVERAGE else f"/manques/{chosen}")
    root = str(request.scope.get("root_path", ""))

    def work(reader: Reader) -> Values:
        answer = compute.answer(reader, asked.name, given)
        found = matrix(answer.frame)
        scope = str(answer.parameters["scope"])

        def href(territory: str, box: Box | None) -> str:
            if box is not None:
                return root + address("/manques/coverage-gap/preuve", given, ligne=box.id)
            code = territory.partition("/")[2]
            return root + address("/manques/coverage-gap", given, **{scope: code})

        sheet = None
        if scope in MAPPED and found.rows:
            drawn = areas(asked, found, places(reader), "filiere" in given, href)
            sheet = draw(drawn, scope, compute.settings.geometry)
        own = {"title": "Manques", "matrix": found, "sheet": sheet, "scope": scope, "trail": [("Manques", None)]}
        lines = _lines(reader, asked, answer) if "filiere" in given else {}
        return {**head(reader, asked, answer, given), **own, "words_of": asking.words_of, "lines": lines}

    return await respond_page(request, compute, "gaps/coverage.html", work)


def _lines(reader: Reader, asked: Question, answer: Answer) -> Values:
    """Return the table beside the map of one filière: a matrix of one column would say less."""
    rows = cells.rows(reader, asked, answer.frame, _BESIDE)
    return {"headers": cells.headers(asked, _BESIDE, answer.frame.schema), "rows": rows}


async def _table(
    asked: Question, request: Request, compute: Compute, given: Given, verdict: str | None, after: str | None
) -> Response:
    form = choose(request, FORMS)
    if form == "html":
        work = partial(_rows, asked, compute, given, verdict, after)
        return await respond_page(request, compute, "gaps/table.html", work)

    def made(reader: Reader) -> Response:
        answer = only(compute.answer(reader, asked.name, given), verdict)
        # Who takes a file from a page opens it in a French spreadsheet.
        body = partial(answer_xlsx, reader, asked, answer) if form == "xlsx" else partial(as_csv, answer.frame, "excel")
        return respond(request, form, reader.digest, body, asked.name)

    return await compute.respond(request, form, made)


def only(answer: Answer, verdict: str | None) -> Answer:
    """Return the answer with the rows of one verdict, or all."""
    return answer if verdict is None else replace(answer, frame=answer.frame.filter(pl.col("verdict") == verdict))


def _rows(
    asked: Question, compute: Compute, given: Given, verdict: str | None, after: str | None, reader: Reader
) -> Values:
    answer = compute.answer(reader, asked.name, given)
    frame = only(answer, verdict).frame
    shown, more = page(frame, _PAGE, after)
    here = f"/manques/{asked.name}"
    words = cells.headers(asked, asked.table, frame.schema)
    filters = {**given, "verdict": verdict}
    return {
        **head(reader, asked, answer, given),
        "title": asked.title_fr,
        "trail": [("Manques", "/manques"), (asked.title_fr, None)],
        "verdict": verdict,
        "headers": words,
        "leading": [right for _, right in words].index(False),  # a row is named by words, not by its rank
        "rows": cells.rows(reader, asked, shown, asked.table),
        "total": frame.height,
        "files": same_as_files(here, filters),
        "start": address(here, filters) if after else None,
        "following": address(here, filters, after=shown["id"][-1]) if more else None,
        "filters": filters,
    }


def _trees(proof: Explanation) -> list[Branch]:
    """Return the trees of a proof; a thing that stands alone is there once."""
    trees = branches(proof)
    told = {tree.node for tree in trees if tree.said}
    return [tree for tree in trees if tree.said or tree.children or tree.node not in told]


async def _proof(
    asked: Question, request: Request, compute: Compute, given: Given, ligne: str | None, verdict: str | None
) -> Response:
    def work(reader: Reader) -> Values:
        answer = compute.answer(reader, asked.name, given)
        proof = explain(reader, answer, ligne or "1")
        frame = answer.frame.filter(id=proof.row["id"])
        columns = list(asked.columns)
        words = cells.headers(asked, columns, frame.schema)
        row = cells.rows(reader, asked, frame, columns)[0]
        hidden = {name for name in columns if f"{name}_label" in columns}
        hidden |= {"verdict", "reason", "cause"}  # above, in large
        facts = [(w, c) for n, (w, _), c in zip(columns, words, row.cells, strict=True) if n not in hidden and c.items]
        back = address(f"/manques/{asked.name}", {**given, "verdict": verdict})
        return {
            **head(reader, asked, answer, given),
            "title": "Preuve",
            "trail": [("Manques", "/manques"), (asked.title_fr, back), ("Preuve", None)],
            "facts": facts,
            "reason": row.cells[columns.index("reason")] if "reason" in columns else None,
            "subject": " · ".join(str(proof.row[n]) for n in columns if n.endswith("_label") and proof.row[n]),
            "finding": proof.row,
            "trees": _trees(proof),
            "count": len(proof.facts),
            "proof": f"{PREFIX}/questions/{asked.name}/proof",
            "proof_query": urlencode({**given, "finding": str(proof.row["id"])}),
        }

    return await respond_page(request, compute, "gaps/proof.html", work)
