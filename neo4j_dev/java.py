"""Which Java can run which Neo4j: the first one on this machine that is new enough."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from neo4j_dev.errors import NotAvailable

INSTALLED = ("/usr/lib/jvm/*/bin/java", "/Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java")


def needed(version: str) -> int:
    """Return the oldest Java that a Neo4j version runs on: 17 for 5.x, 21 for the releases named by year."""
    return 17 if version.startswith("5.") else 21


def find_java(version: str) -> Path:
    """Return the Java to run this Neo4j with: from JAVA_HOME, the PATH, then the usual folders.

    Raises:
        NotAvailable: none is new enough.

    """
    for java in candidates():
        if feature_version(java) >= needed(version):
            return java
    raise NotAvailable(
        f"Neo4j {version} needs Java {needed(version)} or later: install one, or name its folder in JAVA_HOME."
    )


def candidates() -> Iterator[Path]:
    """Yield the Javas of this machine, the preferred first."""
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if on_path := shutil.which("java"):
        yield Path(on_path)
    for pattern in INSTALLED:
        yield from sorted(Path("/").glob(pattern.lstrip("/")))


@cache
def feature_version(java: Path) -> int:
    """Return 17 for ``openjdk version "17.0.15"``, and 0 for what is not a working Java (or is Java 8, "1.8")."""
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def java_options(java: Path) -> list[str]:
    """Return what Neo4j asks of the JVM: its own launcher's module openings, and a small heap."""
    options = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch")]
    if feature_version(java) >= 24:  # Neo4j still uses Unsafe and JNI, of which these versions warn
        options += ["--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"]
    return ["-Xms256m", "-Xmx1g", "-Dio.netty.tryReflectionSetAccessible=true", "-Dlog4j2.disable.jmx=true", *options]
