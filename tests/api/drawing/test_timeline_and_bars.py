"""The line of labels and the bars of offers."""

from __future__ import annotations

from xml.etree import ElementTree

from campus_graph.api.drawing.bars import Bar, draw_bars
from campus_graph.api.drawing.timeline import Award, Milestone, draw_timeline

_SVG = "{http://www.w3.org/2000/svg}"


def test_labels_without_any_date_have_no_line() -> None:
    assert draw_timeline("Labels", [Award("CMQ", None, None, False, "unknown")], [], 2026.0) is None


def test_an_award_holds_until_the_end_of_its_last_year() -> None:
    svg = ElementTree.fromstring(str(draw_timeline("Labels", [Award("CMQ", 2015, 2018, True, "covered")], [], 2026.0)))
    bar = svg.find(f"{_SVG}g[@class='award covered']/{_SVG}rect")
    assert bar is not None
    years = {int(str(t.text)): float(t.attrib["x"]) for t in svg.findall(f"{_SVG}text[@class='note']")}
    assert float(bar.attrib["x"]) == years[2015]
    assert abs(float(bar.attrib["x"]) + float(bar.attrib["width"]) - years[2019]) < 0.2


def test_an_end_that_is_not_published_is_drawn_open() -> None:
    svg = str(draw_timeline("Labels", [Award("CMQE", 2020, 2025, False, "unknown")], [], 2026.0))
    assert "award unknown open" in svg


def test_a_late_step_says_so_and_has_a_look_of_its_own() -> None:
    step = Milestone("rapport d’étape, en retard, prévu le 2019-01-01", 2019.0, "late")
    svg = str(draw_timeline("Labels", [Award("CMQ", 2017, 2020, True, "gap")], [step], 2021.0))
    assert "milestone late" in svg
    assert "en retard" in svg


def test_a_level_that_is_not_known_has_no_bar_but_a_question_mark() -> None:
    svg = draw_bars("Offres", [Bar("niveau 3", 12, "chez 2 membres"), Bar("niveau 7", None, "inconnu")])
    assert svg.count('class="whole"') == 1
    assert ">?</text>" in svg


def test_the_longest_bar_fills_its_room_and_the_others_follow() -> None:
    svg = ElementTree.fromstring(draw_bars("Offres", [Bar("a", 10, ""), Bar("b", 5, ""), Bar("c", 0, "")]))
    widths = [float(r.attrib["width"]) for r in svg.iter(f"{_SVG}rect") if r.attrib["class"] == "whole"]
    assert widths == [330, 165, 0]
