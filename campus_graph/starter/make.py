"""Makes the starter set anew from the public files: ``python -m campus_graph.starter.make DATA``.

All campus facts are kept; of the rest, what one region needs for instructive answers: the offers of a
few filières there, the higher-education offers of the same filières next door, the diplomas and
continuations between them. Facts only, in our own schema, each with its source.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from campus_graph.build import assemble_facts, gather
from campus_graph.graph.derive import derive
from campus_graph.graph.exchange import write_tables
from campus_graph.graph.tables import Frames
from campus_graph.ontology.model import Model, load_model
from campus_graph.starter import FOLDER

REGION = "27"
NEIGHBOURS = ("44",)
FILIERES = ("tourisme-gastronomie", "mobilite-aeronautique-transports")
_FAR_OFFERS = 3
_WHOLE = (
    *("Campus", "Label", "CallForProjects", "Partner", "CompetitivenessCluster", "Indicator"),
    *("AWARDED", "COVERS", "IN_FILIERE", "PARTNERS_WITH", "SUPPORTED_BY", "HAS_MEMBER"),
    *("Region", "AcademicRegion", "Academy", "Department"),
)
# Long texts and lists that no starter question needs.
_DROPPED = {
    "Campus": ["note"],
    "CallForProjects": ["note"],
    "CompetitivenessCluster": ["note"],
    "Commune": ["former_codes"],
}


def select(model: Model, facts: Frames, derived: Frames) -> Frames:
    """Return the facts of the starter set; ``derived`` says where things are and what belongs to what."""
    chosen: Frames = {kind: facts[kind] for kind in _WHOLE}
    # Of the measured values, only the counts of campuses: no starter question needs more.
    chosen["Indicator"] = facts["Indicator"].filter(pl.col("unit").is_null())
    chosen["OFFERS"] = _offers(facts, derived)
    named = [
        chosen[r].select(id=e)
        for r, e in (("OFFERS", "start_id"), ("SUPPORTED_BY", "end_id"), ("HAS_MEMBER", "end_id"))
    ]
    chosen["Establishment"] = _of(facts["Establishment"], pl.concat(named))
    chosen |= _diplomas(facts, chosen["OFFERS"])
    chosen |= _places(facts, derived, chosen)
    used = pl.concat([f.select("sources").explode("sources") for f in chosen.values()]).unique()
    sources = used.select(id=pl.format("source/{}", "sources"))
    chosen["Source"] = _of(facts["Source"], sources)
    return {kind: frame.drop(_DROPPED.get(kind, [])) for kind, frame in chosen.items() if not frame.is_empty()}


def _of(frame: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    return frame.join(ids.unique(), on="id", how="semi")


def _offers(facts: Frames, derived: Frames) -> pl.DataFrame:
    """Return the latest offers of the filières in the region, and of what they lead to: there, next door,
    and a few elsewhere, so that each continuation that is offered at all has an offer here too.
    """
    filieres = [f"filiere/{f}" for f in FILIERES]
    mine = derived["BELONGS_TO"].filter(pl.col("end_id").is_in(filieres)).select(end_id="start_id").unique()
    places = derived["Establishment"].select(start_id="id", region="region")
    taught = derived["TEACHES"].join(places, on="start_id").sort("end_id", "start_id", "voie", "year")
    home = taught.filter(pl.col("region") == REGION).join(mine, on="end_id", how="semi")
    onward = derived["CONTINUES_TO"].join(home.select(start_id="end_id").unique(), on="start_id", how="semi")
    wanted = taught.join(onward.select("end_id").unique(), on="end_id", how="semi")
    near = wanted.filter(pl.col("region").is_in([REGION, *NEIGHBOURS]))
    far = wanted.join(near, on="end_id", how="anti").group_by("end_id", maintain_order=True).head(_FAR_OFFERS)
    columns = ["start_id", "origin", "voie", "year"]
    kept = pl.concat([part.select(columns) for part in (home, near, far)]).unique()
    latest = kept.group_by("start_id", "voie", end_id="origin").agg(pl.col("year").max())
    return facts["OFFERS"].join(latest, on=["start_id", "end_id", "voie", "year"], how="semi")


def _diplomas(facts: Frames, offers: pl.DataFrame) -> Frames:
    """Return the diplomas offered, those that they lead to, and all successors and specialities."""
    known = offers.select(id="end_id").unique()
    for relation, start, end in (
        ("SUCCEEDS", "end_id", "start_id"),
        ("SPECIALISES", "start_id", "end_id"),
        ("LEADS_TO", "start_id", "end_id"),
        ("SUCCEEDS", "end_id", "start_id"),
    ):
        edges = facts[relation].select(id=start, other=end)
        known = pl.concat([known, edges.join(known, on="id").select(id="other")]).unique()
    inside = {
        relation: facts[relation]
        .join(known, left_on="start_id", right_on="id", how="semi")
        .join(known, left_on="end_id", right_on="id", how="semi")
        for relation in ("SUCCEEDS", "SPECIALISES", "LEADS_TO")
    }
    former = facts["SUCCEEDS"].filter(pl.col("start_id").str.starts_with("region/"))
    inside["SUCCEEDS"] = pl.concat([inside["SUCCEEDS"], former])
    return {"Diploma": _of(facts["Diploma"], known), **inside}


def _places(facts: Frames, derived: Frames, chosen: Frames) -> Frames:
    """Return the communes of the establishments and campuses, their zones, and what lies within what."""
    located = derived["LOCATED_IN"]
    ids = pl.concat([chosen["Establishment"].select("id"), chosen["Campus"].select("id")])
    communes = located.join(ids, left_on="start_id", right_on="id", how="semi").select(id="end_id").unique()
    stated = facts["LOCATED_IN"].join(ids, left_on="start_id", right_on="id", how="semi")
    rows = _of(facts["Commune"], communes)
    zones = rows.select(id=pl.format("employment-zone/{}", "employment_zone")).drop_nulls()
    zone_rows = _of(facts["EmploymentZone"], zones)
    known = pl.concat([rows.select("id"), zone_rows.select("id"), *(chosen[k].select("id") for k in _WHOLE[-4:])])
    within = facts["WITHIN"].join(known, left_on="start_id", right_on="id", how="semi")
    inside = within.join(known, left_on="end_id", right_on="id", how="semi")
    return {"Commune": rows, "EmploymentZone": zone_rows, "LOCATED_IN": stated, "WITHIN": inside}


def main(data: Path, folder: Path = FOLDER) -> None:
    """Write the starter set."""
    model = load_model()
    facts = assemble_facts(model, gather(model, data)).frames
    for old in folder.glob("*.csv"):
        old.unlink()
    write_tables(select(model, facts, derive(model, facts)), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
