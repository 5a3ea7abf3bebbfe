"""What users keep in the same database is theirs: a load neither touches it, nor takes it for ours."""

from __future__ import annotations

import pytest

from campus_graph.errors import StoreError
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server
from campus_graph.graph.server_load import ServerLoader
from neo4j_dev import Access
from tests.neo4j.loading import MODEL, ask, digest_on, everything
from tests.neo4j.parity_stores import load

_USERS = """MATCH (c:Campus {id: 'campus/c'}), (e:Establishment {label: 'e0'}), (d:Diploma {id: 'diploma/d0'})
    SET e.note = 'à voir', e:Favori
    CREATE (v:Visite {date: '2024-05-01', id: 'campus/x'})-[:A_VU {avis: 'bon'}]->(c), (v)-[:OFFERS]->(:Visite),
      (v)-[:LEADS_TO]->(d), (d)-[:VU_AVEC]->(e)"""
_THEIRS = """MATCH (v:Visite) OPTIONAL MATCH (v)-[r]->(o)
    RETURN v.date AS date, type(r) AS tie, properties(r) AS fields, o.id AS other ORDER BY date, tie, other"""


def test_what_users_added_survives_reloads_and_even_the_node_that_it_is_tied_to(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader
) -> None:
    load(server, small)
    ask(neo4j_server, _USERS)
    theirs = ask(neo4j_server, _THEIRS)
    assert load(server, small).writes == 0
    load(server, changed)
    assert ask(neo4j_server, _THEIRS) == theirs
    assert digest_on(neo4j_server) == changed.digest
    former = ask(neo4j_server, "MATCH (n:CampusGraphFormer) RETURN n.id AS id, labels(n) AS labels")
    assert former == [{"id": "campus/c", "labels": ["CampusGraphFormer"]}]
    kept = ask(
        neo4j_server, "MATCH (:Diploma)-[:VU_AVEC]->(e:Establishment:Favori) RETURN e.label AS label, e.note AS n"
    )
    assert kept == [{"label": "Lycée renommé", "n": "à voir"}]
    load(server, small)
    assert digest_on(neo4j_server) == small.digest
    back = ask(neo4j_server, "MATCH (:Visite)-[:A_VU]->(c:Campus:Entity) RETURN c.id AS id, labels(c) AS labels")
    assert [(row["id"], set(row["labels"])) for row in back] == [("campus/c", {"Campus", "Entity"})]


def test_a_node_that_users_only_labelled_stays_as_former(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader
) -> None:
    load(server, small)
    ask(neo4j_server, "MATCH (c:Campus {id: 'campus/c'}) SET c:Favori")
    load(server, changed)
    found = ask(neo4j_server, "MATCH (n:Favori) RETURN labels(n) AS labels")
    assert [set(row["labels"]) for row in found] == [{"Favori", "CampusGraphFormer"}]


@pytest.mark.parametrize(
    "foreign",
    ["(:Campus {id: 'campus/x'})", "(:Campus {id: 'campus/c'})", "(:Region {nom: 'Bretagne'})", "(:Entity {id: 7})"],
)
def test_nodes_of_others_under_our_labels_stop_the_first_load_and_stay(
    neo4j_server: Access, server: Server, small: EmbeddedReader, foreign: str
) -> None:
    ask(neo4j_server, f"CREATE {foreign}")
    before = everything(neo4j_server)
    for dry_run in (True, False):
        with pytest.raises(
            StoreError, match=r"qui ne viennent pas de campus-graph .* ; donnez-leur une autre étiquette"
        ):
            ServerLoader(server, MODEL).load(small, dry_run)
        assert everything(neo4j_server) == before


def test_nodes_of_others_under_our_labels_stop_a_reload_and_stay(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader
) -> None:
    load(server, small)
    ask(neo4j_server, "CREATE (:Campus {id: 'campus/mien'})")
    before = everything(neo4j_server)
    for source in (small, changed):
        with pytest.raises(StoreError, match="par exemple campus/mien"):
            load(server, source)
    assert everything(neo4j_server) == before
