"""T16: XML that would expand, archives that would burst or hold something else: refused at once, in one sentence."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import polars as pl
import pytest

from campus_graph.errors import ChangedInput, DamagedInput
from campus_graph.loaders import xml_records
from campus_graph.loaders.ledger import Ledger
from campus_graph.loaders.read import read_file
from campus_graph.loaders.source import FileSpec

_COLUMNS = ("id", "jobs/job/id")
_GOOD = "<all><one><id>A</id><jobs><job><id>1</id></job><job><id> 2 </id></job></jobs></one><one><id/></one></all>"
_LAUGHS = """<!DOCTYPE all [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
_FETCH = """<!DOCTYPE all [<!ENTITY a SYSTEM "file:///etc/hostname">]>"""


def _read(folder: Path, name: str, raw: bytes, columns: tuple[str, ...] = _COLUMNS) -> pl.DataFrame:
    (folder / name).write_bytes(raw)
    spec = FileSpec("f", name, 1, columns, format="xml", records="one")
    return read_file(folder, spec, Ledger("s", "f", name))


def _zip(folder: Path, *members: tuple[str, bytes]) -> bytes:
    with zipfile.ZipFile(folder / "made.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return (folder / "made.zip").read_bytes()


def test_records_have_their_texts_by_path_and_several_are_joined(tmp_path: Path) -> None:
    rows = _read(tmp_path, "f.xml", _GOOD.encode())
    assert rows.rows() == [("A", "1|2", 1), (None, None, 2)]
    packed = _zip(tmp_path, ("a.xml", _GOOD.encode()))
    assert _read(tmp_path, "f.xml.zip", packed).equals(rows)


@pytest.mark.parametrize("prolog", [_LAUGHS, _FETCH], ids=["expands", "fetches"])
def test_a_document_type_declaration_is_refused_at_once(tmp_path: Path, prolog: str) -> None:
    started = time.perf_counter()
    with pytest.raises(DamagedInput, match="DOCTYPE"):
        _read(tmp_path, "f.xml", (prolog + _GOOD.replace("A", "&a;")).encode())
    with pytest.raises(DamagedInput, match="utf-8"):
        _read(tmp_path, "f.xml", (prolog + _GOOD.replace("A", "&a;")).encode("utf-16"))
    assert time.perf_counter() - started < 1


def test_an_archive_that_bursts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_records, "LARGEST", 1_000_000)
    with pytest.raises(DamagedInput, match="décompressé"):
        _read(tmp_path, "f.xml.zip", _zip(tmp_path, ("a.xml", b" " * 50_000_000)))


def test_an_archive_of_several_files_or_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedInput, match="2 fichiers"):
        _read(tmp_path, "f.xml.zip", _zip(tmp_path, ("a.xml", _GOOD.encode()), ("../b.xml", b"")))
    with pytest.raises(DamagedInput, match="zip"):
        _read(tmp_path, "f.xml.zip", _GOOD.encode())
    assert not (tmp_path.parent / "b.xml").exists()


def test_xml_that_is_cut_or_has_lost_a_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedInput, match="XML valide"):
        _read(tmp_path, "f.xml", _GOOD[:-20].encode())
    with pytest.raises(ChangedInput, match="cfd"):
        _read(tmp_path, "f.xml", _GOOD.encode(), ("id", "cfd"))
