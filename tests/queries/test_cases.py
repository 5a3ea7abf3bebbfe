"""Every case file: expected rows are found, near misses are not."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import ask, questions
from tests.world import from_case

CASES = sorted(p for p in (Path(__file__).parent.parent / "cases").glob("*/*.toml") if p.stem != "variants")


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_case(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    with from_case(case).reader() as reader:
        meets(case, ask(reader, path.parent.name, case.get("parameters")))


def meets(case: Mapping[str, Any], answer: Answer) -> None:
    """Raise AssertionError where the answer lacks an expected row or has an absent one."""
    rows = answer.rows()
    for wanted in case.get("expect", ()):
        assert any(_matches(row, wanted) for row in rows), f"missing {wanted} among {rows}"
    for unwanted in case.get("absent", ()):
        assert not any(_matches(row, unwanted) for row in rows), f"{unwanted} was found"
    assert not rows or _matches(rows[0], case.get("first", {})), f"first is {rows[0]}"
    assert sum(answer.counts.values()) == len(rows) == case.get("rows", len(rows))


def test_every_question_has_cases_for_each_of_its_verdicts() -> None:
    for name, question in questions().items():
        files = [p for p in CASES if p.parent.name == name]
        expected = {row.get("verdict") for p in files for row in tomllib.loads(p.read_text("utf-8"))["expect"]}
        assert set(question.verdicts) <= expected | {"covered-on-paper", "no-need"}, name
        assert any("absent" in tomllib.loads(p.read_text("utf-8")) for p in files), name


def _matches(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(row[key] == value for key, value in wanted.items())


def test_an_answer_for_one_year_rests_on_that_year_alone() -> None:
    case = tomllib.loads((Path(__file__).parent.parent / "cases/broken-pathway/one-year.toml").read_text("utf-8"))
    with from_case(case).reader() as reader:
        for name in ("broken-pathway", "coverage-gap"):
            assert ask(reader, name).years == (2020, 2022)
            assert ask(reader, name, {"year": 2022}).years == (2022,)
        assert ask(reader, "missing-continuation", {"year": 2022}).years == (2020, 2022)
