"""The sheets that a user fills in, as ``sheets.toml`` declares them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_REQUIRED = "Obligatoire"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``columns`` maps each column to its help in French, in order."""

    name: str
    title: str
    columns: Mapping[str, str]

    @property
    def required(self) -> tuple[str, ...]:
        """Return the columns that every row must fill."""
        return tuple(c for c, help_fr in self.columns.items() if help_fr.startswith(_REQUIRED))


@cache
def sheets() -> Mapping[str, Sheet]:
    """Return every sheet by its name, in the order of the template."""
    raw = tomllib.loads(files(__package__).joinpath("sheets.toml").read_text(encoding="utf-8"))
    return {name: Sheet(name, spec["title"], spec["columns"]) for name, spec in raw.items()}
