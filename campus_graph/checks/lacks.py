"""What the data may lack, who has it and which sheet brings it; and by which words a question says that it lacks it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl


@dataclass(frozen=True, slots=True)
class Cause:
    """One way in which a question says that it cannot conclude. ``reason``, ``need`` and ``subject`` are regular
    expressions on the columns of its answer; ``thing`` is the column that names what the lack concerns, if one does.
    """

    question: str
    reason: str
    thing: str = ""
    need: str = ""
    subject: str = ""

    def holds(self, frame: pl.DataFrame) -> pl.Expr:
        """Return whether a row of the answer says so; a column that the answer lacks says nothing."""
        patterns = {"reason": self.reason, "need": self.need, "subject": self.subject}
        asked = {name: pattern for name, pattern in patterns.items() if pattern}
        if not asked.keys() <= set(frame.columns):
            return pl.lit(False)
        return pl.all_horizontal(
            pl.lit(True), *(pl.col(name).str.contains(pattern).fill_null(False) for name, pattern in asked.items())
        )


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that the data may lack. ``unit`` is what it concerns, for one and for several; ``sheets`` are those
    of the template that bring it, ``sources`` the names of the sources that could. A lack without causes keeps no
    question from concluding: ``touched`` is what is counted instead, ``touches`` the questions that suffer.
    """

    name: str
    title: str
    what: str
    unit: tuple[str, str]
    holder: str
    remedy: str
    sheets: tuple[str, ...]
    sources: tuple[str, ...]
    causes: tuple[Cause, ...] = ()
    touched: tuple[str, str] | None = None
    touches: tuple[str, ...] = ()


@cache
def lacks() -> Mapping[str, Lack]:
    """Return every lack by its name, in the order of the file: the first whose cause matches counts."""
    raw: dict[str, Any] = tomllib.loads(files(__package__).joinpath("lacks.toml").read_text(encoding="utf-8"))
    return {name: _lack(name, spec) for name, spec in raw.items()}


def _lack(name: str, spec: Mapping[str, Any]) -> Lack:
    return Lack(
        name=name,
        title=spec["title"],
        what=spec["what"],
        unit=_pair(spec["unit"]),
        holder=spec["holder"],
        remedy=spec["remedy"],
        sheets=tuple(spec["sheets"]),
        sources=tuple(spec["sources"]),
        causes=tuple(Cause(**cause) for cause in spec.get("causes", ())),
        touched=_pair(spec["touched"]) if "touched" in spec else None,
        touches=tuple(spec.get("touches", ())),
    )


def _pair(words: Sequence[str]) -> tuple[str, str]:
    one, several = words
    return one, several
