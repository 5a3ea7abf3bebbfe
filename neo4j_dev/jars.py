"""The server's jars: resolved once with Maven (about 125 MB), kept by version, shared by every server of a checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from filelock import FileLock

from neo4j_dev.errors import NotAvailable

ROOT = Path(__file__).resolve().parent.parent
POM = Path(__file__).with_name("pom.xml")
LTS = "5.26.30"


def cache() -> Path:
    """Return the folder of jars and of the developer's servers: $CAMPUS_GRAPH_NEO4J_HOME, else build/neo4j."""
    return Path(os.environ.get("CAMPUS_GRAPH_NEO4J_HOME") or ROOT / "build" / "neo4j").resolve()


def jars(version: str) -> Path:
    """Return the folder that holds this version's jars, resolving them if they are not there yet.

    Raises:
        NotAvailable: Maven is missing, or it could not get them.

    """
    library = cache() / "lib"
    library.mkdir(parents=True, exist_ok=True)
    folder = library / version
    with FileLock(library / "resolve.lock"):
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=library) as partial:
                resolve(version, Path(partial) / "jars")
                (Path(partial) / "jars").rename(folder)  # whole or not at all
    return folder


def resolve(version: str, folder: Path) -> None:
    """Have Maven copy a version's jars into a folder."""
    maven = shutil.which("mvn")
    if maven is None:
        raise NotAvailable("Neo4j's jars come from Maven, and there is no mvn here: install Maven 3.8 or later.")
    print(f"Resolving Neo4j {version} with Maven (once, about 125 MB) …", file=sys.stderr)
    command = [maven, "-B", "-q", "-Dstyle.color=never", "-f", str(POM), f"-Dneo4j.version={version}"]
    command += [f"-DoutputDirectory={folder}", "dependency:copy-dependencies"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not any(folder.glob("neo4j-server-*.jar")):
        raise NotAvailable(f"Maven did not get Neo4j {version} ({complaint(done.stdout)}): check network and version.")


def complaint(output: str) -> str:
    """Return the first line that Maven marks as an error, short enough for a sentence."""
    lines = [line.partition("[ERROR] ")[2] for line in output.splitlines() if "[ERROR] " in line]
    return lines[0][:300].rstrip(". ") if lines else "it gave no reason"
