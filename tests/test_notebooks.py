"""The notebooks run on the starter graph and print what they show; no path of a machine is in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from docs.make_notebooks import NOTEBOOKS, executed
from tests.starter_graph import starter_graph

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
_SMALL = 12_000  # characters


def outputs(notebook: Any) -> list[Any]:
    return [[dict(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_prints_what_it_shows(
    path: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "campus.duckdb").symlink_to(starter_graph(tmp_path_factory))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    shown: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    assert outputs(executed(path, tmp_path)) == outputs(shown), "run « make notebooks »"
    assert any(outputs(shown))


def test_there_are_two_small_notebooks_without_paths_or_warnings() -> None:
    assert len(PATHS) == 2
    for path in PATHS:
        text = path.read_text(encoding="utf-8")
        assert len(text) < _SMALL
        assert not re.search(r"/(home|root|tmp|work|Users)/|stderr|Traceback", text)
