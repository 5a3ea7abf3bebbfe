"""The starter set: a small real graph that ships with the package, in our own schema.

``README.md`` in this folder names its publishers, licences and dates.
"""

from __future__ import annotations

from pathlib import Path

from campus_graph.graph.assemble import Contribution
from campus_graph.graph.exchange import read_tables
from campus_graph.ontology.model import Model

FOLDER = Path(__file__).parent / "tables"
# The day on which the campus facts were gathered; the default of ``--as-of``.
STARTER_DATE = "2026-11-23"


def starter_contribution(model: Model) -> Contribution:
    """Return the tables of the starter set."""
    return Contribution(read_tables(model, FOLDER), rank=50)
