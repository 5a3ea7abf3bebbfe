"""Answers as documents: a page of rows as JSON, all rows as CSV and XLSX, proofs as networks."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import orjson
import polars as pl
from fastapi import Request

from campus_graph.api.problems import Problem
from campus_graph.exports.tables import Sheet, to_csv, to_excel_csv, to_xlsx
from campus_graph.graph.store import Reader
from campus_graph.queries.answer import Answer
from campus_graph.queries.question import Question

_IDENTIFIER = r"^[a-z][a-z0-9-]*/[^\s/]+$"


def page(answer: Answer, limit: int, after: str | None) -> pl.DataFrame:
    """Return the rows that follow the finding ``after``, at most ``limit``.

    Raises:
        Problem: the answer has no such finding (it vanished with a new graph, perhaps).

    """
    if after is None:
        return answer.frame.head(limit)
    at = answer.frame.select((pl.col("id") == after).arg_max(), (pl.col("id") == after).any()).row(0)
    if not at[1]:
        detail = "La réponse n’a pas, ou plus, la ligne qui suit « after » ; reprenez du début."
        raise Problem("bad-parameter", detail)
    return answer.frame.slice(at[0] + 1, limit)


def answer_json(answer: Answer, rows: pl.DataFrame, following: str | None) -> bytes:
    """Return a page of an answer as JSON; the rows go from columns to text, without a dict for each."""
    head = {**answer.limited(0).to_dict(), "total": answer.frame.height, "next": following}
    return orjson.dumps({**head, "rows": orjson.Fragment(rows.write_json())})


def next_link(request: Request, answer: Answer, rows: pl.DataFrame) -> str | None:
    """Return the address of the page that follows, or None at the end."""
    if rows.is_empty() or rows["id"][-1] == answer.frame["id"][-1]:
        return None
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "after"]
    return f"{request.url.path}?{urlencode([*kept, ('after', rows['id'][-1])])}"


def answer_csv(answer: Answer, dialect: str) -> str:
    """Return all rows as CSV, plain or as French Excel reads it."""
    return to_excel_csv(answer.frame) if dialect == "excel" else to_csv(answer.frame)


def answer_xlsx(reader: Reader, asked: Question, answer: Answer) -> bytes:
    """Return all rows as a workbook: *Lisez-moi*, *Données*, *Liens*."""
    headers = {"id": "identifiant", **asked.columns}
    links = links_of(answer)
    names = {row["id"]: row["label"] for row in reader.nodes(links["cible"].unique().to_list()).iter_rows(named=True)}
    links = links.with_columns(nom=pl.col("cible").replace_strict(names, default=None, return_dtype=pl.String))
    sheets = [Sheet("Données", answer.frame, headers), Sheet("Liens", links, {c: c for c in links.columns})]
    return to_xlsx(readme(reader, asked, answer), sheets)


def links_of(answer: Answer) -> pl.DataFrame:
    """Return (constat, colonne, cible): every thing of the graph that a row names."""
    parts = [pl.DataFrame(schema=dict.fromkeys(("constat", "colonne", "cible"), pl.String()))]
    for name, dtype in answer.frame.schema.items():
        if name == "id" or dtype not in (pl.String, pl.List(pl.String)):
            continue
        rows = answer.frame.select("id", name)
        rows = rows.explode(name, empty_as_null=True) if dtype != pl.String else rows
        found = rows.filter(pl.col(name).str.contains(_IDENTIFIER))
        parts.append(found.select(constat="id", colonne=pl.lit(name), cible=name))
    return pl.concat(parts).sort("constat", "colonne", "cible")


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
