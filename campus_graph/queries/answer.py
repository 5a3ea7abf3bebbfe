"""What a question gives back: rows and all that is needed to believe or check them; also for pandas and networkx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from campus_graph.errors import MissingPackage

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


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

    def links(self) -> pl.DataFrame:
        """Return (finding, column, thing): the things of the graph that each row names."""
        from campus_graph.queries.links import links

        return links(self.frame)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return the findings and the things that they name as a graph.

        A finding is a node with its verdict and its other plain columns; an edge leads to each thing that it names,
        with the ``column`` that names it. Things have ``kind`` and ``label``.
        """
        from campus_graph.queries.links import to_network

        return to_network(self)

    def to_pandas(self) -> pd.DataFrame:
        """Return ``frame`` for pandas, of the same shape, with types of Arrow: what is absent stays so, also numbers.

        Raises:
            MissingPackage: pandas is not installed.

        """
        try:
            import pandas  # noqa: F401 -- an optional dependency: asked for where it is needed
        except ImportError as error:
            raise MissingPackage("pandas") from error
        return self.frame.to_pandas(use_pyarrow_extension_array=True)


def count_verdicts(frame: pl.DataFrame, verdicts: Sequence[str]) -> dict[str, int]:
    """Return the number of rows per verdict, every declared verdict included."""
    found = dict(frame.group_by("verdict").len().iter_rows())
    return {verdict: found.get(verdict, 0) for verdict in verdicts}
