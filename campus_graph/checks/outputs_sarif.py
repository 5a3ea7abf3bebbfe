"""Findings as SARIF 2.1.0 (OASIS), for tools that gather what checkers find.

A graph has no lines of code: a thing is a ``logicalLocation`` with its identifier, and a relation is the two things
that it joins. Messages of rules are in French and in English; what is missing stands in the properties of the run.
"""

from __future__ import annotations

from typing import Any

from campus_graph.checks.findings import Rule
from campus_graph.checks.outputs_words import told
from campus_graph.checks.report import Report
from campus_graph.render import to_json

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SAID = ("kind", "value", "key", "regions", "academies")


def to_sarif(report: Report) -> str:
    """Return the findings of a report as one run of SARIF."""
    indices = {name: at for at, name in enumerate(report.rules)}
    driver = {
        "name": "campus-graph",
        "version": report.version,
        "rules": [_rule(rule) for rule in report.rules.values()],
    }
    run = {
        "tool": {"driver": driver},
        "language": "fr-FR",
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": f"campus-graph/check/{report.scope.territory or 'country'}/{report.digest[:12]}"},
        "results": [_result(row, report, indices) for row in report.findings.iter_rows(named=True)],
        "properties": {
            "digest": report.digest,
            "asOf": report.as_of,
            "undecided": report.undecided,
            "missing": {item.lack.name: item.total or item.touched for item in report.missing},
        },
    }
    return to_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.message_fr},
        "messageStrings": {"fr": {"text": rule.message_fr}, "en": {"text": rule.message_en}},
        "defaultConfiguration": {"level": _LEVELS[rule.severity.value]},
        "properties": {"helps": list(rule.helps)},
    }


def _result(row: dict[str, Any], report: Report, indices: dict[str, int]) -> dict[str, Any]:
    ends = [(row["id"], row["label"]), (row["other"], row["other_label"])]
    places = [_place(identifier, label) for identifier, label in ends if identifier]
    return {
        "ruleId": row["rule"],
        "ruleIndex": indices[row["rule"]],
        "level": _LEVELS[row["severity"]],
        "message": {"text": f"{told(row)}. {report.rules[row['rule']].message_fr}"},
        "locations": [{"logicalLocations": places}],
        "partialFingerprints": {
            "finding/v1": " ".join(str(row[name] or "") for name in ("rule", "id", "other", "key")).strip()
        },
        "properties": {name: row[name] for name in _SAID if row[name] is not None},
    }


def _place(identifier: str, label: str | None) -> dict[str, str]:
    return {"name": label or identifier, "fullyQualifiedName": identifier, "kind": "resource"}
