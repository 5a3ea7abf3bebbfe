"""The one form of what a check finds, whatever found it.

A finding names a rule and the thing, or the occurrence of a relation, that breaks it. What the rule asks for, how
grave it is and what mends it stands in the rule, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

# ``kind`` is the kind or relation; ``id`` the thing, or the start of a relation, whose end is ``other``; ``key`` the
# key of a relation as JSON; ``value`` what is wrong, as text, null where something is missing.
FINDINGS = dict.fromkeys(("rule", "kind", "id", "other", "key", "value"), pl.String())


class Severity(StrEnum):
    """How grave: an error is false, a warning is probably false or leaves a question without answer."""

    error = "error"
    warning = "warning"
    info = "info"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check asks for. ``message`` says what is wrong and what mends it; ``helps`` the questions that suffer."""

    name: str
    severity: Severity
    message_fr: str
    message_en: str
    helps: tuple[str, ...] = ()


def findings(rows: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return all findings as one frame, sorted, each once."""
    parts = [frame.select(pl.col(name).cast(kind) for name, kind in FINDINGS.items()) for frame in rows]
    return pl.concat([pl.DataFrame(schema=FINDINGS), *parts]).unique().sort(list(FINDINGS))
