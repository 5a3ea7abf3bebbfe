"""Region, filière and level of the nodes of a network, each from where the graph has it."""

from __future__ import annotations

from campus_graph.exports.facets import NONE, Facets, facets
from campus_graph.graph.store import Reader


def test_each_kind_gets_what_it_has(reader: Reader) -> None:
    assert facets(reader, "Campus")["campus/paca-mer"] == Facets(
        "Provence-Alpes-Côte d'Azur", "Mobilité, aéronautique, transports terrestres et maritimes", None
    )
    assert facets(reader, "Region")["region/27"].region == "Bourgogne-Franche-Comté"
    assert facets(reader, "Filiere")["filiere/tourisme-gastronomie"].filiere == "Tourisme, gastronomie"
    assert {one.level for one in facets(reader, "Diploma").values()} >= {3, 4, 5}


def test_nothing_is_said_of_what_is_of_another_kind_or_unknown(reader: Reader) -> None:
    partners = facets(reader, "Partner")
    assert all(identifier.startswith("partner/") for identifier in partners)
    assert partners.get("partner/nobody", NONE) == Facets(None, None, None)
    assert facets(reader, "Label") == {}
