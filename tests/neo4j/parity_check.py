"""Whether an answer is what the oracle says: the same rows, every field, and in the declared order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from campus_graph.queries.answer import Answer
from tests.neo4j.parity_areas import broken, coverage
from tests.neo4j.parity_oracle import Oracle, Row
from tests.neo4j.parity_scenes import Asked, Planted

_SEARCH: Mapping[str, Callable[[Oracle, Asked], list[Row]]] = {
    "missing-continuation": Oracle.missing,
    "broken-pathway": broken,
    "coverage-gap": coverage,
}
_KEYS = {
    "missing-continuation": ("establishment", "diploma", "voie"),
    "broken-pathway": ("filiere", "territory"),
    "coverage-gap": ("filiere", "territory"),
}
_RANKS = {
    "missing-continuation": ("gap", "unknown", "covered"),
    "broken-pathway": ("gap", "unknown", "covered", "no-need"),
    "coverage-gap": ("gap", "unknown", "covered-on-paper", "covered", "no-need"),
}


def check(oracle: Oracle, asked: Asked, answer: Answer) -> None:
    """Raise AssertionError where the answer is not what plain loops find."""
    name, rows = answer.question, answer.rows()
    wanted = {_key(name, row): row for row in _SEARCH[name](oracle, asked)}
    found = {_key(name, row): row for row in rows}
    assert len(found) == len(rows), f"{name} {asked}: a row comes twice"
    assert found.keys() == wanted.keys(), f"{name} {asked}: invented {found.keys() - wanted.keys()}, lost " + str(
        wanted.keys() - found.keys()
    )
    for key, row in wanted.items():
        assert not (wrong := _differences(found[key], row)), f"{name} {asked} {key}: {wrong}"
        if name == "broken-pathway":
            _check_chain(oracle, asked, found[key], row)
    assert rows == sorted(rows, key=lambda row: _order(name, row)), f"{name} {asked}: order"
    counted = {v: sum(r["verdict"] == v for r in rows) for v in _RANKS[name]}
    assert dict(answer.counts) == counted


def holds(answer: Answer, planted: Planted) -> bool:
    """Tell whether the planted row is in the answer."""
    return any(all(row[k] == v for k, v in planted.row.items()) for row in answer.rows())


def _key(name: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in _KEYS[name])


def _differences(found: Mapping[str, Any], wanted: Row) -> dict[str, tuple[Any, Any]]:
    """Return field → (found, wanted) of what differs."""
    near = found.get("nearest_establishment") or found.get("nearest_campus")
    pairs = {
        k: (found[k], v) for k, v in wanted.items() if k in found and k not in ("reason", "severity") and found[k] != v
    }
    if wanted["reason"] not in found["reason"]:
        pairs["reason"] = (found["reason"], wanted["reason"])
    if near not in (wanted["nearest"] or {None}):
        pairs["nearest"] = (near, wanted["nearest"])
    if not _close(found["nearest_km"], wanted["km"], 0.11):
        pairs["km"] = (found["nearest_km"], wanted["km"])
    if "severity" in wanted and not _close(found["severity"], wanted["severity"], 0.002):
        pairs["severity"] = (found["severity"], wanted["severity"])
    return pairs


def _close(a: float | None, b: float | None, margin: float) -> bool:
    return (a is None and b is None) or (a is not None and b is not None and abs(a - b) <= margin)


def _check_chain(oracle: Oracle, asked: Asked, found: Mapping[str, Any], wanted: Row) -> None:
    """Check that the path shown is one of the shortest, through continuations and the first school of each."""
    chain = found["chain"]
    names = [step["diploma"].split("/")[1] for step in chain]
    assert len(chain) == wanted["chain_length"], f"{found['filiere']} {found['territory']}: chain {names}"
    assert not chain or chain[-1]["diploma"] == wanted["chain_ends"][0]
    assert all(pair in oracle.continues for pair in itertools.pairwise(names)), f"no such path: {names}"
    scope, code = found["territory"].split("/")
    for name, step in zip(names, chain, strict=True):
        taught = oracle.in_year(asked.get("year")).taught_by[name]
        here = [s for s in taught if oracle.place(s, scope) == code and oracle.passes(s, asked)]
        assert step["level"] == oracle.level(name)
        assert step["establishment"] == min(oracle.id[s] for s in here)
        assert step["label"] == name


def _order(name: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the sort key that the definitions promise: gravest first, the unknown last."""
    rank = _RANKS[name].index(row["verdict"])
    if name == "missing-continuation":
        km, place = row["nearest_km"], row["department"]
        return rank, km is None, -(km or 0), place is None, place or "", *_key(name, row)
    if name == "broken-pathway":
        return rank, row["reached_level"] or 0, *_key(name, row)
    return rank, row["severity"] is None, -(row["severity"] or 0), *_key(name, row)
