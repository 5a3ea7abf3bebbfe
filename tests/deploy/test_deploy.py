"""What operators copy is true: commands, options, settings, figures, log fields and paths all exist."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from campus_graph.api.settings import PREFIX, ApiSettings, read_api_settings
from campus_graph.cli import app
from campus_graph.settings import Settings, read_settings
from tests.deploy.service import serving

ROOT = Path(__file__).parent.parent.parent
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy" / "campus-graph.service").read_text(encoding="utf-8")
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
TEXTS = {"operate.md": OPERATE, "campus-graph.service": UNIT, "Containerfile": CONTAINER}
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
_SUBCOMMAND = re.compile(r"campus-graph ((?!--)[a-z-]+)([^`\n\\#]*)")


def options(command: str) -> set[str]:
    return {name for parameter in COMMANDS[command].params for name in parameter.opts}


@pytest.mark.parametrize("name", ["operate.md", "campus-graph.service"])
def test_every_command_and_option_of_the_files_exists(name: str) -> None:
    found = _SUBCOMMAND.findall(re.sub(r"^Description.*|^#.*", "", TEXTS[name], flags=re.MULTILINE))
    assert found
    for command, rest in found:
        assert command in COMMANDS, command
        assert set(re.findall(r"--[a-z-]+", rest)) <= options(command), (command, rest)


def test_the_container_starts_a_command_that_exists_and_copies_files_that_exist() -> None:
    entry = json.loads(re.findall(r"^ENTRYPOINT (.+)$", CONTAINER, re.MULTILINE)[0])
    command, *rest = json.loads(re.findall(r"^CMD (.+)$", CONTAINER, re.MULTILINE)[0])
    assert entry == ["campus-graph"]
    assert {word for word in rest if word.startswith("--")} <= options(command)
    for copied in re.findall(r"^COPY (?!--from)(.+) \S+$", CONTAINER, re.MULTILINE):
        assert all((ROOT / path).exists() for path in copied.split()), copied
    assert re.search(r"^USER (?!0\b|root)\S+$", CONTAINER, re.MULTILINE)


@pytest.fixture(scope="module")
def served(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """Serve the starter graph; give the port and the file of the log."""
    log = tmp_path_factory.mktemp("served") / "log"
    with serving(starter, log) as port:
        yield port, log


def answer(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as response:
        text: str = response.read().decode()
    return text


def test_the_health_check_of_the_container_passes_on_a_live_service_only(served: tuple[int, Path]) -> None:
    """The very code of the file, at the address of the service that runs here, then where nothing listens."""
    _, _, code = json.loads(re.findall(r"^ +CMD (\[\"python.+)$", CONTAINER, re.MULTILINE)[0])
    codes = {port: [sys.executable, "-c", code.replace(":8000", f":{port}")] for port in (served[0], 1)}
    ended = {port: subprocess.run(c, check=False, capture_output=True, timeout=30) for port, c in codes.items()}
    assert [done.returncode == 0 for done in ended.values()] == [True, False]


def test_the_table_of_settings_is_that_of_the_code() -> None:
    table = dict(re.findall(r"^\| `(CAMPUS_GRAPH_\w+)` \| (.+?) \|", OPERATE, re.MULTILINE))
    defaults = ApiSettings()
    wanted = {PREFIX + f.name.upper(): getattr(defaults, f.name) for f in fields(ApiSettings) if f.name != "graph"}
    said = {name: f"`{value}`" if value else "none" for name, value in wanted.items()}
    assert {name: text for name, text in table.items() if name.startswith(PREFIX)} == said
    assert table["CAMPUS_GRAPH_STORE"] == f"`{Settings().store}`"
    assert table["CAMPUS_GRAPH_NEO4J_USER"] == f"`{Settings().credentials.user}`"
    assert {name for name in table if not name.startswith(PREFIX)} == read_names()


def read_names() -> set[str]:
    """Return the variables that the general settings look at."""

    class Seen(dict[str, str]):
        names: set[str]

        def get(self, key: str, default: object = None) -> None:  # type: ignore[override]
            self.names.add(key)

    seen = Seen()
    seen.names = set()
    read_settings(seen)
    return seen.names


def test_every_setting_named_in_the_files_is_accepted(tmp_path: Path) -> None:
    named = {name for text in TEXTS.values() for name in re.findall(r"\b(CAMPUS_GRAPH_[A-Z0-9_]*[A-Z0-9])\b", text)}
    api = {name: "7/minute" if name.endswith("RATE") else "7" for name in named if name.startswith(PREFIX)}
    assert api
    (tmp_path / "theme.css").touch()
    (tmp_path / "areas.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    paths = {f"{PREFIX}THEME": str(tmp_path), f"{PREFIX}GEOMETRY": str(tmp_path / "areas.geojson")}
    read_api_settings({**api, **{name: path for name, path in paths.items() if name in api}})
    assert named - set(api) <= read_names()


def test_figures_and_log_fields_are_as_told(served: tuple[int, Path]) -> None:
    port, log = served
    assert json.loads(answer(port, "/health"))["status"] == "ok"
    assert len(json.loads(answer(port, "/ready"))["digest"]) == 64
    figures = answer(port, "/metrics")
    families = {name for name in re.findall(r"^# TYPE (\S+) ", figures, re.MULTILINE) if not name.endswith("_created")}
    assert families == set(re.findall(r"`(campus_graph_\w+)`", OPERATE))
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    told = re.findall(r"`(\w+)`", re.findall(r"one per request: (.+?)\. No", OPERATE, re.DOTALL)[0])
    assert {frozenset(line) for line in lines if line["event"] == "request"} == {frozenset(told)}


def test_links_of_the_page_lead_somewhere() -> None:
    for path in re.findall(r"\]\(([\w./-]+)\)", OPERATE):
        assert (ROOT / "docs" / path).exists(), path


def test_systemd_accepts_the_unit_and_finds_it_well_shut(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze absent")
    unit = tmp_path / "campus-graph.service"
    command = Path(sys.executable).parent / "campus-graph"
    unit.write_text(UNIT.replace("/opt/campus-graph/bin/campus-graph", str(command)), encoding="utf-8")
    verified = subprocess.run([tool, "verify", str(unit)], capture_output=True, text=True, check=False, timeout=60)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    checked = [tool, "security", "--offline=yes", "--threshold=20", str(unit)]  # tenths: 2.0 of 10
    assert subprocess.run(checked, capture_output=True, check=False, timeout=60).returncode == 0
