"""A report that a region can read: what is missing, in the order of what would help most, then what is wrong.

What helps is counted: the verdicts that cannot conclude today because of a lack, each counted once (``undecided.py``).
What keeps no verdict from concluding comes after, by the number of offers or things that it touches (``touched.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from campus_graph.checks.completeness import campus_counts, source_accounts
from campus_graph.checks.findings import FINDINGS, Rule, Severity
from campus_graph.checks.lacks import Lack, lacks
from campus_graph.checks.places import COUNTRY, Scope, places
from campus_graph.checks.shares import offer_counts, source_shares, territory_shares
from campus_graph.checks.touched import touched
from campus_graph.checks.undecided import Undecided, undecided
from campus_graph.errors import ModelError
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model

FIRST = 8  # things that an item names
REPORTED = {
    **FINDINGS,
    **dict.fromkeys(("severity", "label", "other_label", "regions", "academies"), pl.String()),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that a lack concerns; ``number`` is how many verdicts, or offers, hang on it."""

    id: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Missing:
    """One lack in a territory: ``verdicts`` per question that cannot conclude, or ``touched`` where none is kept from
    it; ``things`` is how many things it concerns, ``first`` those on which most hangs.
    """

    lack: Lack
    verdicts: Mapping[str, int]
    touched: int
    things: int
    first: tuple[Thing, ...]

    @property
    def total(self) -> int:
        """Return the number of verdicts that cannot conclude."""
        return sum(self.verdicts.values())

    @property
    def own(self) -> bool:
        """Tell whether the template has a sheet for it: the territory can bring it."""
        return bool(self.lack.sheets)


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report says of one graph and one part of France; the outputs take nothing else.

    ``findings`` has the columns of ``REPORTED``, ``counts`` its rows per severity, ``outside`` those that the scope
    leaves out; ``asked`` is how many findings each question gave, ``missing`` what keeps some from concluding, in the
    order of what would help most; the frames of completeness are as their modules describe them.
    """

    digest: str
    as_of: str
    version: str
    scope: Scope
    rules: Mapping[str, Rule]
    findings: pl.DataFrame
    counts: Mapping[str, int]
    outside: int
    asked: Mapping[str, int]
    missing: tuple[Missing, ...]
    sources: pl.DataFrame
    campuses: pl.DataFrame
    territories: pl.DataFrame
    offers: pl.DataFrame
    by_source: pl.DataFrame

    @property
    def undecided(self) -> int:
        """Return the number of verdicts that cannot conclude."""
        return sum(item.total for item in self.missing)


def build_report(reader: Reader, findings: pl.DataFrame, rules: Iterable[Rule], scope: Scope = COUNTRY) -> Report:
    """Return the report of a graph, or of one region or académie of it. ``findings`` is as ``FINDINGS``.

    Raises:
        ModelError: a finding names a rule that is not among the rules.

    """
    known = {rule.name: rule for rule in sorted(rules, key=lambda rule: rule.name)}
    found = reported(reader, findings, known, scope)
    open_ones = undecided(reader, scope)
    counts = dict(found.group_by("severity").len().iter_rows())
    return Report(
        digest=reader.digest,
        as_of=reader.meta["as_of"],
        version=reader.meta["version"],
        scope=scope,
        rules=known,
        findings=found,
        counts={severity.value: counts.get(severity.value, 0) for severity in Severity},
        outside=findings.height - found.height,
        asked=open_ones.asked,
        missing=missing(reader, scope, open_ones),
        sources=source_accounts(reader),
        campuses=campus_counts(reader),
        territories=territory_shares(reader, scope),
        offers=offer_counts(reader, scope),
        by_source=source_shares(reader, scope),
    )


def missing(reader: Reader, scope: Scope, open_ones: Undecided) -> tuple[Missing, ...]:
    """Return the lacks of a scope: first what a sheet of the template brings; in each part, what helps most first."""
    verdicts = open_ones.findings
    things = verdicts.explode("things").drop_nulls("things").group_by("lack", thing="things")
    hanging = things.agg(number=pl.len().cast(pl.Int64))
    hanging = pl.concat([hanging.select("lack", "thing", "number"), touched(reader, scope)])
    hanging = hanging.sort(["lack", "number", "thing"], descending=[False, True, False])
    per_question = verdicts.group_by("lack", "question").len().sort("lack", "question")
    items = [
        _item(reader, lack, per_question.filter(lack=lack.name), hanging.filter(lack=lack.name))
        for lack in lacks().values()
    ]
    kept = [item for item in items if item.total or item.touched]
    return tuple(sorted(kept, key=lambda item: (not item.own, -item.total, -item.touched, item.lack.name)))


def _item(reader: Reader, lack: Lack, per_question: pl.DataFrame, hanging: pl.DataFrame) -> Missing:
    first = hanging.head(FIRST)
    labels = dict(reader.nodes(first["thing"].to_list()).select("id", "label").iter_rows())
    return Missing(
        lack=lack,
        verdicts=dict(per_question.select("question", "len").iter_rows()),
        touched=int(hanging["number"].sum()) if lack.touched else 0,
        things=hanging.height,
        first=tuple(Thing(i, labels.get(i, i), n) for i, n in first.select("thing", "number").iter_rows()),
    )


def reported(reader: Reader, findings: pl.DataFrame, rules: Mapping[str, Rule], scope: Scope) -> pl.DataFrame:
    """Return the findings of the scope as ``REPORTED``: the gravest first, with names and territories.

    Raises:
        ModelError: a finding names a rule that is not among the rules.

    """
    strange = sorted(set(findings["rule"]) - rules.keys())
    if strange:
        raise ModelError(f"Des constats nomment une règle que rien ne définit : {', '.join(strange)}.")
    ranks = {severity.value: rank for rank, severity in enumerate(Severity)}
    severities = {name: rule.severity.value for name, rule in rules.items()}
    severity = pl.col("rule").replace_strict(severities, default=None, return_dtype=pl.String)
    rows = findings.with_row_index("row").with_columns(severity=severity)
    ends = pl.concat(rows.select("row", id=end).drop_nulls("id") for end in ("id", "other"))
    lying = ends.join(_placed(reader, ends), on="id").select("row", "territory").unique()
    if scope.territory is not None:
        rows = rows.join(lying.filter(territory=scope.territory), on="row", how="semi")
    named = _named(reader, rows).join(_territories(reader, lying), on="row", how="left")
    order = pl.col("severity").replace_strict(ranks, return_dtype=pl.Int64)
    return named.sort(order, *FINDINGS).select(pl.col(n).cast(t) for n, t in REPORTED.items())


def _placed(reader: Reader, ends: pl.DataFrame) -> pl.DataFrame:
    model = load_model()
    kinds = {kind for identifier in ends["id"].unique() if (kind := model.kind_of(identifier))}
    return places(reader, kinds)


def _named(reader: Reader, rows: pl.DataFrame) -> pl.DataFrame:
    identifiers = sorted({*rows["id"].drop_nulls(), *rows["other"].drop_nulls()})
    names = reader.nodes(identifiers).select("id", "label")
    named = rows.join(names, on="id", how="left")
    others = names.rename({"id": "other", "label": "other_label"})
    return named.join(others, on="other", how="left")


def _territories(reader: Reader, lying: pl.DataFrame) -> pl.DataFrame:
    """Return (row, regions, academies): the names of the territories of each finding."""
    names = pl.concat(reader.table(kind).select(territory="id", name="label") for kind in ("Region", "Academy"))
    listed = lying.join(names, on="territory").sort("row", "territory")
    kind = pl.col("territory").str.split("/").list.first()
    return listed.group_by("row").agg(
        regions=pl.col("name").filter(kind == "region").str.join(" | "),
        academies=pl.col("name").filter(kind == "academy").str.join(" | "),
    )
