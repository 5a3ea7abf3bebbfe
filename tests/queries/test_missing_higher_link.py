"""Missing higher links against plain loops on generated networks, and what one more fact may change."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus_graph.queries.registry import ask
from tests.world import World
from tests.world_network import indicator, member, partner, set_category, tie

AS_OF, FILIERE = "2024-06-30", "tourisme-gastronomie"
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KINDS = {"lycee": "lycee", "univ": "universite", "iut": "iut", "flou": "inconnu"}
LEVELS = {"bts": 5, "but": 6, "master": 7}
PARTNERS = {"Université X": "formation", "Lycée Y": "formation", "Yncréa": "formation", "CNRS": "laboratoire"}
schools = st.sampled_from(sorted(KINDS))
members = st.sets(st.tuples(schools, st.sampled_from((None, "2023", "2025"))), max_size=4)
taught = st.sets(st.tuples(schools, st.sampled_from(sorted(LEVELS))), max_size=6)
partners = st.sets(st.sampled_from(sorted(PARTNERS)), max_size=2)
ties = st.lists(
    st.tuples(schools, schools, st.sampled_from((None, "2023", "2026"))), max_size=3, unique_by=lambda t: t[:2]
)
counts = st.one_of(st.none(), st.integers(0, 3))
Members = set[tuple[str, str | None]]
Pairs = set[tuple[str, str]]
Ties = list[tuple[str, str, str | None]]


def make(known: Members, offers: Pairs, others: set[str], agreed: Ties, count: int | None) -> World:
    """Return one campus with this network, and one school outside that teaches the BUT."""
    world = World()
    for name, kind in {**KINDS, "dehors": "iut"}.items():
        world.establishment(name, "25")
        set_category(world, name, kind)
    for name, level in LEVELS.items():
        world.diploma(name, level, FILIERE)
    world.diploma("autre", 4)
    for school, diploma in sorted({*offers, ("dehors", "but"), ("lycee", "autre")}):
        world.offer(school, diploma)
    world.campus("a", "27", FILIERE)
    for name, until in sorted(_last(known).items()):
        member(world, "a", name, "membre", None, until)
    for name in sorted(others):
        partner(world, "a", name, PARTNERS[name])
    for start, end, until in agreed:
        tie(world, start, end, "convention", "a", "2020", until)
    if count is not None:
        indicator(world, "campus/a", "membres", count, "2023")
    return world


def _last(known: Members) -> dict[str, str | None]:
    return dict(sorted(known, key=str))


def oracle(
    known: Members, offers: Pairs, others: set[str], agreed: Ties, count: int | None, sure: bool
) -> dict[str, str]:
    """Return need → verdict, as a reader of the definition would."""
    here = {name for name, until in _last(known).items() if until != "2023"}
    every = {*offers, ("dehors", "but"), ("lycee", "autre")}
    complete = sure or count == len(here)
    trainers = {p for p in others if PARTNERS[p] == "formation"}
    silent = trainers or {s for s in here if not any(school == s for school, _ in every)}
    higher = any(KINDS[s] in ("universite", "iut") for s in here) or "Université X" in others
    vague = "flou" in here or "Yncréa" in others
    found = {"higher-member": _said(higher, complete and not vague), "lab": _said("CNRS" in others, complete)}
    for diploma, level in LEVELS.items():
        somewhere = any(d == diploma for _, d in every)
        mine = any(s in here and d == diploma for s, d in every)
        found[f"level-{level}"] = _said(mine, complete and somewhere and not silent)
    tied = any({KINDS[a], KINDS[b]} & {"universite", "iut"} for a, b, until in agreed if until != "2023")
    return {**found, "agreement": _said(tied, sure)}


def _said(there: bool, proved: bool) -> str:
    return "covered" if there else "gap" if proved else "unknown"


def answer(world: World, **asked: Any) -> dict[str, str]:
    """Return need → verdict for the one campus."""
    with world.reader() as reader:
        rows = ask(reader, "missing-higher-link", {"as_of": AS_OF, **asked}).rows()
    return {str(r["need"]): str(r["verdict"]) for r in rows}


@SLOW
@given(members, taught, partners, ties, counts, st.sampled_from(("stated", "assumed")))
def test_each_link_is_judged_as_a_reader_of_the_definition_would(
    known: Members, offers: Pairs, others: set[str], agreed: Ties, count: int | None, described: str
) -> None:
    found = answer(make(known, offers, others, agreed, count), described=described)
    assert found == oracle(known, offers, others, agreed, count, described == "assumed")


@SLOW
@given(members, taught, partners, ties, schools)
def test_a_new_member_takes_no_link_away(
    known: Members, offers: Pairs, others: set[str], agreed: Ties, new: str
) -> None:
    before = answer(make(known, offers, others, agreed, None))
    after = answer(make({k for k in known if k[0] != new} | {(new, None)}, offers, others, agreed, None))
    assert all(after[need] == "covered" for need, verdict in before.items() if verdict == "covered")
