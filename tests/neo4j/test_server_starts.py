"""The server that the tests use is real: it answers, alone on the loopback interface, and ends when told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from neo4j_dev import Access, NotAvailable, Server, jars, java, process
from neo4j_dev.configuration import configuration
from neo4j_dev.jars import ROOT


def connect(access: Access, scheme: str = "bolt") -> Driver:
    """Return a driver that reports nothing to anybody."""
    uri = access.uri.replace("bolt://", f"{scheme}://")
    return GraphDatabase.driver(uri, auth=(access.user, access.password), telemetry_disabled=True)


def test_the_server_answers_and_tells_its_version(neo4j_server: Access) -> None:
    with connect(neo4j_server) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1
        (kernel,) = driver.execute_query(
            "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' RETURN *"
        ).records
    print(f"Neo4j {kernel['versions'][0]} {kernel['edition']}")
    assert int(kernel["versions"][0].split(".")[0]) >= 5


def test_its_routing_address_leads_back_to_it(own_server: Server) -> None:
    with connect(own_server.start(), "neo4j") as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1


def test_starting_it_again_changes_nothing(own_server: Server) -> None:
    before = own_server.start(), own_server.pid()
    assert (own_server.start(), own_server.pid()) == before


def test_its_password_is_in_no_command_line_and_in_no_readable_file(own_server: Server) -> None:
    access = own_server.start()
    pid = own_server.pid()
    assert pid is not None
    assert access.password not in process.command_line(pid)
    assert (own_server.home / "access.json").stat().st_mode & 0o077 == 0


def test_a_killed_server_starts_again_at_the_same_address_with_its_data(own_server: Server) -> None:
    access = own_server.start()
    with connect(access) as driver:
        driver.execute_query("CREATE (:SurvivesAKill)")
    assert own_server.kill()
    assert own_server.pid() is None
    assert own_server.start() == access
    with connect(access) as driver:
        found = driver.execute_query("MATCH (n:SurvivesAKill) DELETE n RETURN count(*) AS n").records
    assert found[0]["n"] == 1


def test_a_setting_given_takes_the_place_of_ours_and_a_new_one_joins_them() -> None:
    name = "dbms.security.allow_csv_import_from_file_urls"
    lines = configuration("5.26.30", "7687", [f"{name}=true", "db.format=aligned"]).splitlines()
    assert [line for line in lines if line.startswith(name)] == [f"{name}=true"]
    assert {"db.format=aligned", "server.http.enabled=false"} <= set(lines)


def test_a_process_that_only_has_the_noted_number_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "server.pid").write_text(str(os.getpid()))
    assert Server(tmp_path).pid() is None
    assert not Server(tmp_path).stop()
    assert not (tmp_path / "server.pid").exists()


@pytest.mark.parametrize("noted", ["", "no number", "4194305"])
def test_a_stale_note_counts_as_no_server(tmp_path: Path, noted: str) -> None:
    (tmp_path / "server.pid").write_text(noted)
    assert Server(tmp_path).pid() is None


def test_without_java_one_sentence_names_the_next_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(java, "candidates", lambda: iter([tmp_path / "java"]))
    with pytest.raises(NotAvailable, match=r"needs Java 17 or later: install one, or name its folder in JAVA_HOME\.$"):
        Server(tmp_path / "home").start()


def test_without_maven_one_sentence_names_the_next_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotAvailable, match=r"there is no mvn here: install Maven"):
        jars.jars("5.26.30")


def test_the_command_tells_that_nothing_runs(tmp_path: Path) -> None:
    environment = {**os.environ, "CAMPUS_GRAPH_NEO4J_HOME": str(tmp_path)}
    asked = [sys.executable, "-m", "neo4j_dev", "status"]
    told = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 3
    assert told.stdout == ""
    assert "No Neo4j server is running here" in told.stderr
