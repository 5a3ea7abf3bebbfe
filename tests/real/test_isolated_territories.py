"""Isolated territories of Bourgogne-Franche-Comté, checked against the raw files by plain loops.

The towns' points are written down by hand; schools and their points come from the publishers' files.
"""

from __future__ import annotations

import gzip
import json
import math

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.queries.registry import ask
from tests.conftest import REAL_DATA
from tests.real.test_by_hand import diploma_of_mef, rows

ASKED = {"region": "27", "filiere": "tourisme-gastronomie"}
# Two bacs pros: cuisine; commercialisation et services en restauration.
RESTAURANT = {"40022106", "40033403"}
# town of the zone → its point, read off a map
FAR = {"2707": ("Chalon-sur-Saône", 46.78, 4.85), "2717": ("Sens", 48.20, 3.28), "0060": ("Nevers", 46.99, 3.16)}
NEAR = {"2706": ("Besançon", 47.24, 6.02), "2711": ("Dijon", 47.32, 5.04), "2718": ("Vesoul", 47.62, 6.16)}


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance on a plane good enough for a region."""
    north, east = a[0] - b[0], (a[1] - b[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 111.2 * math.hypot(north, east)


def schools() -> set[str]:
    """Return the UAI of all France whose rows of 2020 or 2022 are of these diplomas."""
    mef = diploma_of_mef()
    found = {r["UAI"] for r in rows("orion/constat_2020.csv.gz") if mef.get(r["Mef Bcp 11"]) in RESTAURANT}
    for r in rows("orion/attractivite_capacite_2022.csv.gz"):
        if {mef.get(r["MEF STAT 11"]), mef.get(r["mef_stat_terminale"])} & RESTAURANT:
            found.add(r["Etablissement d'accueil"])
    return found


def points() -> dict[str, tuple[float, float]]:
    text = gzip.decompress((REAL_DATA / "lycees-comparateur/lycees.json.gz").read_bytes())
    return {s["uai"]: (s["lat"], s["lng"]) for s in json.loads(text)["lycees"] if s.get("lat")}


def test_the_zones_far_from_a_bac_pro_of_restaurants(reader: EmbeddedReader) -> None:
    where = points()
    known = [where[uai] for uai in sorted(schools() & set(where))]
    assert len(known) > 200
    answer = {str(r["territory"]).split("/")[1]: r for r in ask(reader, "isolated-territories", ASKED).rows()}
    for code, (town, *point) in FAR.items():
        nearest = min(kilometres((point[0], point[1]), p) for p in known)
        assert nearest > 40, town
        assert answer[code]["verdict"] == "gap", town
        assert abs(float(str(answer[code]["nearest_km"])) - nearest) < 6, (town, nearest)
    for code, (town, *point) in NEAR.items():
        assert min(kilometres((point[0], point[1]), p) for p in known) < 10, town
        assert answer[code]["verdict"] == "covered", town


def test_the_share_of_unknown_comes_from_establishments_that_no_file_locates(reader: EmbeddedReader) -> None:
    frame = ask(reader, "isolated-territories").frame
    unknown = frame.filter(verdict="unknown")
    share = unknown.height / frame.height
    print(f"isolated-territories: {share:.1%} unknown of {frame.height}")
    assert share < 0.10
    assert unknown["unlocated"].list.len().min() >= 1  # type: ignore[operator]
