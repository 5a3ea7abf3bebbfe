"""Definitions as French readers read them."""

from __future__ import annotations

from campus_graph.queries.question import Question


def verdict_words(definition: str, asked: Question) -> str:
    """Return a definition with the French word of each verdict that it names by its code."""
    for verdict, words in asked.verdicts.items():
        definition = definition.replace(f"« {verdict} »", f"« {words} »")
    return definition
