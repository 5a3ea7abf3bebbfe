"""The vocabularies of others: their prefixes, their terms that ours names, and how a thing or a tie reads in them.

``standards.toml`` declares each term as what its own document says it is, so that nothing has to be fetched.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from campus_graph.ontology.model import FOLDER, load_model
from campus_graph.ontology.namespace import DEFINITIONS, term

_ABOUT = ("namespace", "title", "publisher", "version")  # the last may be absent


@dataclass(frozen=True, slots=True)
class Standard:
    """One vocabulary; ``terms`` are what kind of term (Class, ObjectProperty, Concept …) → local names."""

    prefix: str
    namespace: str
    title: str
    publisher: str
    version: str
    terms: Mapping[str, tuple[str, ...]]

    @property
    def named(self) -> str:
        """Return the title, with the version where it has one."""
        return f"{self.title} ({self.version})" if self.version else self.title


@dataclass(frozen=True, slots=True)
class Reified:
    """How a standard states a relation with its fields: a class, and the properties that lead to the two ends.

    ``end`` is None where the standard's property depends on what the end is.
    """

    kind: str
    start: str
    end: str | None


@cache
def standards() -> Mapping[str, Standard]:
    """Return prefix → vocabulary, sorted by prefix."""
    said = tomllib.loads((FOLDER / "standards.toml").read_text(encoding="utf-8"))
    return {
        prefix: Standard(
            prefix,
            **{name: one.get(name, "") for name in _ABOUT},
            terms={kind: tuple(names) for kind, names in one.items() if kind not in _ABOUT},
        )
        for prefix, one in sorted(said.items())
    }


def expanded(name: str) -> str:
    """Return the IRI of a prefixed name of a standard.

    >>> expanded("org:Role")
    'http://www.w3.org/ns/org#Role'
    """
    prefix, local = name.split(":", 1)
    return standards()[prefix].namespace + local


def shortened(iri: str) -> str:
    """Return the prefixed name of a term of a standard, or of one of ours.

    >>> shortened("http://www.w3.org/ns/org#Role")
    'org:Role'
    """
    spaces = {"cg": DEFINITIONS, **{s.prefix: s.namespace for s in standards().values()}}
    fitting = [(space, prefix) for prefix, space in spaces.items() if iri.startswith(space)]
    if not fitting:
        return iri
    space, prefix = max(fitting)
    return f"{prefix}:{iri.removeprefix(space)}"


@cache
def kinds_of(kind: str) -> tuple[str, ...]:
    """Return the IRIs of all classes of a thing of this kind: ours, nearest first, then those of the standards."""
    node = load_model().nodes[kind]
    return (*(DEFINITIONS + name for name in (kind, *node.ancestors)), *map(expanded, node.standards))


@cache
def reified() -> Mapping[str, Reified]:
    """Return relation → how a standard states it with its fields, for those that have such a form."""
    said: dict[str, dict[str, str]] = {}
    for subject, predicate, value in _said_of_relations():
        said.setdefault(subject, {})[predicate] = value
    return {
        relation: Reified(own["reifiedAs"], own["startAs"], own.get("endAs"))
        for relation in load_model().relations
        if "reifiedAs" in (own := said.get(term(relation), {}))
    }


def _said_of_relations() -> Iterator[tuple[str, str, str]]:
    from pyoxigraph import NamedNode, parse

    for path in sorted((FOLDER / "relations").glob("*.ttl")):
        for quad in parse(path=path):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                yield quad.subject.value, quad.predicate.value.removeprefix(DEFINITIONS), quad.object.value
