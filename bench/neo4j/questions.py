"""3. The three questions at national scope: ours on the server, a plain formulation, and the embedded file beside.

Ours is the whole answer: every statement, the nearest places, the reasons. The plain form (``*.cypher`` here) is
what a good user would write from the pattern of the question; it gives verdicts or levels only. Both must agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from neo4j.exceptions import Neo4jError

from bench.child import NotDone
from bench.neo4j.database import Database, timed_out
from bench.neo4j.profiles import Figures, figures, render
from bench.report import Part
from bench.timing import Cost, Timing
from campus_graph.graph.server import ServerReader
from campus_graph.graph.store import Reader, Scalar, open_store
from campus_graph.queries.registry import ask, question, questions

HERE = Path(__file__).parent
LIMIT = 60.0
_SLOW = 5.0
_KEYS = {
    "missing-continuation": ("establishment", "diploma", "voie", "verdict"),
    "broken-pathway": ("filiere", "territory", "reached_level"),
    "coverage-gap": ("filiere", "territory", "verdict"),
}
Parameters = Mapping[str, Scalar]


def compare(database: Database, store: Path, folder: Path, repeats: int) -> Part:
    """Measure each question; keep the profiles in ``folder``."""
    part = Part("3 · The three questions, whole France, warm")
    folder.mkdir(parents=True, exist_ok=True)
    with ServerReader(database.access.uri, database.credentials) as server, open_store(store) as file:
        for name in questions():
            part.attempt(name, partial(_compare_one, part, database, server, file, name, repeats))
            part.attempt(f"{name}: profiles", partial(_profile, part, database, server, name, folder))
    return part


def _compare_one(part: Part, database: Database, server: ServerReader, file: Reader, name: str, repeats: int) -> None:
    given = parameters(server, name)
    plain = partial(database.run, plain_text(name), LIMIT, given=given)
    first = _first(database, plain)
    rivals: dict[str, Callable[[], object]] = {"ours": partial(ask, server, name), "file": partial(ask, file, name)}
    if first is not None and first[1].wall < _SLOW:
        rivals["plain"] = plain
    costs = _in_turn(database, rivals, repeats)
    mine = costs["ours"]
    part.add(f"{name}: ours on the server, p50", mine.median * 1e3, "ms", note=mine.note)
    if first is None:
        part.add("  plain form", None, "", note=f"over {LIMIT:.0f} s: stopped by the time limit")
        part.add("  plain / ours", LIMIT / mine.median, "×", at_least=1, note="at least: it did not finish")
    else:
        theirs = costs.get("plain") or Timing.of([first[1]])
        once_only = "" if "plain" in costs else "one run, slow; "
        part.add("  plain form, verdicts only", theirs.median * 1e3, "ms", note=once_only + theirs.note)
        by_cpu = f"by cpu {theirs.cpu / mine.cpu:.1f}" if mine.cpu else ""
        part.add("  plain / ours", theirs.median / mine.median, "×", at_least=1, note=by_cpu)
        part.add("  rows on which they differ", _differing(server, name, first[0]), "", 0, f"of {len(first[0]):,}")
    part.add("  embedded file", costs["file"].median * 1e3, "ms", note=costs["file"].note)


def _first(database: Database, plain: Callable[[], list[dict[str, Any]]]) -> tuple[list[dict[str, Any]], Cost] | None:
    """Run the plain form once, to plan it and to learn how slow it is; then, if it is quick, for its figure."""
    try:
        found, cost = database.cost(plain)
        return (found, cost) if cost.wall >= _SLOW else database.cost(plain)
    except Neo4jError as error:
        if timed_out(error):
            return None
        raise NotDone(f"the plain form failed: {str(error.message).splitlines()[0]}") from error


def _in_turn(database: Database, rivals: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, Timing]:
    costs: dict[str, list[Cost]] = {name: [] for name in rivals}
    for number in range(repeats + 2):  # two runs to warm up
        for name, work in rivals.items():
            cost = database.cost(work)[1]
            if number >= 2:
                costs[name].append(cost)
    return {name: Timing.of(runs) for name, runs in costs.items()}


def _differing(reader: Reader, name: str, theirs: list[dict[str, Any]]) -> int:
    """Return how many of our rows the plain form does not have with the same verdict or level."""
    columns = _KEYS[name]
    mine = ask(reader, name).frame.select(columns)
    other = pl.DataFrame(theirs, schema=dict(mine.schema))
    return mine.join(other, on=list(columns), how="anti", nulls_equal=True).height


def parameters(reader: Reader, name: str) -> dict[str, Scalar]:
    """Return the parameters of a question as its statements get them by default."""
    answer = ask(reader, name)
    given: dict[str, Any] = dict(answer.parameters)
    return {**given, "as_of_year": int(given["as_of"][:4])} if "as_of" in given else given


def plain_text(name: str) -> str:
    """Return the plain form of a question, parameters as the product passes them."""
    return in_given((HERE / f"{name}.cypher").read_text(encoding="utf-8"))


def in_given(text: str) -> str:
    """Return a statement whose parameters come as one map."""
    return re.sub(r"\$(\w+)", r"$given.\1", text)


def _profile(part: Part, database: Database, reader: Reader, name: str, folder: Path) -> None:
    given = parameters(reader, name)
    texts = {f"{name}: {key}": in_given(text) for key, text in question(name).statements("server.cypher").items()}
    sums = {title: _kept(database, title, text, given, folder) for title, text in texts.items()}
    plain = _kept(database, f"{name}: plain", plain_text(name), given, folder)
    ours = [s for s in sums.values() if s]
    part.add("  ours: hits of the database", sum(s.hits for s in ours), "", note=f"{len(ours)} statements, PROFILE")
    note = "PROFILE" if plain else "PROFILE stopped by the time limit"
    part.add("  plain: hits of the database", plain.hits if plain else None, "", note=note)
    part.add("  ours: most rows between two operators", max(s.most for s in ours), "")
    part.add("  ours: products of whole label scans", sum(s.products for s in ours), "", 0)


def _kept(database: Database, title: str, text: str, given: Parameters, folder: Path) -> Figures | None:
    """Profile a statement and keep its plan as text; one that takes too long is only explained."""
    path = folder / f"{title.replace(': ', '-')}.txt"
    try:
        plan = database.plan(f"PROFILE {text}", LIMIT, given=given)
    except Neo4jError as error:
        if not timed_out(error):
            raise NotDone(f"{title}: {str(error.message).splitlines()[0]}") from error
        plan = database.plan(f"EXPLAIN {text}", LIMIT, given=given)
        path.write_text(f"{title}: over {LIMIT:.0f} s under PROFILE; the plan only\n\n{render(plan)}\n", "utf-8")
        return None
    found = figures(plan)
    head = f"{title}: {found.hits:,} hits, {found.rows:,} rows, at most {found.most:,} between two operators"
    path.write_text(f"{head}\n\n{render(plan)}\n", encoding="utf-8")
    return found
