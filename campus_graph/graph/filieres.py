"""Which diplomas and campuses belong to which of the 12 filières: our own mapping, applied.

No official table exists. Two reviewed tables beside the vocabulary map the values of existing
classifications, each line with its reason; the rule below says which of them decides. The first
that speaks does: the DGESCO group, the Onisep sub-domains, the sector of the CPC, the NSF group.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from campus_graph.graph.tables import Frames
from campus_graph.ontology.model import FOLDER, Model
from campus_graph.ontology.namespace import mint

_VOCABULARY = FOLDER / "vocabulary"
# NSF domains of general education, law and the social sciences: belonging to a filière of trades would
# be an accident of a tangential sub-domain.
_GENERAL = ["100", "110", *(str(n) for n in range(120, 129)), "130", "131", "135", "136"]
# A diploma with more sub-domain filières than this is not of all of them: its NSF group arbitrates.
_TOO_MANY, _TOO_MANY_AT_MASTER, _MASTER = 3, 2, 7
_EDGE = ("id", "filiere", "rule")


def diploma_filieres(model: Model, diplomas: pl.DataFrame) -> pl.DataFrame:
    """Return BELONGS_TO edges (start_id, end_id, rule) for ``diplomas``."""
    rules = _table("filiere_diplomas.csv").filter(pl.col("filiere").is_not_null())
    decided = _by_scheme(diplomas.explode("dgesco_groups"), "dgesco_groups", rules, "dgesco-group")
    rest = diplomas.filter(pl.col("nsf").fill_null("").is_in(_GENERAL).not_())
    nsf = _by_scheme(rest, "nsf", rules, "nsf-group")
    onisep = _by_scheme(rest.explode("onisep_subdomains"), "onisep_subdomains", rules, "onisep-subdomain")
    found = [decided.select(_EDGE)]
    for candidates in (_arbitrated(onisep, nsf), _by_scheme(rest, "cpc_sector", rules, "cpc-sector"), nsf):
        taken = pl.concat(found).select("id").unique()
        found.append(candidates.select(_EDGE).join(taken, on="id", how="anti"))
    edges = pl.concat(found)
    return edges.select(start_id="id", end_id=mint(model.path("Filiere"), "filiere"), rule="rule")


def campus_filieres(model: Model, campuses: pl.DataFrame) -> pl.DataFrame:
    """Return IN_FILIERE edges read from the words of each campus's sector."""
    terms = _table("filiere_campuses.csv").filter(pl.col("filiere").is_not_null())
    words = campuses.select("id", term=pl.col("sector_words").str.to_lowercase().str.split(",")).explode("term")
    words = words.with_columns(pl.col("term").str.strip_chars())
    edges = words.join(terms, on="term").sort("id", "term").unique(["id", "filiere"], keep="first", maintain_order=True)
    rule = pl.format("secteur « {} »", "term")
    return edges.select(start_id="id", end_id=mint(model.path("Filiere"), "filiere"), rule=rule)


def mapped_shares(frames: Frames) -> dict[str, float]:
    """Return the share of open diplomas, of offers (lifted) and of labelled campuses that have a filière."""
    mapped = frames["BELONGS_TO"].select("start_id").unique()
    diplomas = frames["Diploma"].filter(pl.col("open"))
    labelled = frames["AWARDED"].select("start_id").unique()
    campuses = frames["IN_FILIERE"].select("start_id").unique()
    return {
        "diplomas": _share(diplomas.select(start_id="id"), mapped),
        "offers": _share(frames["TEACHES"].select(start_id="end_id"), mapped),
        "campuses": _share(labelled, campuses),
    }


def _share(rows: pl.DataFrame, mapped: pl.DataFrame) -> float:
    return round(rows.join(mapped, on="start_id", how="semi").height / rows.height, 4) if rows.height else 0.0


def _table(name: str, folder: Path = _VOCABULARY) -> pl.DataFrame:
    return pl.read_csv(folder / name, infer_schema=False)


def _by_scheme(rows: pl.DataFrame, column: str, rules: pl.DataFrame, scheme: str) -> pl.DataFrame:
    """Return (id, level, filiere, rule) of the rows whose value the scheme maps."""
    own = rules.filter(pl.col("scheme") == scheme).select("filiere", value="value")
    pairs = rows.select("id", "level", value=column).drop_nulls("value").join(own, on="value").sort("id", "value")
    named = pairs.with_columns(rule=pl.format("{} : {}", pl.lit(scheme), "value"))
    return named.unique(["id", "filiere"], keep="first", maintain_order=True).drop("value")


def _arbitrated(onisep: pl.DataFrame, nsf: pl.DataFrame) -> pl.DataFrame:
    """Keep few sub-domain filières; of too many, those that the NSF group confirms, else the NSF ones."""
    limit = pl.when(pl.col("level") == _MASTER).then(_TOO_MANY_AT_MASTER).otherwise(_TOO_MANY)
    crowded = onisep.filter((pl.len().over("id") > limit).fill_null(False))
    plain = onisep.join(crowded, on="id", how="anti")
    confirmed = crowded.join(nsf, on=["id", "filiere"], how="semi")
    replaced = nsf.join(crowded, on="id", how="semi").join(confirmed, on="id", how="anti")
    return pl.concat([plain, confirmed, replaced]).sort("id", "filiere")
