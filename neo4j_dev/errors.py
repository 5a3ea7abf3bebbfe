"""What can go wrong before a server answers; developers read these, so they are in English."""

from __future__ import annotations


class Neo4jDevError(Exception):
    """Root of this package's errors; each message is one sentence that names the next step."""


class NotAvailable(Neo4jDevError):
    """The machine cannot run the server: Java, Maven or the artifacts are not to be had."""


class StartFailed(Neo4jDevError):
    """The server was there and did not start."""


class ImportFailed(Neo4jDevError):
    """The server's import tool did not take the files."""
