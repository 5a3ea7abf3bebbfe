"""An answer as a workbook: *Lisez-moi* says what it is, *Données* holds the rows, *Liens* what each row names."""

from __future__ import annotations

import polars as pl

from campus_graph.exports.tables import Sheet, to_xlsx
from campus_graph.graph.store import Reader
from campus_graph.queries.answer import Answer
from campus_graph.queries.question import Question

_LINKS = {"finding": "constat", "column": "colonne", "thing": "cible", "label": "nom"}


def answer_xlsx(reader: Reader, asked: Question, answer: Answer) -> bytes:
    """Return all rows of an answer as a workbook.

    Raises:
        BadParameter: more rows than a sheet can hold.

    """
    links = answer.links()
    names = dict(reader.nodes(links["thing"].unique().to_list()).select("id", "label").iter_rows())
    links = links.with_columns(label=pl.col("thing").replace_strict(names, default=None, return_dtype=pl.String))
    headers = {"id": "identifiant", **asked.columns}
    sheets = [Sheet("Données", answer.frame, headers), Sheet("Liens", links, _LINKS)]
    return to_xlsx(readme(reader, asked, answer), sheets)


def readme(reader: Reader, asked: Question, answer: Answer) -> list[tuple[str, str]]:
    """Return what a person must know of a workbook: question, parameters, verdicts, sources with licences, digest."""
    sources = {row["id"]: row for row in reader.table("Source").iter_rows(named=True)}
    cited = [sources.get(f"source/{name}", {"label": name, "licence": "", "vintage": ""}) for name in answer.sources]
    return [
        ("Question", asked.title_fr),
        ("Définition", asked.definition_fr),
        *((f"Paramètre {name}", "" if value is None else str(value)) for name, value in answer.parameters.items()),
        *((f"Verdict « {asked.verdicts[verdict]} »", str(count)) for verdict, count in answer.counts.items()),
        ("Années des offres", ", ".join(map(str, answer.years))),
        *(("Source", f"{s['label']} ; licence : {s['licence']} ; millésime : {s['vintage']}") for s in cited),
        ("Empreinte du graphe", answer.digest),
        ("Faits sur les campus au", str(reader.meta.get("as_of", ""))),
    ]
