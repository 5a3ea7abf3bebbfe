"""Every decision of the model has its record, listed, in the same parts, and names only terms that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from campus_graph.ontology.document import document
from campus_graph.ontology.namespace import DEFINITIONS

FOLDER = Path(__file__).parent.parent.parent / "docs" / "decisions"
RECORDS = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")


def test_the_index_lists_each_record_under_its_title_in_order() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (\d+) \| \[(.+)\]\((.+)\) \|$", index, re.MULTILINE)
    titles = [path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") for path in RECORDS]
    assert [name for _, _, name in listed] == [path.name for path in RECORDS]
    assert [f"{number}. {title}" for number, title, _ in listed] == titles
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("path", RECORDS, ids=lambda p: p.stem)
def test_a_record_says_context_choice_reason_and_what_was_set_aside(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    assert parts[1::2] == ["Context", "Choice", "Why", "Set aside"]
    assert all(len(part.strip()) > 40 for part in parts[2::2])


def test_the_records_name_no_term_of_ours_that_the_ontology_lacks() -> None:
    ours = {str(t).removeprefix(DEFINITIONS) for t in document().subjects() if str(t).startswith(DEFINITIONS)}
    named = {name for path in RECORDS for name in re.findall(r"`cg:(\w+)`", path.read_text(encoding="utf-8"))}
    assert named - ours == set()
    assert len(named) > 20
