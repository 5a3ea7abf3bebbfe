"""Finding things by their names or codes, and in which order people are shown them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from campus_graph.api.web.links import page_of
from campus_graph.api.web.telling import told
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model
from campus_graph.text import folded, nearest

# What people look for most comes first; kinds that are not named follow.
_FIRST = (
    "Campus",
    "Filiere",
    "Region",
    "Academy",
    "Department",
    "Establishment",
    "Diploma",
    "CompetitivenessCluster",
    "Partner",
    "EmploymentZone",
    "Commune",
)
_PLURALS = {
    "Academy": "Académies",
    "AcademicRegion": "Régions académiques",
    "CallForProjects": "Appels à projets",
    "Campus": "Campus",
    "Commune": "Communes",
    "CompetitivenessCluster": "Pôles de compétitivité",
    "Department": "Départements",
    "Diploma": "Diplômes",
    "EmploymentZone": "Zones d’emploi",
    "Establishment": "Établissements",
    "Filiere": "Filières",
    "Intercommunality": "Intercommunalités",
    "Label": "Labels",
    "LabelStep": "Étapes de labellisation",
    "Occupation": "Métiers",
    "Partner": "Partenaires",
    "Region": "Régions",
    "ResearchLab": "Laboratoires",
    "Source": "Sources",
    "Speciality": "Spécialités",
    "SteeringFunction": "Fonctions de pilotage",
}
_MOST = 2_000  # names looked at: enough for every kind to be seen
_NAMED = ("Campus", "Filiere", "Region", "Academy", "Department")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found; ``about`` tells it from others of the same name."""

    identifier: str
    label: str
    page: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The things found of one kind, best first; ``total`` counts also those that are not shown."""

    kind: str
    path: str
    words: str
    hits: Sequence[Hit]
    total: int


def plural(kind: str) -> str:
    """Return the French plural of a kind.

    >>> plural("CompetitivenessCluster")
    'Pôles de compétitivité'
    """
    return _PLURALS.get(kind, load_model().nodes[kind].label_fr.capitalize())


def found(reader: Reader, words: str, each: int) -> list[Group]:
    """Return what bears these words in its name, or this code, by kind: at most ``each`` things of a kind."""
    rows = [*_coded(reader, words), *reader.search(words, _MOST).select("id", "kind", "label").iter_rows()]
    kinds: dict[str, dict[str, str]] = {}
    for identifier, kind, label in rows:
        kinds.setdefault(kind, {})[identifier] = label
    return _told(reader, [_group(kind, kinds[kind], each) for kind in sorted(kinds, key=_place)])


def every(reader: Reader, path: str, most: int) -> list[Group]:
    """Return the things of one kind by their names, at most so many; nothing for an unknown kind."""
    kind = load_model().kind_of(f"{path}/")
    if kind is None:
        return []
    names = reader.table(kind).select("id", "label").sort(folded("label"), "id")
    return _told(reader, [_group(kind, dict(names.iter_rows()), most)])


def _told(reader: Reader, groups: Sequence[Group]) -> list[Group]:
    words = told(reader, [hit.identifier for group in groups for hit in group.hits])
    return [replace(g, hits=[replace(h, about=words.get(h.identifier, "")) for h in g.hits]) for g in groups]


def suggestions(reader: Reader, words: str) -> list[str]:
    """Return names of campuses, filières and territories that are written nearly so."""
    names = [name for kind in _NAMED for name in reader.table(kind)["label"].to_list()]
    return nearest(words, names)


def _place(kind: str) -> tuple[int, str]:
    return (_FIRST.index(kind) if kind in _FIRST else len(_FIRST), plural(kind))


def _group(kind: str, named: dict[str, str], each: int) -> Group:
    shown = list(named.items())[:each]
    hits = [Hit(identifier, label, page_of(identifier)) for identifier, label in shown]
    return Group(kind, load_model().path(kind), plural(kind), hits, len(named))


def _coded(reader: Reader, words: str) -> list[tuple[str, str, str]]:
    """Return what has exactly this code: the UAI of an establishment, the number of a diploma or département."""
    code = words.strip().upper()
    if not code or " " in code or "/" in code:
        return []
    tried = [f"{node.path}/{code}" for node in load_model().nodes.values() if node.searchable]
    return [(i, k, label) for i, k, label in reader.nodes(tried).select("id", "kind", "label").iter_rows()]
