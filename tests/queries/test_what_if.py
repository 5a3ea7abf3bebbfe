"""A scenario changes a copy: what it closes and opens is what a graph built that way would say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from campus_graph.errors import BadParameter, BadScenario
from campus_graph.graph.scenario import read_scenario
from campus_graph.graph.store import Reader, Scalar
from campus_graph.graph.what_if import what_if
from campus_graph.queries.compare import compare
from campus_graph.queries.registry import ask
from tests.neo4j.parity_stores import write
from tests.reliability.command import make_command
from tests.world import World

TOURISM = "tourisme-gastronomie"
ASKED: dict[str, Scalar] = {"region": "27", "filiere": TOURISM, "to_level": 4}


def town(*more: Callable[[World], None]) -> World:
    """Return a world with a CAP in Bourgogne-Franche-Comté whose continuation is offered in Bretagne only."""
    world = World()
    world.establishment("a", "25", 47.2, 6.0)
    world.establishment("b", "35", 48.1, -1.7)
    for name, level in (("cap", 3), ("bac", 4), ("bts", 5)):
        world.diploma(name, level, TOURISM)
    world.diploma("old", 4, TOURISM, opened=False)
    world.edge("SUCCEEDS", "bac", "old")
    world.leads("cap", "bac")
    world.leads("bac", "bts")
    world.offer("a", "cap")
    world.offer("b", "bac")
    for change in more:
        change(world)
    return world


def scenario(folder: Path, text: str, name: str = "s.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def after(reader: Reader, path: Path, question: str, asked: dict[str, Scalar]) -> list[dict[str, object]]:
    with what_if(reader, read_scenario(path)) as changed:
        return ask(changed, question, asked).rows()


@pytest.mark.parametrize("diploma", ["bac", "old"])
def test_an_added_offer_says_what_a_graph_built_with_it_says(diploma: str, tmp_path: Path) -> None:
    world = town()
    add = f'[[add.offers]]\nestablishment = "{world.uais["a"]}"\ndiploma = "{diploma}"\n'
    built = town(lambda w: w.offer("a", diploma, 2022))
    low: dict[str, Scalar] = {"level": 3, "to_level": 4}
    for question, asked in (("broken-pathway", ASKED), ("missing-continuation", low)):
        with world.reader() as reader, built.reader() as wanted:
            assert after(reader, scenario(tmp_path, add), question, asked) == ask(wanted, question, asked).rows()


def test_the_gap_that_an_offer_mends_is_closed_and_nothing_else_changes(tmp_path: Path) -> None:
    world = town()
    path = scenario(tmp_path, f'[[add.offers]]\nestablishment = "{world.uais["a"]}"\ndiploma = "bac"\n')
    with world.reader() as reader, what_if(reader, read_scenario(path)) as changed:
        before, now = (ask(r, "broken-pathway", ASKED) for r in (reader, changed))
        found = compare(before, now)
        assert ask(reader, "broken-pathway", ASKED).rows() == before.rows()
    assert found.frame.select("change", "before", "after").rows() == [("closed", "gap", "covered")]
    assert found.counts["closed"] == 1
    assert now.digest != before.digest


def test_the_plan_that_repair_writes_closes_what_it_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command, store = make_command(monkeypatch, capsys), tmp_path / "g.duckdb"
    write(town().frames(), store).close()
    given = ("--store", store, "--region", "27", "--filiere", TOURISM, "--to-level", "4")
    plan = scenario(tmp_path, command("ask", "repair", *given, "--format", "scenario", "--limit", "1").out)
    first = json.loads(command("ask", "repair", *given, "--format", "json", "--limit", "1").out)["rows"][0]
    promised = first["findings"]
    assert promised
    mended = command("ask", "broken-pathway", *given, "--what-if", plan, "--format", "json").out
    rows = json.loads(mended)["rows"]
    assert [(r["id"], r["change"]) for r in rows] == [(f, "closed") for f in promised if f.startswith("broken")]
    refused = command("ask", "broken-pathway", *given, "--format", "scenario")
    assert refused.code == 2
    assert refused.sentence().startswith("« scenario » n’est pas une forme de réponse")


def test_a_removed_offer_opens_the_gap_again_in_all_its_names(tmp_path: Path) -> None:
    world = town(lambda w: w.offer("a", "old", 2020), lambda w: w.offer("a", "bac", 2022))
    path = scenario(tmp_path, f'[[remove.offers]]\nestablishment = "{world.uais["a"]}"\ndiploma = "bac"\n')
    with world.reader() as reader:
        assert ask(reader, "broken-pathway", ASKED).rows()[0]["verdict"] == "covered"
        assert after(reader, path, "broken-pathway", ASKED)[0]["verdict"] == "gap"


def test_campuses_and_members_come_and_go(tmp_path: Path) -> None:
    world = town(lambda w: w.campus("there", "53", TOURISM, sites=("b",)))
    asked: dict[str, Scalar] = {"filiere": TOURISM, "described": "assumed", "min_offers": 1}
    new = f"""
        [[add.campuses]]
        campus = "nouveau"
        filieres = ["{TOURISM}"]
        covers = ["27"]
        [[add.members]]
        campus = "nouveau"
        establishment = "{world.uais["a"]}"
        [[remove.campuses]]
        campus = "there"
    """
    with world.reader() as reader:
        said = {r["territory"]: r["verdict"] for r in ask(reader, "coverage-gap", asked).rows()}
        assert (said["region/27"], said["region/53"]) == ("gap", "covered")
        with what_if(reader, read_scenario(scenario(tmp_path, new))) as changed:
            said = {r["territory"]: r["verdict"] for r in ask(changed, "coverage-gap", asked).rows()}
            assert (said["region/27"], said["region/53"]) == ("covered", "gap")
            assert changed.search("nouveau", 5)["id"].to_list() == ["campus/nouveau", "label/nouveau"]
            assert changed.node("campus/there") is None
        member = f'[[remove.members]]\ncampus = "there"\nestablishment = "{world.uais["b"]}"\n'
        gone = after(reader, scenario(tmp_path, member), "coverage-gap", asked)
        assert {r["territory"]: r["verdict"] for r in gone}["region/53"] == "covered-on-paper"


def test_a_csv_says_the_same_as_a_toml(tmp_path: Path) -> None:
    uai = town().uais["a"]
    toml = scenario(tmp_path, f'[[add.offers]]\nestablishment = "{uai}"\ndiploma = "bac"\nyear = 2024\n')
    table = scenario(tmp_path, f"change;what;establishment;diploma;year\nadd;offers;{uai};bac;2024\n", "s.csv")
    assert [(s.change, s.what, s.row) for s in read_scenario(toml)] == [
        (s.change, s.what, s.row) for s in read_scenario(table)
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ne change rien"),
        ("[[add", "TOML"),
        ('[[plus.offers]]\ndiploma = "bac"', "add ou remove"),
        ('[[add.offer]]\ndiploma = "bac"', "offers"),
        ('[[add.offers]]\ndiploma = "bac"', "il manque establishment"),
        ('[[add.offers]]\nestablishment = "UAI"\ndiploma = "bac"\nlevel = 3', "champ inconnu level"),
        ('[[add.offers]]\nestablishment = "9999999Z"\ndiploma = "bac"', "ne connaît pas"),
        ('[[add.offers]]\nestablishment = "UAI"\ndiploma = "nothing"', "ne connaît pas"),
        ('[[add.offers]]\nestablishment = "UAI"\ndiploma = "bac"\nvoie = "lune"', "parmi : scolaire"),
        ('[[add.offers]]\nestablishment = "UAI"\ndiploma = "bac"\nyear = "soon"', "nombre entier"),
        ('[[add.offers]]\nestablishment = "UAI"\ndiploma = "cap"\nyear = 2022', "déjà"),
        ('[[remove.offers]]\nestablishment = "UAI"\ndiploma = "bts"', "rien de tel"),
    ],
)
def test_a_scenario_that_cannot_be_applied_is_said_in_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    world = town()
    path = scenario(tmp_path, text.replace("UAI", world.uais["a"]))
    with world.reader() as reader, pytest.raises(BadScenario, match=said) as caught:
        what_if(reader, read_scenario(path))
    assert "\n" not in str(caught.value).strip()


def test_a_missing_scenario_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadScenario, match="ne se laisse pas lire"):
        read_scenario(tmp_path / "nothing.toml")


def test_only_answers_to_one_question_are_compared() -> None:
    with town().reader() as reader, pytest.raises(BadParameter, match="même question"):
        compare(ask(reader, "broken-pathway"), ask(reader, "coverage-gap"))


def test_a_graph_compared_with_itself_differs_in_nothing() -> None:
    with town().reader() as reader:
        answer = ask(reader, "missing-continuation", {"level": 3, "to_level": 4})
        assert compare(answer, answer).frame.is_empty()
