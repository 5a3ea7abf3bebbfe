"""Tables that only some kinds have: a territory by filière and its establishments, a filière by region, and so on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from campus_graph.api.compute import Compute
from campus_graph.api.prefix import PREFIX
from campus_graph.api.web.campus_rows import LABELS, campuses
from campus_graph.api.web.cells import Cell, Item
from campus_graph.api.web.page import address
from campus_graph.api.web.places import places
from campus_graph.api.web.relations import MOST, Table
from campus_graph.api.web.shared import SCOPES, answer_files, list_files, proof_of, term
from campus_graph.api.web.words import number
from campus_graph.graph.listing import listed
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import question
from campus_graph.text import fold

_COVERAGE, _PATHWAY, _ONWARD = "coverage-gap", "broken-pathway", "missing-continuation"
# path of a territory → field of an establishment that holds its code
_HELD = {**SCOPES, "employment-zone": "employment_zone", "commune": "commune"}
_NOTHING = Cell()


@dataclass(frozen=True, slots=True)
class Link(Item):
    """Words in a cell that lead to a page of ours that is not of a thing."""

    href: str = ""


def verdict_cell(name: str, verdict: str) -> Cell:
    """Return the cell of a verdict of a question."""
    return Cell([Item(question(name).verdicts[verdict])], verdict=verdict)


def tables_of(
    reader: Reader, compute: Compute, kind: str, identifier: str, fields: Mapping[str, Any], root: str
) -> list[Table]:
    """Return the tables that a kind has beside its relations."""
    path, _, code = identifier.partition("/")
    found: list[Table | None] = []
    if path in (*SCOPES, "employment-zone") and not fields.get("former"):
        scope: dict[str, Scalar] = {"scope": path, **({SCOPES[path]: code} if path in SCOPES else {})}
        found.append(_verdicts(reader, compute, identifier, scope, "filiere", root))
    if kind == "Filiere":
        found.append(_verdicts(reader, compute, identifier, {"filiere": code}, "territory", root))
    if (path in SCOPES and not fields.get("former")) or kind == "Filiere":
        found.append(_campuses(reader, compute, {SCOPES.get(path, "filiere"): code}, root))
    if path in _HELD:
        found.append(_establishments(reader, _HELD[path], code, root))
    if kind == "Establishment" and fields.get("department"):
        found.append(_onward(reader, compute, identifier, str(fields["department"]), root))
    if kind == "Diploma":
        found.append(_regions(reader, identifier, root))
    found.append(_indicators(reader, identifier, root))
    return [table for table in found if table is not None]


def _verdicts(
    reader: Reader, compute: Compute, identifier: str, given: dict[str, Scalar], by: str, root: str
) -> Table | None:
    """Return coverage and pathway of a territory per filière, or of a filière per region."""
    own = "territory" if by == "filiere" else "filiere"
    ways = {row[by]: row for row in _own(compute.answer(reader, _PATHWAY, given), own, identifier)}
    rows = sorted(_own(compute.answer(reader, _COVERAGE, given), own, identifier), key=lambda r: fold(r[f"{by}_label"]))
    if not rows:
        return None
    asked = {name: value for name, value in given.items() if name != "scope" or value != "region"}
    return Table(
        key="verdicts",
        title="Filière par filière" if by == "filiere" else "Région par région",
        headers=[
            (w, False) for w in ("Filière" if by == "filiere" else "Région", "Campus", "Pourquoi", "Parcours", "Niveau")
        ],
        rows=[_verdict_row(row, ways.get(row[by]), by, asked, root) for row in rows],
        total=len(rows),
        files=answer_files(root, _COVERAGE, given),
        hint="Campus : la filière y a-t-elle un campus ? Parcours : jusqu’où mène le CAP ?",
    )


def _own(answer: Answer, column: str, identifier: str) -> list[dict[str, Any]]:
    return answer.frame.filter(pl.col(column) == identifier).to_dicts()


def _verdict_row(
    row: Mapping[str, Any], way: Mapping[str, Any] | None, by: str, given: Mapping[str, object], root: str
) -> list[Cell]:
    path, _, code = str(row["territory"]).partition("/")
    asked = {k: v for k, v in given.items() if k not in SCOPES and k != "scope"}
    reason = Cell([Item(str(row["reason"])), Link("preuve", href=proof_of(root, _COVERAGE, row["id"], given))])
    said = [Cell([Item(row[f"{by}_label"], row[by])]), verdict_cell(_COVERAGE, row["verdict"]), reason]
    if way is None:
        return [*said, _NOTHING, _NOTHING]
    words = f"niveau {way['reached_level']} atteint" if way["reached_level"] else "aucun niveau atteint"
    filiere = str(row["filiere"]).partition("/")[2]
    place = {SCOPES[path]: code} if path in SCOPES else None
    drawn = Link(words, href=address(f"{root}/parcours", {**asked, **(place or {}), "filiere": filiere}))
    return [*said, verdict_cell(_PATHWAY, way["verdict"]), Cell([drawn if place else Item(words)])]


def _campuses(reader: Reader, compute: Compute, given: dict[str, Scalar], root: str) -> Table | None:
    rows = [
        [
            Cell([Item(row["label"], row["id"])]),
            Cell([Item(row["category"] or "")]),
            Cell([Item(one["label"], one["other"]) for one in row["filieres"] or ()]),
            verdict_cell(LABELS, row["verdict"]) if row["verdict"] else Cell([Item("aucun connu")]),
            Cell([Item(row["reason"] or "")]),
        ]
        for row in campuses(reader, compute, given)
    ]
    if not rows:
        return None
    words = ("Campus", "Catégorie", "Filières", "Label", "Pourquoi")
    headers = [(word, False) for word in words]
    files = answer_files(root, "campus-profile", given)
    return Table("campus", "Campus", headers, rows[:MOST], len(rows), files, rank=1)


def _establishments(reader: Reader, column: str, code: str, root: str) -> Table | None:
    total, found = listed(reader, "Establishment", {column: code}, limit=MOST)
    if not total:
        return None
    rows = [
        [
            Cell([Item(e["label"], e["id"])]),
            Cell([Item(term("establishment_categories", e["category"]) or "")]),
            Cell([Item(term("sectors", e["sector"]) or "")]),
            Cell([Item(e["uai"] or "")]),
        ]
        for e in found.iter_rows(named=True)
    ]
    return Table(
        rank=2,
        key="etablissements",
        title="Établissements",
        headers=[(words, False) for words in ("Nom", "Nature", "Secteur", "UAI")],
        rows=rows,
        total=total,
        files=list_files(root, "entities/establishment", {column: code}),
        more=address(f"{root}{PREFIX}/entities/establishment.html", {column: code}),
    )


def _onward(reader: Reader, compute: Compute, identifier: str, department: str, root: str) -> Table | None:
    """Return whether the diplomas of an establishment have a way on within reach."""
    given: dict[str, Scalar] = {"department": department}
    rows = _own(compute.answer(reader, _ONWARD, given), "establishment", identifier)
    if not rows:
        return None
    cells = [
        [
            Cell([Item(r["diploma_label"], r["diploma"])]),
            verdict_cell(_ONWARD, r["verdict"]),
            Cell([Item(str(r["reason"])), Link("preuve", href=proof_of(root, _ONWARD, r["id"], given))]),
            Cell([Item(f"{number(round(r['nearest_km']))} km")] if r["nearest_km"] is not None else (), number=True),
        ]
        for r in rows[:MOST]
    ]
    return Table(
        rank=5,
        key="suites",
        title="Une suite après le bac, dans le département ?",
        headers=[("Diplôme", False), ("Verdict", False), ("Pourquoi", False), ("La plus proche", True)],
        rows=cells,
        total=len(rows),
        files=answer_files(root, _ONWARD, given),
    )


def _regions(reader: Reader, identifier: str, root: str) -> Table | None:
    """Return the number of establishments that prepare for a diploma, per region."""
    taught = reader.edges(identifier).filter(relation="TEACHES", direction="←").select(id="other").unique()
    if taught.is_empty():
        return None
    found = reader.table("Establishment").select("id", "region").join(taught, on="id", how="semi")
    counts = dict(found.group_by("region").len().iter_rows())
    named = [
        (name, f"region/{code}", counts[code]) for code, name in places(reader).choices["Region"] if code in counts
    ]
    rows = [[Cell([Item(name, key)]), Cell([Item(number(n))], number=True)] for name, key, n in named]
    path, _, key = identifier.partition("/")
    files = list_files(root, f"entities/{path}/{key}/neighbours", {})
    return Table(
        "regions", "Où, par région", [("Région", False), ("Établissements", True)], rows, len(rows), files, rank=8
    )


def _indicators(reader: Reader, identifier: str, root: str) -> Table | None:
    """Return the latest value of each measure of a thing; what is masked or missing says so."""
    total, found = listed(reader, "Indicator", {"subject": identifier})
    if not total:
        return None
    kinds = ["measure", "voie", "population"]
    latest = found.sort("year", "period", nulls_last=False).group_by(kinds, maintain_order=True).last().sort(kinds)
    rows = [_indicator(row) for row in latest.head(MOST).iter_rows(named=True)]
    headers = [("Mesure", False), ("Pour", False), ("Valeur", True), ("Année ou période", False), ("Sources", False)]
    asked = {"subject": identifier}
    return Table(
        rank=40,
        key="indicateurs",
        title="Indicateurs",
        headers=headers,
        rows=rows,
        total=latest.height,
        files=list_files(root, "entities/indicator", asked),
        more=address(f"{root}{PREFIX}/entities/indicator.html", asked),
        hint="La dernière valeur de chaque mesure ; toutes les années sont dans les fichiers.",
    )


def _indicator(row: Mapping[str, Any]) -> list[Cell]:
    about = [term("voies", row["voie"]), term("populations", row["population"])]
    unit = {"percent": "\u202f%"}.get(row["unit"], "")
    observed = row["value"] is not None and row["status"] == "observed"
    value = (
        f"{number(row['value'])}{unit}" if observed else str(term("observation_statuses", row["status"]) or "inconnu")
    )
    return [
        Cell([Item(term("measures", row["measure"]) or row["label"])]),
        Cell([Item(", ".join(word for word in about if word))]),
        Cell([Item(value)], number=True),
        Cell([Item(str(row["year"] or row["period"] or ""))]),
        Cell([Item(source, f"source/{source}") for source in row["sources"] or ()]),
    ]
