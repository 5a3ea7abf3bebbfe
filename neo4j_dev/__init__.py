"""A real Neo4j server for developers and tests, from Maven artifacts, without containers.

``python -m neo4j_dev start`` prints where it listens; ``guarded`` lends one to a test.
Not part of the installed product, which only needs the address of a server.
"""

from neo4j_dev.errors import ImportFailed, Neo4jDevError, NotAvailable, StartFailed
from neo4j_dev.jars import LTS
from neo4j_dev.server import Access, Server, guarded

__all__ = ["LTS", "Access", "ImportFailed", "Neo4jDevError", "NotAvailable", "Server", "StartFailed", "guarded"]
