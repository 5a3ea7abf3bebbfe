"""``python -m neo4j_dev start|stop|status``: what a shell evaluates goes to stdout, everything else to stderr."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from neo4j_dev.errors import Neo4jDevError
from neo4j_dev.jars import LTS, cache
from neo4j_dev.server import Server


def main() -> int:
    """Run one command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m neo4j_dev", description="A Neo4j server for development.")
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("start", help="start the server if needed, print its address as shell lines")
    start.add_argument("--version", default=LTS, help=f"release to run (default: {LTS}, long-term support)")
    commands.add_parser("stop", help="stop every server of this checkout")
    commands.add_parser("status", help="print the running servers; exit 3 when there is none")
    commands.add_parser("guard", help="wait for the end of stdin, then remove a server").add_argument("home", type=Path)
    given = parser.parse_args()
    try:
        match given.command:
            case "start":
                print(Server(cache() / f"server-{given.version}", given.version).start().exports())
            case "stop":
                stop()
            case "status":
                return status()
            case "guard":
                guard(given.home)
    except Neo4jDevError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def servers() -> list[Server]:
    """Return the servers that were started from this checkout, running or not."""
    return [Server(home, home.name.removeprefix("server-")) for home in sorted(cache().glob("server-*"))]


def stop() -> None:
    """Stop what runs, and say so."""
    for server in servers():
        said = "stopped" if server.stop() else "was not running"
        print(f"Neo4j {server.version} {said}.", file=sys.stderr)


def status() -> int:
    """Print how to reach what runs."""
    running = [(server, access) for server in servers() if server.pid() and (access := server.access())]
    for server, access in running:
        print(f"# Neo4j {server.version}, pid {server.pid()}, in {server.home}", access.exports(), sep="\n")
    if not running:
        print("No Neo4j server is running here: python -m neo4j_dev start.", file=sys.stderr)
    return 0 if running else 3


def guard(home: Path) -> None:
    """Remove a test's server once the test's process has let go of our stdin."""
    sys.stdin.read()
    Server(home).kill()
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
