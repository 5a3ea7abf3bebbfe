"""Comparing: what opened, what closed between two dates, or since the former graph that the operator keeps."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
from fastapi import APIRouter, Request, Response

from campus_graph.api.compute import Compute
from campus_graph.api.formats import also_of, choose, respond
from campus_graph.api.listing import as_csv, page
from campus_graph.api.params import Own, endpoint
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web import asking, cells
from campus_graph.api.web.gaps import FORMS, Given, Text, head
from campus_graph.api.web.page import Values, address, elsewhere, filled, respond_page, shorter
from campus_graph.api.web.shared import same_as_files
from campus_graph.errors import QuestionError
from campus_graph.exports.tables import Sheet, to_xlsx
from campus_graph.graph.store import Reader
from campus_graph.queries.compare import CHANGES, Comparison, compare
from campus_graph.queries.question import Question
from campus_graph.queries.registry import question, questions

_FIRST = "coverage-gap"
_PAGE = 200
_TONES = {"closed": "covered", "opened": "gap", "changed": "weak", "appeared": "none", "vanished": "none"}
_HEADERS = {"change": "changement", "before": "avant", "after": "après"}
_BACK = (1, 4, 9)  # years: last year's calls, the length of a label, the booklet


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes of comparisons; each question has its own."""
    routes = APIRouter(include_in_schema=False)
    said: dict[str, Any] = {"response_class": Response}
    routes.add_api_route("/comparer", _route(question(_FIRST), "first", ["question"]), **said)
    for asked in questions().values():
        routes.add_api_route(f"/comparer/{asked.name}", _route(asked, asked.folder.name, []), **said)
    return routes


def _route(asked: Question, name: str, further: list[str]) -> Callable[..., Any]:
    names = [p.name for p in asked.parameters]

    async def answered(request: Request, compute: Compute, **values: str | None) -> Response:
        if short := shorter(request):
            return short
        if chosen := values.pop("question", None):
            return elsewhere(request, f"/comparer/{chosen if chosen in questions() else _FIRST}")
        given = filled({name: values.pop(name) for name in names})
        return await _compare(asked, request, compute, given, **values)

    every: list[Own] = [(n, Text, None) for n in ("avant", "changement", "after", *further, *names)]
    return endpoint(answered, f"page_compare_{name}", every)


async def _compare(
    asked: Question,
    request: Request,
    compute: Compute,
    given: Given,
    avant: str | None,
    changement: str | None,
    after: str | None,
) -> Response:
    form = choose(request, FORMS)
    if form == "html":
        work = partial(_page, asked, compute, given, avant, changement, after)
        return await respond_page(request, compute, "compare/compare.html", work, compares=True)

    def made(reader: Reader) -> Response:
        with compute.before() as former:
            also_of(request, former)
            found = _found(asked, compute, reader, given, avant, former)
        if found is None:
            raise QuestionError("Donnez une date « avant » : l’exploitant ne garde pas de graphe antérieur.")
        frame = _only(found, changement)
        body = partial(_workbook, asked, found, frame) if form == "xlsx" else partial(as_csv, frame, "excel")
        return respond(request, form, reader.digest, body, f"{asked.name}-comparaison")

    return await compute.respond(request, form, made)


def _found(
    asked: Question, compute: Compute, reader: Reader, given: Given, before: str | None, former: Reader | None
) -> Comparison | None:
    """Return what differs: from a date, else from the former graph; None where there is neither."""
    if before is not None:
        return compare(
            compute.answer(reader, asked.name, {**given, "as_of": before}), compute.answer(reader, asked.name, given)
        )
    if former is None:
        return None
    return compare(compute.answer(former, asked.name, given), compute.answer(reader, asked.name, given))


def _only(found: Comparison, change: str | None) -> pl.DataFrame:
    return found.frame if change is None else found.frame.filter(pl.col("change") == change)


def _page(
    asked: Question,
    compute: Compute,
    given: Given,
    before: str | None,
    change: str | None,
    after: str | None,
    reader: Reader,
) -> Values:
    answer = compute.answer(reader, asked.name, given)
    with compute.before() as former:
        found = _found(asked, compute, reader, given, before, former)
    dated = asked.parameter("as_of") is not None
    filters = {"avant": before, **given}
    said = head(reader, asked, answer, given)
    shown = {} if found is None else _shown(reader, asked, found, filters, change, after)
    return {
        **said,
        "title": "Comparer",
        "trail": [("Comparer", "/comparer"), (asked.title_fr, None)],
        "form": _form(asking.form(reader, asked, answer, given), before) if dated else said["form"],
        "dated": dated,
        "former": compute.former is not None,
        "before": before,
        "since": str(answer.parameters.get("as_of", "")),
        "found": found,
        "filters": filters,
        "change": change,
        "changes": CHANGES,
        "tones": _TONES,
        "ways": _ways(str(reader.meta.get("as_of", "")), filters, asked) if dated else [],
        **shown,
    }


def _shown(
    reader: Reader,
    asked: Question,
    found: Comparison,
    filters: Mapping[str, object],
    change: str | None,
    after: str | None,
) -> Values:
    frame = _only(found, change)
    rows, more = page(frame, _PAGE, after)
    names = [n for n in frame.columns if n not in ("id", *_HEADERS)]
    columns = [n for n in names if f"{n}_label" not in names]
    here, kept = f"/comparer/{asked.name}", {**filters, "changement": change}
    return {
        "headers": cells.headers(asked, columns, frame.schema),
        "rows": list(
            zip(cells.rows(reader, asked, rows, columns), rows.select(*_HEADERS).iter_rows(named=True), strict=True)
        ),
        "total": frame.height,
        "files": same_as_files(here, kept),
        "start": address(here, kept) if after else None,
        "following": address(here, kept, after=rows["id"][-1]) if more else None,
    }


def _form(form: asking.Form, before: str | None) -> asking.Form:
    """Return the form with its two dates first."""
    dates = [replace(field, label="Après : labels au") for field in form.more if field.name == "as_of"]
    first = asking.Field("avant", "Avant : labels au", "date", before or "", "", "", [])
    rest = [field for field in form.more if field.name != "as_of"]
    return asking.Form([first, *(replace(d, hint="") for d in dates), *form.first], rest, form.open)


def _ways(as_of: str, filters: Mapping[str, object], asked: Question) -> list[tuple[str, str]]:
    """Return some dates before to compare with, and the addresses that do."""
    try:
        today = datetime.date.fromisoformat(as_of)
    except ValueError:
        return []
    days = [today.replace(year=today.year - years, day=min(today.day, 28)).isoformat() for years in _BACK]
    return [(day, address(f"/comparer/{asked.name}", filters, avant=day)) for day in days]


def _workbook(asked: Question, found: Comparison, frame: pl.DataFrame) -> bytes:
    sides = (("avant", found.before), ("après", found.after))
    readme = [
        ("Question", asked.title_fr),
        ("Définition", asked.definition_fr),
        *((f"Empreinte du graphe, {side}", answer.digest) for side, answer in sides),
        *((f"Paramètre {n}, {side}", str(v)) for side, answer in sides for n, v in answer.parameters.items() if v),
        *((words, str(found.counts[change])) for change, words in CHANGES.items()),
        ("Sources", ", ".join(found.after.sources)),
    ]
    words = {"id": "identifiant", **asked.columns, **_HEADERS}
    return to_xlsx(readme, [Sheet("Changements", frame, {name: words[name] for name in frame.columns})])
