"""A small graph of which every shape approves: one or two things of each kind, and every relation."""

from __future__ import annotations

from typing import Any

import polars as pl

from campus_graph.graph.assemble import CONFLICT_SCHEMA
from campus_graph.graph.store import Graph
from campus_graph.graph.tables import conform, empty
from campus_graph.loaders.ledger import ledger_frame
from campus_graph.ontology.model import Model, load_model

Rows = dict[str, list[dict[str, Any]]]
LYCEE, UNIVERSITY = "establishment/0250030X", "establishment/0251215K"
CAP, BAC, BTS, OLD_BTS, LICENCE = (f"diploma/{x}" for x in ("50025001", "40025001", "32025001", "32025000", "20025001"))
_NODES: Rows = {
    "AcademicRegion": [{"id": "academic-region/27", "code": "27"}],
    "Academy": [{"id": "academy/03", "code": "03"}],
    "CallForProjects": [{"id": "call/2022", "year": 2022, "issued": "2022-01-31"}],
    "Campus": [{"id": "campus/c", "category": "CMQ"}],
    "Commune": [{"id": "commune/25056", "code": "25056"}],
    "CompetitivenessCluster": [{"id": "cluster/p", "category": "pole", "siret": "13000459600016"}],
    "Department": [{"id": "department/25", "code": "25"}],
    "Diploma": [
        {"id": CAP, "cfd": "50025001", "level": 3, "level_1969": "V", "open": True, "nsf": "250"},
        {"id": BAC, "cfd": "40025001", "level": 4, "level_1969": "IV", "open": True, "rncp": ["RNCP123"]},
        {"id": BTS, "cfd": "32025001", "level": 5, "level_1969": "III", "open": True, "opened": "2020-09-01"},
        {"id": OLD_BTS, "cfd": "32025000", "level": 5, "open": False, "opened": "2001", "closed": "2020-08-31"},
        {"id": LICENCE, "level": 6, "open": True},
    ],
    "EmploymentZone": [{"id": "employment-zone/2701", "code": "2701"}],
    "Establishment": [
        {
            "id": LYCEE,
            "uai": "0250030X",
            "category": "lycee-professionnel",
            "sector": "public",
            "siret": "85052026300011",
            "commune": "25056",
            "latitude": 47.2,
            "longitude": 6.0,
            "position": "published",
            "region": "27",
            "described": True,
        },
        {
            "id": UNIVERSITY,
            "uai": "0251215K",
            "category": "universite",
            "latitude": 47.3,
            "longitude": 6.1,
            "region": "27",
            "described": True,
        },
    ],
    "Filiere": [{"id": "filiere/f", "code": "f"}],
    "Indicator": [
        {"id": "indicator/a", "subject": "campus/c", "measure": "m", "value": 12.0, "status": "observed", "year": 2024},
        {"id": "indicator/b", "subject": "campus/c", "measure": "m", "status": "suppressed", "voie": "scolaire"},
    ],
    "Intercommunality": [{"id": "intercommunality/242500361", "code": "242500361"}],
    "Label": [{"id": "label/c", "category": "CMQ", "issued_year": 2022, "expiry_year": 2026}],
    "LabelStep": [{"id": "label-step/c", "kind": "caen", "due": "2021", "done": "2021-11-30"}],
    "Occupation": [{"id": "occupation/H2901", "code": "H2901"}],
    "Partner": [{"id": "partner/e", "category": "entreprise", "siret": "77931004400028"}],
    "Region": [{"id": "region/27", "code": "27"}, {"id": "region/26", "code": "26", "former": True}],
    "ResearchLab": [{"id": "lab/000021537K", "rnsr": "000021537K"}],
    "Source": [{"id": "source/cas", "publisher": "éditeur", "licence": "libre", "vintage": "2024"}],
    "Speciality": [{"id": "speciality/250", "code": "250"}],
    "SteeringFunction": [{"id": "steering/operational-director", "code": "operational-director"}],
}
_RELATIONS: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "AWARDED": [("campus/c", "label/c", {})],
    "BELONGS_TO": [(d, "filiere/f", {"rule": "cas"}) for d in (CAP, BAC, BTS, OLD_BTS, LICENCE)],
    "CONTINUES_TO": [(BAC, BTS, {"status": "derived", "rule": "direct"})],
    "COOPERATES_WITH": [(LYCEE, UNIVERSITY, {"kind": "convention", "since": "2022-03", "until": "2025"})],
    "COVERS": [("campus/c", "region/27", {})],
    "HAS_MEMBER": [
        ("campus/c", UNIVERSITY, {"role": "membre", "since": "2022", "until": "2022-12-31"}),
        ("campus/c", "lab/000021537K", {"role": "membre"}),
    ],
    "HAS_STEP": [("label/c", "label-step/c", {})],
    "IN_FILIERE": [("campus/c", "filiere/f", {"rule": "cas"})],
    "IN_SPECIALITY": [(CAP, "speciality/250", {})],
    "LEADS_TO": [(CAP, BAC, {"status": "published"}), (BAC, OLD_BTS, {"status": "published", "weight": 1})],
    "LOCATED_IN": [(LYCEE, "commune/25056", {})],
    "OFFERS": [(LYCEE, CAP, {"voie": "scolaire", "year": 2024, "capacity": 12, "enrolled": 10, "first_wishes": 9})],
    "PARTNERS_WITH": [
        ("campus/c", "partner/e", {"role": "partenaire"}),
        ("campus/c", "cluster/p", {"role": "partenaire"}),
    ],
    "PART_OF": [("lab/000021537K", UNIVERSITY, {})],
    "PREPARES_FOR": [(CAP, "occupation/H2901", {})],
    "PRIORITISES": [("region/27", "filiere/f", {"year": 2024})],
    "SPECIALISES": [(BAC, CAP, {})],
    "STEERED_BY": [
        ("campus/c", "steering/operational-director", {"status": "filled", "since": "2023-01", "until": "2024"})
    ],
    "SUCCEEDS": [(BTS, OLD_BTS, {}), ("region/27", "region/26", {})],
    "SUPPORTED_BY": [("campus/c", LYCEE, {})],
    "TEACHES": [(LYCEE, CAP, {"voie": "scolaire", "year": 2024, "origin": CAP, "rule": "direct"})],
    "UNDER": [("label/c", "call/2022", {})],
    "WITHIN": [
        ("commune/25056", "department/25", {}),
        ("commune/25056", "employment-zone/2701", {}),
        ("commune/25056", "intercommunality/242500361", {}),
        ("department/25", "academy/03", {}),
        ("department/25", "region/27", {}),
        ("academy/03", "academic-region/27", {}),
    ],
}


def good_rows() -> Rows:
    """Return the records of each kind."""
    rows: Rows = {kind: [{"label": r["id"], "sources": ["cas"], **r} for r in own] for kind, own in _NODES.items()}
    for kind, ties in _RELATIONS.items():
        rows[kind] = [{"start_id": s, "end_id": e, "sources": ["cas"], **own} for s, e, own in ties]
    return rows


def graph_of(rows: Rows, model: Model | None = None) -> Graph:
    """Return the records as a graph that can be written, whatever is wrong with it."""
    model = model or load_model()
    frames = {
        kind: conform(model, kind, pl.DataFrame(rows[kind], infer_schema_length=None))
        if rows.get(kind)
        else empty(model, kind)
        for kind in (*model.nodes, *model.relations)
    }
    return Graph(
        frames, pl.DataFrame(schema=CONFLICT_SCHEMA), ledger_frame([]), {"as_of": "2024-01-01", "version": "cas"}
    )
