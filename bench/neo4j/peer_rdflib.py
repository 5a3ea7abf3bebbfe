"""rdflib-neo4j on a sample, batched: triples grouped by subject, 5,000 to a batch, its own constraint in place.

Runs in the peers' own environment, so it imports nothing of ours: ``python -m bench.neo4j.peer_rdflib SAMPLE``.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from rdflib import RDF, Graph, Literal, Namespace
from rdflib_neo4j import HANDLE_MULTIVAL_STRATEGY, HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

from bench.neo4j.peer_clock import Clock

_CG = Namespace("https://w3id.org/campus-graph/def#")
_BASE = Namespace("https://w3id.org/campus-graph/")


def main() -> None:
    """Load the sample and print count and seconds."""
    sample = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    triples = [_triple(*parts) for parts in sample["triples"]]
    with contextlib.redirect_stdout(sys.stderr):  # it speaks on standard output
        graph = Graph(store=Neo4jStore(config=_config()))
        clock = Clock()
        for triple in triples:
            graph.add(triple)
        graph.close(True)
        found = clock.read(len(triples))
    print(json.dumps({"triples": found}))


def _config() -> Any:
    names = ("uri", "user", "password")
    uri, user, password = (os.environ[f"CAMPUS_GRAPH_NEO4J_{name.upper()}"] for name in names)
    return Neo4jStoreConfig(
        auth_data={"uri": uri, "database": "neo4j", "user": user, "pwd": password},
        handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.IGNORE,
        handle_multival_strategy=HANDLE_MULTIVAL_STRATEGY.ARRAY,
        batching=True,
        batch_size=5_000,
    )


def _triple(subject: str, how: str, predicate: str, value: Any = None) -> tuple[Any, Any, Any]:
    if how == "type":
        return _BASE[subject], RDF.type, _CG[predicate]
    return _BASE[subject], _CG[predicate], _BASE[value] if how == "to" else Literal(value)


if __name__ == "__main__":
    main()
