"""From an XML file, plain or as the only member of a zip, to records of text.

XML can be made to expand without end or to fetch other files: a document type declaration, which is where that
begins and which no publisher of ours uses, is refused before anything is parsed, and so is what unpacks to more
than ``LARGEST`` bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from campus_graph.errors import DamagedInput

LARGEST = 200_000_000
SEPARATOR = "|"


def xml_records(path: Path, raw: bytes, element: str, columns: Sequence[str]) -> Iterator[dict[str, str | None]]:
    """Yield, per ``element``, the text at each path; several texts are joined by ``SEPARATOR``.

    Raises:
        DamagedInput: no XML, or XML with a document type declaration.

    """
    if b"<!DOCTYPE" in raw or b"\0" in raw[:100]:
        raise DamagedInput(f"{path} contient une déclaration DOCTYPE, ou n’est pas en utf-8 ; il n’est pas lu.")
    try:
        for _, found in ElementTree.iterparse(io.BytesIO(raw)):
            if found.tag == element:
                yield {column: _text(found, column) for column in columns}
                found.clear()
    except ElementTree.ParseError as error:
        line, column = error.position
        where = f"ligne {line}, colonne {column}"
        raise DamagedInput(f"{path} n’est pas du XML valide ({where}) ; téléchargez-le de nouveau.") from error


def _text(record: ElementTree.Element, column: str) -> str | None:
    texts = [(part.text or "").strip() for part in record.iterfind(column)]
    return SEPARATOR.join(text for text in texts if text) if texts else None


def unpacked(path: Path) -> bytes:
    """Return the content of a file, or of the only member of a zip.

    Raises:
        DamagedInput: no zip, several members, or too large once unpacked.

    """
    if path.suffix != ".zip":
        return path.read_bytes()
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) != 1:
                raise DamagedInput(f"{path} contient {len(names)} fichiers au lieu d’un seul.")
            with archive.open(names[0]) as stream:
                raw = stream.read(LARGEST + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise DamagedInput(f"{path} n’est pas une archive zip lisible ; téléchargez-le de nouveau.") from error
    if len(raw) > LARGEST:
        raise DamagedInput(f"{path} dépasse {LARGEST // 1_000_000} Mo une fois décompressé ; il n’est pas lu.")
    return raw
