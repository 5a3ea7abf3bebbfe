"""Campuses, the label of each, its declared zone, its support and its seat.

The year beside a campus is often that of its opening or of a grant: only a year that the source calls that of a
label, of the excellence label or of a renewal dates a label; the other labels stay undated.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.codes import valid_uai
from campus_graph.graph.tables import Table
from campus_graph.loaders.cmq_facts.places import academies, bare, first_address, located, regions, reviewed
from campus_graph.loaders.reading import Reading

_LABELLED = ("CMQ", "CMQE")
_DATES_A_LABEL = ("label", "excellence", "renouvellement")
# Reprints whose original is elsewhere, a site written by a machine, and pages without an address (SOURCES).
_DOUBTFUL = (
    r"press-gpt\.olfp\.net|ru24\.net|news\.dayfr\.com|1novembre54\.com|lmd\.hastone-be\.fr|bobrtimes\.com"
    r"|^\(page sans adresse"
)


def read_campuses(reading: Reading) -> pl.DataFrame:
    """Return one row per campus with id, region code and typed label year; unusable rows are rejected."""
    rows = reading.rows("campuses")
    rows = reading.require("campuses", rows, pl.col("campus_id").is_not_null(), "campus_id", "campus sans identifiant")
    rows = reading.require("campuses", rows, pl.col("nom").is_not_null(), "nom", "campus sans nom")
    known = reading.model.notations("campus_categories")
    valid = pl.col("categorie").is_null() | pl.col("categorie").is_in(known)
    rows = reading.require("campuses", rows, valid, "categorie", "catégorie inconnue")
    rows = reading.distinct("campuses", rows, ["campus_id"])
    place = rows.with_columns(name=bare("region")).join(regions(reading), on="name", how="left", suffix="_code")
    return place.with_columns(id=reading.mint("Campus", "campus_id"), **_label_dates())


def campus_tables(reading: Reading, campuses: pl.DataFrame, members: pl.DataFrame) -> Iterator[Table]:
    """Yield Campus, Label, AWARDED, IN_FILIERE, COVERS, SUPPORTED_BY and LOCATED_IN."""
    yield Table("Campus", _campuses(campuses, members), "campuses")
    yield from _labels(reading, campuses)
    yield Table("IN_FILIERE", _official_filieres(reading, campuses))
    yield Table("COVERS", _zones(reading, campuses))
    yield Table("SUPPORTED_BY", _supports(reading, campuses))
    seats = campuses.select("id", city="ville_support", region="region_code")
    yield Table("LOCATED_IN", located(reading, seats))


def _official_filieres(reading: Reading, campuses: pl.DataFrame) -> pl.DataFrame:
    """Return the filières that a source states; for other campuses the words of the sector decide later."""
    concepts = reading.model.vocabularies["filieres"]
    names = pl.DataFrame({"filiere": [c.label_fr for c in concepts], "code": [c.notation for c in concepts]})
    stated = campuses.join(names, on="filiere")
    return stated.select(start_id="id", end_id=reading.mint("Filiere", "code"), rule=pl.lit("dit par la source"))


def _label_dates() -> dict[str, pl.Expr]:
    year = pl.when(pl.col("annee_sens").is_in(_DATES_A_LABEL)).then("annee_label").cast(pl.Int64, strict=False)
    duration = pl.col("duree_ans").cast(pl.Int64, strict=False)
    return {"issued_year": year, "duration_years": duration, "expiry_year": year + duration}


def _campuses(rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    doubt = pl.col("source_url").str.contains(_DOUBTFUL).fill_null(True)
    sound = members.filter(~doubt)["campus_id"].implode()
    # The CEINE is left out: a planned merger of two campuses is the same as neither.
    same = reviewed("duplicates.csv").select("campus_id", possible_duplicate_of="same_as")
    return rows.join(same, on="campus_id", how="left", maintain_order="left").select(
        "id",
        "source_date",
        "possible_duplicate_of",
        "note",
        "line",
        label="nom",
        category="categorie",
        sector_words="secteur_source",
        city=pl.col("ville_support").str.split(" ; ").list.unique(maintain_order=True).list.join(" ; "),
        source_url=first_address("source_url"),
        doubtful=doubt & ~pl.col("campus_id").is_in(sound),
    )


def _labels(reading: Reading, campuses: pl.DataFrame) -> Iterator[Table]:
    rows = campuses.filter(pl.col("categorie").is_in(_LABELLED))
    year = pl.col("issued_year").cast(pl.String)
    label = reading.mint("Label", pl.format("{}-{}", "campus_id", year.fill_null("sans-date")))
    title = pl.format("{} {} : {}", pl.col("categorie"), year.fill_null("(date inconnue)"), pl.col("nom"))
    dates = ["issued_year", "duration_years", "expiry_year"]
    yield Table("Label", rows.select(*dates, id=label, label=title, category="categorie", year_meaning="annee_sens"))
    yield Table("AWARDED", rows.select(start_id="id", end_id=label))


def _zones(reading: Reading, campuses: pl.DataFrame) -> pl.DataFrame:
    """Return the zone of each campus: its académies where the source names them, else its region."""
    named = campuses.select("id", academie=pl.col("academies").str.split(";")).explode("academie").drop_nulls()
    named = named.with_columns(name=bare("academie")).join(academies(reading), on="name")
    by_academy = named.select(start_id="id", end_id=reading.mint("Academy", "academy"))
    others = campuses.join(named, on="id", how="anti").filter(pl.col("region_code").is_not_null())
    by_region = others.select(start_id="id", end_id=reading.mint("Region", "region_code"))
    return pl.concat([by_academy, by_region]).unique().sort("start_id", "end_id")


def _supports(reading: Reading, campuses: pl.DataFrame) -> pl.DataFrame:
    """Return the supports: two UAI in a cell are two supports, each with its own match (never alternatives)."""
    rows = campuses.select(
        "id", "source_url", uai=pl.col("uai").str.split(";"), match=pl.col("uai_match").str.split(";")
    ).explode("uai", "match")
    valid = rows.with_columns(pl.col("uai").str.strip_chars()).filter(valid_uai("uai"))
    return valid.select(
        "match", start_id="id", end_id=reading.mint("Establishment", "uai"), source_url=first_address("source_url")
    )
