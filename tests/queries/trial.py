"""What the mutants of all questions share: a replacement in a file, and a trial on which it must be noticed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.queries.answer import Answer

SQL, FINISH = "embedded.sql", "finish.py"

# file, what stands there, what the mutant has instead
Mutant = tuple[str, str, str]
# the question, its store, what is asked, and the judge of the answer
Trial = tuple[str, EmbeddedReader, Mapping[str, Any], Callable[[Answer], None]]
