"""Settings from the environment, read by the command and the API only.

``CAMPUS_GRAPH_STORE``: the graph that reading commands open when ``--store`` is not given.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_STORE = "campus.duckdb"


@dataclass(frozen=True, slots=True)
class Settings:
    """``store`` is the address of the graph."""

    store: str = DEFAULT_STORE


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the environment gives."""
    return Settings(store=environment.get("CAMPUS_GRAPH_STORE") or DEFAULT_STORE)
