"""What a report becomes: JSON, SARIF, JUnit, CSV, a page and a table, none of which believes a name."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from rich.console import Console

from campus_graph.checks.findings import FINDINGS
from campus_graph.checks.outputs import FORMATS
from campus_graph.checks.outputs_table import print_report
from campus_graph.checks.outputs_words import percent
from campus_graph.checks.places import COUNTRY, Scope
from campus_graph.checks.report import Report, build_report
from tests.browser.payloads import PAYLOADS
from tests.checks.world_report import FILIERE, RULES, bretagne, finding, found

BRETAGNE = Scope("region", "53", "Bretagne")
HOSTILE = "<script>alert(1)</script>\"' {{ 7*7 }} [red]=1+1"


def report(scope: Scope = BRETAGNE) -> Report:
    """Return a report on a world whose campus bears a hostile name, with findings of each severity."""
    world = bretagne()
    world.rows["Campus"][0]["label"] = HOSTILE
    world.campus("bois", "27", FILIERE)
    uai = f"establishment/{world.uais['lycee 0']}"
    rows = found(
        finding("campus-member", "Campus", "campus/mer"),
        finding("siret", "Establishment", uai, value="=1+1"),
        finding("campus-member", "HAS_MEMBER", "campus/mer", other=uai, key='{"role":"membre"}'),
        finding("diploma-level", "Diploma", "diploma/cap0", value="\x0b<b>"),
    )
    with world.reader() as reader:
        return build_report(reader, rows, RULES, scope)


def test_json_says_all_that_the_report_holds() -> None:
    given = report()
    said = json.loads(FORMATS["json"](given))
    assert said["scope"] == {"kind": "region", "code": "53", "label": "Bretagne"}
    assert said["counts"] == {"error": 1, "warning": 2, "info": 0}
    assert (said["digest"], said["outside"], said["undecided"]) == (given.digest, 1, given.undecided)
    assert [row["rank"] for row in said["missing"]] == list(range(1, len(given.missing) + 1))
    assert sum(row["verdicts"] for row in said["missing"]) == given.undecided
    assert {rule["name"]: rule["findings"] for rule in said["rules"]} == {
        "campus-member": 2,
        "diploma-level": 0,
        "siret": 1,
    }
    assert said["findings"] == given.findings.to_dicts()
    frames = said["completeness"]
    assert {name: len(rows) for name, rows in frames.items()} == {
        name: getattr(given, name).height for name in ("sources", "campuses", "territories", "offers", "by_source")
    }
    documented = re.findall(r"``(\w+)``", FORMATS["json"].__doc__ or "")
    assert set(said) <= set(documented)


def test_sarif_has_the_structure_of_2_1_0() -> None:
    log = json.loads(FORMATS["sarif"](report(COUNTRY)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    rules = driver["rules"]
    assert driver["name"] == "campus-graph"
    assert [rule["id"] for rule in rules] == sorted(rule.name for rule in RULES)
    for rule, own in zip(rules, sorted(RULES, key=lambda r: r.name), strict=True):
        assert rule["shortDescription"]["text"] == own.message_fr
        assert {name: text["text"] for name, text in rule["messageStrings"].items()} == {
            "fr": own.message_fr,
            "en": own.message_en,
        }
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
    assert [result["level"] for result in run["results"]] == ["error", "warning", "warning", "note"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert all(set(place) == {"name", "fullyQualifiedName", "kind"} for place in location["logicalLocations"])
    ends = [len(result["locations"][0]["logicalLocations"]) for result in run["results"]]
    assert sorted(ends) == [1, 1, 1, 2]
    marks = [result["partialFingerprints"]["finding/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)


def test_junit_fails_a_rule_with_errors_or_warnings_and_lets_informations_pass() -> None:
    suite = ElementTree.fromstring(FORMATS["junit"](report(COUNTRY)))
    cases = {case.get("name"): [child.tag for child in case] for case in suite}
    assert cases == {"campus-member": ["failure"], "diploma-level": ["system-out"], "siret": ["failure"]}
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")


def test_csv_has_each_finding_once_and_no_formula() -> None:
    given = report(COUNTRY)
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](given))))
    assert len(rows) == given.findings.height
    assert [row["value"] for row in rows if row["rule"] == "siret"] == ["'=1+1"]
    assert {row["message"] for row in rows} == {rule.message_fr for rule in RULES}


class Page(HTMLParser):
    """What a page is made of: tags with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *names: str) -> Iterator[dict[str, Any]]:
        return (attributes for tag, attributes in self.tags if tag in names)


@pytest.mark.parametrize("scope", [BRETAGNE, COUNTRY], ids=lambda s: s.kind)
def test_the_page_asks_nothing_of_anybody_and_runs_nothing(scope: Scope) -> None:
    html = FORMATS["html"](report(scope))
    page = Page(html)
    assert not list(page.all("script", "img", "iframe", "object"))
    targets = [tag.get("href") or tag.get("src") for tag in page.all("a", "link", "img")]
    assert targets
    assert all(target.startswith("#") or target == "data:," for target in targets if target)
    assert "url(" not in html
    assert "@import" not in html
    assert HOSTILE in page.text
    assert not [name for _, tag in page.tags for name in tag if name.startswith("on")]


def test_no_hostile_name_becomes_a_part_of_the_page() -> None:
    world = bretagne()
    for number, payload in enumerate(PAYLOADS):
        world.add("Campus", id=f"campus/c{number}", label=payload)
        world.add("COVERS", start_id=f"campus/c{number}", end_id="region/53")
    names = [finding("campus-member", "Campus", f"campus/c{n}", value=p) for n, p in enumerate(PAYLOADS)]
    with world.reader() as reader:
        plain = build_report(reader, found(*names[:1]), RULES, BRETAGNE)
        for start in range(0, len(names), 12):
            page = Page(FORMATS["html"](build_report(reader, found(*names[start : start + 12]), RULES, BRETAGNE)))
            assert {tag for tag, _ in page.tags} <= {tag for tag, _ in Page(FORMATS["html"](plain)).tags}
            assert not [name for _, tag in page.tags for name in tag if name.startswith("on")]


def test_the_page_is_french_has_one_title_and_headings_in_order() -> None:
    page = Page(FORMATS["html"](report()))
    assert next(page.all("html"))["lang"] == "fr"
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert all(tag.get("scope") for tag in page.all("th"))
    anchors = {tag["id"] for _, tag in page.tags if "id" in tag}
    assert {tag["href"] for tag in page.all("a")} <= {f"#{anchor}" for anchor in anchors}
    assert all(tag.get("aria-label") for tag in page.all("nav") if "wide" not in tag)


def test_the_page_of_a_graph_without_findings_or_campuses_still_says_so() -> None:
    with bretagne().reader() as reader:
        made = build_report(reader, pl.DataFrame(schema=FINDINGS), RULES, Scope("academy", "33", "Guyane"))
    text = Page(FORMATS["html"](made)).text
    assert "Aucun constat." in text
    assert "Académie\u00a0: Guyane" in text


@pytest.mark.parametrize("width", [60, 80, 150])
def test_the_table_says_the_gravest_first_and_what_to_do_next(width: int) -> None:
    console = Console(width=width, record=True, file=io.StringIO())
    print_report(console, report())
    text = " ".join(console.export_text().split())
    assert "1 erreur" in text
    assert text.index("SIRET faux") < text.index("Aucun membre")
    assert text.index("Constats") < text.index("À apporter") < text.index("campus-graph template")
    assert "[red]" in text  # a name is no markup


def test_a_share_that_is_not_whole_is_not_said_to_be() -> None:
    assert [percent(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0)] == [f"{n}\u00a0%" for n in (0, 1, 50, 99, 100)]
    assert percent(None) == ""


def test_the_same_report_gives_the_same_bytes() -> None:
    for name, write in FORMATS.items():
        assert write(report()) == write(report()), name
