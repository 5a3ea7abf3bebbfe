"""A made-up France of any size, from a fixed seed: the kinds, fields and skews of the real graph.

``contributions(Size().times(10))`` gives what two sources of a build would give. A few popular diplomas
and big places take most offers; closed diplomas have successors; the second source repeats some
establishments and offers, and contradicts some names, so that assembly has something to settle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.synthetic_campuses import REGIONS, campus_tables
from campus_graph.build import Gathered, make_graph
from campus_graph.graph.assemble import Contribution
from campus_graph.graph.store import Graph
from campus_graph.graph.tables import Table, conform
from campus_graph.ontology.model import FOLDER, Model, load_model
from campus_graph.ontology.namespace import mint

SEED = 2017
_AS_OF = "2024-06-30"
_ACADEMIES, _ZONES_PER_DEPARTMENT = 30, 3
_DEPARTMENTS = [*(f"{n:02d}" for n in range(1, 96) if n != 20), "971", "972", "973", "974", "976", "2A", "2B"]
_PREFIX = {"2A": "620", "2B": "720"}
_LEVELS = np.array([3, 4, 5, 6, 7])
_LEVEL_SHARES = [0.2, 0.2, 0.25, 0.15, 0.2]
_OPEN, _RENAMED, _PUBLISHED = 0.4, 0.7, 0.75
# kind of establishment → its share, and the shares of the levels 3 to 7 in its offers
_KINDS = {
    "lycee-professionnel": (0.30, [0.35, 0.55, 0.10, 0.00, 0.00]),
    "lycee-polyvalent": (0.35, [0.05, 0.35, 0.60, 0.00, 0.00]),
    "cfa": (0.20, [0.15, 0.20, 0.40, 0.15, 0.10]),
    "universite": (0.15, [0.00, 0.00, 0.10, 0.50, 0.40]),
}
_VOIES = ["scolaire", "apprentissage", "continue", "superieur"]
_FIRST_YEARS, _YEARS_TOLD = [2020, 2021, 2022, 2023], 3
_STEPS = np.array([0, 1, 1, 1, 1, 1, 1, 2, 2])  # how many levels up a continuation leads
_Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; the default is the size of the real graph, ×1: some 80,000 nodes, 390,000 relations."""

    communes: int = 35_000
    establishments: int = 20_000
    diplomas: int = 18_000
    offers: int = 105_000
    continuations: int = 16_000
    campuses: int = 125
    partners: int = 4_000

    def times(self, scale: float) -> Size:
        """Return a size with every count multiplied."""
        return Size(*(max(1, round(getattr(self, name) * scale)) for name in self.__slots__))


def contributions(size: Size | None = None, seed: int = SEED) -> list[Contribution]:
    """Return what two sources give, the second one less trusted."""
    world = World(size or Size(), seed)
    return [Contribution(list(world.tables()), rank=1), Contribution(list(world.repeats()), rank=2)]


def graph(parts: list[Contribution], model: Model | None = None) -> Graph:
    """Return the graph of these contributions, through the assembly, derivations and checks of a build."""
    return make_graph(model or load_model(), Gathered(parts, as_of=_AS_OF))


def nsf_groups() -> list[str]:
    """Return the NSF groups that the reviewed mapping gives a filière."""
    rules = pl.read_csv(FOLDER / "vocabulary" / "filiere_diplomas.csv", infer_schema=False)
    mapped = rules.filter((pl.col("scheme") == "nsf-group") & pl.col("filiere").is_not_null())
    return mapped["value"].unique().sort().to_list()


class World:
    """One made-up France; everything drawn comes from one generator, in a fixed order."""

    def __init__(self, size: Size, seed: int) -> None:
        self.size, self.random, self.model = size, np.random.default_rng(seed), load_model()
        self.department = self._department_table()
        self.commune = self._commune_table()
        self.diploma = self._diploma_table()
        self.establishment = self._establishment_table()
        self.offers = self._offer_table()

    def tables(self) -> Iterator[Table]:
        """Yield everything that the first source says."""
        yield from self._territories()
        yield self.table("Establishment", self.establishment.drop("kind"))
        yield self.table("OFFERS", self.offers)
        yield from self._diplomas()
        yield from campus_tables(self)

    def repeats(self) -> Iterator[Table]:
        """Yield what the second source repeats, and contradicts."""
        again = self.establishment.gather_every(3).select("id", "uai", "category", "commune", "latitude", "longitude")
        other = pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.format("Lycée autrement nommé {}", "uai"))
        yield self.table("Establishment", again.with_columns(label=other.otherwise(pl.format("LYCEE {}", "uai"))), "b")
        yield self.table("OFFERS", self.offers.gather_every(10), "b")

    def table(self, kind: str, frame: pl.DataFrame, source: str = "a") -> Table:
        """Return the records of a kind as a source gives them."""
        named = frame.with_columns(sources=pl.lit([f"synthetic-{source}"], dtype=pl.List(pl.String)))
        return Table(kind, conform(self.model, kind, named))

    def mint(self, kind: str, key: pl.Expr | str) -> pl.Expr:
        """Return the identifier expression of a kind."""
        return mint(self.model.path(kind), key)

    def _skewed(self, count: int, below: _Integers | int, power: float) -> _Integers:
        """Draw numbers under ``below``, the small ones far more often; the higher ``power``, the more so."""
        drawn: _Integers = (below * self.random.random(count) ** power).astype(np.int64)
        return drawn

    # Places

    def _department_table(self) -> pl.DataFrame:
        count = len(_DEPARTMENTS)
        academy = np.arange(count) * _ACADEMIES // count
        return pl.DataFrame(
            {
                "department": _DEPARTMENTS,
                "academy": [f"{a + 1:02d}" for a in academy],
                "region": [f"{a * REGIONS // _ACADEMIES + 1:02d}" for a in academy],
                "latitude": 42.5 + self.random.random(count) * 8,
                "longitude": -4.5 + self.random.random(count) * 12,
            }
        )

    def _commune_table(self) -> pl.DataFrame:
        count = self.size.communes
        place = self.department[np.sort(self.random.integers(0, len(_DEPARTMENTS), count))]
        numbers = pl.DataFrame(
            {
                "number": np.arange(count),
                "population": (50 * (1 + self.random.pareto(1.1, count))).clip(max=2_000_000).astype(np.int64),
                "zone": self.random.integers(1, _ZONES_PER_DEPARTMENT + 1, count),
                "north": self.random.normal(0, 0.3, count),
                "east": self.random.normal(0, 0.4, count),
            }
        )
        return place.hstack(numbers).select(
            "department", "academy", "region", "population",
            code=pl.col("department") + pl.col("number").cast(pl.String).str.zfill(3),
            employment_zone=pl.format("{}0{}", "department", "zone"),
            intercommunality=pl.format("2000{}", pl.col("number") // 28),
            latitude=(pl.col("latitude") + pl.col("north")).round(5),
            longitude=(pl.col("longitude") + pl.col("east")).round(5),
        )  # fmt: skip

    def _territories(self) -> Iterator[Table]:
        for kind, column in (("Region", "region"), ("Academy", "academy"), ("Department", "department")):
            middle = self.department.group_by(column).agg(pl.col("latitude", "longitude").mean().round(4))
            yield self._territory(kind, middle.sort(column), column)
        zones = self.commune.select("employment_zone").unique().sort("employment_zone")
        yield self._territory("EmploymentZone", zones, "employment_zone")
        middle = self.commune.group_by("intercommunality").agg(pl.col("latitude", "longitude").mean().round(4))
        yield self._territory("Intercommunality", middle.sort("intercommunality"), "intercommunality")
        columns = ["code", "department", "region", "employment_zone", "population"]
        yield self._territory("Commune", self.commune.select(columns), "code")
        yield self._within("Department", self.department, "academy", "Academy")
        yield self._within("Department", self.department, "region", "Region")
        communes = self.commune.drop("latitude", "longitude")
        yield self._within("Commune", communes, "department", "Department", "code")
        yield self._within("Commune", communes, "intercommunality", "Intercommunality", "code")

    def _territory(self, kind: str, frame: pl.DataFrame, column: str) -> Table:
        return self._named(kind, frame.rename({column: "code"}), kind)

    def _within(self, kind: str, frame: pl.DataFrame, column: str, outer: str, own: str = "department") -> Table:
        return self.table("WITHIN", frame.select(start_id=self.mint(kind, own), end_id=self.mint(outer, column)))

    # Diplomas, sorted by level, then the open ones first: a small position in a level is a popular diploma

    def _diploma_table(self) -> pl.DataFrame:
        count = self.size.diplomas
        drawn = pl.DataFrame(
            {
                "level": self.random.choice(_LEVELS, count, p=_LEVEL_SHARES),
                "open": self.random.random(count) < _OPEN,
                "nsf": self.random.choice(nsf_groups(), count),
            }
        )
        rows = drawn.sort("level", "open", descending=[False, True], maintain_order=True).with_row_index("number")
        cfd = pl.format("{}{}", pl.col("level"), pl.col("number").cast(pl.String).str.zfill(7))
        return rows.with_columns(cfd=cfd).with_columns(
            id=self.mint("Diploma", "cfd"),
            label=pl.format("Diplôme {} de niveau {}", "cfd", "level"),
            number=pl.col("number").cast(pl.Int64),
        )

    def _diplomas(self) -> Iterator[Table]:
        yield self.table("Diploma", self.diploma.drop("number"))
        groups = self.diploma.select(code="nsf").unique().sort("code")
        yield self._named("Speciality", groups, "Groupe")
        speciality = self.mint("Speciality", "nsf")
        yield self.table("IN_SPECIALITY", self.diploma.select(start_id="id", end_id=speciality))
        jobs = pl.DataFrame({"code": [f"A{n:04d}" for n in range(600)]})
        yield self._named("Occupation", jobs, "Métier")
        job = pl.format("occupation/A{}", (pl.col("number") * 7 % 600).cast(pl.String).str.zfill(4))
        yield self.table("PREPARES_FOR", self.diploma.select(start_id="id", end_id=job))
        yield self.table("SUCCEEDS", self._successions())
        yield self.table("SPECIALISES", self._specialities())
        yield self.table("LEADS_TO", self._continuations())

    def _named(self, kind: str, codes: pl.DataFrame, noun: str) -> Table:
        label = pl.format(f"{noun} {{}}", "code")
        return self.table(kind, codes.with_columns(id=self.mint(kind, "code"), label=label))

    def _akin(self, level: pl.Expr, rows: pl.DataFrame) -> pl.DataFrame:
        """Return (start, end): for each row a diploma of the given level and the same NSF group, drawn."""
        groups = self.diploma.select("level", "nsf", end="id").group_by("level", "nsf").agg("end").sort("level", "nsf")
        draw = pl.Series(self.random.random(rows.height) ** 2)
        pairs = rows.select("nsf", level=level, start="id").with_columns(draw=draw)
        joined = pairs.join(groups, on=["level", "nsf"], maintain_order="left")
        place = (pl.col("draw") * pl.col("end").list.len()).cast(pl.Int64)
        found = joined.select("start", end=pl.col("end").list.get(place)).filter(pl.col("start") != pl.col("end"))
        return found.unique(maintain_order=True)

    def _successions(self) -> pl.DataFrame:
        closed = self.diploma.filter(~pl.col("open"))
        renamed = closed.filter(pl.Series(self.random.random(closed.height) < _RENAMED))
        return self._akin(pl.col("level"), renamed).select(start_id="end", end_id="start")

    def _specialities(self) -> pl.DataFrame:
        """Make every fiftieth diploma a common year, with up to four specialities."""
        common = self.diploma.gather_every(50)
        pairs = self._akin(pl.col("level"), pl.concat([common] * 4))
        return pairs.select(start_id="start", end_id="end", kind=pl.lit("famille de métiers"))

    def _continuations(self) -> pl.DataFrame:
        told = self.diploma.filter(pl.Series(self.random.random(self.diploma.height) < _PUBLISHED))
        starts = told[self._skewed(self.size.continuations, told.height, 1.3)]
        step = pl.Series("step", self.random.choice(_STEPS, starts.height))
        pairs = self._akin(pl.col("level") + pl.col("step"), starts.with_columns(step))
        return pairs.select(start_id="start", end_id="end", status=pl.lit("published"))

    # Establishments and what they offer

    def _establishment_table(self) -> pl.DataFrame:
        count = self.size.establishments
        by_size = self.commune.sort("population", descending=True)
        place = by_size[self._skewed(count, by_size.height, 2.5)]
        shares = [share for share, _ in _KINDS.values()]
        kinds = pl.Series("kind", self.random.choice(len(_KINDS), count, p=shares))
        number = _base36(pl.int_range(pl.len()).over("department"))
        located = pl.Series(self.random.random(count) < 0.8)
        rows = place.select("department", "latitude", "longitude", commune="code").with_columns(kinds)
        uai = pl.col("department").replace(_PREFIX).str.zfill(3) + number + pl.lit("X")
        return rows.with_columns(uai=uai).select(
            "kind", "uai", "commune",
            id=self.mint("Establishment", "uai"),
            label=pl.format("Lycée {}", "uai"),
            category=pl.col("kind").replace_strict(dict(enumerate(_KINDS)), return_dtype=pl.String),
            latitude=pl.when(located).then("latitude"),
            longitude=pl.when(located).then("longitude"),
        )  # fmt: skip

    def _offer_table(self) -> pl.DataFrame:
        """Draw offers, each told for one to three years running."""
        count = self.size.offers * 2 // (_YEARS_TOLD + 1)
        places = self._skewed(count, self.establishment.height, 1.5)
        diplomas = self._taught(self.establishment["kind"].to_numpy()[places])
        drawn = pl.DataFrame(
            {
                "start_id": self.establishment["id"].gather(places),
                "end_id": self.diploma["id"].gather(diplomas),
                "voie": self.random.choice(_VOIES, count, p=[0.5, 0.25, 0.05, 0.2]),
                "year": self.random.choice(_FIRST_YEARS, count),
                "told": self.random.integers(1, _YEARS_TOLD + 1, count),
                "capacity": self.random.integers(8, 40, count),
            }
        ).unique(["start_id", "end_id", "voie"], keep="first", maintain_order=True)
        told = drawn.with_columns(more=pl.int_ranges(pl.col("told"))).explode("more")
        return told.with_columns(pl.col("year") + pl.col("more")).drop("told", "more")

    def _taught(self, kinds: _Integers) -> _Integers:
        """Return the position of a diploma for each offer: the level by the kind of place, then by popularity."""
        shares = np.cumsum([levels for _, levels in _KINDS.values()], axis=1)
        level = (self.random.random(len(kinds))[:, None] > shares[kinds]).sum(axis=1).clip(max=len(_LEVELS) - 1)
        counts = np.array([(self.diploma["level"] == x).sum() for x in _LEVELS])
        first = np.concatenate(([0], np.cumsum(counts)[:-1]))
        position: _Integers = first[level] + self._skewed(len(kinds), counts[level], 6.0)
        return position


def _base36(number: pl.Expr) -> pl.Expr:
    """Return four characters for a number: four digits would not do for the tenfold and hundredfold graphs."""
    digits = pl.Series(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return pl.concat_str(pl.lit(digits).gather(number // 36**power % 36) for power in (3, 2, 1, 0))
