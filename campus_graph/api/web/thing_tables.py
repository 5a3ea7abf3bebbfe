"""Tables that only some kinds have: a territory by filière and its establishments, a filière by region, and so on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from campus_graph.api.compute import Compute
from campus_graph.api.prefix import PREFIX
from campus_graph.api.web.campus_rows import LABELS, campuses
from campus_graph.api.web.cells import Cell, Item, labels
from campus_graph.api.web.page import address
from campus_graph.api.web.places import places
from campus_graph.api.web.relations import MOST, Table
from campus_graph.api.web.shared import SCOPES, answer_files, list_files, proof_of, term
from campus_graph.french import number
from campus_graph.graph.listing import listed
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import question
from campus_graph.text import fold

_COVERAGE, _PATHWAY, _ONWARD = "coverage-gap", "broken-pathway", "missing-continuation"
# path of a territory → field of an establishment that holds its code
_HELD = {**SCOPES, "employment-zone": "employment_zone", "commune": "commune"}
_NOTHING = Cell()
_IDENTIFIER = re.compile(r"\b[a-z]+(?:-[a-z]+)*/[\w.-]*\w")  # as reasons name things


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
        found.append(_verdicts(reader, compute, identifier, path, "filiere", root))
    if kind == "Filiere":
        found += [
            _verdicts(reader, compute, identifier, "region", "territory", root),
            _taught(reader, identifier, root),
        ]
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


def _verdicts(reader: Reader, compute: Compute, identifier: str, scope: str, by: str, root: str) -> Table | None:
    """Return coverage and pathway of a territory per filière, or of a filière per region.

    Both are asked of all territories at once, and kept: the pages of all of them then share the answers.
    """
    path, _, code = identifier.partition("/")
    own = "territory" if by == "filiere" else "filiere"
    whole: dict[str, Scalar] = {} if scope == "region" else {"scope": scope}
    ways = {row[by]: row for row in _own(compute.answer(reader, _PATHWAY, whole), own, identifier)}
    rows = _own(compute.answer(reader, _COVERAGE, whole), own, identifier)
    if not rows:
        return None
    given = {**whole, **({SCOPES.get(path, "filiere"): code} if path in (*SCOPES, "filiere") else {})}
    names = labels(reader, _IDENTIFIER.findall(" ".join(row["reason"] for row in rows)))
    told = [{**row, "reason": _IDENTIFIER.sub(lambda m: names.get(m[0], m[0]), row["reason"])} for row in rows]
    first = "Filière" if by == "filiere" else "Région"
    return Table(
        key="verdicts",
        title=f"{first} par {first.lower()}",
        headers=[(words, False) for words in (first, "Campus", "Pourquoi", "Parcours", "Niveau")],
        rows=[
            _verdict_row(row, ways.get(row[by]), by, given, root)
            for row in sorted(told, key=lambda row: fold(row[f"{by}_label"]))
        ],
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
    words = f"niveau {way['reached_level']}" if way["reached_level"] else "aucun"
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


def _taught(reader: Reader, identifier: str, root: str) -> Table | None:
    """Return the open diplomas of a filière, those offered in most establishments first."""
    statements = question(_PATHWAY).statements(reader.dialect)
    everywhere: dict[str, Scalar] = {"year": None, "level": 0, "filiere": identifier.partition("/")[2]}
    offered = reader.query(statements["sites"], everywhere).group_by("diploma").agg(places=pl.col("id").n_unique())
    members = reader.query(statements["filieres"], everywhere).filter("open").join(offered, on="diploma", how="left")
    ranked = members.with_columns(pl.col("places").fill_null(0))
    ranked = ranked.sort(["places", "level", "label", "diploma"], descending=[True, False, False, False])
    rows = [
        [
            Cell([Item(d["label"], d["diploma"])]),
            Cell([Item(str(d["level"]))], number=True),
            Cell([Item(number(d["places"]) if d["places"] else "aucune offre connue")], number=True),
        ]
        for d in ranked.head(MOST).iter_rows(named=True)
    ]
    if not rows:
        return None
    inside = f"entities/{identifier}/neighbours"
    headers = [("Diplôme", False), ("Niveau", True), ("Établissements", True)]
    return Table(
        key="diplomes",
        title="Diplômes ouverts de la filière",
        headers=headers,
        rows=rows,
        total=ranked.height,
        files=list_files(root, inside, {}),
        more=f"{root}{PREFIX}/{inside}.html",
        hint="Les plus proposés d’abord.",
        rank=3,
    )


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
