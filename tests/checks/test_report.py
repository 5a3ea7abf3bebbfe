"""The report: undecided verdicts are counted once, for what they lack, and what is filled in no longer lacks."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from campus_graph.build import build
from campus_graph.checks.completeness import described_campuses
from campus_graph.checks.findings import FINDINGS
from campus_graph.checks.lacks import lacks
from campus_graph.checks.places import COUNTRY, Scope
from campus_graph.checks.report import Missing, build_report
from campus_graph.checks.undecided import OPEN_VERDICTS, OTHER, asked_questions, named, undecided
from campus_graph.errors import ModelError
from campus_graph.graph.store import open_store
from campus_graph.loaders.registry import sources
from campus_graph.own.sheets import sheets
from campus_graph.own.template import write_template
from campus_graph.queries.registry import ask, questions
from tests.checks.world_report import FILIERE, RULES, bretagne, finding, found
from tests.queries.test_cases import CASES
from tests.starter_graph import starter_graph
from tests.world import World, from_case
from tests.world_network import member, set_category

BRETAGNE = Scope("region", "53", "Bretagne")
NOTHING = pl.DataFrame(schema=FINDINGS)


def missing(world: World, scope: Scope = BRETAGNE) -> dict[str, Missing]:
    with world.reader() as reader:
        return {item.lack.name: item for item in build_report(reader, NOTHING, RULES, scope).missing}


def test_every_undecided_verdict_counts_once_and_can_be_counted_again_with_ask() -> None:
    with bretagne().reader() as reader:
        report = build_report(reader, NOTHING, RULES, BRETAGNE)
        again = {name: ask(reader, name, {"region": "53"}) for name in asked_questions()}
    for name, answer in again.items():
        open_ones = sum(answer.counts.get(verdict, 0) for verdict in OPEN_VERDICTS)
        assert sum(item.verdicts.get(name, 0) for item in report.missing) == open_ones, name
        assert report.asked[name] == sum(answer.counts.values())
    assert report.undecided == sum(item.total for item in report.missing) > 0


def count(world: World) -> None:
    world.count("53", 1, "2023-05")


def dates(world: World) -> None:
    world.rows["Label"][0] |= {"issued_year": 2022, "expiry_year": 2026}


def no_agreement(world: World) -> None:
    row = {"measure": "conventions", "period": "2023", "year": 2023, "value": 0.0, "status": "observed"}
    world.add("Indicator", id="indicator/conventions", label="conventions", subject="campus/mer", **row)


def steering(world: World) -> None:
    for function in ("operational-director", "steering-committee"):
        world.add("STEERED_BY", start_id="campus/mer", end_id=f"steering/{function}", status="filled")


def referents(world: World) -> None:
    for subject, function in (
        ("region/53", "regional-referent"),
        ("region/53", "strategic-committee"),
        ("academy/14", "academic-referent"),
    ):
        world.add("STEERED_BY", start_id=subject, end_id=f"steering/{function}", status="filled")


@pytest.mark.parametrize(
    ("lack", "fill"),
    [
        ("campus-count", count),
        ("label-dates", dates),
        ("agreements", no_agreement),
        ("campus-steering", steering),
        ("territory-steering", referents),
    ],
)
def test_what_is_filled_in_decides_exactly_the_verdicts_that_were_counted(
    lack: str, fill: Callable[[World], None]
) -> None:
    before, world = missing(bretagne()), bretagne()
    fill(world)
    after = missing(world)
    assert before[lack].total > 0
    assert lack not in after
    assert {n: i.total for n, i in after.items()} == {n: i.total for n, i in before.items() if n != lack}


def test_partners_with_their_roles_decide_who_steers_and_pays() -> None:
    world = bretagne()
    for name in ("region", "academie", "banque"):
        world.add("Partner", id=f"partner/{name}", label=name, category="collectivite")
        role = "financeur" if name == "banque" else "copilote"
        world.add("PARTNERS_WITH", start_id="campus/mer", end_id=f"partner/{name}", role=role)
    assert missing(bretagne())["copilots"].verdicts == {"steering": 2}
    assert "copilots" not in missing(world)


def test_a_list_of_members_that_says_it_is_whole_decides_what_waits_for_members() -> None:
    world, before = bretagne(), missing(bretagne())
    assert before["members"].verdicts == {"missing-higher-link": 5, "resilience": 1, "weak-link": 1}
    for number in range(2):
        member(world, "mer", f"lycee {number}")
    world.count("53", 2, "2023", measure="membres")
    world.rows["Indicator"][-1]["subject"] = "campus/mer"
    after = missing(world)
    # What is left asks for a higher member, which no list of lycées brings.
    assert after["members"].verdicts == {"resilience": 1}


def test_a_network_known_by_its_campus_alone_lacks_agreements() -> None:
    world = bretagne()
    world.establishment("faculte", "35", 48.1, -1.7)
    set_category(world, "faculte", "universite")
    member(world, "mer", "lycee 0")
    member(world, "mer", "faculte")
    assert missing(world)["agreements"].verdicts == {"missing-higher-link": 1, "resilience": 1, "weak-link": 1}


def test_pairs_of_campuses_wait_for_the_one_that_is_poorly_known() -> None:
    world = bretagne()
    world.campus("bois", "27", FILIERE)
    country, here = missing(world, COUNTRY), missing(world)
    assert country["members"].verdicts["silos"] == 1
    assert "silos" not in here["members"].verdicts
    away = here["members-elsewhere"]
    assert away.verdicts == {"silos": 1}
    assert [thing.id for thing in away.first] == ["campus/bois"]
    assert not away.own
    for number in range(5):
        world.add("Partner", id=f"partner/{number}", label=str(number), category="entreprise")
        world.add("PARTNERS_WITH", start_id="campus/bois", end_id=f"partner/{number}", role="partenaire")
    here = missing(world)
    assert "members-elsewhere" not in here
    assert here["members"].verdicts["silos"] == 1


def test_the_diplomas_named_are_those_of_which_no_offer_is_known() -> None:
    world = bretagne()
    world.diploma("bac", 4, FILIERE)
    world.diploma("licence", 6, FILIERE)
    world.offer("lycee 0", "bac")
    world.leads("bac", "licence")
    item = missing(world)["offers"]
    assert item.verdicts["missing-continuation"] == 1
    assert [thing.id for thing in item.first] == ["diploma/licence"]
    world.offer("lycee 1", "licence")
    assert "missing-continuation" not in missing(world).get("offers", item.__class__(item.lack, {}, 0, 0, ())).verdicts


def test_what_helps_most_comes_first_and_what_a_sheet_brings_before_the_rest() -> None:
    world = bretagne()
    world.diploma("bac", 4, FILIERE)
    for number in range(6):
        world.offer(f"lycee {number}", "bac")
    with world.reader() as reader:
        items = build_report(reader, NOTHING, RULES, BRETAGNE).missing
    assert [item.own for item in items] == sorted((item.own for item in items), reverse=True)
    for own in (True, False):
        weights = [(item.total, item.touched) for item in items if item.own is own]
        assert weights == sorted(weights, reverse=True)
    assert next(item for item in items if item.lack.name == "continuations").verdicts["missing-continuation"] == 6


def test_what_keeps_no_verdict_waiting_is_counted_by_what_it_touches() -> None:
    world = bretagne()
    world.rows["OFFERS"][0]["capacity"] = 12
    world.diploma("libre", 4)
    world.offer("lycee 0", "libre")
    world.establishment("muet", "35", 48.1, -1.7)
    world.establishment("ailleurs", "25", 47.2, 6.0)
    world.add("Partner", id="partner/port", label="port", category="entreprise")
    world.add("PARTNERS_WITH", start_id="campus/mer", end_id="partner/port", role="partenaire")
    items = missing(world)
    counted = ("offer-places", "offer-learners", "offer-filiere", "establishment-offer", "partner-siret")
    touched = {name: (items[name].touched, items[name].things, items[name].total) for name in counted}
    assert touched == {
        "offer-places": (12, 6, 0),
        "offer-learners": (13, 6, 0),
        "offer-filiere": (1, 1, 0),
        "establishment-offer": (1, 1, 0),
        "partner-siret": (1, 1, 0),
    }
    assert [thing.label for thing in items["establishment-offer"].first] == ["muet"]


def test_findings_of_a_territory_are_those_whose_thing_or_other_end_lies_there() -> None:
    world = bretagne()
    world.campus("bois", "27", FILIERE)
    uai = f"establishment/{world.uais['lycee 0']}"
    rows = found(
        finding("campus-member", "Campus", "campus/mer"),
        finding("campus-member", "Campus", "campus/bois"),
        finding("siret", "HAS_MEMBER", "campus/bois", other=uai, value="123"),
        finding("diploma-level", "Diploma", "diploma/cap0"),
        finding("siret", "Establishment", uai, value="1"),
    )
    with world.reader() as reader:
        here = build_report(reader, rows, RULES, BRETAGNE)
        country = build_report(reader, rows, RULES)
        academy = build_report(reader, rows, RULES, Scope("academy", "07", "Dijon"))
    columns = ("severity", "id", "other", "label", "other_label", "regions", "academies")
    assert here.findings.select(columns).rows() == [
        ("error", uai, None, "lycee 0", None, "Bretagne", "Académie 14"),
        ("error", "campus/bois", uai, "bois", "lycee 0", "Bourgogne-Franche-Comté | Bretagne", "Académie 03 | Académie 07 | Académie 14"),  # noqa: E501 -- one row
        ("warning", "campus/mer", None, "mer", None, "Bretagne", "Académie 14"),
    ]  # fmt: skip
    assert (here.outside, country.outside, academy.outside) == (2, 0, 3)
    assert here.counts == {"error": 2, "warning": 1, "info": 0}
    assert country.counts == {"error": 2, "warning": 2, "info": 1}


def test_a_finding_of_a_rule_that_nobody_defines_is_refused() -> None:
    with bretagne().reader() as reader, pytest.raises(ModelError, match="inventée"):
        build_report(reader, found(finding("inventée", "Campus", "campus/mer")), RULES)


def test_the_same_graph_gives_the_same_report() -> None:
    with bretagne().reader() as one, bretagne().reader() as other:
        first, second = (build_report(reader, NOTHING, reversed(RULES), BRETAGNE) for reader in (one, other))
    assert first.missing == second.missing
    assert first.territories.equals(second.territories)


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_reason_for_which_a_case_cannot_conclude_names_a_lack(path: Path) -> None:
    name = path.parent.name
    if name not in asked_questions():
        return
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    with from_case(case).reader() as reader:
        rows = named(reader, COUNTRY, ask(reader, name, case.get("parameters")))
    assert OTHER not in set(rows["lack"])


def test_lacks_name_questions_columns_sheets_and_sources_that_exist() -> None:
    known = {info.name for info in sources()}
    for lack in lacks().values():
        assert set(lack.sheets) <= sheets().keys()
        assert set(lack.sources) <= known
        assert set(lack.touches) <= questions().keys()
        assert bool(lack.touches) == (lack.touched is not None)
        for cause in lack.causes:
            columns = questions()[cause.question].columns
            assert not cause.thing or cause.thing in {*columns, "poor"}
            assert not cause.need or "need" in columns


def test_the_starter_graph_has_no_verdict_whose_lack_is_not_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_store(starter_graph(tmp_path_factory)) as reader:
        assert OTHER not in set(undecided(reader, COUNTRY).findings["lack"])


def test_the_sheet_that_the_report_names_decides_the_verdicts_that_it_counts(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    region = Scope("region", "27", "Bourgogne-Franche-Comté")
    with open_store(starter_graph(tmp_path_factory)) as reader:
        before = {item.lack.name: item for item in build_report(reader, NOTHING, (), region).missing}
        described = described_campuses(reader).filter(territory="region/27")["known"].item()
    item = before["campus-count"]
    assert "indicateurs" in item.lack.sheets
    own = tmp_path / "own"
    write_template(own)
    for sheet, row in (
        ("source", "Décompte;Région;;2026-01-15"),
        ("indicateurs", f"region/27;campus labellisés;2026-01;{described};;"),
    ):
        with (own / f"{sheet}.csv").open("a", encoding="utf-8") as stream:
            stream.write(f"{row}\n")
    build(tmp_path / "graph", own=[own])
    with open_store(tmp_path / "graph") as reader:
        after = build_report(reader, NOTHING, (), region)
    assert "campus-count" not in {left.lack.name for left in after.missing}
    assert after.undecided == sum(left.total for left in before.values()) - item.total
