"""The report of a region, checked by hand against the raw facts and the questions."""

from __future__ import annotations

import polars as pl
import pytest

from campus_graph.checks.completeness import campus_counts, source_accounts
from campus_graph.checks.findings import FINDINGS
from campus_graph.checks.outputs import FORMATS
from campus_graph.checks.places import COUNTRY, scope_of
from campus_graph.checks.report import Missing, build_report
from campus_graph.checks.shares import territory_shares
from campus_graph.checks.undecided import OTHER, undecided
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.queries.registry import ask
from tests.real.test_by_hand import rows


def missing(reader: EmbeddedReader, region: str) -> dict[str, Missing]:
    report = build_report(reader, pl.DataFrame(schema=FINDINGS), (), scope_of(reader, region))
    assert FORMATS["html"](report).startswith("<!doctype html>")
    return {item.lack.name: item for item in report.missing}


def campuses(region: str) -> list[dict[str, str]]:
    return [r for r in rows("cmq-facts/campus.csv", ",") if r["region"] == region]


def test_bretagne_has_five_campuses_that_nobody_counts_dates_or_describes(reader: EmbeddedReader) -> None:
    found, own = missing(reader, "Bretagne"), campuses("Bretagne")
    assert len(own) == 5
    assert not [r for r in rows("cmq-facts/comptes.csv", ",") if r["territoire"] == "Bretagne"]
    # Five campuses of five filières: the seven others cannot be said to be without a campus.
    covered = ask(reader, "coverage-gap", {"region": "53"}).counts["covered"]
    assert covered == 5
    assert found["campus-count"].verdicts["coverage-gap"] == 12 - 5
    # No label has a duration, and one a year (2021 is when three campuses were founded or chosen by another call):
    # four are unknown, that of Lannion, of 2020, is past what a label lasts at most.
    assert [r["duree_ans"] for r in own] == [""] * 5
    assert sorted((r["annee_label"], r["annee_sens"]) for r in own) == [
        ("", ""),
        ("2020", "excellence"),
        ("2021", "creation"),
        ("2021", "pia"),
        ("2021", "pia"),
    ]
    assert found["label-dates"].verdicts == {"label-calendar": 5}
    # A director and a committee for each campus; a referent and a committee of the region, a referent of its académie.
    assert found["campus-steering"].total == 2 * 5
    assert found["territory-steering"].total == 2 + 1
    assert found["agreements"].verdicts == {"missing-higher-link": 5}
    # Only Lannion has members that are known: it is the one campus to which weak-link does not say « aucun membre ».
    described = {r["campus_id"] for r in rows("cmq-facts/membre.csv", ",") if r["uai"]} & {r["campus_id"] for r in own}
    assert described == {"bre-lannion-numerique-photonique"}
    assert found["members"].verdicts["weak-link"] == 5 - 1
    assert next(iter(found)) == "members"


def test_bourgogne_franche_comte_has_a_count_that_is_too_old(reader: EmbeddedReader) -> None:
    found, own = missing(reader, "27"), campuses("Bourgogne-Franche-Comté")
    counts = [r for r in rows("cmq-facts/comptes.csv", ",") if r["territoire"] == "Bourgogne-Franche-Comté"]
    assert max(r["date"] for r in counts if r["ce_qui_est_compte"].startswith("campus labellisés")) == "2020-03"
    assert found["campus-count"].verdicts["coverage-gap"] > 0
    assert "campus-description" not in found
    assert len(own) == 9
    assert found["campus-steering"].total == 2 * 9
    assert {thing.id for thing in found["duplicates"].first} == {"campus/bfc-green-city", "campus/bfc-ici"}


@pytest.mark.parametrize(
    ("region", "lines", "described"),
    [
        ("Guyane", {"2022-05": 3}, 1),
        ("Hauts-de-France", {"2021": 13, "2022-04": 1}, 10),
        ("Pays de la Loire", {"2022-06": 8}, 7),
        ("Occitanie", {"2024-11": 13}, 11),
    ],
)
def test_regions_with_a_recent_count_lack_the_campuses_that_it_counts_besides(
    reader: EmbeddedReader, region: str, lines: dict[str, int], described: int
) -> None:
    """``lines`` are the last count of the raw file, and the labels awarded after it, read by hand."""
    raw = {(r["date"], int(r["nombre"])) for r in rows("cmq-facts/comptes.csv", ",") if r["territoire"] == region}
    assert set(lines.items()) <= raw
    stated = sum(lines.values())
    row = campus_counts(reader).filter(label=region).row(0, named=True)
    assert (row["stated"], row["described"], row["status"]) == (stated, described, "partial")
    item = missing(reader, region)["campus-description"]
    reason = f"{stated - described} campus de la région non décrits ou sans filière connue"
    answer = ask(reader, "coverage-gap", {"region": region}).frame
    assert item.verdicts["coverage-gap"] == answer.filter(reason=reason, verdict="unknown").height > 0


def test_no_undecided_verdict_of_the_country_is_without_a_named_lack(reader: EmbeddedReader) -> None:
    found = undecided(reader, COUNTRY)
    assert OTHER not in set(found.findings["lack"])
    assert found.findings.height > 4000
    counts = found.findings.group_by("lack").len().sort("len", descending=True)
    print(f"undecided: {found.findings.height} of {sum(found.asked.values())} verdicts; {dict(counts.iter_rows())}")


def test_every_file_has_the_rows_that_its_source_declares(reader: EmbeddedReader) -> None:
    accounts = source_accounts(reader).drop_nulls("declared")
    assert accounts.height == 36
    assert set(accounts["status"]) == {"stated-complete"}
    assert accounts["drift_percent"].abs().max() < 0.01  # type: ignore[operator]


def test_the_shares_of_the_regions_add_up_to_the_establishments_of_the_country(reader: EmbeddedReader) -> None:
    shares = territory_shares(reader, COUNTRY).filter(topic="establishment-position")
    regions = shares.filter(pl.col("territory").str.starts_with("region/"))
    schools = reader.table("Establishment").drop_nulls("region")
    assert regions["total"].sum() == schools.height
    assert regions["known"].sum() == schools["latitude"].count()
