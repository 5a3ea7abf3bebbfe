"""Answers as documents: what a workbook says of itself, and the things that its rows name."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from campus_graph.api.listing import Listing, page
from campus_graph.graph.store import Reader
from campus_graph.queries.answer import Answer
from campus_graph.queries.question import Question

_IDENTIFIER = r"^[a-z][a-z0-9-]*/[^\s/]+$"


def listing(reader: Reader, asked: Question, answer: Answer, limit: int, after: str | None) -> Listing:
    """Return a page of an answer, and what makes the rest of it."""
    rows, more = page(answer.frame, limit, after)
    head = {name: value for name, value in answer.limited(0).to_dict().items() if name != "rows"}
    return Listing(
        asked.name,
        asked.title_fr,
        head,
        rows,
        answer.frame.height,
        more,
        lambda: answer.frame,
        {"id": "identifiant", **asked.columns},
        readme(reader, asked, answer),
        about(asked, answer),
        lambda: links_of(reader, answer),
    )


def about(asked: Question, answer: Answer) -> str:
    """Return what a page says above the rows: definition, verdicts, parameters, sources, digest."""
    counts = ", ".join(f"{asked.verdicts[v]} : {n}" for v, n in answer.counts.items())
    given = ", ".join(f"{name} = {value}" for name, value in answer.parameters.items() if value is not None)
    sources = f"Sources : {', '.join(answer.sources)}. Empreinte du graphe : {answer.digest}."
    return "\n".join((asked.definition_fr, f"Verdicts — {counts}.", f"Paramètres : {given or 'aucun'}.", sources))


def links_of(reader: Reader, answer: Answer) -> pl.DataFrame:
    """Return (constat, colonne, cible, nom): every thing of the graph that a row names."""
    parts = [pl.DataFrame(schema=dict.fromkeys(("constat", "colonne", "cible"), pl.String()))]
    for name, dtype in answer.frame.schema.items():
        if name == "id" or dtype not in (pl.String, pl.List(pl.String)):
            continue
        rows = answer.frame.select("id", name)
        rows = rows.explode(name, empty_as_null=True) if dtype != pl.String else rows
        found = rows.filter(pl.col(name).str.contains(_IDENTIFIER))
        parts.append(found.select(constat="id", colonne=pl.lit(name), cible=name))
    links = pl.concat(parts).sort("constat", "colonne", "cible")
    names = {row["id"]: row["label"] for row in reader.nodes(links["cible"].unique().to_list()).iter_rows(named=True)}
    return links.with_columns(nom=pl.col("cible").replace_strict(names, default=None, return_dtype=pl.String))


def readme(reader: Reader, asked: Question, answer: Answer) -> list[tuple[str, str]]:
    """Return what a person must know of a workbook: question, parameters, verdicts, sources with licences, digest."""
    given = [(name, "" if v is None else str(v)) for name, v in answer.parameters.items()]
    sources = {row["id"]: row for row in reader.table("Source").iter_rows(named=True)}
    cited = [sources.get(f"source/{name}", {"label": name, "licence": "", "vintage": ""}) for name in answer.sources]
    counts: Mapping[str, int] = answer.counts
    return [
        ("Question", asked.title_fr),
        ("Définition", asked.definition_fr),
        *((f"Paramètre {name}", value) for name, value in given),
        *((f"Verdict {asked.verdicts[v]}", str(n)) for v, n in counts.items()),
        ("Années des offres", ", ".join(map(str, answer.years))),
        *(("Source", f"{s['label']} ; licence : {s['licence']} ; millésime : {s['vintage']}") for s in cited),
        ("Empreinte du graphe", answer.digest),
        ("Faits sur les campus au", str(reader.meta.get("as_of", ""))),
    ]
