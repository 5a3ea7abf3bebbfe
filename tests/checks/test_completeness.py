"""Completeness: what is held of what sources state, and that absence is unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from campus_graph.checks.completeness import campus_counts, source_accounts
from campus_graph.checks.places import COUNTRY, Scope, places, scope_of
from campus_graph.checks.shares import TOPICS, offer_counts, source_shares, territory_shares
from campus_graph.errors import BadParameter, UnknownName
from campus_graph.graph.assemble import CONFLICT_SCHEMA
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.graph.store import Graph
from campus_graph.loaders.ledger import LEDGER_SCHEMA
from campus_graph.queries.registry import ask
from tests.checks.world_report import bretagne
from tests.world import World

BRETAGNE = Scope("region", "53", "Bretagne")


def shares(world: World, scope: Scope = BRETAGNE) -> dict[tuple[str, str], dict[str, Any]]:
    with world.reader() as reader:
        return {(row["territory"], row["topic"]): row for row in territory_shares(reader, scope).to_dicts()}


@pytest.mark.parametrize(
    ("value", "period", "status"),
    [
        (1, "2023-05", "stated-complete"),
        (2, "2023-05", "partial"),
        (0, "2023-05", "unknown"),  # exceeded
        (1, "2018-05", "unknown"),  # older than a label lasts
    ],
)
def test_only_a_recent_count_that_the_campuses_meet_says_that_all_are_described(
    value: float, period: str, status: str
) -> None:
    world = bretagne()
    world.count("53", value, period)
    with world.reader() as reader:
        row = campus_counts(reader).row(0, named=True)
        assert (row["territory"], row["stated"], row["described"], row["status"]) == ("region/53", value, 1, status)
        # The question draws the same line: nothing but a complete description lets it say that a campus is absent.
        verdicts = set(ask(reader, "coverage-gap", {"region": "53"}).frame["verdict"]) - {"no-need", "covered-on-paper"}
        share = territory_shares(reader, BRETAGNE).filter(topic="campus-described").row(0, named=True)
    assert verdicts == {"gap" if status == "stated-complete" else "unknown"}
    assert share["status"] == status
    assert (share["share"] is None) == (status == "unknown")


def test_labels_awarded_after_the_count_add_to_it() -> None:
    world = bretagne()
    world.count("53", 1, "2022-05")
    world.count("53", 1, "2023-01", measure="campus nouvellement labellisés")
    with world.reader() as reader:
        assert campus_counts(reader)["stated"].to_list() == [2]


def test_a_count_of_the_country_stands_beside_all_labelled_campuses() -> None:
    world = bretagne()
    world.campus("bois", "27", None)
    world.campus("projet", "27", None, category="projet")
    world.add(
        "Indicator",
        id="indicator/france",
        label="France",
        subject="france",
        measure="campus labellisés",
        period="2023",
        year=2023,
        value=2.0,
        status="observed",
    )
    with world.reader() as reader:
        row = campus_counts(reader).row(0, named=True)
    assert (row["territory"], row["label"], row["stated"], row["described"]) == (None, "France", 2, 2)


def test_what_nobody_tells_is_unknown_and_never_a_gap() -> None:
    found = shares(bretagne())
    assert found["region/53", "campus-described"]["total"] is None
    assert found["region/53", "campus-described"]["status"] == "unknown"
    assert found["region/53", "campus-member"] | {"label": ""} == {
        "territory": "region/53",
        "label": "",
        "topic": "campus-member",
        "known": 0,
        "total": 1,
        "share": 0.0,
        "status": "unknown",
    }
    assert found["region/53", "lab"]["share"] is None
    assert not {row["status"] for row in found.values()} & {"gap", "missing"}


def test_each_share_moves_with_its_own_fact() -> None:
    world, before = bretagne(), shares(bretagne())
    world.establishment("perdu", "35")
    world.add("ResearchLab", id="lab/1", rnsr="1", label="labo")
    world.add("PART_OF", start_id="lab/1", end_id=f"establishment/{world.uais['perdu']}")
    world.add("HAS_MEMBER", start_id="campus/mer", end_id="lab/1", role="membre")
    world.add("STEERED_BY", start_id="campus/mer", end_id="steering/operational-director", status="vacant")
    world.add(
        "COOPERATES_WITH", start_id="lab/1", end_id=f"establishment/{world.uais['perdu']}", kind="convention",
        campus="campus/mer",
    )  # fmt: skip
    world.count("53", 4, "2023", measure="membres")
    world.rows["Indicator"][-1]["subject"] = "campus/mer"
    world.rows["Label"][0] |= {"issued_year": 2022, "expiry_year": 2026}
    world.rows["OFFERS"][0]["capacity"] = 12
    world.rows["OFFERS"][1]["enrolled"] = 24
    after = shares(world)
    moved = {topic: after["region/53", topic]["known"] - before["region/53", topic]["known"] for topic in TOPICS}
    assert moved == {
        **dict.fromkeys(TOPICS, 0),
        **dict.fromkeys(
            (
                "campus-member",
                "campus-all-members",
                "campus-director",
                "campus-lab",
                "campus-agreement",
                "label-issued",
                "label-expiry",
                "offer-places",
                "offer-learners",
            ),
            1,
        ),
    }
    assert after["region/53", "establishment-position"]["share"] == round(6 / 7, 4)
    assert after["region/53", "lab"] | {"label": ""} == before["region/53", "lab"] | {
        "label": "",
        "total": 1,
        "share": 0.0,
    }


def test_a_campus_of_two_regions_counts_in_each_and_an_academy_stands_under_its_region() -> None:
    world = bretagne()
    world.add("COVERS", start_id="campus/mer", end_id="academy/03")
    found = shares(world, COUNTRY)
    campuses = {place: row["total"] for (place, topic), row in found.items() if topic == "campus-zone"}
    assert campuses == {
        "region/03": 0, "region/27": 1, "region/53": 1,
        "academy/03": 1, "academy/07": 0, "academy/14": 1, "academy/33": 0,
    }  # fmt: skip
    assert {place for place, _ in shares(world, Scope("region", "27", ""))} == {"region/27", "academy/03", "academy/07"}
    assert {place for place, _ in shares(world, Scope("academy", "03", ""))} == {"academy/03"}


def test_a_diploma_that_is_lifted_to_an_open_one_counts_as_of_today() -> None:
    world = bretagne()
    world.diploma("ancien", 4, opened=False)
    world.offer("lycee 0", "ancien")
    assert shares(world)["region/53", "diploma-today"]["known"] == 12
    world.edge("SUCCEEDS", "cap0", "ancien")
    row = shares(world)["region/53", "diploma-today"]
    assert (row["known"], row["total"], row["status"]) == (13, 13, "known")


def test_the_sum_of_learners_that_nobody_counted_is_unknown_not_zero() -> None:
    world = bretagne()
    world.rows["OFFERS"][0] |= {"enrolled": 20, "capacity": 24}
    world.rows["OFFERS"][2]["enrolled"] = 10
    with world.reader() as reader:
        rows = offer_counts(reader, BRETAGNE).filter(territory="region/53").drop("territory", "label").to_dicts()
    common = {"year": 2022, "voie": "scolaire", "offers": 6, "establishments": 6}
    assert rows == [
        {**common, "level": 3, "capacity": 24, "enrolled": 30},
        {**common, "level": 5, "capacity": None, "enrolled": None},
    ]


def test_each_source_is_told_by_what_it_brings_to_a_territory() -> None:
    world = bretagne()
    world.rows["OFFERS"][0]["sources"] = ["un", "deux"]
    with world.reader() as reader:
        rows = source_shares(reader, BRETAGNE).filter(territory="region/53")
    assert rows.select("source", "establishments", "offers").rows() == [("cas", 6, 11), ("deux", 0, 1), ("un", 0, 1)]


def test_rows_read_are_set_against_those_that_the_source_declares(tmp_path: Path) -> None:
    world = bretagne()
    for name, vintage in (("rnsr", "2022-02-11"), ("rome", "ROME 4.60, FAP 2009"), ("own-region", "2024")):
        said = {"publisher": "p", "licence": "l", "vintage": vintage, "address": "a"}
        world.add("Source", id=f"source/{name}", label=name, **said)
    read = {"rnsr": 4000, "rome": 3014, "own-region": 7}
    rows = [(name, "f", count, count - 1, 0, 1) for name, count in read.items()]
    ledger = pl.DataFrame(rows, schema=LEDGER_SCHEMA, orient="row")
    meta = {"as_of": "2024-06-30", "version": "test"}
    EmbeddedWriter(tmp_path / "g").write(Graph(world.frames(), pl.DataFrame(schema=CONFLICT_SCHEMA), ledger, meta))
    with EmbeddedReader(tmp_path / "g") as reader:
        accounts = {row["source"]: row for row in source_accounts(reader).to_dicts()}
    columns = ("declared", "read", "rejected", "drift_percent", "age_years", "status")
    assert {name: tuple(accounts[name][c] for c in columns) for name in read} == {
        "rnsr": (4506, 4000, 1, -11.23, 2, "partial"),
        "rome": (3014, 3014, 1, 0.0, 15, "stated-complete"),
        "own-region": (None, 7, 1, None, 0, "unknown"),
    }


def test_a_scope_is_named_by_code_or_name_and_is_one_of_the_two() -> None:
    with bretagne().reader() as reader:
        assert scope_of(reader, region="bretagne") == scope_of(reader, region="53") == BRETAGNE
        assert scope_of(reader) == COUNTRY
        with pytest.raises(UnknownName, match="région"):
            scope_of(reader, region="Atlantide")
        with pytest.raises(BadParameter, match="l’un des deux"):
            scope_of(reader, region="53", academy="14")


def test_things_lie_where_their_relations_lead() -> None:
    world = bretagne()
    world.add("Partner", id="partner/port", label="port", category="entreprise")
    world.add("PARTNERS_WITH", start_id="campus/mer", end_id="partner/port", role="partenaire")
    world.add("LabelStep", id="step/1", label="bilan", kind="interim-report")
    world.add("HAS_STEP", start_id="label/mer", end_id="step/1")
    world.count("53", 1, "2023")
    kinds = ("Campus", "Label", "LabelStep", "Partner", "Indicator", "Department", "Academy", "Diploma")
    with world.reader() as reader:
        lying = places(reader, kinds)
    here = set(lying.filter(territory="region/53")["id"])
    assert here == {
        "campus/mer", "label/mer", "step/1", "partner/port", "indicator/53-campus labellisés-2023",
        "department/35", "academy/14",
    }  # fmt: skip
