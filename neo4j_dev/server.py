"""One server: its folder, its address and password, and its process.

The folder holds all that belongs to it, so that a restart finds the same data at the same address, and that removing
the folder removes everything. It listens on the loopback interface only, and reports nothing to anybody.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from neo4j_dev.configuration import HOST, configuration
from neo4j_dev.errors import ImportFailed, StartFailed
from neo4j_dev.jars import LTS, ROOT, jars
from neo4j_dev.java import find_java, java_options
from neo4j_dev.process import detach, end, is_running

PATIENCE = 180.0  # seconds; an idle machine takes 6, a crowded one 30


class Access(NamedTuple):
    """Where a server listens, and who may ask."""

    uri: str
    user: str
    password: str

    def exports(self) -> str:
        """Return the lines that a shell evaluates to use this server."""
        return "\n".join(f"export CAMPUS_GRAPH_NEO4J_{name.upper()}={value}" for name, value in self._asdict().items())


@dataclass(frozen=True, slots=True)
class Server:
    """A Community server in a folder of its own (an absolute path).

    ``options`` are added to the JVM's; ``settings`` are lines of neo4j.conf that join ours or replace them.
    """

    home: Path
    version: str = LTS
    options: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()

    def start(self) -> Access:
        """Start it if it is not running, and return its access once it answers.

        Raises:
            NotAvailable: no fitting Java, no Maven, or jars that cannot be had.
            StartFailed: it ended or stayed silent; the message tells the log.

        """
        self.home.mkdir(parents=True, exist_ok=True)
        with FileLock(self.home / "start.lock"):
            known = self.access()
            if known and self.pid():
                return known
            self.stop()  # one that never came to answer
            access = at_free_port(known) if known else self._first_access()
            self._launch(access)
            self._write("access.json", json.dumps(access))
        return access

    def import_full(self, folder: Path, arguments: str) -> None:
        """Stop it, and put what a folder's file of arguments names in place of its database; ``start`` follows.

        Raises:
            ImportFailed: the files are not what the import takes; the message tells its log.

        """
        self.home.mkdir(parents=True, exist_ok=True)
        with FileLock(self.home / "start.lock"):
            self.stop()
            if self.access() is None:
                self._write("access.json", json.dumps(self._first_access()))
            command = ["database", "import", "full", "neo4j", "--overwrite-destination=true", f"@{arguments}"]
            report = f"--report-file={self.home / 'import.report'}"
            told = self._admin([*command, report], cwd=folder)
            self._write("import.log", told.stdout + told.stderr)
        if told.returncode:
            raise ImportFailed(f"Neo4j {self.version} did not import {folder}: read {self.home / 'import.log'}.")

    def access(self) -> Access | None:
        """Return address and password of the server that once started here, running or not."""
        try:
            return Access(*json.loads((self.home / "access.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def pid(self) -> int | None:
        """Return the number of the server's process; None when it is not running."""
        try:
            pid = int((self.home / "server.pid").read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None
        return pid if is_running(pid, self._mark()) else None

    def stop(self) -> bool:
        """Shut it down in order; tell whether it was running."""
        return self._end(patience=60)

    def kill(self) -> bool:
        """End it at once, as a power cut would; tell whether it was running."""
        return self._end(patience=0)

    def _end(self, patience: float) -> bool:
        pid = self.pid()
        if pid:
            end(pid, self._mark(), patience=patience)
        (self.home / "server.pid").unlink(missing_ok=True)
        return pid is not None

    def _mark(self) -> str:
        """Return the argument by which our process is recognised."""
        return f"--home-dir={self.home}"

    def _first_access(self) -> Access:
        """Make an empty server with a new password, which no process list shows."""
        access = at_free_port(Access("", "neo4j", secrets.token_hex(16)))
        shutil.rmtree(self.home / "data", ignore_errors=True)
        self._configure(access)
        told = self._admin(["@/dev/stdin"], f"dbms set-initial-password {access.password}\n")
        if told.returncode:
            raise StartFailed(f"Neo4j {self.version} did not take a first password: {told.stderr.strip()[-300:]}")
        return access

    def _admin(
        self, arguments: Sequence[str], said: str = "", cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run neo4j-admin on this server's folder."""
        return subprocess.run(
            [*self._java(), "-XX:TieredStopAtLevel=1", "org.neo4j.cli.AdminTool", *arguments],
            input=said, cwd=cwd,
            env={**os.environ, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")},
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def _launch(self, access: Access) -> None:
        print(f"Starting Neo4j {self.version} in {self.home} …", file=sys.stderr)
        self._configure(access)
        log = self.home / "console.log"
        log.unlink(missing_ok=True)  # what is in it must come from this start
        command = [*self._java(), *self._program(), self._mark(), f"--config-dir={self.home / 'conf'}"]
        pid = detach(command, self.home / "server.pid", log)
        try:
            self._await(pid, log)
        except BaseException:
            self.kill()
            raise

    def _await(self, pid: int, log: Path) -> None:
        """Wait until the log says that the server started."""
        deadline = time.monotonic() + PATIENCE
        while "INFO  Started." not in (said := read(log)):
            if not is_running(pid, self._mark()) or time.monotonic() > deadline:
                errors = [line for line in said.splitlines() if "ERROR" in line or "Error" in line] or said.splitlines()
                reason = errors[0][:300] if errors else "it said nothing"
                raise StartFailed(f"Neo4j {self.version} did not start ({reason}): read {log}.")
            time.sleep(0.1)

    def _java(self) -> list[str | Path]:
        java, library = find_java(self.version), jars(self.version)
        return [java, *java_options(java), *self.options, "-cp", f"{library}/*"]

    def _program(self) -> list[str]:
        """Return the entry point, renamed between 5.26 and the releases named by year, and what it is told."""
        name = "CommunityEntryPoint" if self.version.startswith("5.") else "Neo4jCommunity"
        return [f"org.neo4j.server.{name}", "--console-mode"]

    def _configure(self, access: Access) -> None:
        port = access.uri.rpartition(":")[2]
        self._write("conf/neo4j.conf", configuration(self.version, port, self.settings))

    def _write(self, name: str, text: str) -> None:
        """Write a file that only its owner reads."""
        path = self.home / name
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")


def read(path: Path) -> str:
    """Return what a log holds so far."""
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def at_free_port(access: Access) -> Access:
    """Return the same access at its former port if that is free, else at one that is."""
    former = access.uri.rpartition(":")[2]
    for port in (int(former), 0) if former else (0,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections just closed do not count
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return access._replace(uri=f"bolt://{HOST}:{probe.getsockname()[1]}")
    raise StartFailed(f"No port is free on {HOST}: end some servers first.")


@contextmanager
def guarded(server: Server) -> Iterator[tuple[Server, Access]]:
    """Lend a running server whose process and folder are gone afterwards, even if this process is killed."""
    with guarding(server):
        yield server, server.start()


@contextmanager
def guarding(server: Server) -> Iterator[None]:
    """See that a server, once somebody has started it, ends with this block.

    A guard process holds the other end of a pipe: however we end, the pipe closes, and the guard ends the server.
    """
    command = [sys.executable, "-m", "neo4j_dev", "guard", str(server.home)]
    guard = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT, start_new_session=True)
    try:
        yield
    finally:
        guard.communicate()  # closes the pipe
