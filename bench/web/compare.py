"""Our pages beside those of others, in one run, in turn; and the scripts of each kind of page."""

from __future__ import annotations

import statistics
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench.api.servers import free_port, running
from bench.child import NotDone
from bench.report import Part
from bench.web.browsing import Visit, chromium, in_turn, packed, scripts
from bench.web.rivals import by_cytoscape, by_pyvis
from campus_graph.exports.networks import drawn, merged, network
from campus_graph.exports.page import to_page
from campus_graph.graph.store import open_store

_NODES = 150
_FIRST_PAINT = 1_000.0  # milliseconds, the target
_SCRIPT = 100.0  # kilobytes, the target
OURS, EXPLORER, MAILED, PYVIS, CYTOSCAPE = "our drawing", "our explorer", "our page of browse", "pyvis", "Cytoscape.js"
_KINDS = {
    "/": "home",
    "/recherche?q=mer": "search",
    "/manques": "gaps, matrix and map",
    "/manques/coverage-gap": "a table of gaps",
    "/parcours": "pathways",
    "/campus/{campus}": "a campus",
    "/reseau": "networks",
    "/reseau/campus/{campus}?depth=2": "a network",
    "/reseau/campus/{campus}?depth=2#explorateur": "a network, explorer open",
    "/territoires/region/93": "a territory",
    "/filieres/tourisme-gastronomie": "a filière",
    "/comparer": "comparing",
    "/qualite": "quality",
    "/sources": "sources",
    "/methode": "method",
}
_NO_SCRIPT = ("/manques/coverage-gap", "/campus/{campus}", "/reseau", "/territoires/region/93", "/qualite", "/sources")


def compare(store: Path, campus: str, folder: Path, runs: int) -> list[Part]:
    """Return what was measured."""
    first = Part(f"A network of at most {_NODES} nodes: until it is on the screen (Chromium, no GPU, median of {runs})")
    weights = Part("JavaScript of each kind of page, gzipped")
    left_out = _write_pages(store, campus, folder)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "campus_graph", "serve", "--store", str(store), "--port", str(port)]
    with (
        running(command, f"{address}/ready", folder / "log", {"CAMPUS_GRAPH_API_RATE": ""}),
        _files(folder) as theirs,
        chromium() as browser,
    ):
        page = f"{address}/reseau/campus/{campus}?depth=2"
        pages: list[tuple[str, str, str | None]] = [
            (OURS, page, None),
            (EXPLORER, f"{page}#explorateur", "explorer-drawn"),
            (MAILED, f"{theirs}/browse.html", "network-drawn"),
            (PYVIS, f"{theirs}/pyvis.html", "network-drawn"),
            (f"{PYVIS}, at rest", f"{theirs}/pyvis.html", "network-still"),
            *([] if left_out else [(CYTOSCAPE, f"{theirs}/cytoscape.html", "network-drawn")]),
        ]
        _times(first, in_turn(browser, pages, runs))
        if left_out:
            first.add(CYTOSCAPE, None, "", note=left_out)
        for path, words in _KINDS.items():
            size = scripts(browser, f"{address}{path.format(campus=campus)}") / 1000
            weights.add(f"{words}, {path}", size, "kB", at_most=0.0 if path in _NO_SCRIPT else _SCRIPT)
        for name, file in ((PYVIS, "pyvis.html"), (MAILED, "browse.html"), (CYTOSCAPE, "cytoscape.min.js")):
            if (folder / file).is_file():
                weights.add(f"{name} (file)", packed((folder / file).read_bytes()) / 1000, "kB", note="page and script")
    return [first, weights]


def _write_pages(store: Path, campus: str, folder: Path) -> str:
    """Write the pages of rivals; return why Cytoscape.js is left out, empty where it is not."""
    with open_store(store) as reader:
        graph = merged(drawn(reader, network(reader, f"campus/{campus}", 2, _NODES)))
    (folder / "browse.html").write_text(to_page(graph, "Réseau"), encoding="utf-8")
    by_pyvis(graph, folder / "pyvis.html")
    try:
        by_cytoscape(graph, folder / "cytoscape.html")
    except NotDone as why:
        return str(why)
    return ""


@contextmanager
def _files(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; yield its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _times(part: Part, visits: Mapping[str, Sequence[Visit]]) -> None:
    ours = statistics.median(visit.drawn for visit in visits[OURS])
    for name, found in visits.items():
        painted, shown = ([getattr(visit, what) * 1000 for visit in found] for what in ("painted", "drawn"))
        limit = _FIRST_PAINT if name in (OURS, EXPLORER) else None
        part.add(f"{name}: first paint", statistics.median(painted), "ms", limit, _spread(painted))
        ratio = statistics.median(shown) / 1000 / ours
        note = f"{_spread(shown)}; {ratio:.1f} times our drawing"
        part.add(f"{name}: network drawn", statistics.median(shown), "ms", limit, note)


def _spread(values: Sequence[float]) -> str:
    return f"min {min(values):.0f}, max {max(values):.0f}"
