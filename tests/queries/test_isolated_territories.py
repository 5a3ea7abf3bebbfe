"""Isolated territories: what plain loops find, and truths that hold whatever the world."""

from __future__ import annotations

import copy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campus_graph.errors import BadParameter
from campus_graph.queries.registry import ask
from tests.queries.isolated_oracle import Isolated, Peopled, askings, judge, peopled
from tests.queries.test_metamorphic import SLOW

seeds = st.integers(0, 10**6)


@SLOW
@given(seeds)
def test_the_answer_is_what_plain_loops_find(seed: int) -> None:
    made = peopled(seed)
    with made.world().reader() as reader:
        for asked in askings(seed):
            judge(made, asked, ask(reader, "isolated-territories", asked))


def _by_key(made: Peopled, km: float, scope: str = "frr") -> dict[tuple[str, str], dict[str, object]]:
    with made.world().reader() as reader:
        rows = ask(reader, "isolated-territories", {"within_km": km, "scope": scope}).rows()
    return {(str(r["filiere"]), str(r["territory"])): r for r in rows}


@SLOW
@given(seeds, st.sampled_from((5, 20, 40)))
def test_a_wider_circle_or_a_further_offer_isolates_nobody(seed: int, km: float) -> None:
    made = peopled(seed)
    before, wider = _by_key(made, km), _by_key(made, km * 2)
    more = copy.deepcopy(made)
    more.scene.offers.add(("s1", "m4", 2023, "continue"))
    after = _by_key(more, km)
    for key, row in before.items():
        if row["verdict"] == "covered":
            assert wider[key]["verdict"] == after[key]["verdict"] == "covered"


@SLOW
@given(seeds)
@example(8882)  # a diploma that is both the successor of another and a speciality of its successor
def test_all_places_around_which_people_live_are_shared_out_among_them(seed: int) -> None:
    made = peopled(seed)
    made.zoning = dict.fromkeys(made.zoning, "FRR socle")
    made.population = dict.fromkeys(made.population, 7)
    rows, oracle = _by_key(made, 200).values(), Isolated(made, {})
    located = [s for s in made.scene.schools if oracle.oracle.point(s)]
    for filiere in {str(r["filiere"]) for r in rows}:
        rates = [
            float(str(r["accessibility"])) for r in rows if r["filiere"] == filiere and r["accessibility"] is not None
        ]
        places = sum(sum(oracle.supply(s, filiere.split("/")[1])[1:3]) for s in located)
        # All that has a point is within 200 km of all else.
        assert not rates or abs(sum(rates) * 7 / 10_000 - places) < 0.01


def test_a_distance_without_sense_is_refused_in_one_sentence() -> None:
    with peopled(1).world().reader() as reader:
        for km in (-1, 201, 1e9):
            with pytest.raises(BadParameter, match="within_km"):
                ask(reader, "isolated-territories", {"within_km": km})
