"""Names in a drawing: none over another, the first ones first, a hub's in any case."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from campus_graph.api.drawing.labels import Box, Label, Mark, place, short
from campus_graph.api.drawing.text import width

WITHIN = Box(0, 0, 1000, 680)
SPOTS = st.tuples(st.integers(20, 980), st.integers(20, 660), st.text("aiLW", min_size=1, max_size=30))


def box(label: Label) -> Box:
    wide = width(label.words, label.size)
    left = {"start": label.x, "end": label.x - wide, "middle": label.x - wide / 2}[label.anchor]
    return Box(left, label.y - label.size * 0.8, left + wide, label.y + label.size * 0.2)


def shrunk(one: Box) -> Box:
    return Box(one.left + 1, one.top + 1, one.right - 1, one.bottom - 1)  # places are rounded


@given(st.lists(SPOTS, max_size=40), st.integers(0, 5))
def test_no_name_that_has_room_lies_over_another_or_outside(spots: list[tuple[int, int, str]], hubs: int) -> None:
    marks = [Mark(x, y, 7, words, 12, firm=i < hubs) for i, (x, y, words) in enumerate(spots)]
    labels = place(marks, WITHIN)
    assert len(labels) == len(marks)
    boxes = [shrunk(box(label)) for label in labels if label.room]
    assert not any(a.meets(b) for a, b in itertools.combinations(boxes, 2))
    assert all(one.left >= 0 and one.right <= 1000 for one in boxes)


def test_the_first_one_chooses_first() -> None:
    marks = [Mark(500, 300 + 5 * i, 6, "Lycée polyvalent", 12) for i in range(9)]
    labels = place(marks, WITHIN)
    assert labels[0].room
    assert not all(label.room for label in labels)


def test_a_hub_has_its_name_over_its_own_leaves() -> None:
    leaves = [Mark(500 + dx, 300 + dy, 7, "", 12) for dx in range(-60, 61, 15) for dy in range(-60, 61, 15) if dx or dy]
    quiet, firm = (place([Mark(500, 300, 10, "Université", 12, firm=hub), *leaves], WITHIN)[0] for hub in (False, True))
    assert not quiet.room
    assert firm.room
    assert firm.over


def test_names_of_campuses_are_told_by_what_differs() -> None:
    assert short("Campus des Métiers et des Qualifications Santé, Autonomie") == "CMQ Santé, Autonomie"
    assert short("campus des métiers et des qualifications d’excellence de la Mer") == "CMQE de la Mer"
    assert short("Lycée " + "x" * 60).endswith("…")
