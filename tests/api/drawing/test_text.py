"""Words in pictures: how wide they are, and how they are broken."""

from __future__ import annotations

import pytest

from campus_graph.api.drawing.text import width, wrap

NAMES = (
    "BTS management en hôtellerie restauration option A management d'unité de restauration",
    "diplôme d'ingénieur de l'École nationale supérieure d'ingénieurs de Reims de l'université de Reims",
    "METIERS DU TOURISME : COMMUNICATION ET VALORISATION DES TERRITOIRES (LP)",
    "anticonstitutionnellementanticonstitutionnellementanticonstitutionnellement",
    "Œuvre 中文 🙂 œdème",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("room", [60, 170])
def test_no_line_is_wider_than_its_room_nor_are_there_too_many(name: str, bold: bool, room: int) -> None:
    lines = wrap(name, room, 12.5, 4, bold)
    assert 1 <= len(lines) <= 4
    assert all(width(line, 12.5, bold) <= room for line in lines)


def test_what_fits_is_kept_word_for_word() -> None:
    assert " ".join(wrap("CAP production et service en restaurations", 120, 12.5, 4)) == (
        "CAP production et service en restaurations"
    )


def test_what_is_cut_off_ends_in_an_ellipsis() -> None:
    lines = wrap(NAMES[0], 120, 12.5, 2)
    assert lines[-1].endswith("…")
    assert NAMES[0].startswith(lines[0])


def test_an_accent_takes_no_room_and_what_is_not_known_takes_most() -> None:
    assert width("é", 10) == width("e", 10)
    assert width("中", 10) > width("W", 10)


def test_no_words_make_no_lines() -> None:
    assert wrap("  ", 100, 12, 3) == []
