"""The README's way to a server really works: start one, load the starter graph, ask it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from neo4j_dev import Server
from neo4j_dev.jars import LTS, ROOT, cache
from neo4j_dev.server import guarding

README = (ROOT / "README.md").read_text(encoding="utf-8")
_PLACE = "bolt://HOST:7687"


def written(start: str) -> str:
    """Return the one command of the README's blocks that begins so and names a server, without its comment."""
    lines = [line.partition("#")[0].strip() for block in README.split("```")[1::2] for line in block.splitlines()]
    (line,) = [line for line in lines if line.startswith(start) and _PLACE in line]
    return line


def run(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Run a command as a shell in this folder would; return what it prints."""
    done = subprocess.run(
        shlex.split(command), cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.usefixtures("own_server")  # skips where no server can be had
def test_the_three_commands_of_the_readme_start_load_and_ask(tmp_path: Path) -> None:
    (tmp_path / "lib").symlink_to(cache() / "lib")
    outer = {name: value for name, value in os.environ.items() if not name.startswith("CAMPUS_GRAPH_")}
    environment = {
        **outer,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "CAMPUS_GRAPH_NEO4J_HOME": str(tmp_path),
    }
    with guarding(Server(tmp_path / f"server-{LTS}")):
        assert "`make neo4j`" in README
        exported = run("make -s neo4j", ROOT, environment)
        environment |= dict(re.findall(r"^export (\w+)=(.*)$", exported, re.MULTILINE))
        address = environment["CAMPUS_GRAPH_NEO4J_URI"]
        run("campus-graph build", tmp_path, environment)
        run(written("campus-graph load").replace(_PLACE, address), tmp_path, environment)
        question = written("campus-graph ask")
        answer = run(question.replace(_PLACE, address), tmp_path, environment)
        assert answer == run(question.replace(_PLACE, "campus.duckdb"), tmp_path, environment)
        assert len(answer.splitlines()) > 5
