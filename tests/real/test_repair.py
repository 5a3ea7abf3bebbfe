"""Repair in Bourgogne-Franche-Comté: promises tried on the real graph, and one offer checked against the raw files."""

from __future__ import annotations

from pathlib import Path

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.scenario import read_scenario
from campus_graph.graph.store import Reader
from campus_graph.graph.what_if import what_if
from campus_graph.queries.registry import ask
from campus_graph.queries.repair.plan import to_what_if
from tests.real.test_by_hand import BTS_HOTEL, CUISINE, departments_of_bts, higher_continuations, schools_of_voie_pro

ASKED = {"region": "27"}
SERVICE = "40033403"  # bac pro commercialisation et services en restauration


def said(reader: Reader) -> dict[str, tuple[str, int]]:
    """Return finding → (verdict, level reached) of both questions."""
    rows = [r for name in ("missing-continuation", "broken-pathway") for r in ask(reader, name, ASKED).rows()]
    return {str(r["id"]): (str(r["verdict"]), int(str(r.get("reached_level") or 0))) for r in rows}


def closed(before: dict[str, tuple[str, int]], after: dict[str, tuple[str, int]]) -> set[str]:
    gone = {i for i, (verdict, _) in before.items() if verdict == "gap" and after[i][0] != "gap"}
    return {i for i in gone if i.startswith("missing") or after[i][1] > before[i][1]}


def test_promises_are_kept_alone_and_together(reader: EmbeddedReader, tmp_path: Path) -> None:
    rows = ask(reader, "repair", ASKED).rows()
    before, path = said(reader), tmp_path / "plan.toml"
    mending = [r for r in rows if any(f.startswith("broken") for f in r["findings"])]  # type: ignore[attr-defined]
    assert mending
    for some in (rows[:1], mending[:1], mending[-1:], rows):
        path.write_text(to_what_if(some), encoding="utf-8")
        with what_if(reader, read_scenario(path)) as changed:
            promised = {f for row in some for f in row["findings"]}  # type: ignore[attr-defined]
            assert closed(before, said(changed)) == promised, [r["id"] for r in some]
    print(f"repair: {len(rows)} offers close {rows[-1]['share']:.0%} of the gaps of the region")


def test_the_offer_for_the_doubs_is_one_that_its_restaurant_pupils_lack(reader: EmbeddedReader) -> None:
    row = next(r for r in ask(reader, "repair", ASKED).rows() if str(r["diploma"]).split("/")[1] in BTS_HOTEL)
    # No BTS of hotels and restaurants is offered in the Doubs; both bacs pros lead there.
    assert "025" not in departments_of_bts(BTS_HOTEL, "management en hotellerie")
    assert higher_continuations(CUISINE) <= BTS_HOTEL
    assert higher_continuations(SERVICE) & BTS_HOTEL
    schools = {u for cfd in (CUISINE, SERVICE) for u in schools_of_voie_pro(cfd) if u[:3] == "025"}
    assert len(schools) >= 3
    uai = str(row["establishment"]).split("/")[1]
    assert uai in schools
    named = {f.split("~")[1].split("/")[1] for f in row["findings"]}  # type: ignore[attr-defined]
    assert named == schools
    assert row["verdict"] == "gap"


def test_most_new_offers_lead_on_to_what_no_file_describes(reader: EmbeddedReader) -> None:
    answer = ask(reader, "repair")
    share = answer.counts["unknown"] / answer.frame.height
    print(f"repair: {answer.frame.height} offers, {share:.0%} with an unknown way on")
    assert answer.frame["exact"].all()
    unknown = answer.frame.filter(verdict="unknown")["reason"]
    assert unknown.str.contains("toutes les suites|aucune poursuite publiée").all()
