"""What if: offers, campuses, members or partners are added or removed, and the questions asked again.

A scenario is a small TOML file (``[[add.offers]]``, ``[[remove.members]]`` …) or a CSV with the columns ``change`` and
``what`` beside the same fields. It is applied to a copy in memory; derived facts follow, the file stays as it is.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from campus_graph.errors import BadScenario
from campus_graph.text import nearest

Row = Mapping[str, str | int | list[str]]
CHANGES = ("add", "remove")
# what → the fields that a row must have, and those that it may have
FIELDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "offers": (("establishment", "diploma"), ("voie", "year", "capacity")),
    "campuses": (("campus",), ("label", "filieres", "covers", "category", "year", "expiry")),
    "members": (("campus", "establishment"), ("role",)),
    "partners": (("campus", "partner"), ("role",)),
    "cooperations": (("start", "end"), ("kind",)),
}
_INTEGERS = ("year", "capacity", "expiry")
_LISTS = ("filieres", "covers")


@dataclass(frozen=True, slots=True)
class Step:
    """One change: ``change`` is add or remove, ``what`` a key of ``FIELDS``; ``place`` says where it was read."""

    change: str
    what: str
    row: Row
    place: str


def read_scenario(path: Path) -> list[Step]:
    """Read a scenario.

    Raises:
        BadScenario: no such file, not TOML or CSV, or a field that is missing or unknown.

    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        steps = list(_from_csv(text, path) if path.suffix == ".csv" else _from_toml(text, path))
    except OSError as error:
        raise BadScenario(f"Le scénario {path} ne se laisse pas lire ({error.strerror}).") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as error:
        raise BadScenario(f"Le scénario {path} n’est pas un fichier TOML ou CSV en UTF-8 : {error}.") from error
    if not steps:
        raise BadScenario(f"Le scénario {path} ne change rien ; écrivez par exemple [[add.offers]].")
    return steps


def _from_toml(text: str, path: Path) -> Iterator[Step]:
    content = tomllib.loads(text)
    for change, tables in content.items():
        if not isinstance(tables, dict):
            raise BadScenario(
                f"{path} : « {change} » n’est pas une table ; écrivez [[add.offers]] ou [[remove.offers]]."
            )
        for what, rows in tables.items():
            for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
                yield _step(change, what, row, f"{path}, {change}.{what} n° {number}")


def _from_csv(text: str, path: Path) -> Iterator[Step]:
    lines = text.splitlines()
    separator = ";" if lines and ";" in lines[0] else ","
    for number, row in enumerate(csv.DictReader(lines, delimiter=separator), start=2):
        filled = {k: v.strip() for k, v in row.items() if k and isinstance(v, str) and v.strip()}
        change, what = filled.pop("change", ""), filled.pop("what", "")
        yield _step(change, what, filled, f"{path}, ligne {number}")


def _step(change: str, what: str, row: object, place: str) -> Step:
    if change not in CHANGES:
        raise BadScenario(f"{place} : « {change} » n’est pas un changement ; écrivez {' ou '.join(CHANGES)}.")
    if what not in FIELDS:
        hint = ", ".join(nearest(what, FIELDS) or FIELDS)
        raise BadScenario(f"{place} : on ne change pas « {what} » ; choisissez parmi : {hint}.")
    if not isinstance(row, dict):
        raise BadScenario(f"{place} : une ligne se donne comme [[{change}.{what}]], avec ses champs.")
    required, optional = FIELDS[what]
    if missing := [name for name in required if not row.get(name)]:
        raise BadScenario(f"{place} : il manque {', '.join(missing)}.")
    if unknown := sorted(set(row) - {*required, *optional}):
        raise BadScenario(
            f"{place} : champ inconnu {', '.join(unknown)} ; {what} a : {', '.join(required + optional)}."
        )
    return Step(change, what, {name: _value(name, value, place) for name, value in row.items()}, place)


def _value(name: str, value: object, place: str) -> str | int | list[str]:
    if name in _LISTS:
        return [str(v) for v in value] if isinstance(value, list) else str(value).split("|")
    if name not in _INTEGERS:
        return str(value)
    try:
        return int(str(value))
    except ValueError as error:
        raise BadScenario(f"{place} : « {value} » n’est pas un nombre entier pour {name}.") from error
