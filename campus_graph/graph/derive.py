"""What we compute from the assembled facts; every result is flagged ``derived`` and names its rule.

Order matters: establishments known only by an offer get a node, then places, then lifted offers and
continuations, then filières.
"""

from __future__ import annotations

import polars as pl

from campus_graph.graph.filieres import campus_filieres, diploma_filieres
from campus_graph.graph.geography import describe_places
from campus_graph.graph.lift import continues_to, stands_for, teaches
from campus_graph.graph.tables import Frames, conform
from campus_graph.ontology.model import Model
from campus_graph.ontology.namespace import mint

OWN_SOURCE = "campus-graph"
_OWN = pl.lit([OWN_SOURCE], dtype=pl.List(pl.String))


def derive(model: Model, frames: Frames) -> Frames:
    """Return the frames with all derived nodes, fields and edges."""
    frames = {**frames, **_vocabulary_nodes(model)}
    frames["Establishment"] = _every_establishment(model, frames)
    frames = describe_places(model, frames)
    frames |= lifted(model, frames)
    frames |= _filieres(model, frames)
    return frames


def _vocabulary_nodes(model: Model) -> Frames:
    """Return the nodes that are terms of our own vocabularies."""
    nodes: Frames = {}
    for kind, vocabulary in (("Filiere", "filieres"), ("SteeringFunction", "steering_functions")):
        concepts = model.vocabularies[vocabulary]
        rows = [{"code": c.notation, "label": c.label_fr, **c.extra} for c in concepts]
        frame = pl.DataFrame(rows).with_columns(id=mint(model.path(kind), "code"), sources=_OWN)
        nodes[kind] = conform(model, kind, frame).sort("id")
    return nodes


def _every_establishment(model: Model, frames: Frames) -> pl.DataFrame:
    """Add a node for each establishment that only an offer or a campus names; say who is described."""
    known = frames["Establishment"]
    said = [
        frames[relation].select(id=end, sources="sources")
        for relation, end in (("OFFERS", "start_id"), ("SUPPORTED_BY", "end_id"), ("HAS_MEMBER", "end_id"))
    ]
    named = pl.concat(said).filter(pl.col("id").str.starts_with(f"{model.path('Establishment')}/"))
    missing = (
        named.join(known, on="id", how="anti")
        .group_by("id")
        .agg(pl.col("sources").explode(empty_as_null=True).unique().sort())
    )
    uai = pl.col("id").str.split("/").list.last()
    label = pl.format("Établissement {}", uai)
    stubs = missing.with_columns(uai=uai, label=label, category=pl.lit("inconnu"), described=pl.lit(False))
    described = known.with_columns(described=pl.col("described").fill_null(True))
    return pl.concat([described, conform(model, "Establishment", stubs)]).sort("id")


def lifted(model: Model, frames: Frames) -> Frames:
    """Return TEACHES and CONTINUES_TO, computed from offers, continuations, successions and specialities."""
    diplomas = frames["Diploma"]
    of_diplomas = frames["SUCCEEDS"].filter(pl.col("start_id").str.starts_with(f"{model.path('Diploma')}/"))
    stands = stands_for(diplomas.select("id", "open"), of_diplomas, frames["SPECIALISES"])
    return {
        "TEACHES": _edges(model, "TEACHES", teaches(frames["OFFERS"], stands)),
        "CONTINUES_TO": _edges(model, "CONTINUES_TO", continues_to(frames["LEADS_TO"], stands)),
    }


def _filieres(model: Model, frames: Frames) -> Frames:
    stated = frames["IN_FILIERE"]
    read = campus_filieres(model, frames["Campus"]).join(stated, on="start_id", how="anti")
    in_filiere = pl.concat([stated, _edges(model, "IN_FILIERE", read)]).sort("start_id", "end_id")
    belongs = _edges(model, "BELONGS_TO", diploma_filieres(model, frames["Diploma"]))
    stated_too = frames["BELONGS_TO"].join(belongs, on=["start_id", "end_id"], how="anti")
    return {"IN_FILIERE": in_filiere, "BELONGS_TO": pl.concat([belongs, stated_too]).sort("start_id", "end_id")}


def _edges(model: Model, kind: str, rows: pl.DataFrame) -> pl.DataFrame:
    key = list(model.relations[kind].key)
    """Return computed edges; they keep the sources that they were computed from, else they are our own."""
    own = rows if "sources" in rows.columns else rows.with_columns(sources=_OWN)
    frame = conform(model, kind, own)
    return frame.sort(frame.columns[:-1]).unique(key, keep="first", maintain_order=True).sort(key)
