"""Small hand-made worlds: a few establishments, diplomas and campuses, assembled as a real graph.

A world goes through the same derivations, checks and store as a build from public files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from campus_graph.graph.assemble import CONFLICT_SCHEMA, Contribution, assemble
from campus_graph.graph.check import check
from campus_graph.graph.derive import derive
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.graph.store import Graph
from campus_graph.graph.tables import Frames, Table, conform
from campus_graph.loaders.ledger import ledger_frame
from campus_graph.ontology.model import load_model
from tests.world_network import add_network
from tests.world_partners import add_partners
from tests.world_places import add_places

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
# department → (académie, region); a France of three regions
DEPARTMENTS = {"25": ("03", "27"), "39": ("03", "27"), "21": ("07", "27"), "35": ("14", "53"), "973": ("33", "03")}
NAMES = {"27": "Bourgogne-Franche-Comté", "53": "Bretagne", "03": "Guyane"}
_SOURCES = ["cas"]


def uai(department: str, number: int) -> str:
    """Return a UAI with its right letter."""
    digits = f"{department.zfill(3)}{number:04d}"
    return digits + _LETTERS[int(digits) % 23]


@dataclass
class World:
    """Things added by name; ``graph()`` makes the graph, ``reader()`` a store that holds it."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    uais: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, /, **row: Any) -> None:
        """Add one record."""
        self.rows.setdefault(kind, []).append({"sources": _SOURCES, **row})

    def establishment(self, name: str, department: str, lat: float | None = None, lon: float | None = None) -> None:
        """Add an establishment in a department, perhaps with a point."""
        self.uais[name] = uai(department, len(self.uais) + 1)
        code = self.uais[name]
        place = {"latitude": lat, "longitude": lon}
        self.add("Establishment", id=f"establishment/{code}", uai=code, label=name, category="lycee", **place)

    def diploma(self, name: str, level: int, filiere: str | None = None, opened: bool = True) -> None:
        """Add a diploma, perhaps in a filière, perhaps closed."""
        self.add("Diploma", id=f"diploma/{name}", label=name, level=level, open=opened)
        if filiere:
            self.add("BELONGS_TO", start_id=f"diploma/{name}", end_id=f"filiere/{filiere}", rule="cas")

    def offer(self, establishment: str, diploma: str, year: int = 2022, voie: str = "scolaire") -> None:
        """Add an offer."""
        ends = {"start_id": f"establishment/{self.uais[establishment]}", "end_id": f"diploma/{diploma}"}
        self.add("OFFERS", **ends, voie=voie, year=year)

    def edge(self, kind: str, start: str, end: str, **row: Any) -> None:
        """Add an edge between two diplomas."""
        self.add(kind, start_id=f"diploma/{start}", end_id=f"diploma/{end}", **row)

    def leads(self, start: str, end: str) -> None:
        """Add a published continuation."""
        self.edge("LEADS_TO", start, end, status="published")

    def campus(
        self,
        slug: str,
        region: str,
        filiere: str | None,
        sites: Sequence[str] = (),
        issued: int | None = None,
        duration: int | None = None,
        category: str = "CMQ",
        duplicate_of: str | None = None,
        zone: str | None = None,
    ) -> None:
        """Add a campus with its zone, filière, members and (unless it is a project) its label."""
        campus = f"campus/{slug}"
        self.add("Campus", id=campus, label=slug, category=category, possible_duplicate_of=duplicate_of)
        self.add("COVERS", start_id=campus, end_id=zone or f"region/{region}")
        if filiere:
            self.add("IN_FILIERE", start_id=campus, end_id=f"filiere/{filiere}", rule="cas")
        for site in sites:
            self.add("HAS_MEMBER", start_id=campus, end_id=f"establishment/{self.uais[site]}", role="membre")
        if category != "projet":
            expiry = issued + duration if issued and duration else None
            years = {"issued_year": issued, "duration_years": duration, "expiry_year": expiry}
            self.add("Label", id=f"label/{slug}", label=slug, category=category, **years)
            self.add("AWARDED", start_id=campus, end_id=f"label/{slug}")

    def count(self, region: str, value: float, period: str, measure: str = "campus labellisés") -> None:
        """Add a count of campuses that a source states."""
        row = {"subject": f"region/{region}", "measure": measure, "period": period, "year": int(period[:4])}
        key = f"indicator/{region}-{measure}-{period}"
        self.add("Indicator", id=key, label=key, value=value, status="observed", **row)

    def frames(self) -> Frames:
        """Return the derived frames of this world, checked against the ontology."""
        model = load_model()
        tables = [
            Table(kind, conform(model, kind, pl.DataFrame(rows, infer_schema_length=None)))
            for kind, rows in {**_france(), **self.rows}.items()
        ]
        frames = derive(model, assemble(model, [Contribution(tables, rank=1)]).frames)
        check(model, frames)
        return frames

    def reader(self) -> EmbeddedReader:
        """Return a store that holds this world."""
        with tempfile.TemporaryDirectory(prefix="campus-graph-") as folder:
            # The file stays readable as long as it is open, and leaves nothing behind.
            return store(self.frames(), Path(folder) / "world.duckdb")


def store(frames: Frames, path: Path) -> EmbeddedReader:
    """Write frames as a graph file and open it."""
    conflicts = pl.DataFrame(schema=CONFLICT_SCHEMA)
    EmbeddedWriter(path).write(Graph(frames, conflicts, ledger_frame(()), {"as_of": "2024-06-30", "version": "test"}))
    return EmbeddedReader(path)


def _france() -> dict[str, list[dict[str, Any]]]:
    regions = sorted({r for _, r in DEPARTMENTS.values()})
    academies = sorted({a for a, _ in DEPARTMENTS.values()})
    points = {"25": (47.2, 6.0), "39": (46.7, 5.6), "21": (47.3, 5.0), "35": (48.1, -1.7), "973": (4.9, -52.3)}
    middle = {"latitude": 47.2, "longitude": 5.5}
    territories: dict[str, list[dict[str, Any]]] = {
        "Region": [_territory("region", r, NAMES[r], former=False, **middle) for r in regions],
        "Academy": [_territory("academy", a, f"Académie {a}", **middle) for a in academies],
        "Department": [
            _territory("department", d, f"Département {d}", latitude=lat, longitude=lon)
            for d, (lat, lon) in points.items()
        ],
        "WITHIN": [],
    }
    for department, (academy, region) in DEPARTMENTS.items():
        for end in (f"academy/{academy}", f"region/{region}"):
            territories["WITHIN"].append({"start_id": f"department/{department}", "end_id": end, "sources": _SOURCES})
    return territories


def _territory(path: str, code: str, label: str, **more: Any) -> dict[str, Any]:
    return {"id": f"{path}/{code}", "code": code, "label": label, "sources": _SOURCES, **more}


def from_case(case: Mapping[str, Any]) -> World:
    """Return the world that a case file describes."""
    world = World()
    _each(case, "establishments", world.establishment)
    _each(case, "diplomas", world.diploma)
    _each(case, "offers", world.offer)
    _each(case, "continuations", world.leads)
    _each(case, "successions", lambda new, old: world.edge("SUCCEEDS", new, old))
    _each(case, "specialities", lambda common, special: world.edge("SPECIALISES", common, special))
    _each(case, "counts", world.count)
    for campus in case.get("campuses", ()):
        world.campus(**campus)
    if case.get("world") == "partners":
        add_partners(world, case)
    else:
        add_network(world, case)
        add_places(world, case)
    return world


def _each(case: Mapping[str, Any], key: str, add: Any) -> None:
    for arguments in _lists(case.get(key, ())):
        add(*arguments)


def _lists(values: Iterable[Any]) -> Iterable[Sequence[Any]]:
    return [v if isinstance(v, list) else [v] for v in values]
