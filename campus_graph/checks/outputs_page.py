"""The report as one page to read, print or send: nothing is asked of anybody, and no script is needed.

Colours come from the product's own theme (``api/static/theme.css``); a policy in the head keeps the browser from asking
for anything; every name is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined

from campus_graph.checks.findings import Rule, Severity
from campus_graph.checks.outputs_words import SEVERITIES, STATUSES, counted, percent, weight
from campus_graph.checks.report import Report
from campus_graph.checks.shares import TOPICS
from campus_graph.french import bound, day, number
from campus_graph.loaders.registry import sources
from campus_graph.own.sheets import sheets
from campus_graph.queries.registry import questions

_LISTED = 12  # findings of a rule that the page names
# What a table of all regions has room for.
_NATIONAL = (
    "campus-described",
    "campus-member",
    "campus-director",
    "label-expiry",
    "establishment-position",
    "offer-places",
    "offer-filiere",
)
_LEVELS = (3, 4, 5, 6, 7, 8)
_VOIES = {"scolaire": "scolaire", "apprentissage": "apprentissage", "continue": "continue", "superieur": "supérieur"}


def to_html(report: Report) -> str:
    """Return a report as a whole page."""
    page = _environment().get_template("report.html")
    return page.render(
        report=report,
        theme=files("campus_graph").joinpath("api/static/theme.css").read_text(encoding="utf-8"),
        title=_title(report),
        option=_option(report),
        own=[item for item in report.missing if item.own],
        others=[item for item in report.missing if not item.own],
        groups=groups(report),
        shares=_shares(report),
        national=_national(report),
        offers=_offers(report),
        accounts=_accounts(report),
        total=sum(report.asked.values()),
    )


def _title(report: Report) -> str:
    return (
        "Ce qui manque au graphe" if report.scope.territory is None else f"{_place(report)} : ce qui manque au graphe"
    )


def _place(report: Report) -> str:
    label = report.scope.label
    return f"Académie : {label}" if report.scope.kind == "academy" else label


def _option(report: Report) -> str:
    """Return the option of ``ask`` by which the same rows are asked for."""
    return f' --{report.scope.kind} "{report.scope.label}"' if report.scope.territory else ""


def groups(report: Report) -> list[dict[str, Any]]:
    """Return the rules that found something, the gravest first, each with its first findings."""
    ranks = {severity.value: rank for rank, severity in enumerate(Severity)}
    counts = dict(report.findings.group_by("rule").len().iter_rows())
    found = [(report.rules[name], count) for name, count in counts.items()]
    ordered = sorted(found, key=lambda pair: (ranks[pair[0].severity.value], -pair[1], pair[0].name))
    return [_group(report, rule, count) for rule, count in ordered]


def _group(report: Report, rule: Rule, count: int) -> dict[str, Any]:
    rows = report.findings.filter(rule=rule.name).head(_LISTED)
    return {"rule": rule, "count": count, "rows": rows.to_dicts(), "valued": rows["value"].count() > 0}


def _shares(report: Report) -> dict[str, Any]:
    """Return the table of a region or académie: one line per topic, one column per territory."""
    labels = report.territories["label"].unique(maintain_order=True).to_list()
    cells = {(row["topic"], row["label"]): row for row in report.territories.iter_rows(named=True)}
    lines = [(words, [cells[topic, label] for label in labels]) for topic, words in TOPICS.items()]
    return {"columns": labels, "lines": lines}


def _national(report: Report) -> dict[str, Any]:
    """Return the table of the country: one line per region, one column per topic."""
    regions = report.territories.filter(pl.col("territory").str.starts_with("region/"))
    lines = [
        (part["label"][0], {row["topic"]: row for row in part.iter_rows(named=True)})
        for part in regions.partition_by("territory", maintain_order=True)
    ]
    some = [(label, [cells[t] for t in _NATIONAL]) for label, cells in lines if cells["establishment-offer"]["total"]]
    return {"columns": [TOPICS[topic] for topic in _NATIONAL], "lines": some}


def _offers(report: Report) -> list[tuple[int, str, Sequence[int]]]:
    """Return (year, voie, offers per level) of the whole scope, the latest year first."""
    sums = _own(report, report.offers).group_by("year", "voie", "level").agg(pl.col("offers").sum())
    cells = {(year, voie, level): offers for year, voie, level, offers in sums.iter_rows()}
    keys = sorted({(year, voie) for year, voie, _ in cells}, key=lambda key: (-key[0], key[1]))
    return [(year, _VOIES.get(voie, voie), [cells.get((year, voie, at), 0) for at in _LEVELS]) for year, voie in keys]


def _own(report: Report, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the scope itself: for the country those of the regions, which share no establishment."""
    if report.scope.territory is None:
        return frame.filter(pl.col("territory").str.starts_with("region/"))
    return frame.filter(territory=report.scope.territory)


def _accounts(report: Report) -> list[dict[str, Any]]:
    """Return the sources, with what they bring to the territory; those that bring most first."""
    rows = _own(report, report.by_source)
    here = rows.group_by("source").agg(pl.col("establishments", "offers").sum())
    joined = report.sources.join(here, on="source", how="left").with_columns(
        pl.col("establishments", "offers").fill_null(0)
    )
    order = ["offers", "establishments", "source"]
    return joined.sort(order, descending=[True, True, False]).to_dicts()


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("campus_graph.checks", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"number": number, "day": day, "percent": percent, "weight": weight, "bound": bound}
    found.globals |= {
        "counted": counted,
        "severities": SEVERITIES,
        "statuses": STATUSES,
        "sheets": {name: sheet.title for name, sheet in sheets().items()},
        "titles": {name: asked.title_fr for name, asked in questions().items()},
        "known_sources": {info.name: info for info in sources()},
        "levels": _LEVELS,
    }
    return found
