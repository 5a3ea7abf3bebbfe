"""A question as its folder states it: definition, parameters, texts for each store, and its last step.

``question.toml`` holds what people read, ``embedded.sql`` (and ``server.cypher``) the statements, each
under a ``-- name:`` line; those that several questions need are in ``shared/`` and are included by name.
``witness.sql`` (and ``witness.cypher``) proves a single row. ``finish.py`` turns the rows into the answer: what
needs an algorithm (distances, reachability) is written there once, for all stores.
"""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import polars as pl

from campus_graph.graph.store import Parameters

Statements = Mapping[str, str]
Finish = Callable[[Mapping[str, pl.DataFrame], Parameters], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. ``type`` is string, integer or number; ``entity`` names the kind whose code it holds."""

    name: str
    type: str
    default: str | int | float | None
    choices: tuple[str, ...]
    entity: str | None
    help_fr: str
    help_en: str


@dataclass(frozen=True)
class Question:
    """A question. ``key`` names the columns that tell one finding from another in every build, ``uses`` the
    relations on which the answer rests, ``table`` the columns that a table on the screen has room for, ``includes``
    the files (without suffix) of statements that it shares with other questions; ``one_year`` says that its parameter
    ``year`` holds for all offers on which the answer rests.
    """

    name: str
    folder: Path
    title_fr: str
    title_en: str
    definition_fr: str
    definition_en: str
    columns: Mapping[str, str]
    verdicts: Mapping[str, str]
    key: tuple[str, ...]
    uses: tuple[str, ...]
    table: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    includes: tuple[Path, ...] = ()
    one_year: bool = False

    @property
    def module(self) -> str:
        """Return the package of the question's folder."""
        return f"campus_graph.queries.{self.folder.name}"

    def statements(self, dialect: str) -> Statements:
        """Return the named statements of the text for one store, by their names."""
        shared = [path.with_suffix(Path(dialect).suffix) for path in self.includes]
        texts = [path.read_text(encoding="utf-8") for path in (*shared, self.folder / dialect) if path.exists()]
        return {name: text for part in texts for name, text in _statements(part).items()}

    def witness(self, dialect: str) -> str:
        """Return the statement that gives the edges (start_id, relation, end_id) which prove one row.

        It takes the parameters of the question and, as ``row_<column>``, the columns of the row.
        """
        suffix = Path(dialect).suffix
        return self.folder.joinpath(f"witness{suffix}").read_text(encoding="utf-8").strip().removesuffix(";")

    @cached_property
    def finish(self) -> Finish:
        """Return the last step, ``finish.py``'s ``rows``."""
        return cast(Finish, importlib.import_module(f"{self.module}.finish").rows)

    @property
    def scenario(self) -> Callable[[Iterable[Mapping[str, Any]]], str] | None:
        """Return what writes rows of an answer as a scenario for ``--what-if``; None where no row proposes a change."""
        return getattr(importlib.import_module(f"{self.module}.finish"), "scenario", None)

    def parameter(self, name: str) -> Parameter | None:
        """Return a parameter by name, or None."""
        return next((p for p in self.parameters if p.name == name), None)


def _statements(text: str) -> Statements:
    parts = re.split(r"^(?:--|//) name: (\w+)\s*$", text, flags=re.MULTILINE)[1:]
    return {name: body.strip().removesuffix(";") for name, body in zip(parts[::2], parts[1::2], strict=True)}


def read_question(folder: Path, common: Mapping[str, Any]) -> Question:
    """Read one folder; ``common`` holds the parameters that questions share, by name."""
    raw = tomllib.loads((folder / "question.toml").read_text(encoding="utf-8"))
    declared = {name: {**common.get(name, {}), **own} for name, own in raw["parameters"].items()}
    return Question(
        name=folder.name.replace("_", "-"),
        folder=folder,
        title_fr=raw["title_fr"],
        title_en=raw["title_en"],
        definition_fr=raw["definition_fr"].strip(),
        definition_en=raw["definition_en"].strip(),
        columns=raw["columns"],
        verdicts=raw["verdicts"],
        key=tuple(raw["key"]),
        uses=tuple(raw["uses"]),
        table=tuple(raw["table"]),
        parameters=tuple(_parameter(name, spec) for name, spec in declared.items()),
        one_year=raw.get("one_year", False),
        includes=tuple(folder.parent / "shared" / name for name in raw.get("includes", ())),
    )


def _parameter(name: str, spec: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=name,
        type=spec.get("type", "string"),
        default=spec.get("default"),
        choices=tuple(spec.get("choices", ())),
        entity=spec.get("entity"),
        help_fr=spec["help_fr"],
        help_en=spec["help_en"],
    )
