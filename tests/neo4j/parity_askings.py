"""What is asked to compare two stores: every question, each of its scopes, with and without each filter."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.explain import explain
from campus_graph.queries.registry import ask, questions

Asked = Mapping[str, Scalar]
CASES = Path(__file__).parent.parent / "cases"


def askings(
    name: str, filters: tuple[dict[str, Scalar], ...], scopes_alone: bool = True, default: bool = True
) -> Iterator[Asked]:
    """Yield the default with each filter that it takes, each choice and variant with one, and each scope alone.

    Without ``scopes_alone`` only the default is asked without a filter; without ``default`` nothing is.
    """
    asked = questions()[name]
    taken = [f for f in filters if all(asked.parameter(p) for p in f)] or [{}]
    yield from taken
    if default and not scopes_alone:
        yield {}
    choices: list[dict[str, Scalar]] = [{p.name: choice} for p in asked.parameters for choice in p.choices]
    for variant in [*choices, *variants(name)]:
        yield {**variant, **taken[0]}
        if "scope" in variant and scopes_alone:
            yield variant


def variants(name: str) -> list[dict[str, Scalar]]:
    """Return the askings that ``variants.toml`` beside the cases of a question lists."""
    path = CASES / name / "variants.toml"
    found: list[dict[str, Scalar]] = tomllib.loads(path.read_text(encoding="utf-8"))["asked"] if path.exists() else []
    return found


def same(one: Reader, other: Reader, name: str, asked: Asked) -> dict[str, Any]:
    """Return the answer of both stores; raise AssertionError where they are not the same, order included."""
    answers = [ask(store, name, asked) for store in (one, other)]
    first, second = (answer.to_dict() for answer in answers)
    if first != second:
        raise AssertionError(f"{name} {dict(asked)}: {_first_difference(first, second)}")
    for place in _some_places(answers[0].frame.height):
        proofs = [explain(store, answer, str(place)) for store, answer in zip((one, other), answers, strict=True)]
        assert proofs[0] == proofs[1], f"{name} {dict(asked)}: two proofs of row {place}"
    return first


def _some_places(rows: int) -> list[int]:
    """Return the first and the last place: a proof of each row would take hours on the real data."""
    return sorted({1, rows}) if rows else []


def _first_difference(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    for key in one:
        if one[key] != other[key] and key != "rows":
            return f"{key}: {one[key]} and {other[key]}"
    rows = list(zip(one["rows"], other["rows"], strict=False))
    at = next((i for i, (a, b) in enumerate(rows) if a != b), len(rows))
    if at == len(rows):
        return f"{len(one['rows'])} and {len(other['rows'])} rows"
    a, b = rows[at]
    return f"row {at}: " + ", ".join(f"{k}: {a[k]!r} and {b[k]!r}" for k in a if a[k] != b[k])
