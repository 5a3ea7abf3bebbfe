"""Qualité: what a region lacks, what is described of what publishers count, disagreements of sources, rows refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Query, Request, Response

from campus_graph.api.compute import Compute
from campus_graph.api.formats import respond
from campus_graph.api.listing import as_csv
from campus_graph.api.params import Computing
from campus_graph.api.problems import Problem
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web.cells import labels
from campus_graph.api.web.finding import plural
from campus_graph.api.web.page import Values, address, filled, respond_page, shorter
from campus_graph.api.web.places import places
from campus_graph.api.web.shared import list_files, root_of
from campus_graph.checks.completeness import campus_counts
from campus_graph.checks.outputs_words import weight
from campus_graph.checks.places import scope_of
from campus_graph.checks.report import missing
from campus_graph.checks.undecided import undecided
from campus_graph.graph.mapped import unmapped_things
from campus_graph.graph.store import Reader, is_server
from campus_graph.ontology.model import load_model
from campus_graph.queries.registry import questions
from campus_graph.text import fold

PATH = "/qualite"
_MOST, _FEW = 50, 10
Asked = Annotated[str | None, Query(max_length=100)]


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes on the quality of the data."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(PATH, _quality, response_class=Response)
    routes.add_api_route(f"{PATH}/rejets.csv", _rejects, response_class=Response)
    return routes


async def _quality(
    request: Request, compute: Computing, nature: Asked = None, champ: Asked = None, region: Asked = None
) -> Response:
    moved = shorter(request)
    if moved is not None:
        return moved
    given = {name: str(value) for name, value in filled({"nature": nature, "champ": champ}).items()}

    def work(reader: Reader) -> Values:
        return {**_state(reader, compute, request, given), **_lacking(reader, compute, region)}

    return await respond_page(request, compute, "about/quality.html", work)


def _state(reader: Reader, compute: Compute, request: Request, given: dict[str, str]) -> Values:
    root = root_of(request)
    refused = rejects(compute)
    unmapped = unmapped_things(reader)
    return {
        "title": "Qualité des données",
        "trail": [("Qualité", None)],
        **_completeness(reader),
        **_conflicts(reader, root, given),
        "ledger": ledger(reader).filter(pl.col("rejected") > 0).sort("rejected", descending=True).to_dicts(),
        "totals": ledger(reader).select(pl.col("read", "loaded", "merged", "rejected").sum()).row(0, named=True),
        "reasons": _reasons(refused),
        "unmapped": unmapped.filter(pl.col("id").str.starts_with("diploma/")).height,
        "unmapped_offers": int(unmapped["offers"].sum()),
        "files": {name: list_files(root, name, {}) for name in ("completeness", "conflicts", "ledger")},
        "reject_files": [("CSV", f"{root}{PATH}/rejets.csv")] if refused is not None else [],
    }


def _lacking(reader: Reader, compute: Compute, region: str | None) -> Values:
    """Return what a region lacks, as ``campus-graph check`` says it; the answers to the questions are kept."""
    found: Values = {"regions": places(reader).choices["Region"], "place": None, "missing": (), "undecided": None}
    if region is None:
        return found
    scope = scope_of(reader, region=region)
    open_ones = undecided(reader, scope, compute.answer)
    items = missing(reader, scope, open_ones)
    return {
        **found,
        "place": scope,
        "missing": [(item, weight(item)) for item in items],
        "undecided": (open_ones.findings.height, sum(open_ones.asked.values())),
        "question_titles": {name: asked.title_fr for name, asked in questions().items()},
    }


def _completeness(reader: Reader) -> Values:
    """Return the last published count of campuses per territory, and how many the graph describes."""
    rows = campus_counts(reader).to_dicts()
    return {"counted": sorted(rows, key=lambda row: fold(str(row["label"])))}


def _conflicts(reader: Reader, root: str, given: dict[str, str]) -> Values:
    every = reader.conflicts()
    columns = {"nature": "kind", "champ": "field"}
    chosen = every.filter(*(pl.col(columns[name]) == value for name, value in given.items())) if given else every
    shown = chosen.head(_MOST if given else _FEW).to_dicts()
    names = labels(reader, [row["id"] for row in shown])
    return {
        "groups": _groups(every, root),
        "conflicts": [
            {**row, "label": names.get(row["id"], row["id"]), "words": _field(row["kind"], row["field"])}
            for row in shown
        ],
        "conflict_total": every.height,
        "chosen_total": chosen.height,
        "given": given,
    }


def _groups(conflicts: pl.DataFrame, root: str) -> list[tuple[str, str, int, str]]:
    """Return (kind, field, number, address) of the disagreements, the most frequent first."""
    counted = conflicts.group_by("kind", "field").len()
    nodes = load_model().nodes
    return [
        (
            plural(kind) if kind in nodes else kind,
            _field(kind, field),
            count,
            address(f"{root}{PATH}", {"nature": kind, "champ": field}) + "#desaccords",
        )
        for kind, field, count in counted.sort(["len", "kind", "field"], descending=[True, False, False]).iter_rows()
    ]


def _field(kind: str, name: str) -> str:
    model = load_model()
    held: Any = model.nodes.get(kind) or model.relations.get(kind)
    return next((f.label_fr for f in held.fields if f.name == name), name) if held else name


def ledger(reader: Reader) -> pl.DataFrame:
    """Return the account of every file; one of a small graph may lack columns."""
    found = reader.ledger()
    wanted = {
        "source": pl.String,
        "file": pl.String,
        **dict.fromkeys(("read", "loaded", "merged", "rejected"), pl.Int64),
    }
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in wanted.items() if name not in found.columns]
    return found.with_columns(missing).select(list(wanted))


def rejects(compute: Compute) -> pl.DataFrame | None:
    """Return the rows that the build refused, which it writes beside the graph; None where they are not there."""
    store = compute.settings.graph.store
    path = Path(f"{store}.rejects.csv")
    if is_server(store) or not path.is_file():
        return None
    return pl.read_csv(path, infer_schema=False)


def _reasons(refused: pl.DataFrame | None) -> list[dict[str, Any]]:
    if refused is None:
        return []
    grouped = refused.group_by("source", "column", "reason").agg(count=pl.len(), example=pl.col("value").first())
    return (
        grouped.sort(["count", "source", "column", "reason"], descending=[True, False, False, False])
        .head(_MOST)
        .to_dicts()
    )


async def _rejects(request: Request, compute: Computing) -> Response:
    def work(reader: Reader) -> Response:
        refused = rejects(compute)
        if refused is None:
            raise Problem(
                "not-found", "Les lignes rejetées ne sont pas auprès du graphe ; voyez les comptes par fichier."
            )
        return respond(request, "csv", reader.digest, lambda: as_csv(refused, "excel"), "lignes-rejetees")

    return await compute.respond(request, "csv", work)
