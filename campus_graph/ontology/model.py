"""The ontology as frozen Python data: which kinds, relations and fields the graph may have.

Problem: tables, constraints and checks must follow from the ontology and from nothing else.
Remedy: read the Turtle files once and hand out a ``Model``; code asks it, and never lists columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Field:
    """One column. ``type`` is string, integer, double or boolean; ``many`` makes it a list."""

    name: str
    type: str
    many: bool
    required: bool
    key: bool
    derived: bool
    vocabulary: str | None
    label_fr: str
    label_en: str


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A class of things with its own table; ``ancestors`` are our superclasses, nearest first.

    ``searchable`` tells whether the search for names finds them: measured values have no name of their own.
    """

    name: str
    path: str
    ancestors: tuple[str, ...]
    standards: tuple[str, ...]
    label_fr: str
    label_en: str
    comment_fr: str
    searchable: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class RelationKind:
    """A relation with its own table; ``sources`` and ``targets`` are concrete node kinds."""

    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    derived: bool
    label_fr: str
    label_en: str
    comment_fr: str
    fields: tuple[Field, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """Return the columns that tell one edge from another."""
        return ("start_id", "end_id", *(f.name for f in self.fields if f.key))


@dataclass(frozen=True, slots=True)
class Concept:
    """One term of a vocabulary."""

    notation: str
    label_fr: str
    label_en: str
    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Model:
    """All that the ontology says, sorted by name."""

    nodes: Mapping[str, NodeKind]
    relations: Mapping[str, RelationKind]
    vocabularies: Mapping[str, tuple[Concept, ...]]

    def path(self, kind: str) -> str:
        """Return the first part of the identifiers of a kind."""
        return self.nodes[kind].path

    def kind_of(self, identifier: str) -> str | None:
        """Return the kind that the first part of an identifier names, or None."""
        path = identifier.split("/")[0]
        return next((n.name for n in self.nodes.values() if n.path == path), None)

    def concrete(self, kind: str) -> tuple[str, ...]:
        """Return the concrete kinds under ``kind``, itself included."""
        return tuple(n.name for n in self.nodes.values() if kind == n.name or kind in n.ancestors)

    def notations(self, vocabulary: str) -> tuple[str, ...]:
        """Return the terms of a vocabulary in their declared order."""
        return tuple(c.notation for c in self.vocabularies[vocabulary])


@cache
def load_model(folder: Path = FOLDER) -> Model:
    """Read the Turtle files below ``folder``, once.

    Raises:
        ModelError: a relation or field that names something undeclared.

    """
    from campus_graph.ontology.turtle import read_model

    return read_model(folder)
