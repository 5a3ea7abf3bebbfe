"""Programs of the Java world, set beside ours: their jars come through Maven, one source file runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def run_java(pom: Path, program: Path, jars: Path, *arguments: Path) -> str:
    """Return what a single-file program prints with the jars of a POM; without Java or Maven the test is skipped."""
    java, maven = shutil.which("java"), shutil.which("mvn")
    if java is None or maven is None:
        if "neo4j" in os.environ.get("CAMPUS_GRAPH_REQUIRE", "").split(","):
            pytest.fail("no Java 17 or no Maven here")
        pytest.skip("the program comes through Maven and needs Java 17")
    copying = [maven, "-B", "-q", "-f", str(pom), f"-DoutputDirectory={jars}", "dependency:copy-dependencies"]
    subprocess.run(copying, check=True, capture_output=True, timeout=300)
    running = [java, "-cp", f"{jars}/*", str(program), *map(str, arguments)]
    return subprocess.run(running, capture_output=True, text=True, timeout=300, check=True).stdout
