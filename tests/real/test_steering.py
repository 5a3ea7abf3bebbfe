"""Who steers the campuses of Bourgogne-Franche-Comté, checked by hand against the facts on members."""

from __future__ import annotations

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.queries.registry import ask
from tests.real.test_by_hand import rows


def test_the_co_pilots_of_the_region(reader: EmbeddedReader) -> None:
    stated: dict[str, set[str]] = {}
    for r in rows("cmq-facts/membre.csv", ","):
        if r["role"] == "copilote" and r["campus_id"].startswith("bfc-"):
            stated.setdefault(r["campus_id"], set()).add(r["nom_membre"])
    # Read by hand: Mobicampus has the Region, the académie and the agglomeration; two others have one co-pilot each.
    assert {campus: len(names) for campus, names in stated.items()} == {
        "bfc-mobicampus": 3,
        "bfc-alimentation-gout-tourisme": 1,
        "bfc-green-city": 1,
    }
    answer = ask(reader, "steering", {"region": "27"}).rows()
    found = {str(r["subject"]).split("/")[1]: r for r in answer if r["need"] == "copilots"}
    assert len(found) == 9
    assert {campus: r["verdict"] for campus, r in found.items() if r["verdict"] != "unknown"} == {
        "bfc-mobicampus": "covered"
    }
    for campus, row in found.items():
        assert len(row["holders"]) == len(stated.get(campus, ())), campus  # type: ignore[arg-type]


def test_no_public_source_tells_of_directors_or_committees_so_all_is_unknown(reader: EmbeddedReader) -> None:
    answer = ask(reader, "steering")
    named = {
        "operational-director",
        "steering-committee",
        "regional-referent",
        "strategic-committee",
        "academic-referent",
    }
    functions = [r for r in answer.rows() if r["need"] in named]
    assert len(functions) > 200
    assert {r["verdict"] for r in functions} == {"unknown"}
    assert {r["reason"] for r in functions} == {"les données n’en disent rien"}
    unknown = answer.counts["unknown"]
    print(f"steering: {unknown} of {len(answer.rows())} rows unknown, {len(functions)} of them functions unsaid")


def test_no_gap_is_concluded_of_campuses_without_a_stated_vacancy(reader: EmbeddedReader) -> None:
    rows_of = ask(reader, "steering").rows()
    assert not [r for r in rows_of if r["verdict"] == "gap" and str(r["subject"]).startswith("campus/")]
    funded = {
        str(r["subject"]).split("/")[1] for r in rows_of if (r["need"], r["verdict"]) == ("co-funding", "covered")
    }
    assert funded == {r["campus_id"] for r in rows("cmq-facts/membre.csv", ",") if r["role"] == "financeur"}
