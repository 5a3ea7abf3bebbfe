"""What the mutants of all questions share: a replacement in a file, and a trial on which it must be noticed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.store import Parameters, Scalar
from campus_graph.queries.answer import Answer

SQL, FINISH = "embedded.sql", "finish.py"

# file, what stands there, what the mutant has instead
Mutant = tuple[str, str, str]
# the question, its store, what is asked, and the judge of the answer
Trial = tuple[str, EmbeddedReader, Mapping[str, Any], Callable[[Answer], None]]


class Remembering(EmbeddedReader):
    """An open graph that runs a statement once: of the statements of a mutant, all but one are the sound question’s."""

    def __init__(self, opened: EmbeddedReader) -> None:
        self.__dict__.update(opened.__dict__)
        self._answers: dict[tuple[str, tuple[tuple[str, Scalar], ...]], pl.DataFrame] = {}

    def query(self, text: str, parameters: Parameters) -> pl.DataFrame:
        """Return what the statement gave before, else ask."""
        asked = text, tuple((name, parameters[name]) for name in sorted(set(re.findall(r"\$(\w+)", text))))
        try:
            known = self._answers.get(asked)
        except TypeError:  # a list among the parameters
            return super().query(text, parameters)
        if known is None:
            known = self._answers[asked] = super().query(text, parameters)
        return known.clone()
