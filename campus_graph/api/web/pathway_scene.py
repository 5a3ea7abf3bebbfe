"""What the diagram of a pathway shows: the diplomas of a filière offered in a territory, and what they lead to.

The statements are those of the question itself, so that diagram and verdict rest on the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from campus_graph.api.drawing.pathway import LEVELS, Break, Pathway, State, Step, Way
from campus_graph.graph.listing import listed
from campus_graph.graph.store import Reader
from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import inputs_of, question

ASKED = "broken-pathway"
# path of a territory → field of an establishment that holds its code
PLACED = {
    "region": "region",
    "academy": "academy",
    "department": "department",
    "employment-zone": "employment_zone",
    "commune": "commune",
}
CAUSES: Mapping[str | None, str] = {
    "no-offer-in-scope": "aucun départ proposé ici",
    "offered-farther-away": "suite proposée seulement ailleurs",
    "other-filiere": "suite publiée dans une autre filière",
    "no-published-continuation": "aucune suite publiée",
    "only-a-succession": "départ par des diplômes fermés seulement",
    "unknown": "les données ne donnent pas toutes les offres",
}
_WORDS = {"gap": "Rompu", "unknown": "Inconnu"}


@dataclass(frozen=True, slots=True)
class Scene:
    """The diplomas (id, label, level, state, here, elsewhere, other, ways) and ways (start_id, end_id, renamed)."""

    diplomas: pl.DataFrame
    ways: pl.DataFrame


def scene(reader: Reader, answer: Answer, row: Mapping[str, Any]) -> Scene:
    """Return what is to be seen of one row of an answer of « broken-pathway »."""
    inputs = inputs_of(answer.parameters)  # type: ignore[arg-type]
    texts = question(ASKED).statements(reader.dialect)
    frames = {name: reader.query(texts[name], inputs) for name in ("offered", "filieres", "continuations", "sites")}
    offered = frames["offered"].filter(territory=row["territory"]).select(id="diploma")
    members = frames["filieres"].filter(pl.col("open"), filiere=row["filiere"]).select("label", "level", id="diploma")
    here = members.join(offered, on="id", how="semi")
    ways = frames["continuations"].join(here.select(start_id="id"), on="start_id", how="semi")
    levels = here.select(start_id="id", from_level="level")
    onward = ways.join(levels, on="start_id").filter(pl.col("end_level") > pl.col("from_level"))
    ghosts = members.join(onward.select(id="end_id"), on="id", how="semi").join(here, on="id", how="anti")
    other = _others(reader, onward, members, row) if row["cause"] == "other-filiere" else members.head(0)
    every = pl.concat([here, ghosts, other]).filter(pl.col("level").is_in(list(LEVELS)))
    shown = ways.join(every.select(end_id="id"), on="end_id", how="semi")
    shown = shown.filter(pl.col("start_id").is_in(here["id"].implode()))
    counted = _counted(reader, every, frames["sites"], row["territory"])
    counted = counted.join(offered.with_columns(taught=True), on="id", how="left")
    counts = shown.group_by(id="start_id").agg(ways=pl.len())
    known = pl.when("taught").then(pl.lit("here")).when(pl.col("elsewhere") > 0).then(pl.lit("elsewhere"))
    diplomas = counted.join(counts, on="id", how="left").with_columns(
        pl.col("ways").fill_null(0),
        state=known.otherwise(pl.lit("unknown")),
        other=pl.col("id").is_in(other["id"].implode()),
    )
    return Scene(diplomas.sort("level", "label", "id"), _renamed(reader, shown))


def _others(reader: Reader, onward: pl.DataFrame, members: pl.DataFrame, row: Mapping[str, Any]) -> pl.DataFrame:
    """Return the continuations that belong to another filière, at the level that is missing."""
    ends = onward.filter(pl.col("end_level") >= row["missing_level"]).select(id="end_id", level="end_level").unique()
    ends = ends.join(members, on="id", how="anti")
    names = reader.nodes(ends["id"].to_list()).select("id", "label")
    return ends.join(names, on="id").select(members.columns)


def _counted(reader: Reader, every: pl.DataFrame, sites: pl.DataFrame, territory: str) -> pl.DataFrame:
    """Add the number of establishments that offer each diploma, here and elsewhere."""
    path, _, code = territory.partition("/")
    mine = listed(reader, "Establishment", {PLACED[path]: code})[1].select("id")
    places = sites.rename({"id": "place"}).select(id="diploma", place="place").unique()
    places = places.join(every.select("id"), on="id", how="semi")
    inside = pl.col("place").is_in(mine["id"].implode())
    counts = places.group_by("id").agg(here=inside.sum(), elsewhere=(~inside).sum())
    return every.join(counts, on="id", how="left").with_columns(pl.col("here", "elsewhere").fill_null(0))


def _renamed(reader: Reader, ways: pl.DataFrame) -> pl.DataFrame:
    """Return the ways, and whether each holds only by the succession of a diploma."""
    rules = reader.between("CONTINUES_TO", ways).select("start_id", "end_id", renamed=pl.col("rule") == "succession")
    return ways.select("start_id", "end_id").unique().join(rules, on=["start_id", "end_id"]).sort("start_id", "end_id")


def pathway(found: Scene, row: Mapping[str, Any], href: Callable[[str], str]) -> Pathway:
    """Return the diagram of a scene; ``href`` gives the address of the page of a thing."""
    chain = {step["diploma"] for step in row["chain"]}
    marks = {**dict.fromkeys(row["dead_ends"], "impasse"), **dict.fromkeys(row["orphan_tops"], "sommet orphelin")}
    steps = [
        Step(
            key=d["id"],
            label=d["label"],
            level=d["level"],
            state=d["state"],
            href=href(d["id"]),
            note=_note(d["state"], d["here"], d["elsewhere"]),
            marks=tuple(m for m in ("autre filière" if d["other"] else "", marks.get(d["id"], "")) if m),
            chosen=d["id"] in chain,
        )
        for d in found.diplomas.iter_rows(named=True)
    ]
    ways = [Way(*ends) for ends in found.ways.iter_rows()]
    name = f"{row['filiere_label']}, {row['territory_label']}"
    title = f"Parcours du CAP au bac+5 : {name}"
    return Pathway(title, _about(found, row), steps, ways, _stop(row), "#diplomes")


def _note(state: State, here: int, elsewhere: int) -> str:
    if state == "unknown":
        return "aucune offre connue"
    if state == "elsewhere":
        return f"ailleurs : {_places(elsewhere)}"
    return _places(here) if here else "proposé ici"


def _places(count: int) -> str:
    return f"{count} établissement{'s' if count > 1 else ''}"


def _stop(row: Mapping[str, Any]) -> Break | None:
    if row["verdict"] not in _WORDS or row["missing_level"] not in LEVELS:
        return None
    return Break(row["missing_level"], row["verdict"], f"{_WORDS[row['verdict']]} : {CAUSES[row['cause']]}")


def _about(found: Scene, row: Mapping[str, Any]) -> str:
    here = found.diplomas.filter(state="here")
    said = [
        f"niveau {level} ({name}) : {count}"
        for level, name in LEVELS.items()
        if (count := here.filter(level=level).height)
    ]
    counted = f"Diplômes proposés ici, {', '.join(said)}." if said else "Aucun diplôme de la filière proposé ici."
    return f"{counted} {row['reason'].capitalize()}."
