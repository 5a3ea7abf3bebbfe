"""The higher links of the campuses of Bourgogne-Franche-Comté, checked by hand against the facts on members."""

from __future__ import annotations

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.queries.registry import ask
from tests.real.test_by_hand import diploma_of_mef, rows

# Read by hand in membre.csv: who is of higher education there (a lycée, a Greta or a company is not).
HIGHER = {
    "bfc-agroequipements": {"AgroSup Dijon", "IUT de Chalon-sur-Saône"},
    "bfc-green-city": {"École spéciale des travaux publics, du bâtiment et de l’industrie (ESTP), campus de Dijon"},
    "bfc-microtechniques": {"0250082D"},
    "bfc-mobicampus": {
        "0900424X",
        "IUT de Belfort-Montbéliard",
        "UFR Sciences, techniques et gestion de l’industrie (STGI), université de Franche-Comté",
    },
    "bfc-territoire-intelligent": {"Cnam Bourgogne-Franche-Comté"},
}
FONTAINE = "0210018F"


def answer(reader: EmbeddedReader, need: str) -> dict[str, dict[str, object]]:
    found = ask(reader, "missing-higher-link", {"region": "27"}).rows()
    return {str(r["campus"]).split("/")[1]: r for r in found if r["need"] == need}


def test_the_higher_members_of_the_region(reader: EmbeddedReader) -> None:
    stated = {(r["campus_id"], r["uai"] or r["nom_membre"]) for r in rows("cmq-facts/membre.csv", ",")}
    assert {(campus, who) for campus, names in HIGHER.items() for who in names} <= stated
    found = answer(reader, "higher-member")
    assert len(found) == 9
    assert {c for c, r in found.items() if r["verdict"] == "covered"} == set(HIGHER)
    for campus, names in HIGHER.items():
        assert len(found[campus]["evidence"]) == len(names), campus  # type: ignore[arg-type]
    assert {c: r["verdict"] for c, r in found.items() if c not in HIGHER} == dict.fromkeys(
        found.keys() - HIGHER.keys(), "unknown"
    )


def test_the_bts_of_lycee_fontaine_is_the_one_level_5_of_the_region(reader: EmbeddedReader) -> None:
    found = answer(reader, "level-5")
    assert {c for c, r in found.items() if r["verdict"] == "covered"} == {"bfc-territoire-intelligent"}
    assert found["bfc-territoire-intelligent"]["evidence"] == [f"establishment/{FONTAINE}"]
    mef = diploma_of_mef()
    taught = {
        mef.get(r["MEFSTAT11"], "") for r in rows("orion/BTS_attractivite_capacite_2024.csv.gz") if r["UAI"] == FONTAINE
    }
    assert any(cfd.startswith("320") for cfd in taught), taught  # 320 is BTS
    # The lycée is a member by its BTS, and no higher-education establishment for all that.
    assert f"establishment/{FONTAINE}" not in answer(reader, "higher-member")["bfc-territoire-intelligent"]["evidence"]  # type: ignore[operator]


def test_nothing_public_calls_a_list_of_members_complete_so_nothing_is_a_gap(reader: EmbeddedReader) -> None:
    stated = ask(reader, "missing-higher-link")
    assert stated.counts["gap"] == 0
    assert {r["need"] for r in stated.rows() if r["verdict"] == "covered"} >= {"higher-member", "level-5", "level-7"}
    reasons = [str(r["reason"]) for r in stated.rows() if r["verdict"] == "unknown"]
    assert all("rien ne dit que" in reason for reason in reasons)
    assert ask(reader, "missing-higher-link", {"described": "assumed"}).counts["gap"] > 100
    print(
        f"missing-higher-link: {len(reasons)} of {sum(stated.counts.values())} rows unknown: no list is called complete"
    )
