"""What the model asks of a server's schema: unique identifiers, and the indexes that the questions start from.

Problem: a load into a database that holds other data must not take that data for ours, nor trust a constraint
by its name alone. Remedy: constraints are read back by label and property, and nodes that bear our labels
without our mark stop the load before it writes anything.
"""

from __future__ import annotations

from campus_graph.errors import StoreError
from campus_graph.graph.server import STAMP, Server
from campus_graph.ontology.model import Model


def labels(model: Model) -> list[str]:
    """Return the labels that our nodes bear: every kind and every superclass."""
    return sorted({label for node in model.nodes.values() for label in (node.name, *node.ancestors)})


def schema_statements(model: Model) -> dict[str, str]:
    """Return the constraints and indexes that the model asks for, by their stable names."""
    wanted = {_name(k): ("CONSTRAINT", f"FOR (n:`{k}`) REQUIRE n.id IS UNIQUE") for k in labels(model)} | {
        "campus_graph_stamp_name": ("CONSTRAINT", f"FOR (n:{STAMP}) REQUIRE n.name IS UNIQUE"),
        "campus_graph_entity_folded": ("TEXT INDEX", "FOR (n:Entity) ON (n._folded)"),
        "campus_graph_diploma_level": ("INDEX", "FOR (n:Diploma) ON (n.level)"),
        "campus_graph_indicator_measure": ("INDEX", "FOR (n:Indicator) ON (n.measure)"),
        "campus_graph_indicator_subject": ("INDEX", "FOR (n:Indicator) ON (n.subject)"),
    }
    return {name: f"CREATE {what} {name} IF NOT EXISTS {rest}" for name, (what, rest) in wanted.items()}


def schema_names(server: Server) -> set[str]:
    """Return the names of the constraints and indexes that the server has (two reads, not thirty writes)."""
    found = [server.read(f"SHOW {what} YIELD name", {}).records for what in ("CONSTRAINTS", "INDEXES")]
    return {record["name"] for records in found for record in records}


def put_schema(server: Server, model: Model) -> None:
    """Create what is missing, and see in what ``SHOW CONSTRAINTS`` says that it is there.

    Raises:
        StoreError: a constraint of one of our names asks for something else.

    """
    there = schema_names(server)
    for name, statement in schema_statements(model).items():
        if name not in there:
            server.write(statement, {})
    if missing := missing_constraints(server, model):
        raise StoreError(
            f"{server.url} a d’autres contraintes sous nos noms ({', '.join(missing[:3])}) ; "
            "supprimez-les (DROP CONSTRAINT), puis relancez le chargement."
        )


def missing_constraints(server: Server, model: Model) -> list[str]:
    """Return the names of the constraints that the model asks for and the server does not have, under any name."""
    text = """SHOW CONSTRAINTS YIELD type, entityType, labelsOrTypes, properties
        WHERE entityType = 'NODE' AND type IN ['UNIQUENESS', 'NODE_KEY', 'NODE_PROPERTY_UNIQUENESS']
        RETURN labelsOrTypes[0] AS label, properties"""
    unique = {r["label"] for r in server.read(text, {}).records if r["properties"] == ["id"]}
    return [_name(label) for label in labels(model) if label not in unique]


def refuse_foreign(server: Server, model: Model) -> None:
    """See that every node that bears one of our labels is ours.

    Raises:
        StoreError: some are not; the load has written nothing.

    """
    names = "|".join(f"`{label}`" for label in labels(model))
    text = f"MATCH (n:{names}) WHERE n._folded IS NULL RETURN labels(n) AS labels, n.id AS id, elementId(n) AS element"
    found = server.read(f"{text} LIMIT 1", {}).records
    if found:
        name = next(label for label in found[0]["labels"] if label in labels(model))
        which = found[0]["id"] if isinstance(found[0]["id"], str) else found[0]["element"]
        raise StoreError(
            f"{server.url} contient des nœuds « {name} » qui ne viennent pas de campus-graph (par exemple {which}) ; "
            "donnez-leur une autre étiquette ou choisissez une autre base (CAMPUS_GRAPH_NEO4J_DATABASE)."
        )


def _name(kind: str) -> str:
    return f"campus_graph_{kind.lower()}_id"
