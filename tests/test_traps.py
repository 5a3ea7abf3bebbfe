"""The twelve traps of the domain, each with its right answer on the smallest world that shows it."""

from __future__ import annotations

import csv

import polars as pl
import pytest

from campus_graph.codes import uai_department, valid_uai
from campus_graph.graph.filieres import campus_filieres, diploma_filieres
from campus_graph.graph.store import Scalar
from campus_graph.ontology.model import FOLDER, load_model
from campus_graph.queries.registry import ask
from tests.world import World, uai

TOURISM = "tourisme-gastronomie"


def _pathway(world: World, **parameters: str | int) -> dict[str, object]:
    with world.reader() as reader:
        return ask(reader, "broken-pathway", {"filiere": TOURISM, "region": "27", **parameters}).rows()[0]


def _school(world: World, *names: str) -> None:
    for name in names:
        world.establishment(name, "25", 47.2, 6.0)


def test_trap_1_the_scale_of_2019_is_kept_with_the_value_of_1969_beside_it() -> None:
    levels = {c.notation: c.extra["level_1969"] for c in load_model().vocabularies["levels"]}
    assert levels["3"] == "V"
    assert levels["5"] == "III"
    assert levels["7"] == "I"


def test_trap_2_a_bts_in_a_lycee_is_level_5() -> None:
    world = World()
    _school(world, "lycée")
    for name, level in (("cap", 3), ("bac", 4), ("bts", 5)):
        world.diploma(name, level, TOURISM)
        world.offer("lycée", name)
    world.leads("cap", "bac")
    world.leads("bac", "bts")
    assert _pathway(world)["reached_level"] == 5


def test_trap_3_a_renamed_diploma_is_no_broken_pathway() -> None:
    world = World()
    _school(world, "lycée")
    for name, opened in (("cap", True), ("bac-1990", False), ("bac-2010", False), ("bac", True), ("bts", True)):
        world.diploma(name, {"c": 3, "b": 4}[name[0]] if name != "bts" else 5, TOURISM, opened)
    world.edge("SUCCEEDS", "bac-2010", "bac-1990")
    world.edge("SUCCEEDS", "bac", "bac-2010")
    world.leads("cap", "bac-1990")
    world.leads("bac-2010", "bts")
    for name in ("cap", "bac-1990", "bts"):
        world.offer("lycée", name)
    row = _pathway(world)
    assert row["reached_level"] == 5
    assert [step["diploma"] for step in row["chain"]] == ["diploma/cap", "diploma/bac", "diploma/bts"]  # type: ignore[attr-defined]


def test_trap_3_a_reform_that_splits_lifts_to_each_successor_and_not_to_its_siblings() -> None:
    world = World()
    _school(world, "a", "b")
    for name, opened in (("ancien", False), ("option-1", True), ("option-2", True)):
        world.diploma(name, 4, TOURISM, opened)
    world.edge("SUCCEEDS", "option-1", "ancien")
    world.edge("SUCCEEDS", "option-2", "ancien")
    world.offer("a", "ancien")
    world.offer("b", "option-1")
    taught = world.frames()["TEACHES"].select("start_id", "end_id").unique()
    of = {name: {e for s, e in taught.iter_rows() if s.endswith(world.uais[name])} for name in ("a", "b")}
    assert of["a"] == {"diploma/option-1", "diploma/option-2"}
    assert of["b"] == {"diploma/option-1"}


def test_trap_4_a_common_second_year_stands_for_its_specialities_unless_one_is_known() -> None:
    world = World()
    _school(world, "sait", "présume")
    for name in ("seconde", "cuisine", "service"):
        world.diploma(name, 4, TOURISM)
    for speciality in ("cuisine", "service"):
        world.edge("SPECIALISES", "seconde", speciality)
    world.offer("sait", "seconde")
    world.offer("sait", "cuisine", 2020)
    world.offer("présume", "seconde")
    taught = world.frames()["TEACHES"].filter(origin="diploma/seconde").select("start_id", "end_id", "rule")
    rules = {(s.split("/")[1], e): r for s, e, r in taught.iter_rows()}
    assert rules == {
        (world.uais["sait"], "diploma/cuisine"): "speciality",
        (world.uais["présume"], "diploma/cuisine"): "presumed-speciality",
        (world.uais["présume"], "diploma/service"): "presumed-speciality",
    }


def test_trap_5_a_continuation_of_onisep_is_published_not_regulatory() -> None:
    world = World()
    world.diploma("cap", 3)
    world.diploma("bac", 4)
    world.leads("cap", "bac")
    assert world.frames()["CONTINUES_TO"]["status"].to_list() == ["published"]
    assert "regulatory" in load_model().notations("continuation_statuses")


def test_trap_6_absence_of_data_is_unknown_not_gap() -> None:
    world = World()
    _school(world, "lycée")
    world.diploma("bac", 4, TOURISM)
    world.offer("lycée", "bac")
    with world.reader() as reader:
        coverage = ask(reader, "coverage-gap", {"filiere": TOURISM, "region": "27", "min_offers": 1})
        continuation = ask(reader, "missing-continuation")
    assert coverage.rows()[0]["verdict"] == "unknown"
    assert continuation.rows()[0]["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("as_of", "verdict"), [("2020-06-30", "covered"), ("2021-06-30", "covered"), ("2022-06-30", "unknown")]
)
def test_trap_7_a_label_holds_until_its_expiry_and_is_then_to_be_checked(as_of: str, verdict: str) -> None:
    world = World()
    _school(world, "lycée")
    world.diploma("cap", 3, TOURISM)
    world.offer("lycée", "cap")
    world.campus("c", "27", TOURISM, ["lycée"], issued=2017, duration=4)
    world.count("27", 1, "2019")
    with world.reader() as reader:
        asked: dict[str, Scalar] = {"filiere": TOURISM, "region": "27", "min_offers": 1, "as_of": as_of}
        assert ask(reader, "coverage-gap", asked).rows()[0]["verdict"] == verdict


def test_trap_8_uai_of_corsica_and_overseas_name_their_departments() -> None:
    frame = pl.DataFrame({"uai": ["6200001G", "7200009X", "9730235T", "0250082D", "02A0001X", "9840001D"]})
    assert frame.select(uai_department("uai")).to_series().to_list() == ["2A", "2B", "973", "25", "2A", "987"]
    assert frame.select(valid_uai("uai")).to_series().to_list()[3:5] == [True, False]


def test_trap_9_an_answer_says_the_years_it_rests_on_and_can_be_asked_for_one() -> None:
    world = World()
    _school(world, "lycée")
    world.diploma("bac", 4)
    for year in (2020, 2022):
        world.offer("lycée", "bac", year)
    with world.reader() as reader:
        every, one = ask(reader, "missing-continuation"), ask(reader, "missing-continuation", {"year": 2020})
    assert every.years == (2020, 2022)
    assert (every.rows()[0]["year"], one.rows()[0]["year"]) == (2022, 2020)


def test_trap_10_a_region_before_2016_is_known_by_its_successor_and_is_no_place_to_ask_about() -> None:
    with (FOLDER.parent / "loaders" / "cog" / "former_regions.csv").open(encoding="utf-8") as stream:
        successors = {row["name"]: row["successor"] for row in csv.DictReader(stream)}
    assert successors["Franche-Comté"] == "27"
    assert len(successors) == 16


def test_trap_11_the_campus_is_a_hub_and_links_no_two_members() -> None:
    world = World()
    _school(world, "lycée")
    world.establishment("iut", "35", 48.1, -1.7)
    world.diploma("bac", 4, TOURISM)
    world.diploma("but", 6, TOURISM)
    world.leads("bac", "but")
    world.offer("lycée", "bac")
    world.offer("iut", "but")
    world.campus("c", "27", TOURISM, ["lycée", "iut"])
    with world.reader() as reader:
        assert ask(reader, "missing-continuation").counts["gap"] == 1


def test_trap_12_a_diploma_may_belong_to_several_filieres_or_to_none_and_each_line_has_its_reason() -> None:
    for name in ("filiere_diplomas.csv", "filiere_campuses.csv"):
        with (FOLDER / "vocabulary" / name).open(encoding="utf-8") as stream:
            lines = list(csv.DictReader(stream))
        slugs = set(load_model().notations("filieres")) | {""}
        assert all(line["reason"].strip() for line in lines)
        assert {line["filiere"] for line in lines} <= slugs
    fields = {"level": 4, "dgesco_groups": [], "onisep_subdomains": [], "cpc_sector": None}
    rows = [{"id": f"diploma/{nsf}", "nsf": nsf, **fields} for nsf in ("311", "126", "233")]
    schema: dict[str, pl.DataType] = {
        "dgesco_groups": pl.List(pl.String),
        "onisep_subdomains": pl.List(pl.String),
        "cpc_sector": pl.String(),
    }
    edges = diploma_filieres(load_model(), pl.DataFrame(rows, schema_overrides=schema))
    counts = dict(edges.group_by("start_id").len().iter_rows())
    assert counts == {"diploma/311": 2, "diploma/233": 1}


def test_trap_12_a_campus_takes_its_filiere_from_the_words_of_its_sector() -> None:
    campuses = pl.DataFrame({"id": ["campus/x", "campus/y"], "sector_words": ["Tourisme, hôtellerie", "mots inconnus"]})
    edges = campus_filieres(load_model(), campuses)
    assert edges.select("start_id", "end_id").rows() == [("campus/x", f"filiere/{TOURISM}")]


def test_the_letter_of_a_uai_is_its_digits_modulo_23() -> None:
    assert uai("75", 330)[:7] == "0750330"
    assert pl.select(valid_uai(pl.lit("0750330B"))).item() is False or uai("75", 330) == "0750330B"
