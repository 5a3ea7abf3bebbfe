"""What a build from the real data must show: balanced ledgers, counts, join rates, one digest."""

from __future__ import annotations

import gzip
import random
import shutil
from pathlib import Path

import pytest

from campus_graph.build import gather, make_graph
from campus_graph.graph.digest import digest
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.loaders.registry import sources
from campus_graph.ontology.model import load_model
from tests.conftest import REAL_DATA
from tests.real.conftest import Real


def test_the_ledger_of_every_source_balances(real: Real) -> None:
    assert len(real.report["sources"]) == len(sources())
    for account in real.report["sources"]:
        assert account["read"] == account["loaded"] + account["merged"] + account["rejected"], account


def test_every_rejected_line_is_in_the_file_of_rejects_with_its_reason(real: Real) -> None:
    lines = Path(real.report["rejects"]).read_text(encoding="utf-8").splitlines()
    assert lines[0] == "source,file,line,column,value,reason"
    assert len(lines) - 1 == sum(account["rejected"] for account in real.report["sources"])


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("Commune", 34_900, 35_100),
        ("Department", 101, 110),
        ("Establishment", 7_000, 20_000),
        ("Diploma", 9_000, 20_000),
        ("Campus", 115, 115),
        ("EmploymentZone", 306, 306),
        ("Academy", 30, 30),
    ],
)
def test_the_graph_has_about_as_many_nodes_as_there_are_things(real: Real, kind: str, least: int, most: int) -> None:
    assert least <= real.report["nodes"][kind] <= most


@pytest.mark.parametrize(
    ("kind", "least"), [("OFFERS", 60_000), ("LEADS_TO", 2_000), ("SUCCEEDS", 1_500), ("COVERS", 115)]
)
def test_the_graph_has_at_least_as_many_edges_as_were_counted_by_hand(real: Real, kind: str, least: int) -> None:
    assert real.report["edges"][kind] >= least


def test_all_18_current_regions_and_their_academies_are_there(reader: EmbeddedReader) -> None:
    regions = reader.query("SELECT code FROM Region WHERE NOT former", {})["code"].to_list()
    assert {
        "11",
        "24",
        "27",
        "28",
        "32",
        "44",
        "52",
        "53",
        "75",
        "76",
        "84",
        "93",
        "94",
        "01",
        "02",
        "03",
        "04",
        "06",
    } <= set(regions)


def test_95_percent_of_offers_meet_a_diploma_with_a_level(reader: EmbeddedReader) -> None:
    text = "SELECT count(*) FILTER (d.level IS NOT NULL) / count(*) FROM OFFERS o JOIN Diploma d ON d.id = o.end_id"
    assert reader.query(text, {}).item() >= 0.95


@pytest.mark.parametrize("source", ["voie_pro_2020", "voie_pro_2022", "bts_2024"])
def test_93_percent_of_voie_pro_and_bts_offers_meet_a_continuation(reader: EmbeddedReader, source: str) -> None:
    text = """
        SELECT count(*) FILTER (met) / count(*) FROM (
          SELECT o.start_id, o.end_id, o.voie, o.year, bool_or(c.start_id IS NOT NULL) AS met
          FROM OFFERS o
          JOIN TEACHES t ON t.start_id = o.start_id AND t.origin = o.end_id AND t.voie = o.voie AND t.year = o.year
          LEFT JOIN (SELECT DISTINCT start_id FROM CONTINUES_TO) c ON c.start_id = t.end_id
          WHERE list_contains(o.sources, $source)
          GROUP BY ALL)"""
    assert reader.query(text, {"source": source}).item() >= 0.93


def test_no_offer_is_lost_in_lifting(reader: EmbeddedReader) -> None:
    lost = """SELECT count(*) FROM OFFERS o WHERE NOT EXISTS (
        SELECT 1 FROM TEACHES t
        WHERE t.start_id = o.start_id AND t.origin = o.end_id AND t.voie = o.voie AND t.year = o.year)"""
    assert reader.query(lost, {}).item() == 0


def test_the_digest_is_the_same_when_the_lines_of_the_inputs_are_shuffled(real: Real, tmp_path: Path) -> None:
    shutil.copytree(REAL_DATA, tmp_path / "data", symlinks=True)
    shuffled = 0
    for spec in sorted({f.path for s in sources() for f in s.files.values() if f.format == "csv"}):
        shuffled += _shuffle(tmp_path / "data" / spec)
    model = load_model()
    graph = make_graph(model, gather(model, tmp_path / "data"))
    assert shuffled > 25
    assert digest(model, graph.frames) == real.report["digest"]


def _shuffle(path: Path) -> bool:
    """Shuffle the lines below the header; files whose cells hold line breaks stay as they are."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    header, *lines = raw.splitlines(keepends=True)
    if any(line.count(b'"') % 2 for line in lines):
        return False
    lines[-1] = lines[-1].rstrip(b"\r\n") + b"\n"
    random.Random(1).shuffle(lines)
    path.chmod(0o644)
    content = header + b"".join(lines)
    path.write_bytes(gzip.compress(content, 1) if path.suffix == ".gz" else content)
    return True
