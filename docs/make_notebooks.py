"""Runs the notebooks of ``docs/notebooks`` on the starter graph and keeps what they print: ``make notebooks``.

They open ``campus.duckdb`` of the folder in which they run; here that is a folder of its own, so that no path of a
machine gets into them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from campus_graph.build import build

NOTEBOOKS = Path(__file__).parent / "notebooks"
_SECONDS = 120  # per cell


def executed(path: Path, folder: Path) -> nbformat.NotebookNode:
    """Return a notebook with its outputs, run in ``folder``; texts only, numbered from one."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    # One text per cell: a busy machine sends what is printed in several pieces.
    NotebookClient(notebook, timeout=_SECONDS, resources=resources, coalesce_streams=True).execute()
    for cell in notebook.cells:
        cell.metadata.clear()  # when it ran
        for output in cell.get("outputs", ()):
            if "data" in output:
                output.data = {"text/plain": output.data["text/plain"]}
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]}
    return notebook


def main() -> None:
    """Run and keep every notebook."""
    with tempfile.TemporaryDirectory(prefix="campus-graph-") as folder:
        build(Path(folder, "campus.duckdb"))
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            nbformat.write(executed(path, Path(folder)), path)


if __name__ == "__main__":
    main()
