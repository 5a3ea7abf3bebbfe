"""What is asked to compare two stores: every question, each of its scopes, with and without each filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.registry import ask, questions

Asked = Mapping[str, Scalar]
VARIANTS: Mapping[str, tuple[dict[str, Scalar], ...]] = {
    "missing-continuation": ({"level": 3, "to_level": 4}, {"to_level": 6}, {"year": 2022}),
    "broken-pathway": ({"level": 4}, {"to_level": 5}),
    "coverage-gap": (
        {"described": "assumed", "min_offers": 0},
        {"as_of": "2018-09-01"},
        {"as_of": "2021-12-31", "max_count_age": 1},
        {"as_of": "2030-01-01", "described": "assumed", "min_offers": 1},
    ),
}


def askings(name: str, filters: tuple[dict[str, Scalar], ...]) -> Iterator[Asked]:
    """Yield the default with each filter, each scope alone and with the first filter, and the variants."""
    scope = questions()[name].parameter("scope")
    assert scope is not None
    yield from filters
    for choice in scope.choices:
        yield {"scope": choice}
        yield {"scope": choice, **filters[0]}
    for variant in VARIANTS[name]:
        yield variant
        yield {**variant, **filters[0]}


def same(one: Reader, other: Reader, name: str, asked: Asked) -> dict[str, Any]:
    """Return the answer of both stores; raise AssertionError where they are not the same, order included."""
    first, second = ask(one, name, asked).to_dict(), ask(other, name, asked).to_dict()
    if first != second:
        raise AssertionError(f"{name} {dict(asked)}: {_first_difference(first, second)}")
    return first


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
