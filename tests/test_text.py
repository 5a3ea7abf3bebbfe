"""Names fold alike, one by one and column by column."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from campus_graph.text import fold, folded, nearest

letters = st.text(st.sampled_from("aàâäÉéœŒæÆçñ ’'-–\u00a0\u202fSaint.,()/0123"), max_size=30)


@given(letters)
def test_a_column_folds_as_a_text_does(text: str) -> None:
    assert pl.select(folded(pl.lit(text))).item() == fold(text)


def test_composed_and_decomposed_accents_are_the_same_name() -> None:
    assert fold("Lyce\u0301e Œuvre-d’Art") == fold("LYCÉE OEUVRE D'ART") == "lycee oeuvre d art"


def test_the_nearest_names_come_first() -> None:
    assert nearest("Bretanie", ["Bretagne", "Normandie", "Corse"])[0] == "Bretagne"
