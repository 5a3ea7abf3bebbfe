"""Applies a scenario to a graph in memory: the changed tables, with all that is derived from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from campus_graph.errors import BadScenario
from campus_graph.graph.derive import lifted
from campus_graph.graph.geography import campus_points
from campus_graph.graph.overlay import OverlayReader
from campus_graph.graph.scenario import Step
from campus_graph.graph.store import Reader
from campus_graph.graph.tables import Frames, conform
from campus_graph.ontology.model import Model, load_model

SOURCE = "scénario"
_DERIVED_FROM = {"OFFERS": ("Diploma", "SUCCEEDS", "SPECIALISES", "OFFERS", "LEADS_TO")}
_POINTS_FROM = ("Campus", "SUPPORTED_BY", "HAS_MEMBER", "LOCATED_IN", "Establishment", "Commune")
_OFFER_KEY = ("start_id", "end_id", "voie")


def what_if(base: Reader, steps: Sequence[Step]) -> OverlayReader:
    """Return the graph as it would be; the caller closes it.

    Raises:
        BadScenario: a step names something that the graph does not have, or adds what is there already.

    """
    return OverlayReader(base, _Scenario(base, load_model()).applied(steps))


class _Scenario:
    """The tables of one graph that a scenario changes, read when the first step needs them."""

    def __init__(self, base: Reader, model: Model) -> None:
        self.base, self.model = base, model
        self.frames: Frames = {}
        self.added: set[str] = set()

    def applied(self, steps: Sequence[Step]) -> Frames:
        """Return every table that is no longer what it was."""
        for step in steps:
            getattr(self, f"_{step.change}_{step.what}")(step)
        changed = dict(self.frames)
        if "OFFERS" in changed:
            inputs = {kind: changed.get(kind, self._read(kind)) for kind in _DERIVED_FROM["OFFERS"]}
            changed["TEACHES"] = lifted(self.model, inputs)["TEACHES"]
        if {"Campus", "HAS_MEMBER"} & set(changed):
            changed["Campus"] = campus_points({k: changed.get(k, self._read(k)) for k in _POINTS_FROM})
        return {kind: frame for kind, frame in changed.items() if not frame.equals(self._read(kind))}

    def _read(self, kind: str) -> pl.DataFrame:
        return self.base.table(kind)

    def _table(self, kind: str) -> pl.DataFrame:
        if kind not in self.frames:
            self.frames[kind] = self._read(kind)
        return self.frames[kind]

    def _put(self, kind: str, key: Sequence[str], row: Mapping[str, Any], step: Step) -> None:
        """Add a record that is not there yet."""
        table = self._table(kind)
        new = conform(self.model, kind, pl.DataFrame([{"sources": [SOURCE], **row}]))
        if not table.join(new, on=list(key), how="semi").is_empty():
            raise BadScenario(f"{step.place} : c’est déjà dans le graphe ; retirez cette ligne du scénario.")
        self.frames[kind] = pl.concat([table, new])

    def _drop(self, kind: str, step: Step, *conditions: pl.Expr) -> None:
        """Remove the records that meet every condition; there must be one."""
        table = self._table(kind)
        gone = pl.all_horizontal(conditions)
        if table.filter(gone).is_empty():
            raise BadScenario(f"{step.place} : le graphe n’a rien de tel à retirer.")
        self.frames[kind] = table.filter(~gone)

    def _known(self, kind: str, value: object, step: Step) -> str:
        """Return the identifier that a code or an identifier names."""
        given = str(value)
        identifier = given if "/" in given else f"{self.model.path(kind)}/{given}"
        if identifier in self.added or self.base.node(identifier) is not None:
            return identifier
        found = self.base.search(given.split("/")[-1].replace("-", " "), 3)["id"].to_list()
        hint = f" Les plus proches : {', '.join(found)}." if found else ""
        raise BadScenario(f"{step.place} : le graphe ne connaît pas « {given} ».{hint}")

    def _offer(self, step: Step) -> tuple[str, str]:
        row = step.row
        return self._known("Establishment", row["establishment"], step), self._known("Diploma", row["diploma"], step)

    def _add_offers(self, step: Step) -> None:
        start, end = self._offer(step)
        voie = self._term("voies", step, "voie", "scolaire")
        latest = self._table("OFFERS")["year"].max()
        row = {"voie": voie, "year": step.row.get("year", latest), "capacity": step.row.get("capacity")}
        self._put("OFFERS", (*_OFFER_KEY, "year"), {"start_id": start, "end_id": end, **row}, step)

    def _remove_offers(self, step: Step) -> None:
        """Remove an offer, and those of former names and common years that stand for the same diploma."""
        start, end = self._offer(step)
        lifts = self._read("TEACHES").filter(start_id=start, end_id=end)
        told = sorted({end, *lifts["origin"].drop_nulls()})
        voie = pl.lit(True) if "voie" not in step.row else pl.col("voie") == str(step.row["voie"])
        self._drop("OFFERS", step, pl.col("start_id") == start, pl.col("end_id").is_in(told), voie)

    def _add_campuses(self, step: Step) -> None:
        row = step.row
        slug = str(row["campus"]).removeprefix("campus/")
        campus, label = f"campus/{slug}", str(row.get("label", slug))
        category = self._term("campus_categories", step, "category", "CMQ")
        self._put("Campus", ("id",), {"id": campus, "label": label, "category": category}, step)
        self.added.add(campus)
        for filiere in _list(row, "filieres"):
            ends = {"start_id": campus, "end_id": self._known("Filiere", filiere, step)}
            self._put("IN_FILIERE", ("start_id", "end_id"), {**ends, "rule": SOURCE}, step)
        for territory in _list(row, "covers"):
            ends = {"start_id": campus, "end_id": self._known("Region", territory, step)}
            self._put("COVERS", ("start_id", "end_id"), ends, step)
        if category != "projet":
            years = {"issued_year": row.get("year"), "expiry_year": row.get("expiry")}
            self._put("Label", ("id",), {"id": f"label/{slug}", "label": label, "category": category, **years}, step)
            self._put("AWARDED", ("start_id", "end_id"), {"start_id": campus, "end_id": f"label/{slug}"}, step)

    def _remove_campuses(self, step: Step) -> None:
        campus = self._known("Campus", step.row["campus"], step)
        self._drop("Campus", step, pl.col("id") == campus)
        for kind, relation in self.model.relations.items():
            if "Campus" in relation.sources:
                self.frames[kind] = self._table(kind).filter(pl.col("start_id") != campus)

    def _tie(self, kind: str, step: Step, other: str) -> tuple[str, str]:
        return self._known("Campus", step.row["campus"], step), self._known(kind, step.row[other], step)

    def _add_tie(self, relation: str, ends: tuple[str, str], step: Step, role: str) -> None:
        row = {"start_id": ends[0], "end_id": ends[1], "role": self._term("roles", step, "role", role)}
        self._put(relation, ("start_id", "end_id", "role"), row, step)

    def _add_members(self, step: Step) -> None:
        self._add_tie("HAS_MEMBER", self._tie("Establishment", step, "establishment"), step, "membre")

    def _remove_members(self, step: Step) -> None:
        """Remove a member in every role, that of the support included."""
        start, end = self._tie("Establishment", step, "establishment")
        mine = (pl.col("start_id") == start, pl.col("end_id") == end)
        supports = self._table("SUPPORTED_BY").filter(mine)
        if supports.is_empty() or not self._table("HAS_MEMBER").filter(mine).is_empty():
            self._drop("HAS_MEMBER", step, *mine)
        if not supports.is_empty():
            self._drop("SUPPORTED_BY", step, *mine)

    def _add_partners(self, step: Step) -> None:
        self._add_tie("PARTNERS_WITH", self._tie("Partner", step, "partner"), step, "partenaire")

    def _remove_partners(self, step: Step) -> None:
        start, end = self._tie("Partner", step, "partner")
        self._drop("PARTNERS_WITH", step, pl.col("start_id") == start, pl.col("end_id") == end)

    def _cooperation(self, step: Step) -> tuple[str, str]:
        return self._known("Establishment", step.row["start"], step), self._known(
            "Establishment", step.row["end"], step
        )

    def _add_cooperations(self, step: Step) -> None:
        start, end = self._cooperation(step)
        row = {"start_id": start, "end_id": end, "kind": self._term("cooperation_kinds", step, "kind", "convention")}
        self._put("COOPERATES_WITH", ("start_id", "end_id", "kind"), row, step)

    def _remove_cooperations(self, step: Step) -> None:
        start, end = self._cooperation(step)
        self._drop("COOPERATES_WITH", step, pl.col("start_id") == start, pl.col("end_id") == end)

    def _term(self, vocabulary: str, step: Step, name: str, default: str) -> str:
        value, known = str(step.row.get(name, default)), self.model.notations(vocabulary)
        if value not in known:
            raise BadScenario(
                f"{step.place} : « {value} » n’est pas une valeur de {name} ; parmi : {', '.join(known)}."
            )
        return value


def _list(row: Mapping[str, Any], name: str) -> list[str]:
    value: list[str] = row.get(name, [])
    return value
