"""What a constraint says, apart from the language in which it is asked.

``shapes`` reads constraints from the shapes and the model; ``sql`` and ``cypher`` turn each into a statement that finds
what breaks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from campus_graph.checks.findings import Rule

Scalar = str | int | float | bool
Where = Mapping[str, tuple[Scalar, ...]]  # field → the values of which it has one


@dataclass(frozen=True, slots=True)
class Value:
    """Each value of a field passes a test, named as in SHACL; ``arguments`` are its parameters."""

    field: str
    test: str
    arguments: tuple[Scalar, ...] = ()
    lists: tuple[Scalar, ...] = ()


@dataclass(frozen=True, slots=True)
class Present:
    """A field has a value, always or where another field has a certain one."""

    field: str
    when: tuple[str, Scalar] | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """A field has no value unless another field has a certain one."""

    field: str
    unless: tuple[str, Scalar]


@dataclass(frozen=True, slots=True)
class Refers:
    """Each value of a field, after ``prefix``, is that of ``column`` of a thing of one of these kinds."""

    field: str
    kinds: tuple[str, ...]
    column: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """A relation starts from (``start_id``), or leads to (``end_id``), a thing of one of these kinds."""

    column: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A thing has so many distinct others at the other end of these relations.

    Only others of ``kinds``, or whose fields are as ``other`` says, count; where both are given, either will do.
    ``tie`` restricts the relation itself, and ``inverse`` counts those that lead to the thing.
    """

    relations: tuple[str, ...]
    minimum: int | None = None
    maximum: int | None = None
    inverse: bool = False
    kinds: tuple[str, ...] = ()
    other: Where = field(default_factory=dict)
    tie: Where = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Levels:
    """A field at the end of a relation against the same at its start: ``notFalling`` or ``unchanged``."""

    field: str
    test: str


@dataclass(frozen=True, slots=True)
class Acyclic:
    """Following a relation never leads back to the thing."""

    relation: str


Test = Value | Present | Absent | Refers | End | Count | Levels | Acyclic


@dataclass(frozen=True, slots=True)
class Constraint:
    """A rule, the kind or relation whose records it is about, and what it asks of each."""

    rule: Rule
    owner: str
    test: Test
