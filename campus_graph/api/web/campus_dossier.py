"""The dossier of one campus: what the graph knows of it, and what every question finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from campus_graph.api.compute import Compute
from campus_graph.api.drawing.bars import Bar, draw_bars
from campus_graph.api.drawing.timeline import Award, Milestone, draw_timeline
from campus_graph.api.web.campus_findings import LOOKED_AT, Found, findings
from campus_graph.api.web.page import Values
from campus_graph.api.web.shared import answer_files, proof_of, term
from campus_graph.api.web.verdicts import look
from campus_graph.graph.store import Reader
from campus_graph.queries.campus_profile.words import LEVELS
from campus_graph.queries.names import existing
from campus_graph.queries.registry import question

Row = dict[str, Any]
_LISTED = ("members", "partners", "support")
_TIES = {"support": "SUPPORTED_BY", "members": "HAS_MEMBER", "partners": "PARTNERS_WITH"}


def dossier(reader: Reader, compute: Compute, key: str, root: str) -> Values:
    """Return what the page of a campus shows.

    Raises:
        UnknownName: there is no such campus.

    """
    identifier = f"campus/{key}"
    fields = existing(reader, identifier)[1]
    profile = compute.answer(reader, "campus-profile", {"campus": key})
    sections = {str(name): part.to_dicts() for (name,), part in profile.frame.group_by("section", maintain_order=True)}
    found = {name: findings(reader, compute, name, identifier) for name in LOOKED_AT}
    ties = reader.edges(identifier)
    shown = {
        "title": fields["label"],
        "trail": [("Campus", "/campus"), (fields["label"], None)],
        "key": key,
        "on_paper": False,
        "identifier": identifier,
        "fields": fields,
        "category": term("campus_categories", fields["category"]),
        "filieres": _others(ties, "IN_FILIERE"),
        "zone": _others(ties, "COVERS"),
        "seat": _others(ties, "LOCATED_IN"),
        "sections": {name: _known(rows) for name, rows in sections.items()},
        "found": found,
        "questions": {name: question(name).title_fr for name in LOOKED_AT},
        "proofs": {name: proof_of(root, name, "", given) for name, (_, given) in LOOKED_AT.items()},
        "verdicts": {name: question(name).verdicts for name in LOOKED_AT},
        "answer": profile,
        "files": answer_files(root, "campus-profile", {"campus": key}),
    }
    listed = {name: _actors(reader, identifier, sections.get(name, ()), _TIES[name]) for name in _LISTED}
    return {**shown, **listed, **_indicators(sections), **_drawings(reader, sections, found, str(fields["label"]))}


def _known(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a section that name something: an empty section is one row without item."""
    return [row for row in rows if row["item_label"]]


def _others(ties: pl.DataFrame, relation: str) -> list[tuple[str, str]]:
    rows = ties.filter(relation=relation, direction="→")
    return list(rows.sort("other_label").select("other", "other_label").iter_rows())


def _actors(reader: Reader, campus: str, rows: Iterable[Row], relation: str) -> list[Row]:
    """Return actors with their nature and roles, and what the relation itself says: since when, said where."""
    rows = _known(list(rows))
    pairs = pl.DataFrame({"start_id": [campus] * len(rows), "end_id": [r["item"] for r in rows]})
    said = {r["end_id"]: r for r in reader.between(relation, pairs).to_dicts()} if rows else {}
    found = []
    for row in rows:
        kind, _, roles = row["reason"].partition(" ; ")
        edge = said.get(row["item"], {})
        found.append({**row, "nature": kind, "roles": roles, "since": edge.get("since"), "url": edge.get("source_url")})
    return found


def _indicators(sections: Mapping[str, Sequence[Row]]) -> Values:
    rows = [{**row, "item_label": term("measures", row["item"])} for row in _known(sections.get("indicators", ()))]
    return {"indicators": sorted(rows, key=lambda row: str(row["item_label"]))}


def _drawings(reader: Reader, sections: Mapping[str, Sequence[Row]], found: Mapping[str, Found], name: str) -> Values:
    labels = found["label-calendar"].rows
    as_of = str(reader.meta["as_of"])
    awards = [_award(row) for row in labels]
    steps = [step for award in labels for step in _steps(reader, award["award"], as_of)]
    line = draw_timeline(f"Les labels : {name}", awards, steps, _year(as_of))
    return {"timeline": line, "labels": labels, "offers": _offers(sections, name)}


def _award(row: Row) -> Award:
    category = term("campus_categories", row["category"]) or "label"
    end = row["expiry_year"] or row["latest_expiry"]
    tone = look(row["verdict"]).tone
    return Award(category, row["issued_year"], end, row["expiry_year"] is not None, tone)


def _steps(reader: Reader, award: str, as_of: str) -> list[Milestone]:
    steps = reader.edges(award).filter(relation="HAS_STEP", direction="→")["other"]
    found = []
    for identifier in steps:
        fields = existing(reader, identifier)[1]
        day = fields["done"] or fields["due"]
        if day:
            state = "done" if fields["done"] else "late" if str(day) < as_of else "due"
            when = {"done": "le", "late": "en retard, prévu le", "due": "prévu le"}[state]
            found.append(Milestone(f"{term('label_steps', fields['kind'])}, {when} {day}", _year(str(day)), state))
    return sorted(found, key=lambda step: (step.at, step.words))


def _year(day: str) -> float:
    """Return a day, or the year alone, as a year with its fraction."""
    year, month = int(day[:4]), int(day[5:7] or 1)
    return year + (month - 1) / 12


def _offers(sections: Mapping[str, Sequence[Row]], name: str) -> str | None:
    known = {row["item"]: row for row in _known(sections.get("offers", ()))}
    if not known:
        return None
    bars = [_bar(level, known.get(f"level/{level}")) for level in LEVELS if 3 <= level < 8 or "level/8" in known]
    return draw_bars(f"Offres des membres par niveau : {name}", bars)


def _bar(level: int, row: Row | None) -> Bar:
    label = LEVELS[level]
    if row is None:
        return Bar(label, None, "aucune offre connue chez les membres connus")
    return Bar(str(row["item_label"]), int(row["value"]), str(row["reason"]))
