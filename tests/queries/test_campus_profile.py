"""A profile says the words of the ontology, and what the other questions say."""

from __future__ import annotations

from campus_graph.ontology.model import load_model
from campus_graph.queries.campus_profile import words


def test_the_words_of_a_profile_are_those_of_the_ontology() -> None:
    vocabularies = load_model().vocabularies
    for names, said in {
        ("campus_categories",): words.CAMPUS_CATEGORIES,
        ("label_steps",): words.STEPS,
        ("voies",): words.VOIES,
        ("roles",): words.ROLES,
        ("establishment_categories", "partner_categories"): words.CATEGORIES,
    }.items():
        assert said == {c.notation: c.label_fr for name in names for c in vocabularies[name]}
    assert {str(level): label for level, label in words.LEVELS.items()} == {
        c.notation: c.label_fr for c in vocabularies["levels"]
    }
