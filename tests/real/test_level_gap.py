"""The levels of tourism in Bourgogne-Franche-Comté, checked by hand against the raw files of offers."""

from __future__ import annotations

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.store import Scalar
from campus_graph.queries.registry import ask
from tests.real.test_by_hand import (
    BTS_HOTEL,
    CUISINE,
    DEPARTMENTS,
    departments_of_bts,
    diploma_of_mef,
    rows,
    schools_of_voie_pro,
)

TOURISM = "tourisme-gastronomie"


def test_the_levels_of_tourism_in_the_region(reader: EmbeddedReader) -> None:
    found = {r["level"]: r for r in ask(reader, "level-gap", {"region": "27", "filiere": TOURISM}).rows()}
    # CAP cuisine (50022139, renamed 50022146), bac pro cuisine and BTS hôtellerie are taught: levels 3, 4 and 5.
    mef = diploma_of_mef()
    caps = {"50022139", "50022146"}
    assert any(
        mef.get(r["Mef Bcp 11"]) in caps and r["UAI"][:3] in DEPARTMENTS for r in rows("orion/constat_2020.csv.gz")
    )
    assert schools_of_voie_pro(CUISINE)
    assert departments_of_bts(BTS_HOTEL, "management en hotellerie")
    assert [found[level]["verdict"] for level in (3, 4, 5)] == ["covered"] * 3
    assert found[4]["establishments"] >= len(schools_of_voie_pro(CUISINE))  # type: ignore[operator]
    # Above, nothing here, and too little known of France: no file of ours lists the licences professionnelles.
    assert [found[level]["verdict"] for level in (6, 7)] == ["unknown"] * 2
    assert all(float(str(found[level]["known_share"])) < 0.1 for level in (6, 7))
    assert found[8]["verdict"] == "no-need"


def test_of_masters_of_tourism_the_region_has_none_in_the_raw_file(reader: EmbeddedReader) -> None:
    asked: dict[str, Scalar] = {"region": "27", "filiere": TOURISM, "min_known": 0}
    found = {r["level"]: r for r in ask(reader, "level-gap", asked).rows()}
    assert found[7]["verdict"] == "gap"
    assert found[7]["nearest_establishment"] is not None
    text = """SELECT count(*) FROM TEACHES t JOIN Diploma d ON d.id = t.end_id JOIN Establishment e ON e.id = t.start_id
        WHERE d.level = 7 AND e.region = '27' AND (d.label ILIKE '%tourisme%' OR d.label ILIKE '%hôtellerie%')"""
    assert reader.query(text, {}).item() == 0


def test_the_share_of_unknown_is_of_levels_of_which_few_diplomas_have_a_known_offer(reader: EmbeddedReader) -> None:
    answer = ask(reader, "level-gap")
    unknown = [r for r in answer.rows() if r["verdict"] == "unknown"]
    assert all(float(str(r["known_share"] or 0)) < 0.1 for r in unknown)
    assert answer.counts["gap"] > 0
    campuses = ask(reader, "level-gap", {"scope": "campus"})
    assert campuses.counts["gap"] == 0
    print(f"level-gap: {len(unknown)} of {sum(answer.counts.values())} rows unknown; campuses: {campuses.counts}")
