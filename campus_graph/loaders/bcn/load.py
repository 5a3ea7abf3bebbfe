"""The official list of diplomas: code, level on both scales, dates, speciality, and which one succeeds which.

Two extracts overlap: the fresher one (August 2025, with successions) speaks first, the wider one (May 2025,
with higher education) adds the rest. The extract of the apprenticeship survey (2024) is left out: it adds no
diploma, its closing dates are stale and its accents are lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading

# The last day of each extract. A diploma that closes on that day or before is closed: 31/08/2025 is the eve of a school
# year, no new entrants. A later date is an announcement. That matters for the wide extract, of May: of its 616 diplomas
# that "close on 31/08/2025" (engineering degrees, titles whose registration is renewed) half are still in Onisep's list
# of November 2025, while of the 52 in the extract of August not one is. Taking them for closed would cut real pathways.
LAST_DAY = {"diplomas": "2025-08-31", "all_diplomas": "2025-05-06"}
# The successor of a diploma in its last years has opened when it did so by this school year.
FIRST_DAY = "2025-09-01"
_SCALE_1969 = {2: "VI", 3: "V", 4: "IV", 5: "III", 6: "II", 7: "I", 8: "I"}
_ROMAN = {"6": "VI", "5": "V", "4": "IV", "3": "III", "2": "II", "1": "I"}
_SEVEN = range(1, 8)


def load(reading: Reading) -> Iterator[Table]:
    """Yield diplomas, specialities, IN_SPECIALITY and SUCCEEDS.

    Publishes ``bcn.diplomas`` (cfd, id, level, open, type, label), ``bcn.specialities`` (code) and ``bcn.mef``
    (mefstat11, cfd).
    """
    groups = reading.rows("specialities")
    yield Table("Speciality", _specialities(reading, groups), "specialities")
    rows, rest = _without_overlap(reading)
    listed = _listed(reading, {"diplomas": rows, "all_diplomas": rest}, groups)
    succeeds = _succeeds(rows, listed)
    diplomas = _without_phased_out(listed, succeeds)
    for file in ("diplomas", "all_diplomas"):
        yield Table("Diploma", diplomas.filter(file=file).drop("file"), file)
    known = diplomas.join(groups, left_on="nsf", right_on="GROUPE_SPECIALITE", how="semi")
    yield Table("IN_SPECIALITY", known.select(start_id="id", end_id=reading.mint("Speciality", "nsf")))
    yield Table("SUCCEEDS", succeeds)
    reading.publish("specialities", groups.select(code="GROUPE_SPECIALITE"))
    reading.publish("diplomas", diplomas.select("cfd", "id", "level", "open", "type", "label"))
    _publish_mef(reading)


def _specialities(reading: Reading, groups: pl.DataFrame) -> pl.DataFrame:
    label = pl.coalesce("LIBELLE_EDITION", "LIBELLE_LONG")
    code = pl.col("GROUPE_SPECIALITE")
    return groups.select("line", id=reading.mint("Speciality", code), label=label, code=code)


def _without_overlap(reading: Reading) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of the fresher extract, and those of the wider one that it does not have."""
    key = ["FORMATION_DIPLOME"]
    rows = reading.distinct("diplomas", reading.rows("diplomas"), key)
    wide = reading.distinct("all_diplomas", reading.rows("all_diplomas"), key)
    reading.merge("all_diplomas", wide.join(rows, on=key, how="semi"))
    return rows, wide.join(rows, on=key, how="anti")


def _listed(reading: Reading, extracts: Mapping[str, pl.DataFrame], groups: pl.DataFrame) -> pl.DataFrame:
    """Return the diplomas of both extracts, each with the ``file`` that it comes from."""
    levels = reading.distinct("levels", reading.rows("levels"), ["NIVEAU_FORMATION_DIPLOME"])
    reading.ledgers["levels"].note_loaded(levels["line"])  # no record of their own: they describe the diplomas
    parts = [
        _diplomas(reading, _described(rows, levels), groups, LAST_DAY[file]).with_columns(file=pl.lit(file))
        for file, rows in sorted(extracts.items())
    ]
    return pl.concat(parts).sort("cfd")


def _described(rows: pl.DataFrame, levels: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with their level, the columns of their level code (``_of_code``), and ISO dates."""
    described = rows.join(levels.drop("line"), on="NIVEAU_FORMATION_DIPLOME", how="left", suffix="_of_code")
    level = pl.coalesce(_level("NIVEAU_QUALIFICATION_RNCP"), _level("NIVEAU_QUALIFICATION_RNCP_of_code"))
    return described.with_columns(level=level, opened=_iso("DATE_OUVERTURE"), closed=_iso("DATE_FERMETURE"))


def _diplomas(reading: Reading, described: pl.DataFrame, groups: pl.DataFrame, last_day: str) -> pl.DataFrame:
    return described.select(
        "line",
        "level",
        "opened",
        "closed",
        id=reading.mint("Diploma", "FORMATION_DIPLOME"),
        cfd="FORMATION_DIPLOME",
        label=pl.coalesce("LIBELLE_LONG_200", "LIBELLE_COURT").str.replace_all(r"\s+", " "),
        level_1969=_level_1969(),
        type=pl.coalesce("LIBELLE_COURT_of_code", "LIBELLE_COURT"),
        open=pl.col("closed").is_null() | (pl.col("closed") > last_day),
        nsf=_nsf(groups),
    )


def _level(column: str) -> pl.Expr:
    """Return the level 2 to 8; the codes 00, 99 and XX say that there is none."""
    number = pl.col(column).cast(pl.Int64, strict=False)
    return pl.when(number.is_between(2, 8)).then(number)


def _level_1969() -> pl.Expr:
    """Return the old level. The level code of a mention complémentaire has none: its own 2019 level tells."""
    return pl.coalesce(
        pl.col("level").replace_strict(_SCALE_1969, default=None, return_dtype=pl.String),
        pl.col("NIVEAU_INTERMINISTERIEL").replace_strict(_ROMAN, default=None, return_dtype=pl.String),
    )


def _nsf(groups: pl.DataFrame) -> pl.Expr:
    """Return characters 4 to 6 of the CFD where they are a speciality group, else the group that the row states."""
    written = pl.col("FORMATION_DIPLOME").str.slice(3, 3)
    return pl.when(written.is_in(groups["GROUPE_SPECIALITE"].implode())).then(written).otherwise("GROUPE_SPECIALITE")


def _iso(column: str) -> pl.Expr:
    return pl.col(column).str.to_date("%d/%m/%Y", strict=False).cast(pl.String)


def _succeeds(rows: pl.DataFrame, diplomas: pl.DataFrame) -> pl.DataFrame:
    """Return new → old from both columns; ends that no file describes (mistyped codes) and loops are left out."""
    older = [rows.select(new="FORMATION_DIPLOME", old=f"ANCIEN_DIPLOME_{n}") for n in _SEVEN]
    newer = [rows.select(new=f"NOUVEAU_DIPLOME_{n}", old="FORMATION_DIPLOME") for n in _SEVEN]
    pairs = pl.concat(older + newer).unique().filter(pl.col("new") != pl.col("old"))
    ends = diplomas.select("cfd", "id")
    edges = pairs.join(ends, left_on="new", right_on="cfd").join(ends, left_on="old", right_on="cfd", suffix="_old")
    return edges.select(start_id="id", end_id="id_old").sort("start_id", "end_id")


def _without_phased_out(diplomas: pl.DataFrame, succeeds: pl.DataFrame) -> pl.DataFrame:
    """Count as closed the diplomas that have a closing date ahead and whose successor has opened.

    The date is that of their last examination; new entrants go to the successor. An offer of 2022 in such a diploma
    stands for the successor, which is the one that Onisep's continuations name.
    """
    begun = diplomas.filter(pl.col("open") & (pl.col("opened") <= FIRST_DAY)).select(start_id="id")
    replaced = succeeds.join(begun, on="start_id", how="semi").select(id="end_id").unique()
    ending = pl.col("closed").is_not_null() & pl.col("id").is_in(replaced["id"].implode())
    return diplomas.with_columns(open=pl.col("open") & ~ending)


def _publish_mef(reading: Reading) -> None:
    """Publish one CFD per MEFSTAT11: where two claim it, the one that is open or closed last."""
    rows = reading.rows("mef")
    useful = reading.require("mef", rows, pl.col("MEF_STAT_11").is_not_null(), "MEF_STAT_11", "MEF statistique absent")
    latest = useful.with_columns(closed=_iso("DATE_FERMETURE").fill_null("9999")).sort(
        "MEF_STAT_11", "closed", "FORMATION_DIPLOME", descending=[False, True, False], maintain_order=True
    )
    one = reading.distinct("mef", latest, ["MEF_STAT_11"])
    reading.ledgers["mef"].note_loaded(one["line"])
    reading.publish("mef", one.select(mefstat11="MEF_STAT_11", cfd="FORMATION_DIPLOME"))
