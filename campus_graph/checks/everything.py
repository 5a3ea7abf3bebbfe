"""All checks of a graph, and the report that they make."""

from __future__ import annotations

from pathlib import Path

from campus_graph.checks import identity, names, shapes
from campus_graph.checks.findings import findings
from campus_graph.checks.names_review import review_text
from campus_graph.checks.places import COUNTRY, Scope
from campus_graph.checks.report import Report, build_report
from campus_graph.checks.run import broken
from campus_graph.graph.store import Reader


def checked(reader: Reader, scope: Scope = COUNTRY, review: Path | None = None) -> Report:
    """Return the report of all checks: shapes, identities, names that nearly agree, completeness.

    Raises:
        LoaderError: the review file cannot be read or followed.

    """
    found = findings([broken(reader), identity.identities(reader), names.near_duplicates(reader, review)])
    rules = [*shapes.rules().values(), *identity.rules(), *names.rules()]
    return build_report(reader, found, rules, scope)


def pairs_to_review(reader: Reader, review: Path | None = None) -> str:
    """Return the review file of a graph, with the decisions of a former one."""
    return review_text(names.possible_duplicates(reader, review))
