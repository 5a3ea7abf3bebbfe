"""Answers for Bourgogne-Franche-Comté checked against the raw files, read here by plain loops.

Nothing of the product is used to compute what is expected: only the csv module and the publishers' files.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.queries.registry import ask
from tests.conftest import REAL_DATA

REGION = "27"
DEPARTMENTS = {"021": "21", "025": "25", "039": "39", "058": "58", "070": "70", "071": "71", "089": "89", "090": "90"}
CUISINE, BTS_HOTEL = "40022106", {"32033422", "32033423", "32033424", "32033425"}
CARROSSIER = "40025412"


def rows(path: str, separator: str = ";", encoding: str = "utf-8-sig") -> Iterator[dict[str, str]]:
    """Yield the rows of a raw file."""
    file = REAL_DATA / path
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    yield from csv.DictReader(text.decode(encoding).splitlines(), delimiter=separator)


def diploma_of_mef() -> dict[str, str]:
    return {r["MEF_STAT_11"]: r["FORMATION_DIPLOME"] for r in rows("orion/nMef.csv.gz")}


def schools_of_voie_pro(cfd: str) -> set[str]:
    """Return the UAI of the region whose rows of 2020 or 2022 are of this very diploma."""
    mef = diploma_of_mef()
    found = {r["UAI"] for r in rows("orion/constat_2020.csv.gz") if mef.get(r["Mef Bcp 11"]) == cfd}
    for r in rows("orion/attractivite_capacite_2022.csv.gz"):
        if cfd in (mef.get(r["MEF STAT 11"]), mef.get(r["mef_stat_terminale"])):
            found.add(r["Etablissement d'accueil"])
    return {u for u in found if u[:3] in DEPARTMENTS}


def departments_of_bts(cfds: set[str], words: str) -> set[str]:
    """Return the departments where BTS 2024 or Parcoursup 2025 has an offer of these diplomas."""
    mef = diploma_of_mef()
    found = {
        r["UAI"][:3] for r in rows("orion/BTS_attractivite_capacite_2024.csv.gz") if mef.get(r["MEFSTAT11"]) in cfds
    }
    for r in rows("esr/fr-esr-parcoursup_reduit.csv.gz", ","):
        if words in " ".join(r["Filiere de formation"].lower().split()):
            found.add(r["Code UAI de l etablissement"][:3])
    mine = {r["UAI"][:3] for r in rows("orion/constat_2020.csv.gz") if mef.get(r["Mef Bcp 11"]) in cfds}
    return (found | mine) & set(DEPARTMENTS)


def higher_continuations(cfd: str) -> set[str]:
    """Return the labels of published continuations of level 5 or more."""
    published = rows("derived-formations/poursuites_onisep_20240625.csv")
    return {
        r["cible_cfd"] for r in published if cfd in r["src_cfd"].split("|") and r["cible_niveau"] in ("5", "6", "7")
    }


def found(reader: EmbeddedReader, cfd: str) -> dict[str, str]:
    """Return UAI → verdict of the product, for what is not presumed."""
    answer = ask(reader, "missing-continuation", {"region": REGION})
    mine = [r for r in answer.rows() if r["diploma"] == f"diploma/{cfd}" and not r["presumed"]]
    return {str(r["establishment"]).split("/")[1]: str(r["verdict"]) for r in mine}


def test_missing_continuation_of_bac_pro_cuisine(reader: EmbeddedReader) -> None:
    assert higher_continuations(CUISINE) <= BTS_HOTEL
    offered = departments_of_bts(BTS_HOTEL, "management en hotellerie")
    expected = {u: "covered" if u[:3] in offered else "gap" for u in schools_of_voie_pro(CUISINE)}
    assert len(expected) >= 10
    assert set(expected.values()) == {"covered", "gap"}
    assert found(reader, CUISINE) == expected


def test_missing_continuation_of_bac_pro_carrossier(reader: EmbeddedReader) -> None:
    targets = higher_continuations(CARROSSIER)
    assert targets
    offered = departments_of_bts(targets, "conception et realisation de carrosseries")
    product = found(reader, CARROSSIER)
    assert set(product) >= schools_of_voie_pro(CARROSSIER)
    assert {u: v for u, v in product.items() if v == "gap"} == {u: "gap" for u in product if u[:3] not in offered}


def test_coverage_of_the_region(reader: EmbeddedReader) -> None:
    campuses = [r for r in rows("cmq-facts/campus.csv", ",") if r["region"] == "Bourgogne-Franche-Comté"]
    assert len(campuses) == 9
    answer = {str(r["filiere"]).split("/")[1]: r for r in ask(reader, "coverage-gap", {"region": REGION}).rows()}
    # 0900424X (support) and Vesoul (seat) lie in the region, so mobility is covered by both campuses.
    mobility = answer["mobilite-aeronautique-transports"]
    assert (mobility["verdict"], mobility["campuses"]) == (
        "covered",
        ["campus/bfc-agroequipements", "campus/bfc-mobicampus"],
    )
    # The support of Microtechniques is in Besançon (0250082D).
    assert "campus/bfc-microtechniques" in str(answer["systemes-innovants-mecatronique"]["campuses"])
    # Awarded in 2017 for 4 years, no renewal known: neither covered nor a gap.
    food = next(r for r in campuses if r["campus_id"] == "bfc-alimentation-gout-tourisme")
    assert (food["annee_label"], food["duree_ans"]) == ("2017", "4")
    assert answer["tourisme-gastronomie"]["verdict"] == answer["alimentaire-agroalimentaire"]["verdict"] == "unknown"
    # The last counts of the region are of 2020: too old to say that a filière without campus has none.
    counts = [r for r in rows("cmq-facts/comptes.csv", ",") if r["territoire"] == "Bourgogne-Franche-Comté"]
    assert max(r["date"] for r in counts if r["ce_qui_est_compte"].startswith("campus labellisés")) < "2021"
    assert answer["numerique-telecommunications"]["verdict"] == "unknown"


def test_broken_pathway_of_tourism(reader: EmbeddedReader) -> None:
    row = ask(reader, "broken-pathway", {"region": REGION, "filiere": "tourisme-gastronomie"}).rows()[0]
    assert (row["verdict"], row["reached_level"], row["missing_level"]) == ("gap", 5, 6)
    chain = [str(step["diploma"]).split("/")[1] for step in row["chain"]]  # type: ignore[attr-defined]
    published = list(rows("derived-formations/poursuites_onisep_20240625.csv"))
    for start, end in pairwise(chain):
        assert any(start in r["src_cfd"].split("|") and end in r["cible_cfd"].split("|") for r in published), (
            start,
            end,
        )
    mef = diploma_of_mef()
    here = {mef.get(r["Mef Bcp 11"]) for r in rows("orion/constat_2020.csv.gz") if r["UAI"][:3] in DEPARTMENTS}
    here |= {
        mef.get(r["MEF STAT 11"])
        for r in rows("orion/attractivite_capacite_2022.csv.gz")
        if r["Etablissement d'accueil"][:3] in DEPARTMENTS
    }
    here |= {
        mef.get(r["MEFSTAT11"])
        for r in rows("orion/BTS_attractivite_capacite_2024.csv.gz")
        if r["UAI"][:3] in DEPARTMENTS
    }
    # CAP cuisine was renamed in 2024 (50022139 → 50022146): its older offers count for the new one.
    renamed = list(rows("orion/nFormationDiplome_.csv.gz", encoding="cp1252"))
    here |= {r["NOUVEAU_DIPLOME_1"] for r in renamed if r["FORMATION_DIPLOME"] in here}
    assert set(chain) <= here


def test_the_raw_folder_is_only_read() -> None:
    assert not [p for p in Path(REAL_DATA).rglob("*") if "campus.duckdb" in p.name or p.suffix == ".building"]
