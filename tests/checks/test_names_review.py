"""Decisions about near names go out, are filled in, come back, and outlive a rebuild; what cannot be followed stops."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from campus_graph.build import build
from campus_graph.checks.names import CONFIRMED, NEAR, PAIRS, near_duplicates, possible_duplicates, rules
from campus_graph.checks.names_review import review_text
from campus_graph.errors import ChangedInput, DamagedInput, MissingInput
from campus_graph.graph.store import Reader, open_store

# Two UAI of Vesoul that the public files list, one of them perhaps for the other.
_VESOUL = ("establishment/0700796K", "establishment/0701029N")
_HEADER = "identifiant;autre_identifiant;decision;note\n"


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    path = tmp_path_factory.mktemp("revue") / "graph.duckdb"
    build(path)
    with open_store(path) as reader:
        yield reader


def _review(folder: Path, *rows: str) -> Path:
    path = folder / "revue.csv"
    path.write_text(_HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def _filled(path: Path, decision: str, note: str = "") -> None:
    """Fill in every row as Excel would: semicolons, text cells."""
    rows = pl.read_csv(path, separator=";", infer_schema=False)
    filled = rows.with_columns(decision=pl.lit(decision), note=pl.lit(note))
    path.write_text("\ufeff" + filled.write_csv(separator=";"), encoding="utf-8")


def _pairs(frame: pl.DataFrame) -> list[tuple[str, str, str]]:
    return list(frame.select("rule", "id", "other").iter_rows())


def test_two_things_of_nearly_one_name_are_reported_with_what_speaks_for_it(starter: Reader) -> None:
    found = near_duplicates(starter)
    assert _pairs(found) == [(NEAR, *_VESOUL)]
    assert "mêmes mots ; même lieu ; listés à part par cfa_conventions" in found["value"].item()


def test_the_review_file_opens_in_excel_with_room_for_a_decision(starter: Reader, tmp_path: Path) -> None:
    path = tmp_path / "revue.csv"
    path.write_text(review_text(possible_duplicates(starter)), encoding="utf-8", newline="")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("\ufeffnature;identifiant;nom;lieu;autre_identifiant;autre_nom;autre_lieu;score;motif;")
    assert f"Establishment;{_VESOUL[0]};CFA de la Haute-Saône;Vesoul;{_VESOUL[1]};" in text
    assert text.endswith(";;\n")
    assert _pairs(near_duplicates(starter, path)) == [(NEAR, *_VESOUL)]


def test_what_was_judged_different_is_not_reported_again_and_what_was_judged_the_same_is(
    starter: Reader, tmp_path: Path
) -> None:
    path, again = tmp_path / "revue.csv", tmp_path / "rebuilt.duckdb"
    build(again)
    with open_store(again) as rebuilt:
        for decision, expected in (("différent", []), ("Même", [(CONFIRMED, *_VESOUL)])):
            path.write_text(review_text(possible_duplicates(starter)), encoding="utf-8", newline="")
            _filled(path, decision, "vu avec l’académie")
            assert _pairs(near_duplicates(starter, path)) == expected
            assert _pairs(near_duplicates(rebuilt, path)) == expected


def test_a_file_written_again_keeps_the_decisions_and_notes(starter: Reader, tmp_path: Path) -> None:
    path, again = tmp_path / "revue.csv", tmp_path / "encore.csv"
    path.write_text(review_text(possible_duplicates(starter)), encoding="utf-8", newline="")
    _filled(path, "différent", "=vu le 3 mai")
    again.write_text(review_text(possible_duplicates(starter, path)), encoding="utf-8", newline="")
    assert "'=vu le 3 mai" in again.read_text(encoding="utf-8")
    path.write_text(review_text(possible_duplicates(starter, again)), encoding="utf-8", newline="")
    assert path.read_bytes() == again.read_bytes()


def test_two_things_that_only_people_know_to_be_one_are_reported_too(starter: Reader, tmp_path: Path) -> None:
    one, other = starter.table("Campus")["id"].head(2)
    review = _review(tmp_path, f"{other};{one};même;renommé")
    confirmed = near_duplicates(starter, review).filter(rule=CONFIRMED)
    assert _pairs(confirmed) == [(CONFIRMED, one, other)]
    assert "renommé" in confirmed["value"].item()


def test_nothing_in_the_graph_is_merged_by_a_decision(starter: Reader, tmp_path: Path) -> None:
    counts, review = starter.counts(), _review(tmp_path, f"{_VESOUL[0]};{_VESOUL[1]};même;")
    near_duplicates(starter, review)
    assert starter.counts() == counts


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (f"{_VESOUL[0]};{_VESOUL[1]};peut-être;", "decision", "écrivez « même », « différent » ou rien"),
        (f"establishment/0000000A;{_VESOUL[1]};même;", "identifiant", "identifiant inconnu du graphe"),
        (f"{_VESOUL[0]};;même;", "autre_identifiant", "identifiant inconnu du graphe"),
        (f"{_VESOUL[0]};{_VESOUL[0]};même;", "autre_identifiant", "et non le même"),
        (f"{_VESOUL[0]};campus/bfc-ici;même;", "autre_identifiant", "de même nature"),
        (f"{_VESOUL[0]};{_VESOUL[1]}", "identifiant", "2 cellules au lieu de 4"),
    ],
)
def test_a_row_that_cannot_be_followed_is_named_by_file_line_and_column(
    starter: Reader, tmp_path: Path, row: str, column: str, reason: str
) -> None:
    review = _review(tmp_path, f"{_VESOUL[1]};{_VESOUL[0]};;", row)
    with pytest.raises(ChangedInput, match=f"revue.csv, ligne 3, colonne {column} : «.*{reason}"):
        near_duplicates(starter, review)


def test_two_rows_that_contradict_each_other_are_refused(starter: Reader, tmp_path: Path) -> None:
    review = _review(tmp_path, f"{_VESOUL[0]};{_VESOUL[1]};même;", f"{_VESOUL[1]};{_VESOUL[0]};différent;")
    with pytest.raises(ChangedInput, match="ligne 2, colonne decision : « même » ; une autre ligne dit le contraire"):
        near_duplicates(starter, review)


def test_a_file_that_is_no_review_is_refused(starter: Reader, tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match=r"revue\.csv"):
        near_duplicates(starter, tmp_path / "revue.csv")
    path = tmp_path / "revue.csv"
    for text, error in (("", DamagedInput), ("<html>", DamagedInput), ("nom;lieu\n", ChangedInput)):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(error, match=r"revue\.csv"):
            near_duplicates(starter, path)


def test_each_rule_names_its_remedy_in_french_and_english() -> None:
    assert [rule.name for rule in rules()] == [NEAR, CONFIRMED]
    assert all(":" in rule.message_fr and ":" in rule.message_en for rule in rules())


def test_pairs_have_their_columns_even_when_there_are_none(starter: Reader) -> None:
    assert dict(possible_duplicates(starter).schema) == PAIRS
