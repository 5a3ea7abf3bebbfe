"""The calendar of labels against plain loops on generated labels and steps, and what one more fact may change."""

from __future__ import annotations

import calendar
import datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus_graph.queries.registry import ask
from tests.world import World
from tests.world_network import label, step

AS_OF = "2024-06-30"
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
years = st.one_of(st.none(), st.integers(2015, 2027))
dates = st.one_of(
    st.none(), st.sampled_from(("2023", "2024", "2025", "2024-06", "2024-05", "2024-07-01", "2024-06-30"))
)
steps = st.tuples(
    st.sampled_from(("caen", "interim-report", "renewal")), dates, dates, st.sampled_from(("refus", None))
)
# campus, year of award, year of expiry, steps
labels = st.lists(st.tuples(st.sampled_from("ab"), years, years, st.lists(steps, max_size=2)), max_size=6)
Labels = list[tuple[str, int | None, int | None, list[tuple[str, str | None, str | None, str | None]]]]


def make(drawn: Labels) -> World:
    """Return two campuses with these labels."""
    world = World()
    for slug in "ab":
        world.campus(slug, "27", "tourisme-gastronomie", category="projet")
    for i, (campus, issued, expiry, known) in enumerate(drawn):
        label(world, campus, f"l{i}", issued, expiry)
        for kind, due, done, outcome in known:
            step(world, f"l{i}", kind, due, done, outcome)
    return world


def last_day(date: str) -> datetime.date:
    """Return the last day that a year, a month or a day names."""
    year, month, day = [*map(int, date.split("-")), 0, 0][:3]
    month = month or 12
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])


def first_day(date: str) -> datetime.date:
    """Return the first day that a year, a month or a day names."""
    year, month, day = [*map(int, date.split("-")), 1, 1][:3]
    return datetime.date(year, month, day)


def verdict(drawn: Labels, i: int) -> str | None:
    """Return what a reader of the definition says of one label; None where it is not in the calendar."""
    today, campus, issued, expiry, known = datetime.date.fromisoformat(AS_OF), *drawn[i]
    if issued and issued > 2024:
        return None
    start = issued or (expiry - 1 if expiry else None)
    others = [o[1] for o in drawn if o[0] == campus and o[1] and o[1] <= 2024]
    done = [s for s in known if s[2] and first_day(s[2]) <= today]
    open_dues = [s[1] for s in known if s[1] and s not in done]
    if (start and any(o > start for o in others)) or any(s[0] == "renewal" and s[3] is None for s in done):
        return "renewed"
    if any(last_day(due) < today for due in open_dues):
        return "overdue"
    latest = expiry or (issued + 5 if issued else None)
    if latest and latest < 2024:
        return "to-check"
    if (expiry and expiry <= 2025) or any(first_day(due) <= datetime.date(2025, 6, 30) for due in open_dues):
        return "due"
    return "holds" if expiry else "unknown"


def answer(world: World, **asked: Any) -> dict[str, str]:
    """Return label → verdict."""
    with world.reader() as reader:
        rows = ask(reader, "label-calendar", {"as_of": AS_OF, **asked}).rows()
    return {str(r["award"]): str(r["verdict"]) for r in rows}


@SLOW
@given(labels)
def test_each_label_is_judged_as_a_reader_of_the_definition_would(drawn: Labels) -> None:
    wanted = {f"label/l{i}": v for i in range(len(drawn)) if (v := verdict(drawn, i))}
    assert answer(make(drawn)) == wanted


@SLOW
@given(labels, st.integers(0, 30))
def test_a_longer_horizon_only_makes_labels_due(drawn: Labels, months: int) -> None:
    world = make(drawn)
    near, far = answer(world, horizon=months), answer(world, horizon=months + 12)
    assert near.keys() == far.keys()
    assert all(far[name] in (said, "due") for name, said in near.items())


@SLOW
@given(labels)
def test_a_new_label_renews_every_earlier_one_of_its_campus(drawn: Labels) -> None:
    world = make(drawn)
    label(world, "a", "new", 2024, 2029)
    after = answer(world)
    earlier = {
        f"label/l{i}" for i, (campus, issued, _, _) in enumerate(drawn) if campus == "a" and issued and issued < 2024
    }
    assert {after[name] for name in earlier} <= {"renewed"}
    assert after["label/new"] == "holds"
