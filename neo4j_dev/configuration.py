"""What neo4j.conf says: on the loopback interface only, reporting nothing, small, and closed to ``LOAD CSV``.

Problem: ``LOAD CSV`` lets whoever may read the graph also read the server's files and what the server can reach
over the network. Remedy: both are off, which costs a graph that comes over Bolt nothing; who needs them for a server
of their own says so in ``Server.settings``. The block list of addresses is the only way to close URLs in the
Community edition, whose users have no privileges to take away.
"""

from __future__ import annotations

from collections.abc import Iterable

HOST = "127.0.0.1"
SETTINGS = """\
server.default_listen_address={host}
server.default_advertised_address={host}
server.bolt.listen_address={host}:{port}
server.bolt.advertised_address={host}:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=512m
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
dbms.usage_report.enabled=false
client.allow_telemetry=false
db.logs.query.enabled=OFF
db.tx_log.preallocate=false
db.tx_log.rotation.retention_policy=1 files
internal.server.bolt.thread_pool_shutdown_wait_time=0s
"""
SETTINGS_BY_YEAR = """\
server.fleet_discovery.enabled=false
dbms.fleet_manager.enabled=false
"""


def configuration(version: str, port: str, more: Iterable[str] = ()) -> str:
    """Return neo4j.conf; of two lines for one setting the later counts, since Neo4j refuses to start with both."""
    own = SETTINGS.format(host=HOST, port=port) + ("" if version.startswith("5.") else SETTINGS_BY_YEAR)
    lines = [*own.splitlines(), *more]
    return "".join(f"{name}={value}\n" for name, value in dict(line.split("=", 1) for line in lines).items())
