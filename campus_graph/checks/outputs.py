"""A report for programs: JSON, SARIF 2.1.0, JUnit and CSV. ``outputs_page`` and ``outputs_table`` are for people.

``FORMATS`` maps each name to the function that writes it; all are texts of the report alone, the same each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree

from campus_graph.checks.outputs_page import to_html
from campus_graph.checks.outputs_sarif import to_sarif
from campus_graph.checks.outputs_words import told
from campus_graph.checks.report import Missing, Report
from campus_graph.exports.tables import to_csv
from campus_graph.loaders.registry import sources
from campus_graph.render import to_json
from campus_graph.text import for_xml

_VERSION = 1
_LISTED = 20  # findings that a case of JUnit names


def to_report_json(report: Report) -> str:
    """Return the whole report as JSON.

    Keys: ``report`` (version of this form), ``digest``, ``as_of``, ``version``, ``scope`` (kind, code, label),
    ``counts`` (findings per severity), ``outside`` (findings that the scope leaves out), ``undecided`` (verdicts that
    cannot conclude), ``asked`` (verdicts per question), ``missing`` (ranked: name, title, what, own, verdicts,
    per_question, touched, things, first, holder, remedy, sheets, sources), ``rules``, ``findings``, ``completeness``
    (sources, campuses, territories, offers, by_source: one object per row, keys as in their modules).
    """
    scope = report.scope
    return to_json(
        {
            "report": _VERSION,
            "digest": report.digest,
            "as_of": report.as_of,
            "version": report.version,
            "scope": {"kind": scope.kind, "code": scope.code or None, "label": scope.label},
            "counts": dict(report.counts),
            "outside": report.outside,
            "undecided": report.undecided,
            "asked": dict(report.asked),
            "missing": [missing_item(rank, item) for rank, item in enumerate(report.missing, start=1)],
            "rules": [_rule(report, name) for name in report.rules],
            "findings": report.findings.to_dicts(),
            "completeness": {
                name: getattr(report, name).to_dicts()
                for name in ("sources", "campuses", "territories", "offers", "by_source")
            },
        }
    )


def missing_item(rank: int, item: Missing) -> dict[str, Any]:
    """Return one lack as plain data."""
    lack, known = item.lack, {info.name: info for info in sources()}
    return {
        "rank": rank,
        "name": lack.name,
        "title": lack.title,
        "what": lack.what,
        "own": item.own,
        "verdicts": item.total,
        "per_question": dict(item.verdicts),
        "touched": item.touched,
        "things": item.things,
        "first": [{"id": thing.id, "label": thing.label, "number": thing.number} for thing in item.first],
        "holder": lack.holder,
        "remedy": lack.remedy,
        "sheets": list(lack.sheets),
        "sources": [
            {
                "name": name,
                "title": known[name].title,
                "publisher": known[name].publisher,
                "files": sorted({spec.path for spec in known[name].files.values()}),
            }
            for name in lack.sources
        ],
    }


def _rule(report: Report, name: str) -> dict[str, Any]:
    rule = report.rules[name]
    return {
        "name": rule.name,
        "severity": rule.severity.value,
        "message_fr": rule.message_fr,
        "message_en": rule.message_en,
        "helps": list(rule.helps),
        "findings": report.findings.filter(rule=name).height,
    }


def to_findings_csv(report: Report) -> str:
    """Return the findings as CSV, one per line, with the message of their rule."""
    messages = {name: rule.message_fr for name, rule in report.rules.items()}
    frame = report.findings
    return to_csv(frame.with_columns(message=frame["rule"].replace_strict(messages, default=None)))


def to_junit(report: Report) -> str:
    """Return the rules as cases of JUnit: a rule with errors or warnings fails, one with informations speaks."""
    suite = ElementTree.Element("testsuite", name=f"campus-graph check : {for_xml(report.scope.label)}")
    failures = 0
    for name, rule in report.rules.items():
        case = ElementTree.SubElement(suite, "testcase", classname="campus-graph", name=for_xml(name))
        rows = report.findings.filter(rule=name)
        if rows.is_empty():
            continue
        lines = [told(row) for row in rows.head(_LISTED).iter_rows(named=True)]
        rest = [f"… et {rows.height - _LISTED} autres"] if rows.height > _LISTED else []
        grave = rule.severity.value != "info"
        failures += grave
        said = ElementTree.SubElement(case, "failure" if grave else "system-out")
        if grave:
            said.attrib |= {"type": rule.severity.value, "message": for_xml(f"{rows.height} : {rule.message_fr}")}
        said.text = for_xml("\n".join([*lines, *rest]))
    suite.attrib |= {"tests": str(len(report.rules)), "failures": str(failures), "errors": "0"}
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(suite, encoding="unicode")}\n'


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "json": to_report_json,
    "sarif": to_sarif,
    "junit": to_junit,
    "csv": to_findings_csv,
    "html": to_html,
}
