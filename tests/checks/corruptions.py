"""Random corruptions of a part of the starter: an edge dropped, ends swapped, a level, a code or a date wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from campus_graph.checks.statement import LETTERS
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.ontology.model import load_model
from tests.checks.edits import Alter, Spoiler, drop, swap
from tests.checks.good_graph import Rows

COUNT = 50
Choices = Sequence[tuple[str, Spoiler]]  # the rule that a change breaks, and the change
_CAMPUSES = ("campus/bfc-mobicampus", "campus/bfc-microtechniques")
_DEPARTMENT, _SCHOOLS = "025", 3
# Relations of which each thing needs one, and how the rule is called that asks for it.
_NEEDED = {"AWARDED": "label-campus", "COVERS": "campus-zone", "IN_FILIERE": "campus-filiere"}


def part_of(reader: EmbeddedReader) -> Rows:
    """Return the records of the starter around two campuses and three schools, with offers, places, continuations."""
    offers = reader.table("OFFERS")
    schools = (
        offers.filter(offers["start_id"].str.starts_with(f"establishment/{_DEPARTMENT}"))["start_id"].unique().sort()
    )
    near = {*_CAMPUSES, *schools.head(_SCHOOLS)}
    for relations in (None, ("OFFERS", "LOCATED_IN", "WITHIN", "TEACHES"), ("LEADS_TO", "WITHIN"), ("WITHIN",)):
        ties = reader.ties(sorted(near))
        ties = ties.filter(ties["start_id"].is_in(near))
        near |= set((ties if relations is None else ties.filter(ties["relation"].is_in(relations)))["end_id"])
    model = load_model()
    rows: Rows = {kind: [r for r in reader.table(kind).to_dicts() if r["id"] in near] for kind in model.nodes}
    rows["Source"] = reader.table("Source").to_dicts()
    for kind in model.relations:
        rows[kind] = [r for r in reader.table(kind).to_dicts() if r["start_id"] in near and r["end_id"] in near]
    return rows


def corruption(rows: Rows, seed: int) -> tuple[str, Spoiler]:
    """Return the rule that a random corruption breaks, and the corruption."""
    chance = random.Random(seed)
    makers: tuple[Callable[[Rows], Choices], ...] = (_dropped, _swapped, _levels, _codes, _dates)
    return chance.choice(makers[seed % len(makers)](rows))


def _dropped(rows: Rows) -> Choices:
    return [(rule, drop(kind, row)) for kind, rule in _NEEDED.items() for row in _alone(rows[kind])] + [
        ("commune-department", drop("WITHIN", row))
        for row in rows["WITHIN"]
        if row["start_id"].startswith("commune/") and row["end_id"].startswith("department/")
    ]


def _alone(own: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in own:
        if sum(row["start_id"] == other["start_id"] for other in own) == 1:
            yield row


def _swapped(rows: Rows) -> Choices:
    rules = {"OFFERS": "offers-start", "SUPPORTED_BY": "supported-by-end", "LOCATED_IN": "located-in-start"}
    return [(rule, swap(kind, row)) for kind, rule in rules.items() for row in rows[kind]]


def _levels(rows: Rows) -> Choices:
    known = [row for row in rows["Diploma"] if row["level_1969"] is not None]
    return [("diploma-levels-agree", Alter("Diploma", {"id": row["id"]}, {"level": 2})) for row in known] + [
        ("diploma-level-vocabulary", Alter("Diploma", {"id": row["id"]}, {"level": 9})) for row in known
    ]


def _codes(rows: Rows) -> Choices:
    wrong: list[tuple[str, Spoiler]] = []
    for row in rows["Establishment"]:
        letter = LETTERS[LETTERS.index(row["uai"][-1]) - 1]
        wrong.append(("uai-letter", _code("Establishment", row, "uai", row["uai"][:-1] + letter)))
        wrong.append(("uai-format", _code("Establishment", row, "uai", row["uai"][1:])))
    for row in rows["Commune"]:
        wrong.append(("commune-code", _code("Commune", row, "code", row["code"] + "0")))
    for row in rows["Diploma"]:
        if row["cfd"] is not None:
            wrong.append(("cfd-format", _code("Diploma", row, "cfd", row["cfd"].lower()[:7] + "-")))
    return wrong


def _code(kind: str, row: Mapping[str, Any], field: str, value: str) -> Alter:
    return Alter(kind, {"id": row["id"]}, {field: value})


def _dates(rows: Rows) -> Choices:
    dated = [row for row in rows["Diploma"] if row["opened"] is not None]
    labels = [row for row in rows["Label"] if row["issued_year"] is not None]
    members = [{k: row[k] for k in ("start_id", "end_id", "role")} for row in rows["HAS_MEMBER"]]
    return [
        *(("diploma-dates", Alter("Diploma", {"id": r["id"]}, {"closed": "1950-12"})) for r in dated),
        *(("label-dates", Alter("Label", {"id": r["id"]}, {"expiry_year": r["issued_year"] - 1})) for r in labels),
        *(("member-dates", Alter("HAS_MEMBER", r, {"since": "2022-03-01", "until": "2022-02"})) for r in members),
    ]
