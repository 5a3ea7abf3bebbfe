"""Steering against plain loops on generated statements, and what one more statement may change."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus_graph.queries.registry import ask
from tests.world import World
from tests.world_network import partner, priority, steering

AS_OF = "2024-06-30"
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FILIERES = ("tourisme-gastronomie", "chimie-biotechnologies")
FUNCTIONS = {"campus/a": ("operational-director", "steering-committee"), "region/27": ("regional-referent",)}
begins = st.sampled_from((None, "2020", "2024-06-30", "2024-07", "2025"))
ends = st.sampled_from((None, "2023", "2024-06", "2024-05-31", "2026"))
states = st.sampled_from((None, "filled", "vacant"))
pairs = [(s, f) for s, functions in FUNCTIONS.items() for f in functions]
said = st.dictionaries(st.sampled_from(pairs), st.tuples(states, begins, ends), max_size=3)
pilots = st.sets(st.tuples(st.sampled_from("xyz"), st.sampled_from(("copilote", "financeur", "membre"))), max_size=5)
# filière of the campus, its years, what the region prioritises, how many campuses a source counts
labels = st.tuples(st.sampled_from(FILIERES), st.sampled_from((None, 2015, 2023)), st.sampled_from((None, 1, 4)))
named = st.sets(st.sampled_from(FILIERES))
counts = st.sampled_from((None, 0, 1, 2))
Said = dict[tuple[str, str], tuple[str | None, str | None, str | None]]
Label = tuple[str, int | None, int | None]


def make(known: Said, roles: set[tuple[str, str]], award: Label, wanted: set[str], count: int | None) -> World:
    """Return one campus of one region with what is said."""
    world = World()
    filiere, issued, duration = award
    world.campus("a", "27", filiere, issued=issued, duration=duration)
    for (subject, function), (status, since, until) in known.items():
        steering(world, subject, function, status, since, until)
    for name, role in sorted(roles):
        partner(world, "a", name, "autre", role)
    for target in sorted(wanted):
        priority(world, "27", f"filiere/{target}", 2023, "SRDEII")
    if count is not None:
        world.count("27", count, "2022")
    return world


def _function(state: tuple[str | None, str | None, str | None] | None) -> str:
    if state is None:
        return "unknown"
    status, since, until = state
    latest = {None: "9999-12-31", "2023": "2023-12-31", "2024-06": "2024-06-30", "2026": "2026-12-31"}.get(until, until)
    earliest = {None: "0000-01-01", "2020": "2020-01-01", "2024-07": "2024-07-01", "2025": "2025-01-01"}.get(
        since, since
    )
    if not str(earliest) <= AS_OF <= str(latest):
        return "unknown"
    return "gap" if status == "vacant" else "covered"


def _plan(filiere: str, award: Label, count: int | None) -> str:
    own, issued, duration = award
    expiry = issued + duration if issued and duration else None
    if own == filiere:
        return "unknown" if expiry and expiry < 2024 else "covered"
    return "gap" if count == 1 else "unknown"


def oracle(
    known: Said, roles: set[tuple[str, str]], award: Label, wanted: set[str], count: int | None
) -> dict[tuple[str, str, str | None], str]:
    """Return (subject, need, filière) → verdict, as a reader of the definition would."""
    found: dict[tuple[str, str, str | None], str] = {}
    for subject, function in [*pairs, ("region/27", "strategic-committee")]:
        found[subject, function, None] = _function(known.get((subject, function)))
    piloting, funding = ({n for n, r in roles if r == role} for role in ("copilote", "financeur"))
    found["campus/a", "copilots", None] = "covered" if len(piloting) >= 2 else "unknown"
    found["campus/a", "co-funding", None] = "covered" if funding else "unknown"
    for filiere in wanted:
        found["region/27", "plan", f"filiere/{filiere}"] = _plan(filiere, award, count)
    if not wanted:
        found["region/27", "plan", None] = "unknown"
    return {
        **found,
        ("academy/03", "academic-referent", None): "unknown",
        ("academy/07", "academic-referent", None): "unknown",
    }


def answer(world: World, **asked: Any) -> dict[tuple[str, str, str | None], str]:
    """Return (subject, need, filière) → verdict for the one region."""
    with world.reader() as reader:
        rows = ask(reader, "steering", {"as_of": AS_OF, "region": "27", **asked}).rows()
    return {(str(r["subject"]), str(r["need"]), r["filiere"]): str(r["verdict"]) for r in rows}  # type: ignore[misc]


@SLOW
@given(said, pilots, labels, named, counts)
def test_each_need_is_judged_as_a_reader_of_the_definition_would(
    known: Said, roles: set[tuple[str, str]], award: Label, wanted: set[str], count: int | None
) -> None:
    assert answer(make(known, roles, award, wanted, count)) == oracle(known, roles, award, wanted, count)


@SLOW
@given(said, pilots, labels, named)
def test_supposing_a_complete_description_only_turns_the_unknown_into_gaps(
    known: Said, roles: set[tuple[str, str]], award: Label, wanted: set[str]
) -> None:
    world = make(known, roles, award, wanted, None)
    stated, assumed = answer(world), answer(world, described="assumed")
    assert stated.keys() == assumed.keys()
    assert all(
        assumed[key] == verdict or (verdict, assumed[key]) == ("unknown", "gap") for key, verdict in stated.items()
    )
