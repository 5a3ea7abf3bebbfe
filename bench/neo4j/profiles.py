"""What the server did for a statement: its plan with rows and hits of the database, as text and as a few figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_SCANS = ("AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "PartitionedNodeByLabelScan")
_WIDTH = 110
Plan = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums over a plan; ``most`` is the largest number of rows between two operators."""

    hits: int
    rows: int
    most: int
    operators: int
    products: int


def figures(plan: Plan) -> Figures:
    """Sum up a plan."""
    every = list(walk(plan))
    return Figures(
        hits=sum(_number(p, "DbHits") for p in every),
        rows=_number(plan, "Rows"),
        most=max((_number(p, "Rows") for p in every), default=0),
        operators=len(every),
        products=sum(is_full_product(p) for p in every),
    )


def walk(plan: Plan) -> Iterator[Plan]:
    """Yield a plan's operators, the last one to run first."""
    yield plan
    for child in plan.get("children", ()):
        yield from walk(child)


def is_full_product(plan: Plan) -> bool:
    """Tell whether an operator pairs everything with everything: each side scans a whole label."""
    return _name(plan) == "CartesianProduct" and all(_is_scan(side) for side in plan.get("children", ()))


def _is_scan(plan: Plan) -> bool:
    """Tell whether rows of a whole label come out of an operator; an aggregation gathers them first."""
    if "Aggregation" in _name(plan):
        return False
    return _name(plan) in _SCANS or any(_is_scan(child) for child in plan.get("children", ()))


def render(plan: Plan, depth: int = 0) -> str:
    """Return a plan as text, an operator a line."""
    arguments = plan.get("args", {})
    details = " ".join(str(arguments.get("Details", "")).split())[:_WIDTH]
    line = f"{'  ' * depth}{_name(plan)}  rows {_number(plan, 'Rows'):,}  hits {_number(plan, 'DbHits'):,}  {details}"
    return "\n".join([line.rstrip(), *(render(child, depth + 1) for child in plan.get("children", ()))])


def _name(plan: Plan) -> str:
    return str(plan.get("operatorType", "")).partition("@")[0]


def _number(plan: Plan, name: str) -> int:
    return int(plan.get("args", {}).get(name, 0))
