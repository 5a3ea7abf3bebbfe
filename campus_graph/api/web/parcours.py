"""Parcours: where the way from CAP to bac+5 breaks, per filière and territory, and what would mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from campus_graph.api.compute import Compute
from campus_graph.api.drawing.pathway import LEVELS, draw
from campus_graph.api.params import Computing
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web.cells import labels
from campus_graph.api.web.links import page_of
from campus_graph.api.web.page import Values, address, filled, respond_page, shorter
from campus_graph.api.web.pathway_scene import ASKED, CAUSES, Scene, pathway, scene
from campus_graph.api.web.shared import SCOPES, answer_files, choices, proof_of, root_of
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import question
from campus_graph.text import fold

PATH = "/parcours"
Asked = Annotated[str | None, Query(max_length=200)]
_STATES = {"here": "proposé ici", "elsewhere": "seulement ailleurs", "unknown": "aucune offre connue"}
_SCOPES = {
    "region": "régions",
    "academy": "académies",
    "department": "départements",
    "employment-zone": "zones d’emploi",
}
_MOST, _FEW = 50, 10
Row = Mapping[str, Any]


def router(settings: ApiSettings) -> APIRouter:
    """Return the route of the pathways."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(PATH, _parcours, response_class=Response)
    return routes


async def _parcours(
    request: Request,
    compute: Computing,
    region: Asked = None,
    academy: Asked = None,
    department: Asked = None,
    filiere: Asked = None,
    scope: Asked = None,
    year: Asked = None,
    level: Asked = None,
    to_level: Asked = None,
) -> Response:
    moved = shorter(request)
    if moved is not None:
        return moved
    given = filled(
        {
            "region": region,
            "academy": academy,
            "department": department,
            "filiere": filiere,
            "scope": scope or _scope(academy, department),
            "year": year,
            "level": level,
            "to_level": to_level,
        }
    )
    return await respond_page(request, compute, "parcours/parcours.html", _work(request, compute, given))


def _scope(academy: str | None, department: str | None) -> str | None:
    """Return the kind of territory that fits a territory that is asked for by name."""
    return "department" if department else "academy" if academy else None


def _work(request: Request, compute: Compute, given: Mapping[str, Scalar]) -> Callable[[Reader], Values]:
    def work(reader: Reader) -> Values:
        answer = compute.answer(reader, ASKED, given)
        root = root_of(request)
        asked = {name: value for name, value in answer.parameters.items() if name in given}
        shown = {**_common(reader, answer, root, asked), **_form(reader, answer)}
        if answer.frame.height == 1:
            return {**shown, **_detail(reader, compute, answer, root, asked)}
        return {**shown, **_overview(answer, root, asked)}

    return work


def _common(reader: Reader, answer: Answer, root: str, asked: Mapping[str, object]) -> Values:
    verdicts = question(ASKED).verdicts
    return {
        "title": "Parcours du CAP au bac+5",
        "trail": [("Parcours", None)],
        "row": None,
        "matrix": None,
        "rows": None,
        "verdicts": verdicts,
        "levels": LEVELS,
        "causes": CAUSES,
        "counts": [(name, verdicts[name], count) for name, count in answer.counts.items() if count],
        "answer": answer,
        "files": answer_files(root, ASKED, asked),
    }


def _form(reader: Reader, answer: Answer) -> Values:
    kinds = {"region": "Region", "academy": "Academy", "department": "Department", "filiere": "Filiere"}
    return {
        "chosen": answer.parameters,
        "options": {name: choices(reader, kind) for name, kind in kinds.items()},
        "scopes": _SCOPES,
        "further": [n for n in ("academy", "department", "year", "level", "to_level") if _differs(answer, n)],
    }


def _differs(answer: Answer, name: str) -> bool:
    parameter = question(ASKED).parameter(name)
    return parameter is not None and answer.parameters[name] != parameter.default


def _place(territory: str, asked: Mapping[str, object]) -> dict[str, object] | None:
    """Return the parameters that ask for one territory; none do for an employment zone."""
    path, _, code = territory.partition("/")
    if path not in SCOPES:
        return None
    kept = {name: value for name, value in asked.items() if name not in (*SCOPES, "scope")}
    return {**kept, SCOPES[path]: code}


def _href(root: str, row: Mapping[str, Any], asked: Mapping[str, object]) -> str | None:
    place = _place(row["territory"], asked)
    code = row["filiere"].partition("/")[2]
    return address(f"{root}{PATH}", place, filiere=code) if place else None


def _overview(answer: Answer, root: str, asked: Mapping[str, object]) -> Values:
    """Return a row per filière of one territory, or per territory of one filière; else a matrix of both."""
    found = [{**row, "href": _href(root, row, asked)} for row in answer.frame.to_dicts()]
    territories, filieres = _named(found, "territory"), _named(found, "filiere")
    if len(territories) > 1 and len(filieres) > 1:
        lines = [_line(place, filieres, found, root, asked) for place in territories[:_MOST]]
        return {"matrix": lines, "filieres": filieres, "left": len(territories) - len(lines)}
    title = territories[0][0] if len(territories) == 1 else filieres[0][0] if filieres else ""
    return {
        "rows": found[:_MOST],
        "left": max(len(found) - _MOST, 0),
        "by": "filiere" if len(territories) <= 1 else "territory",
        "title": f"Parcours : {title}" if title else "Parcours du CAP au bac+5",
        "trail": [("Parcours", PATH), (title, None)],
    }


def _named(rows: Sequence[Row], column: str) -> list[tuple[str, str]]:
    """Return (name, identifier) of the things of a column, by name."""
    named = {(str(row[f"{column}_label"]), str(row[column])) for row in rows}
    return sorted(named, key=lambda pair: (fold(pair[0]), pair[1]))


def _line(
    place: tuple[str, str], filieres: Sequence[tuple[str, str]], rows: Sequence[Row], root: str, asked: Row
) -> Values:
    """Return a line of the matrix: a territory, and what is found for each filière."""
    label, key = place
    given = _place(key, asked)
    cells = {row["filiere"]: row for row in rows if row["territory"] == key}
    href = address(f"{root}{PATH}", given) if given else f"{root}{page_of(key)}"
    return {"label": label, "href": href, "cells": [cells.get(filiere) for _, filiere in filieres]}


def _detail(reader: Reader, compute: Compute, answer: Answer, root: str, asked: Mapping[str, object]) -> Values:
    row = answer.frame.row(0, named=True)
    found = scene(reader, answer, row)
    things = [row["nearest_establishment"], *(s["establishment"] for s in row["chain"]), *row["dead_ends"]]
    place, filiere = row["territory_label"], row["filiere_label"]
    return {
        **_beside(reader, compute, answer, root),
        "title": f"Parcours : {filiere}, {place}",
        "trail": [("Parcours", PATH), (place, _region_address(row, asked)), (filiere, None)],
        "row": row,
        "labels": labels(reader, [*things, *row["orphan_tops"]]),
        "drawing": draw(pathway(found, row, lambda identifier: f"{root}{page_of(identifier)}")),
        "diplomas": _diplomas(found),
        "states": _STATES,
        "proof": proof_of(root, ASKED, row["id"], asked),
    }


def _beside(reader: Reader, compute: Compute, answer: Answer, root: str) -> Values:
    """Return what other questions say of the same filière and territory: what would repair it, and the levels."""
    names = ("region", "academy", "department", "filiere", "scope")
    given = _given({name: answer.parameters[name] for name in names})
    plan = {**given, **_given({name: answer.parameters[name] for name in ("level", "to_level")})}
    dated = {**given, **_given({"year": answer.parameters["year"]})}
    mend, rungs = compute.answer(reader, "repair", plan), compute.answer(reader, "level-gap", dated)
    return {
        "mend": mend.frame.head(_FEW).to_dicts(),
        "mend_total": mend.frame.height,
        "mend_words": question("repair").verdicts,
        "mend_files": answer_files(root, "repair", plan),
        "rungs": rungs.frame.sort("level").to_dicts(),
        "rung_words": question("level-gap").verdicts,
        "rung_files": answer_files(root, "level-gap", dated),
    }


def _region_address(row: Mapping[str, Any], asked: Mapping[str, object]) -> str | None:
    place = _place(row["territory"], {k: v for k, v in asked.items() if k != "filiere"})
    return address(PATH, place) if place else None


def _given(values: Mapping[str, object]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _diplomas(found: Scene) -> list[dict[str, Any]]:
    order = {name: at for at, name in enumerate(_STATES)}
    rows = found.diplomas.to_dicts()
    return sorted(rows, key=lambda d: (d["level"], order[d["state"]], d["label"], d["id"]))
