"""The contract of ``store.Reader``, run on both stores: the same world, the same results, whatever the method."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from campus_graph.graph.digest import digest
from campus_graph.graph.store import Reader
from campus_graph.graph.tables import Frames, key_columns, schema
from campus_graph.ontology.model import load_model
from campus_graph.text import fold
from neo4j_dev import Access
from tests.neo4j.parity_scenes import scene
from tests.neo4j.parity_stores import CONFLICTS, LEDGER, META, emptied, load, open_server, write

MODEL = load_model()
KINDS = (*MODEL.nodes, *MODEL.relations)
AWKWARD = [
    "L’Œuvre d’Île-de-Ré",
    "oeuvre d ile",
    "LYCÉE hôtelier",
    "Lycée",
    'a"b\\c`d$e',
    "ligne\nsuivante",
    "🎓 école",
    "%",
]


@pytest.fixture(scope="module")
def frames() -> Frames:
    """Return a world with every sort of value and edge that a store could get wrong."""
    world = scene(3).world()
    for i, label in enumerate(AWKWARD):
        world.add("Partner", id=f"partner/{i}", label=label, category="entreprise", city="" if i else None)
    world.add("CompetitivenessCluster", id="cluster/a", label="Pôle Œuvre", category="pole")
    world.add("ResearchLab", id="lab/a", label="Laboratoire", rnsr="1")
    for role in ("membre", "financeur"):
        world.add("PARTNERS_WITH", start_id="campus/q", end_id="partner/0", role=role, source_url="http://exemple.fr")
        world.add("HAS_MEMBER", start_id="campus/q", end_id="lab/a", role=role)
    world.add("PARTNERS_WITH", start_id="campus/q", end_id="cluster/a", role="membre")
    for end in ("cluster/a", "partner/1"):
        world.add("STEERED_BY", start_id="region/27", end_id=end, since="2020-01-01")
    world.add("SUCCEEDS", start_id="region/27", end_id="region/53")
    world.edge("LEADS_TO", "m4", "m4", status="published", weight=2**53)
    world.edge("LEADS_TO", "m5", "m4", status="published")
    world.add(
        "Indicator",
        id="indicator/x",
        label="académie x",
        subject="region/27",
        measure="y",
        value=0.1 + 0.2,
        status="observed",
    )
    world.add("Diploma", id="diploma/lists", label="listes", open=True, dgesco_groups=["b", "a"], onisep_ids=[])
    return world.frames()


@pytest.fixture(scope="module", params=["embedded", "server"])
def reader(
    request: pytest.FixtureRequest, frames: Frames, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reader]:
    """Open the world in one store, then in the other."""
    with write(frames, tmp_path_factory.mktemp("contract") / "world.duckdb") as embedded:
        if request.param == "embedded":
            yield embedded
            return
        access: Access = request.getfixturevalue("neo4j_server")
        with emptied(access) as server:
            load(server, embedded)
        with open_server(access) as opened:
            yield opened


def test_the_digest_is_that_of_the_content_and_of_the_tables_read_back(reader: Reader, frames: Frames) -> None:
    assert reader.digest == digest(MODEL, frames)
    assert reader.digest == digest(MODEL, {kind: reader.table(kind) for kind in KINDS})


def test_meta_tells_what_was_written_and_the_digest(reader: Reader) -> None:
    assert dict(reader.meta) == {**META, "digest": reader.digest, "format": "1"}


def test_counts_are_the_heights_of_the_frames(reader: Reader, frames: Frames) -> None:
    assert reader.counts() == {kind: frames[kind].height for kind in KINDS}
    assert list(reader.counts()) == list(KINDS)
    assert sum(n > 0 for n in reader.counts().values()) >= 25


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_the_frame_typed_and_sorted_by_key(reader: Reader, frames: Frames, kind: str) -> None:
    found = reader.table(kind)
    assert found.schema == pl.Schema(schema(MODEL, kind))
    assert_frame_equal(found, frames[kind].sort(key_columns(MODEL, kind)))


def test_a_node_gives_its_kind_and_every_field(reader: Reader, frames: Frames) -> None:
    for kind in MODEL.nodes:
        for row in frames[kind].head(3).to_dicts():
            assert reader.node(row["id"]) == (kind, row)


@pytest.mark.parametrize("identifier", ["diploma/none", "nothing/m4", "", "diploma", "campus/q' OR 1=1 --"])
def test_a_node_that_is_not_there_is_none(reader: Reader, identifier: str) -> None:
    assert reader.node(identifier) is None
    assert reader.edges(identifier).is_empty()


def _edges(frames: Frames, identifier: str) -> list[tuple[str, str, str, str, str]]:
    named = {i: (kind, label) for kind in MODEL.nodes for i, label in frames[kind].select("id", "label").iter_rows()}
    found = set()
    for relation in MODEL.relations:
        for start, end in frames[relation].select("start_id", "end_id").iter_rows():
            if start == identifier:
                found.add((relation, "→", end, *named[end]))
            if end == identifier:
                found.add((relation, "←", start, *named[start]))
    return sorted(found)


@pytest.mark.parametrize(
    "identifier", ["campus/q", "diploma/m4", "diploma/p5", "region/27", "cluster/a", "partner/0", "department/25"]
)
def test_edges_go_both_ways_once_each_sorted_and_named(reader: Reader, frames: Frames, identifier: str) -> None:
    found = reader.edges(identifier)
    assert found.columns == ["relation", "direction", "other", "other_kind", "other_label"]
    assert found.rows() == _edges(frames, identifier)
    assert found.height > 0


def test_a_loop_is_seen_from_both_its_ends(reader: Reader) -> None:
    loops = reader.edges("diploma/m4").filter(relation="LEADS_TO", other="diploma/m4")
    assert sorted(loops["direction"]) == ["←", "→"]


@pytest.mark.parametrize("limit", [1, 3, 100])
@pytest.mark.parametrize(
    "text",
    [
        *("œuvre", "OEUVRE ile", "île oeuvre", "lycée", "LYCEE", "hotelier lycee", "d", "s1", "p5"),
        *("académie", "%", "_", "", "zzz", "a b"),
    ],
)
def test_search_ignores_accents_and_case_and_puts_the_closest_first(
    reader: Reader, frames: Frames, text: str, limit: int
) -> None:
    words, whole = fold(text).split(), " ".join(fold(text).split())
    named = [kind for kind, node in MODEL.nodes.items() if node.searchable]
    rows = [(i, kind, label) for kind in named for i, label in frames[kind].select("id", "label").iter_rows()]
    hits = [row for row in rows if words and all(word in fold(row[2]) for word in words)]
    hits.sort(key=lambda r: (fold(r[2]) != whole, not fold(r[2]).startswith(whole), len(fold(r[2])), r[0]))
    found = reader.search(text, limit)
    assert found.columns == ["id", "kind", "label"]
    assert found.rows() == hits[:limit]


@pytest.mark.parametrize("kinds", [("TEACHES", "CONTINUES_TO"), ("OFFERS",), ("PREPARES_FOR",), ()])
def test_provenance_names_the_sources_and_years_of_relations(
    reader: Reader, frames: Frames, kinds: tuple[str, ...]
) -> None:
    found = reader.provenance(kinds)
    assert found.sources == tuple(sorted({s for kind in kinds for many in frames[kind]["sources"] for s in many}))
    dated = [frames[kind]["year"] for kind in kinds if "year" in frames[kind].columns]
    assert found.years == tuple(sorted({year for years in dated for year in years}))


def test_the_ledger_and_the_conflicts_are_kept_and_sorted(reader: Reader) -> None:
    assert_frame_equal(reader.ledger(), LEDGER.sort("source", "file"))
    assert_frame_equal(reader.conflicts(), CONFLICTS.sort("kind", "id", "field", "other"))


def test_a_statement_takes_its_parameters_as_values(reader: Reader) -> None:
    verb = "SELECT" if reader.dialect == "embedded.sql" else "RETURN"
    awkward = "'; DROP TABLE Diploma; -- \" } DETACH DELETE n //"
    found = reader.query(f"{verb} $text AS text, $number AS number, $nothing AS nothing", {
        "text": awkward, "number": 3, "nothing": None,
    })  # fmt: skip
    assert found.row(0) == (awkward, 3, None)
