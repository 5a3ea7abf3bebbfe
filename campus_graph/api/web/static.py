"""Style, scripts and drawings that pages load: kept by clients for long, by a mark of their content.

An operator's folder (``CAMPUS_GRAPH_API_THEME``) comes before ours: a file of the same name replaces it, so that a
ministry brings its own ``theme.css`` and the fonts that it names.
"""

from __future__ import annotations

import hashlib
from functools import cache
from os import PathLike, stat_result
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent.parent / "static"
_LONG = "public, max-age=31536000, immutable"


class Static(StaticFiles):
    """The files; those asked for with the mark of their content are kept by clients, others are asked for again."""

    def __init__(self, theme: str) -> None:
        super().__init__(directory=theme or FOLDER, packages=[("campus_graph.api", "static")])
        self.theme = theme

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file with what it says of keeping it."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        marked = scope.get("query_string") == f"v={_digest(str(full_path), stat_result.st_mtime_ns)}".encode()
        response.headers["Cache-Control"] = _LONG if marked else "no-cache"
        return response


def mark(name: str, theme: str = "") -> str:
    """Return the mark of a file's content, empty where there is no such file."""
    for folder in (Path(theme) if theme else FOLDER, FOLDER):
        path = folder / name
        if path.is_file():
            return _digest(str(path.resolve()), path.stat().st_mtime_ns)
    return ""


@cache
def _digest(path: str, _: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
