"""The files for the server's import tool: headers from the model, one character between the items of lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from campus_graph.errors import StoreError
from campus_graph.graph.import_files import ARGUMENTS, write_import_files
from campus_graph.ontology.model import load_model
from tests.reliability.command import make_command
from tests.world import World, store

MODEL = load_model()


def _world(*texts: str) -> World:
    world = World()
    world.add("Diploma", id="diploma/d", label="Œuvre", open=True, rncp=list(texts))
    world.add("Diploma", id="diploma/e", label="e", open=False)
    world.edge("LEADS_TO", "d", "e", status="published")
    return world


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_a_node_file_has_typed_columns_labels_and_the_folded_name(tmp_path: Path) -> None:
    with _world("1", "2").reader() as source:
        write_import_files(source, MODEL, tmp_path)
    header, first, _ = (line.split(",") for line in (tmp_path / "Diploma.csv").read_text("utf-8").split("\n")[:3])
    row = dict(zip(header, first, strict=True))
    assert header[:3] == ["id:ID", ":LABEL", "_folded:string"]
    assert {"level:long", "open:boolean", "rncp:string[]"} <= set(header)
    assert (row["id:ID"], row[":LABEL"], row["_folded:string"]) == ("diploma/d", "Diploma\x1fEntity", "oeuvre")
    assert (row["label:string"], row["rncp:string[]"], row["level:long"]) == ("Œuvre", "1\x1f2", "")


def test_a_relation_file_has_its_ends_and_type(tmp_path: Path) -> None:
    with _world().reader() as source:
        write_import_files(source, MODEL, tmp_path)
    header, *rows = _lines(tmp_path / "LEADS_TO.csv")
    assert header.startswith(":START_ID,:END_ID,:TYPE,")
    assert [row.split(",")[:3] for row in rows] == [["diploma/d", "diploma/e", "LEADS_TO"]]


def test_the_same_graph_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        with _world("1").reader() as source:
            records = write_import_files(source, MODEL, tmp_path / name).records
    files = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b")]
    assert files[0] == files[1]
    assert set(files[0]) == {ARGUMENTS, *(f"{kind}.csv" for kind in records)}


def test_items_are_joined_by_a_character_that_is_in_none_of_them(tmp_path: Path) -> None:
    with _world("a\x1fb", "\x1e").reader() as source:
        write_import_files(source, MODEL, tmp_path)
    assert "--array-delimiter=U+001D" in _lines(tmp_path / ARGUMENTS)
    assert "a\x1fb\x1d\x1e" in (tmp_path / "Diploma.csv").read_text("utf-8")


def test_lists_that_leave_no_such_character_are_refused(tmp_path: Path) -> None:
    with (
        _world("".join(map(chr, range(32)))).reader() as source,
        pytest.raises(StoreError, match="tous les caractères"),
    ):
        write_import_files(source, MODEL, tmp_path)
    assert not (tmp_path / ARGUMENTS).exists()


def test_a_former_export_leaves_nothing_behind(tmp_path: Path) -> None:
    with _world().reader() as source:
        write_import_files(source, MODEL, tmp_path)
    with World().reader() as source:
        write_import_files(source, MODEL, tmp_path)
    assert not (tmp_path / "LEADS_TO.csv").exists()
    assert "--relationships=LEADS_TO.csv" not in _lines(tmp_path / ARGUMENTS)


def test_a_folder_that_cannot_be_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    with _world().reader() as source, pytest.raises(StoreError, match=r"^Impossible d’écrire dans .*/f/x \(.*\) ; "):
        write_import_files(source, MODEL, tmp_path / "f" / "x")


def test_the_command_prints_the_import_to_run_and_the_load_that_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store(_world().frames(), tmp_path / "g.duckdb").close()
    folder = tmp_path / "à importer"
    done = make_command(monkeypatch, capsys)("import-files", "--out", folder, "--store", tmp_path / "g.duckdb")
    assert done.code == 0
    assert f"cd '{folder}' && neo4j-admin database import full neo4j @{ARGUMENTS}\n" in done.out
    assert f"campus-graph load --to bolt://HOTE:7687 --store {tmp_path / 'g.duckdb'}\n" in done.out
    assert (folder / ARGUMENTS).exists()
