"""In which regions and académies things lie, and the part of France that a report is about.

A thing may lie in several (a campus of two regions) or in none (a diploma, a source): what has no place belongs to
the report of the country alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from campus_graph.errors import BadParameter
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.names import resolve
from campus_graph.queries.registry import question

PLACES = {"id": pl.String(), "territory": pl.String()}
_KINDS = ("region", "academy")
_Finder = Callable[[Reader], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of France asked for: ``kind`` is ``country`` (``code`` is empty then), ``region`` or ``academy``."""

    kind: str
    code: str
    label: str

    @property
    def territory(self) -> str | None:
        """Return the identifier of the territory, None for the country."""
        return f"{self.kind}/{self.code}" if self.code else None

    @property
    def parameters(self) -> Mapping[str, Scalar]:
        """Return what a question takes to speak of this part alone."""
        return {self.kind: self.code} if self.code else {}


COUNTRY = Scope("country", "", "France")


def scope_of(reader: Reader, region: str | None = None, academy: str | None = None) -> Scope:
    """Return the scope that a region or an académie names, by code or name; without either, the country.

    Raises:
        UnknownName: no such region or académie.
        BadParameter: both are given.

    """
    if region is not None and academy is not None:
        raise BadParameter("Donnez --region ou --academy, l’un des deux : une académie est plus petite que sa région.")
    for kind, node, value in (("region", "Region", region), ("academy", "Academy", academy)):
        if value is not None:
            code = resolve(reader, node, value)
            labels = dict(reader.table(node).select("code", "label").iter_rows())
            return Scope(kind, code, str(labels[code]))
    return COUNTRY


def shared(reader: Reader, *names: str) -> dict[str, pl.DataFrame]:
    """Return the rows of statements that the questions about campuses share, by their names."""
    statements = question("missing-higher-link").statements(reader.dialect)
    return {name: reader.query(statements[name], {}) for name in names}


def campus_places(reader: Reader) -> pl.DataFrame:
    """Return (id, territory): the regions and académies that each campus touches, as the questions see them."""
    found = shared(reader, "places")["places"].select(id="campus", territory="territory")
    return _kept(found.cast(PLACES))  # type: ignore[arg-type]


def places(reader: Reader, kinds: Iterable[str]) -> pl.DataFrame:
    """Return (id, territory) of the things of these kinds, sorted, each pair once."""
    parts = [_FINDERS[kind](reader) for kind in sorted(set(kinds)) if kind in _FINDERS]
    return pl.concat([pl.DataFrame(schema=PLACES), *parts]).unique().sort("id", "territory")


def own_places(frame: pl.DataFrame) -> pl.DataFrame:
    """Return (id, territory) of things that carry the codes of their region and académie."""
    return pl.concat(
        frame.select("id", territory=pl.concat_str(pl.lit(f"{kind}/"), kind)).drop_nulls() for kind in _KINDS
    )


def _kept(found: pl.DataFrame) -> pl.DataFrame:
    kind = pl.col("territory").str.split("/").list.first()
    return found.filter(kind.is_in(_KINDS)).unique()


def _own(kind: str) -> _Finder:
    return lambda reader: own_places(reader.table(kind))


def _within(reader: Reader) -> pl.DataFrame:
    """Return (id, territory) of the departments, and of what is made of them."""
    return _kept(reader.table("WITHIN").select(id="start_id", territory="end_id"))


def _departments(reader: Reader) -> pl.DataFrame:
    return _within(reader).filter(pl.col("id").str.starts_with("department/"))


def _academies(reader: Reader) -> pl.DataFrame:
    """Return that an académie lies in itself, and in the regions of its departments."""
    inside = _departments(reader)
    academies = inside.filter(pl.col("territory").str.starts_with("academy/")).rename({"territory": "academy"})
    above = academies.join(inside.filter(pl.col("territory").str.starts_with("region/")), on="id")
    itself = reader.table("Academy").select("id", territory="id")
    return pl.concat([itself, above.select(id="academy", territory="territory")]).unique()


def _of_communes(kind: str, column: str) -> _Finder:
    """Return the finder of things made of communes: they lie where these do."""

    def found(reader: Reader) -> pl.DataFrame:
        communes = reader.table("Commune").with_columns(id=pl.concat_str(pl.lit(f"{kind}/"), column)).drop_nulls("id")
        return own_places(communes).unique()

    return found


def _intercommunalities(reader: Reader) -> pl.DataFrame:
    inside = reader.table("WITHIN").filter(pl.col("end_id").str.starts_with("intercommunality/"))
    return _led(inside, "end_id", "start_id", own_places(reader.table("Commune")))


def _led(relation: pl.DataFrame, thing: str, other: str, of: pl.DataFrame) -> pl.DataFrame:
    """Return that things lie where those lie that a relation ties them to."""
    ends = relation.select(thing=thing, other=other)
    return ends.join(of, left_on="other", right_on="id").select(id="thing", territory="territory").unique()


def _located(reader: Reader) -> pl.DataFrame:
    return _led(reader.table("LOCATED_IN"), "start_id", "end_id", own_places(reader.table("Commune")))


def _labs(reader: Reader) -> pl.DataFrame:
    hosts = _led(reader.table("PART_OF"), "start_id", "end_id", own_places(reader.table("Establishment")))
    return pl.concat([_located(reader), hosts])


def _partners(reader: Reader) -> pl.DataFrame:
    """Return the communes of partners; one whose commune is not known lies with the campuses that name it."""
    known = _located(reader)
    named = _led(reader.table("PARTNERS_WITH"), "end_id", "start_id", campus_places(reader))
    return pl.concat([known, named.join(known, on="id", how="anti")])


def _labels(reader: Reader) -> pl.DataFrame:
    return _led(reader.table("AWARDED"), "end_id", "start_id", campus_places(reader))


def _steps(reader: Reader) -> pl.DataFrame:
    return _led(reader.table("HAS_STEP"), "end_id", "start_id", _labels(reader))


def _indicators(reader: Reader) -> pl.DataFrame:
    subjects = places(reader, ("Campus", "Establishment", "Region", "Academy", "Department"))
    return _led(reader.table("Indicator"), "id", "subject", subjects)


_FINDERS: Mapping[str, _Finder] = {
    "Academy": _academies,
    "Campus": campus_places,
    "Commune": _own("Commune"),
    "CompetitivenessCluster": _partners,
    "Department": _departments,
    "EmploymentZone": _of_communes("employment-zone", "employment_zone"),
    "Establishment": _own("Establishment"),
    "Indicator": _indicators,
    "Intercommunality": _intercommunalities,
    "Label": _labels,
    "LabelStep": _steps,
    "Partner": _partners,
    "Region": lambda reader: reader.table("Region").select("id", territory="id"),
    "ResearchLab": _labs,
}
