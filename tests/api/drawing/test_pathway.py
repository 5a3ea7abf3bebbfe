"""The diagram of a pathway: links, breaks, what is unknown, and that nothing overflows."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from campus_graph.api.drawing.pathway import Break, Pathway, State, Step, Way, draw

_SVG = "{http://www.w3.org/2000/svg}"


def step(key: str, level: int, state: State = "here", label: str = "", **more: object) -> Step:
    return Step(key, label or f"diplôme {key}", level, state, f"/diplomes/{key}", **more)  # type: ignore[arg-type]


def pathway(*steps: Step, ways: tuple[Way, ...] = (), stop: Break | None = None) -> Pathway:
    return Pathway("Parcours", "De quoi il s’agit", steps, ways, stop, "#diplomes")


def drawn(found: Pathway) -> ElementTree.Element:
    return ElementTree.fromstring(draw(found))


def boxes(svg: ElementTree.Element, *classes: str) -> list[ElementTree.Element]:
    return [a for a in svg.iter(f"{_SVG}a") if set(classes) <= set(a.attrib["class"].split())]


def test_every_diploma_is_a_link_to_its_page_and_has_its_whole_name_as_title() -> None:
    long = "BTS management en hôtellerie restauration option A management d'unité de restauration et plus encore"
    svg = drawn(pathway(step("a", 3), step("b", 5, label=long)))
    assert [a.attrib["href"] for a in boxes(svg)] == ["/diplomes/a", "/diplomes/b"]
    titles = [str(a.findtext(f"{_SVG}title")) for a in boxes(svg)]
    assert titles[1].startswith(long)


def test_the_same_pathway_gives_the_same_picture_whatever_the_order_of_its_parts() -> None:
    steps = [step(f"k{n}", 3 + n % 5) for n in range(30)]
    ways = [Way(f"k{n}", f"k{n + 1}") for n in range(0, 28, 2)]
    assert draw(pathway(*steps, ways=tuple(ways))) == draw(pathway(*steps[::-1], ways=tuple(ways[::-1])))


@pytest.mark.parametrize("count", [1, 12, 13, 90])
def test_a_column_has_twelve_boxes_at_most_and_the_last_stands_for_the_rest(count: int) -> None:
    svg = drawn(pathway(*(step(f"k{n:02}", 4) for n in range(count))))
    assert len(boxes(svg)) == min(count, 12)
    rest = boxes(svg, "rest")
    assert [a.attrib["href"] for a in rest] == (["#diplomes"] if count > 12 else [])
    if rest:
        assert f"+ {count - 11} autres" in "".join(rest[0].itertext())


def test_what_is_not_offered_here_is_seen_beside_a_crowd_of_what_is() -> None:
    crowd = [step(f"k{n:02}", 6) for n in range(40)]
    svg = drawn(pathway(*crowd, step("far", 6, "elsewhere"), step("lost", 6, "unknown")))
    assert len(boxes(svg, "elsewhere")) == len(boxes(svg, "unknown")) == 1


def test_a_break_is_a_cross_and_a_word_besides_its_colour() -> None:
    stop = Break(6, "gap", "Rompu : suite proposée seulement ailleurs")
    svg = drawn(pathway(step("a", 5), stop=stop))
    marks = [g for g in svg.iter(f"{_SVG}g") if g.attrib.get("class") == "stop gap"]
    assert marks[0].find(f"{_SVG}path[@class='cross']") is not None
    assert "Rompu" in "".join(marks[0].itertext())


def test_what_is_unknown_is_never_drawn_as_a_gap() -> None:
    stop = Break(6, "unknown", "Inconnu : les données ne donnent pas toutes les offres")
    svg = drawn(pathway(step("a", 5), step("b", 6, "unknown"), ways=(Way("a", "b"),), stop=stop))
    body = [g for g in svg.iter(f"{_SVG}g") if g.attrib.get("class", "").startswith("stop")]
    shown = [g for g in body if "legend" not in g.attrib["class"] and g.find(f"{_SVG}rect") is not None]
    assert [g.attrib["class"] for g in shown] == ["stop unknown"]
    assert shown[0].find(f"{_SVG}path") is None
    assert "?" in "".join(shown[0].itertext())
    box = boxes(svg, "unknown")[0].find(f"{_SVG}rect")
    assert box is not None
    assert box.attrib["stroke-dasharray"] == "1.5 4"


def test_without_a_break_nothing_is_crossed_but_the_legend() -> None:
    svg = drawn(pathway(step("a", 3)))
    assert len([p for p in svg.iter(f"{_SVG}path") if p.attrib.get("class") == "cross"]) == 1


def test_a_way_that_skips_a_level_passes_over_the_boxes_between() -> None:
    svg = drawn(pathway(step("a", 3), step("b", 4), step("c", 5), ways=(Way("a", "c"),)))
    lines = [g.find(f"{_SVG}path") for g in svg.iter(f"{_SVG}g") if g.attrib.get("class") == "way here"]
    assert " H" in str(lines[0].attrib["d"])  # type: ignore[union-attr]


def test_a_renamed_way_is_drawn_otherwise() -> None:
    svg = drawn(pathway(step("a", 3), step("b", 4), ways=(Way("a", "b", renamed=True),)))
    assert [g for g in svg.iter(f"{_SVG}g") if g.attrib.get("class") == "way here renamed"][:1]


def test_ways_to_what_is_not_shown_or_down_again_are_left_out() -> None:
    svg = drawn(pathway(step("a", 5), step("b", 3), ways=(Way("a", "b"), Way("a", "nobody"))))
    # Those of the legend stand alone.
    assert len([g for g in svg.iter(f"{_SVG}g") if g.attrib.get("class", "").startswith("way")]) == 2


def test_names_are_text_never_markup() -> None:
    svg = draw(pathway(step("a", 3, label='<script>alert("x")</script>&<b>')))
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_boxes_of_a_column_stand_below_one_another() -> None:
    svg = drawn(pathway(*(step(f"k{n}", 5, label="diplôme très long " * n) for n in range(1, 9))))
    rects = [a.find(f"{_SVG}rect") for a in boxes(svg)]
    spans = sorted((int(r.attrib["y"]), int(r.attrib["height"])) for r in rects if r is not None)
    assert all(y + height < below for (y, height), (below, _) in pairwise(spans))
    assert int(svg.attrib["viewBox"].split()[3]) > spans[-1][0] + spans[-1][1]
