"""The graph for notebooks and programs: ``campus_graph.open`` gives a session, a session gives tables and networks.

>>> import tempfile
>>> from pathlib import Path
>>> from campus_graph.build import build
>>> import campus_graph
>>> folder = tempfile.TemporaryDirectory()
>>> path = Path(folder.name, "campus.duckdb")
>>> report = build(path)  # the starter graph; yours comes from « campus-graph build »
>>> with campus_graph.open(path) as graph:
...     answer = graph.ask("broken-pathway", region="Bourgogne-Franche-Comté", filiere="tourisme")
...     members = graph.neighbours("campus/bfc-mobicampus")
...     network = graph.network("bfc-mobicampus", depth=2)
...     proof = graph.explain(answer, 1)
>>> answer.frame.select("territory_label", "verdict", "reached_level").rows()
[('Bourgogne-Franche-Comté', 'gap', 5)]
>>> answer.to_pandas().shape == answer.frame.shape
True
>>> members.columns
['relation', 'direction', 'other', 'other_kind', 'other_label']
>>> network.nodes["campus/bfc-mobicampus"]["kind"]
'Campus'
>>> proof.roots
['filiere/tourisme-gastronomie', 'region/27']
>>> folder.cleanup()
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl

from campus_graph.exports import networks
from campus_graph.graph.closing import Closing
from campus_graph.graph.store import Reader, Scalar, open_store
from campus_graph.ontology.model import load_model
from campus_graph.queries import explain, registry
from campus_graph.queries.answer import Answer
from campus_graph.queries.explain import Explanation
from campus_graph.queries.names import existing, resolve
from campus_graph.settings import read_settings


def open(address: str | Path | None = None) -> Session:
    """Open a graph for reading: a file, or a Neo4j server (``bolt://…``).

    Without an address it is that of ``CAMPUS_GRAPH_STORE``, else ``campus.duckdb``. Who we are to a server comes from
    ``CAMPUS_GRAPH_NEO4J_USER``, ``…_PASSWORD`` and ``…_DATABASE``, as for the command.

    Raises:
        StoreMissing: nothing is there.
        StoreUnreadable: it is no graph of ours, or of another version.

    """
    settings = read_settings()
    return Session(open_store(address or settings.store, settings.credentials))


class Session(Closing):
    """A graph open for reading; close it, or use it in a ``with``. For one thread; nothing can be written."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @property
    def digest(self) -> str:
        """Return the fingerprint of the graph: 64 hexadecimal digits, the same for the same content."""
        return self._reader.digest

    def questions(self) -> Mapping[str, str]:
        """Return the name of each question with its French title."""
        return {name: asked.title_fr for name, asked in registry.questions().items()}

    def ask(self, question: str, /, **parameters: Scalar) -> Answer:
        """Ask a question; codes and names are both accepted, accents and case aside.

        The answer's ``frame`` has one row per finding and the columns that ``campus-graph questions`` declares;
        distances (``…_km``) are kilometres as the crow flies, shares lie between 0 and 1, levels are those of 2019
        (3 to 8).

        Raises:
            UnknownName: an unknown question, territory or filière; it names the nearest.
            BadParameter: a parameter that the question does not have, or a value it does not accept.

        """
        return registry.ask(self._reader, question, parameters)

    def explain(self, answer: Answer, which: int | str = 1) -> Explanation:
        """Return the proof of one finding of an answer of this graph: its place (from 1) or its identifier.

        Raises:
            UnknownName: the answer has no such row.

        """
        return explain.explain(self._reader, answer, str(which))

    def search(self, text: str, limit: int = 20) -> pl.DataFrame:
        """Return (id, kind, label) of at most ``limit`` things whose name holds the text; accents do not matter."""
        return self._reader.search(text, limit)

    def node(self, identifier: str) -> dict[str, Any]:
        """Return the fields of a thing, its ``kind`` first; an unknown field is None.

        Raises:
            UnknownName: nothing bears this identifier.

        """
        kind, fields = existing(self._reader, identifier)
        return {"kind": kind, **fields}

    def neighbours(self, identifier: str) -> pl.DataFrame:
        """Return (relation, direction, other, other_kind, other_label), one row per relation of a thing, sorted.

        Raises:
            UnknownName: nothing bears this identifier.

        """
        existing(self._reader, identifier)
        return self._reader.edges(identifier)

    def network(self, campus: str, depth: int = 1, limit: int = 2_000) -> nx.MultiDiGraph:
        """Return all within ``depth`` relations of a campus (or of any thing, by identifier).

        At most ``limit`` nodes, always the same; ``graph.graph["cut"]`` tells whether more were left out. Nodes have
        ``label``, ``kind`` and ``sources``, edges ``relation`` and their own fields. Territories end a walk.

        Raises:
            UnknownName: no such campus or thing; it names the nearest.

        """
        named = load_model().kind_of(campus) is not None and "/" in campus
        identifier = campus if named else f"campus/{resolve(self._reader, 'Campus', campus)}"
        existing(self._reader, identifier)
        return networks.network(self._reader, identifier, depth, limit)

    def close(self) -> None:
        """Close the graph."""
        self._reader.close()
