"""The data set of a network's page as files: the table for spreadsheets, the network for other tools, the drawing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import networkx as nx
import polars as pl

from campus_graph.api.drawing.network import drawing
from campus_graph.api.pages import render
from campus_graph.api.web.links import page_of
from campus_graph.api.web.neighbourhood import COLUMNS, Row
from campus_graph.api.web.page import address
from campus_graph.exports.looks import look
from campus_graph.exports.networks import to_gexf, to_graphml, to_json
from campus_graph.exports.tables import Sheet, to_excel_csv, to_xlsx
from campus_graph.graph.store import Reader
from campus_graph.render import to_json as as_text

FORMS = ("xlsx", "csv", "svg", "gexf", "graphml", "json")
_WORDS = {
    "xlsx": "Excel (XLSX)",
    "csv": "CSV pour Excel",
    "svg": "Dessin (SVG)",
    "gexf": "Gephi (GEXF)",
    "graphml": "GraphML",
    "json": "JSON",
}
_HEADERS = {"id": "identifiant", **COLUMNS, "with": "Lié à", "sources": "Sources"}
_SCHEMA = {name: pl.Int64 if name in ("level", "ties") else pl.String for name in _HEADERS}


@dataclass(frozen=True, slots=True)
class Seen:
    """The network as the page shows it, and the rows of its table."""

    reader: Reader
    graph: nx.MultiDiGraph
    rows: list[Row]


def addresses(path: str, given: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return (words, address) of each file of the same data set."""
    return [(_WORDS[form], address(f"{path}.{form}", given)) for form in FORMS]


def bodies(seen: Callable[[], Seen]) -> Mapping[str, Callable[[], bytes | str]]:
    """Return, per form, what makes the file."""
    return {
        "xlsx": lambda: _workbook(seen()),
        "csv": lambda: to_excel_csv(_frame(seen())),
        "svg": lambda: _drawing(seen()),
        "gexf": lambda: to_gexf(seen().graph),
        "graphml": lambda: to_graphml(seen().graph),
        "json": lambda: as_text(to_json(seen().graph)),
    }


def _frame(seen: Seen) -> pl.DataFrame:
    rows = [
        {
            "id": row.identifier,
            **{name: row.data.get(name) for name in COLUMNS},
            "kind": look(row.data["kind"]).words,
            "ties": len(row.ties) + row.more,
            "with": " | ".join(tie.said for tie in row.ties),
            "sources": row.data.get("sources"),
        }
        for row in seen.rows
    ]
    return pl.DataFrame(rows, schema=_SCHEMA)


def _workbook(seen: Seen) -> bytes:
    frame, graph = _frame(seen), seen.graph
    edges = [
        {"start": s, "relation": d["label_fr"], "end": t, "year": d["year"], "source": d["sources"]}
        for s, t, d in graph.edges(data=True)
    ]
    words = {"start": "De", "relation": "Relation", "end": "À", "year": "Années", "source": "Sources"}
    years = sorted({y for edge in edges for y in edge["year"].split("–") if y})
    readme = [
        ("Question", f"Le réseau de {graph.nodes[graph.graph['centre']]['label']}"),
        ("Profondeur", str(graph.graph["depth"])),
        ("Coupé à la limite", "oui" if graph.graph["cut"] else "non"),
        ("Sources", ", ".join(sorted({s for edge in edges for s in edge["source"].split(", ")}))),
        ("Années", f"{years[0]}–{years[-1]}" if years else "sans année"),
        ("Empreinte du graphe", seen.reader.digest),
    ]
    ties = pl.DataFrame(edges, schema=dict.fromkeys(words, pl.String))
    return to_xlsx(readme, [Sheet("Choses", frame, _HEADERS), Sheet("Liens", ties, words)])


def _drawing(seen: Seen) -> str:
    label = seen.graph.nodes[seen.graph.graph["centre"]]["label"]
    return render(
        "drawing/network.svg",
        drawn=drawing(seen.graph, page_of),
        title=f"Réseau : {label}",
        described=f"Empreinte du graphe {seen.reader.digest}",
        alone=True,
    )
