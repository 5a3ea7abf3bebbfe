"""Settings from the environment, read by the command and the API only.

``CAMPUS_GRAPH_STORE``: the graph that reading commands open when ``--store`` is not given.
``CAMPUS_GRAPH_BASE``: what comes before an identifier to make its address, in RDF.
``CAMPUS_GRAPH_NEO4J_USER``, ``…_PASSWORD``, ``…_DATABASE``: who we are to a Neo4j server; never an argument,
since a list of processes shows those.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from campus_graph.graph.store import Credentials
from campus_graph.ontology.namespace import BASE, checked_base

DEFAULT_STORE = "campus.duckdb"


@dataclass(frozen=True, slots=True)
class Settings:
    """``store`` is the address of the graph, ``credentials`` are those for a server; ``base`` makes IRIs in RDF."""

    store: str = DEFAULT_STORE
    credentials: Credentials = field(default_factory=Credentials)
    base: str = BASE


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the environment gives.

    Raises:
        BadParameter: the base is no address.

    """
    credentials = Credentials(
        user=environment.get("CAMPUS_GRAPH_NEO4J_USER") or "neo4j",
        password=environment.get("CAMPUS_GRAPH_NEO4J_PASSWORD") or "",
        database=environment.get("CAMPUS_GRAPH_NEO4J_DATABASE") or None,
    )
    base = checked_base(environment.get("CAMPUS_GRAPH_BASE") or BASE)
    return Settings(environment.get("CAMPUS_GRAPH_STORE") or DEFAULT_STORE, credentials, base)
