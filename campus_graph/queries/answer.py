"""What a question gives back: rows and all that is needed to believe or check them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. ``frame`` has one row per finding with the columns of ``columns``; ``counts`` is per
    verdict over all rows, also those that a limit cut off.
    """

    question: str
    parameters: Mapping[str, object]
    digest: str
    sources: tuple[str, ...]
    years: tuple[int, ...]
    columns: tuple[str, ...]
    counts: Mapping[str, int]
    frame: pl.DataFrame

    def rows(self) -> list[dict[str, object]]:
        """Return the rows as plain dicts."""
        return self.frame.to_dicts()

    def limited(self, limit: int | None) -> Answer:
        """Return the answer with at most ``limit`` rows; the counts stay."""
        frame = self.frame if limit is None else self.frame.head(limit)
        return Answer(
            self.question, self.parameters, self.digest, self.sources, self.years, self.columns, self.counts, frame
        )

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain data for JSON."""
        return {
            "question": self.question,
            "parameters": dict(self.parameters),
            "digest": self.digest,
            "sources": list(self.sources),
            "years": list(self.years),
            "counts": dict(self.counts),
            "columns": list(self.columns),
            "rows": self.rows(),
        }


def count_verdicts(frame: pl.DataFrame, verdicts: Sequence[str]) -> dict[str, int]:
    """Return the number of rows per verdict, every declared verdict included."""
    found = dict(frame.group_by("verdict").len().iter_rows())
    return {verdict: found.get(verdict, 0) for verdict in verdicts}
