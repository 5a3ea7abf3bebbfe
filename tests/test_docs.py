"""Every command, question and source is documented, and the documents name nothing that is gone."""

from __future__ import annotations

import re
from pathlib import Path

from campus_graph.cli import app
from campus_graph.loaders.registry import sources
from campus_graph.queries.registry import questions

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
REGISTRY_HOSTS = re.compile(r"pypi\.org|files\.pythonhosted|registry\.npmjs\.org|repo1?\.maven|crates\.io")


def test_every_command_is_in_the_readme() -> None:
    names = [c.name or str(getattr(c.callback, "__name__", "")) for c in app.registered_commands]
    assert len(names) >= 8
    assert all(re.search(rf"\b{name}\b", README) for name in names)


def test_every_question_is_in_the_readme_and_says_all_in_both_languages() -> None:
    for name, question in questions().items():
        assert f"`{name}`" in README
        texts = (question.title_fr, question.title_en, question.definition_fr, question.definition_en)
        assert all(len(text) > 20 for text in texts)
        assert all(p.help_fr and p.help_en for p in question.parameters)
        assert set(question.table) <= set(question.columns)


def test_every_source_declares_publisher_licence_vintage_and_address() -> None:
    for info in sources():
        assert all((info.title, info.publisher, info.licence, info.vintage, info.address)), info.name
        assert all(spec.rows > 0 for spec in info.files.values()), info.name


def test_the_readme_fits_one_screen_and_names_the_two_commands() -> None:
    assert "make demo" in README
    assert "make test" in README
    assert len(README.splitlines()) <= 60


def test_paths_in_the_documents_exist() -> None:
    for text in (README, CONTRIBUTING):
        for path in re.findall(r"\]\(([\w./-]+)\)", text):
            assert (ROOT / path).exists(), path
        for path in re.findall(r"`((?:campus_graph|bench|tests)/[\w./]*)`", text):
            assert (ROOT / path).exists(), path


def test_lock_files_record_no_registry_address() -> None:
    for name in ("constraints.txt", "pyproject.toml"):
        assert not REGISTRY_HOSTS.search((ROOT / name).read_text(encoding="utf-8"))
