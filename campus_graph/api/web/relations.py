"""The relations of a thing as tables in readable French: what each says, in which years, by which sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from campus_graph.api.web.cells import Cell, Item
from campus_graph.api.web.finding import plural
from campus_graph.api.web.shared import Files, term
from campus_graph.api.web.telling import told
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import Field, load_model
from campus_graph.text import fold

MOST = 50
Record = dict[str, Any]
Groups = Sequence[tuple[str, Sequence[Record]]]  # the other thing, and the records of it
_OUT, _IN = "→", "←"
# (relation, direction) → heading; « {} » stands for the kind of the others
HEADINGS: Mapping[tuple[str, str], str] = {
    ("AWARDED", _OUT): "Labels",
    ("AWARDED", _IN): "Campus qui l’a reçu",
    ("BELONGS_TO", _OUT): "Filières",
    ("BELONGS_TO", _IN): "Diplômes de la filière",
    ("CONTINUES_TO", _OUT): "Poursuites publiées",
    ("CONTINUES_TO", _IN): "Diplômes qui y mènent",
    ("COOPERATES_WITH", _OUT): "Coopérations",
    ("COOPERATES_WITH", _IN): "Coopérations",
    ("COVERS", _OUT): "Zone déclarée",
    ("COVERS", _IN): "Campus dont la zone déclarée est celle-ci",
    ("HAS_MEMBER", _OUT): "Membres",
    ("HAS_MEMBER", _IN): "Campus dont il est membre",
    ("HAS_STEP", _OUT): "Étapes",
    ("HAS_STEP", _IN): "Label",
    ("IN_FILIERE", _OUT): "Filières",
    ("IN_FILIERE", _IN): "Campus de la filière",
    ("IN_SPECIALITY", _OUT): "Groupe de spécialité",
    ("IN_SPECIALITY", _IN): "Diplômes de la spécialité",
    ("LEADS_TO", _OUT): "Poursuites, telles que publiées",
    ("LEADS_TO", _IN): "Diplômes qui y mènent, tels que publiés",
    ("LOCATED_IN", _OUT): "Commune",
    ("LOCATED_IN", _IN): "{} ici",
    ("OFFERS", _OUT): "Diplômes proposés",
    ("OFFERS", _IN): "Établissements qui le proposent",
    ("PARTNERS_WITH", _OUT): "Partenaires",
    ("PARTNERS_WITH", _IN): "Campus dont il est partenaire",
    ("PART_OF", _OUT): "Composante de",
    ("PART_OF", _IN): "Composantes : {}",
    ("PREPARES_FOR", _OUT): "Métiers préparés",
    ("PREPARES_FOR", _IN): "Diplômes qui y préparent",
    ("PRIORITISES", _OUT): "Priorités déclarées : {}",
    ("PRIORITISES", _IN): "Régions qui en font une priorité",
    ("SPECIALISES", _OUT): "Spécialités",
    ("SPECIALISES", _IN): "Année commune",
    ("STEERED_BY", _OUT): "Pilotage",
    ("STEERED_BY", _IN): "Ce qu’il pilote",
    ("SUCCEEDS", _OUT): "A remplacé",
    ("SUCCEEDS", _IN): "Remplacé par",
    ("SUPPORTED_BY", _OUT): "Établissement support",
    ("SUPPORTED_BY", _IN): "Campus dont il est le support",
    ("TEACHES", _OUT): "Diplômes préparés, par diplôme ouvert",
    ("TEACHES", _IN): "Établissements qui le préparent",
    ("UNDER", _OUT): "Au titre de",
    ("UNDER", _IN): "Labels",
    ("WITHIN", _OUT): "Fait partie de",
    ("WITHIN", _IN): "{}",
}
# What matters most comes first: campuses, then what is taught and where it leads, then the rest.
_FIRST = (
    ("COVERS", _IN),
    ("HAS_MEMBER", _IN),
    ("SUPPORTED_BY", _IN),
    ("PARTNERS_WITH", _IN),
    ("IN_FILIERE", _IN),
    ("OFFERS", _OUT),
    ("CONTINUES_TO", _OUT),
    ("CONTINUES_TO", _IN),
    ("TEACHES", _IN),
    ("OFFERS", _IN),
)
# kinds whose things often bear the same name → what tells them apart
_TOLD = {"Establishment": "Où", "Diploma": "Niveau"}
_PLAIN, _SOURCES = 2, "Sources"
_SILENT = ("sources", "source_url", "match", "weight", "origin")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page: its headers (words, whether numbers), its rows, how many there are in all, and its files."""

    key: str
    title: str
    headers: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[Cell]]
    total: int
    files: Files
    more: str | None = None
    hint: str = ""
    rank: int = 0

    @property
    def plain(self) -> bool:
        """Tell whether it says nothing but names and sources: a line of a list is enough."""
        return len(self.headers) == _PLAIN and self.headers[-1][0] == _SOURCES


def relation_tables(reader: Reader, identifier: str, ties: pl.DataFrame, files: Files, more: str) -> list[Table]:
    """Return a table per relation and kind of the others, what matters most first."""
    groups = ties.group_by("relation", "direction", "other_kind", maintain_order=True)
    tables = [
        _table(reader, identifier, str(relation), str(direction), str(kind), part, files, more)
        for (relation, direction, kind), part in groups
    ]
    return sorted(tables, key=lambda t: (t.rank, t.title))


def _table(
    reader: Reader,
    identifier: str,
    relation: str,
    direction: str,
    kind: str,
    part: pl.DataFrame,
    files: Files,
    more: str,
) -> Table:
    named = sorted(part.select("other", "other_label").iter_rows(), key=lambda pair: (fold(pair[1]), pair[0]))
    shown = dict(named[:MOST])
    own, other = ("start_id", "end_id") if direction == _OUT else ("end_id", "start_id")
    pairs = pl.DataFrame({own: [identifier] * len(shown), other: list(shown)})
    records = reader.between(relation, pairs).to_dicts()
    headers, rows = _cells(reader, relation, kind, shown, _grouped(records, other, list(shown)))
    at = (relation, direction)
    return Table(
        key=f"{relation.lower()}-{'de' if direction == _IN else 'vers'}-{kind.lower()}",
        title=HEADINGS[at].format(plural(kind)),
        headers=headers,
        rows=rows,
        total=len(named),
        files=files,
        more=more,
        rank=_FIRST.index(at) + 1 if at in _FIRST else len(_FIRST) + 1,
    )


def _cells(
    reader: Reader, relation: str, kind: str, shown: Mapping[str, str], groups: Groups
) -> tuple[list[tuple[str, bool]], list[list[Cell]]]:
    """Return headers and rows: the other thing, what tells it from its namesakes, what the records say, sources."""
    records = [record for _, group in groups for record in group]
    fields = [f for f in load_model().relations[relation].fields if f.name not in _SILENT]
    fields = [f for f in fields if any(r[f.name] not in (None, []) for r in records)]
    about = told(reader, shown) if kind in _TOLD else {}
    where = [(_TOLD[kind], False)] if about else []
    headers = [("Nom", False), *where, *((_capital(f.label_fr), _numeric(f)) for f in fields), (_SOURCES, False)]
    rows = [
        [Cell([Item(shown[key], key)]), *([_about(about, key)] if where else []), *_said(group, fields)]
        for key, group in groups
    ]
    return headers, rows


def _about(about: Mapping[str, str], key: str) -> Cell:
    return Cell([Item(about[key])] if about.get(key) else ())


def _grouped(records: Iterable[Record], other: str, order: Sequence[str]) -> Groups:
    """Return the records of each other thing, those of each voie apart, the latest year last."""
    groups: dict[tuple[int, str], list[Record]] = {}
    for record in sorted(records, key=lambda r: r.get("year") or 0):
        groups.setdefault((order.index(record[other]), record.get("voie") or ""), []).append(record)
    return [(order[at], groups[at, voie]) for at, voie in sorted(groups)]


def _said(records: Sequence[Mapping[str, Any]], fields: Sequence[Field]) -> list[Cell]:
    """Return what the records of one pair say, field by field, and which sources say it."""
    cells = [Cell([Item(words) for words in _values(records, f)], number=_numeric(f)) for f in fields]
    sources = sorted({source for r in records for source in r["sources"] or ()})
    return [*cells, Cell([Item(source, f"source/{source}") for source in sources])]


def _values(records: Sequence[Mapping[str, Any]], field: Field) -> list[str]:
    """Return the values of a field, of a number the latest."""
    found = [r[field.name] for r in records if r[field.name] is not None]
    kept = found[-1:] if _numeric(field) else sorted(set(found), key=str)
    return [value_words(field, value) for value in kept]


def value_words(field: Field, value: Any) -> str:
    """Return the French words of a value of a field."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:.6g}".replace(".", ",")
    return str(term(field.vocabulary, str(value)) if field.vocabulary else value)


def _numeric(field: Field) -> bool:
    return field.type in ("integer", "double") and field.name != "year"


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
