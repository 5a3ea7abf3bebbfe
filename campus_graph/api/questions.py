"""Answers as listings, with a workbook and networks of their own, and what a page says above the rows."""

from __future__ import annotations

from dataclasses import replace

from campus_graph.api.formats import Body
from campus_graph.api.listing import FORMS, Listing, in_pages
from campus_graph.exports.networks import to_gexf, to_graphml
from campus_graph.exports.workbook import answer_xlsx
from campus_graph.graph.store import Reader
from campus_graph.queries.answer import Answer
from campus_graph.queries.links import to_network
from campus_graph.queries.question import Question

ANSWERS = (*FORMS, "graphml", "gexf")


def listing(reader: Reader, asked: Question, answer: Answer, limit: int, after: str | None) -> Listing:
    """Return a page of an answer, and what makes the rest of it."""
    head = {name: value for name, value in answer.limited(0).to_dict().items() if name != "rows"}
    headers = {"id": "identifiant", **asked.columns}
    own: dict[str, Body] = {
        "xlsx": lambda: answer_xlsx(reader, asked, answer),
        "graphml": lambda: to_graphml(to_network(answer)),
        "gexf": lambda: to_gexf(to_network(answer)),
    }
    rows = in_pages(asked.name, asked.title_fr, head, answer.frame, headers, limit, after)
    return replace(rows, about=about(asked, answer), own=own)


def about(asked: Question, answer: Answer) -> str:
    """Return what a page says above the rows: definition, verdicts, parameters, sources, digest."""
    counts = ", ".join(f"{asked.verdicts[v]} : {n}" for v, n in answer.counts.items())
    given = ", ".join(f"{name} = {value}" for name, value in answer.parameters.items() if value is not None)
    sources = f"Sources : {', '.join(answer.sources)}. Empreinte du graphe : {answer.digest}."
    return "\n".join((asked.definition_fr, f"Verdicts — {counts}.", f"Paramètres : {given or 'aucun'}.", sources))
