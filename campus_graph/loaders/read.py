"""From a publisher's file to a frame of text cells, each row with its line number.

A single bad row is put aside with its reason; a file that is not what its source declares (missing,
empty, truncated, of another format or encoding, a renamed column, far fewer rows) stops the build.
The csv module of Python does the parsing: it is exact about line numbers, and 300,000 rows take 2 s.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, cast

import polars as pl

from campus_graph.errors import ChangedInput, DamagedInput, MissingInput
from campus_graph.loaders.ledger import Ledger
from campus_graph.loaders.records import Record, records
from campus_graph.loaders.source import KEEP_AT_LEAST, FileSpec
from campus_graph.loaders.xml_records import unpacked, xml_records
from campus_graph.text import nearest

_BLANK = " \t\r\n\u00a0\u202f\ufeff"
_UNDECODED = "octets hors de l’encodage déclaré"


def read_file(folder: Path, spec: FileSpec, ledger: Ledger) -> pl.DataFrame:
    """Return the declared columns as strings (empty cells null) and ``line``.

    Raises:
        MissingInput: no such file.
        DamagedInput: empty, truncated, HTML, or not of the declared format or encoding.
        ChangedInput: a declared column is gone, or most of the rows.

    """
    path = folder / spec.path
    if not path.is_file():
        raise MissingInput(f"Il manque {path} ; placez-y le fichier, ou donnez un autre dossier avec --data.")
    try:
        _refuse_foreign(path, spec)
        frame = _READERS[spec.format](path, spec, ledger)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DamagedInput(f"{path} est tronqué ou abîmé ; téléchargez-le de nouveau.") from error
    except OSError as error:
        raise DamagedInput(f"{path} ne se laisse pas lire ({error.strerror}) ; vérifiez ses droits.") from error
    _refuse_shrunken(path, spec, frame.height, ledger)
    return _clean(frame, spec)


def open_bytes(path: Path) -> IO[bytes]:
    """Open a file for reading, through gzip where its name ends in ``.gz``."""
    return cast(IO[bytes], gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb"))


def _refuse_foreign(path: Path, spec: FileSpec) -> None:
    with open_bytes(path) as stream:
        start = stream.read(512).lstrip(b"\xef\xbb\xbf \r\n\t")
    if not start:
        raise DamagedInput(f"{path} est vide ; téléchargez-le de nouveau.")
    if start.startswith(b"<") and spec.format != "xml":
        raise DamagedInput(f"{path} est une page HTML ou XML, pas des données ; téléchargez-le de nouveau.")


def _refuse_shrunken(path: Path, spec: FileSpec, rows: int, ledger: Ledger) -> None:
    if rows >= spec.rows * KEEP_AT_LEAST:
        return
    why = f" ({len(ledger.rejects)} autres sont illisibles)" if ledger.rejects else ""
    raise ChangedInput(
        f"{path} n’a que {rows} lignes utilisables{why}, la source en déclare {spec.rows} ; "
        "vérifiez le fichier, ou corrigez rows dans source.toml si l’éditeur l’a réduit."
    )


def _refuse_renamed(path: Path, spec: FileSpec, header: Sequence[str]) -> None:
    for column in spec.columns:
        if column not in header:
            close = nearest(column, [h for h in header if h], 1)
            hint = f" ; la plus proche est « {close[0]} »" if close else ""
            raise ChangedInput(f"{path} n’a pas de colonne « {column} »{hint} : corrigez source.toml ou le fichier.")


def _clean(frame: pl.DataFrame, spec: FileSpec) -> pl.DataFrame:
    text = [pl.col(c).str.strip_chars(_BLANK).replace("", None) for c in spec.columns if frame.schema[c] == pl.String]
    return frame.with_columns(text)


def _frame(spec: FileSpec, lines: list[int], rows: list[tuple[str, ...]]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(spec.columns)
    data = {name: list(values) for name, values in zip(spec.columns, columns, strict=True)}
    schema = {**dict.fromkeys(spec.columns, pl.String()), "line": pl.Int64()}
    return pl.DataFrame({**data, "line": lines}, schema=schema)


def _read_csv(path: Path, spec: FileSpec, ledger: Ledger) -> pl.DataFrame:
    if spec.encoding != "utf-8" and _is_utf8(path):
        raise DamagedInput(f"{path} est en utf-8, non en {spec.encoding} ; corrigez encoding dans source.toml.")
    with _open_text(path, spec) as stream:
        found = records(stream, spec.separator)
        header = [name.strip(_BLANK) for name in _header(path, spec, found)]
        _refuse_renamed(path, spec, header)
        pick = _picker([header.index(c) for c in spec.columns])
        rows = [(line, pick(row)) for line, row in _good_rows(path, spec, found, header, ledger)]
    return _frame(spec, [line for line, _ in rows], [cells for _, cells in rows])


def _is_utf8(path: Path) -> bool:
    """Tell whether a file has accents and all are valid UTF-8, which other encodings do not yield by chance."""
    accents = False
    with open_bytes(path) as stream:
        for line in stream:
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return False
            accents = accents or not line.isascii()
    return accents


def _open_text(path: Path, spec: FileSpec) -> IO[str]:
    encoding = "utf-8-sig" if spec.encoding == "utf-8" else spec.encoding
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    return cast(IO[str], opener(path, "rt", encoding=encoding, errors="surrogateescape", newline=""))


def _picker(indexes: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    if len(indexes) == 1:
        return lambda row: (row[indexes[0]],)
    return cast(Callable[[list[str]], tuple[str, ...]], itemgetter(*indexes))


def _header(path: Path, spec: FileSpec, found: Iterator[Record]) -> list[str]:
    _, header, problem = next((record for record in found if record[1]), (0, [], "aucune ligne"))
    if problem:
        raise DamagedInput(f"{path} : la ligne d’en-tête est illisible ({problem}).")
    if any(_undecoded(cell) or "\0" in cell for cell in header):
        raise DamagedInput(f"{path} n’est pas en {spec.encoding} ; réenregistrez-le dans cet encodage.")
    return header


def _good_rows(
    path: Path, spec: FileSpec, found: Iterator[Record], header: list[str], ledger: Ledger
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of usable rows and note the others.

    One row in another encoding is a bad row; when most rows with accents are, the file is.
    """
    accented = foreign = 0
    for line, row, unreadable in found:
        ledger.read.add(line)
        text = "".join(row)
        problem = ("", text, unreadable) if unreadable else _problem(row, text, header)
        if problem is None:
            accented += not text.isascii()
            yield line, row
        else:
            foreign += problem[2] == _UNDECODED
            ledger.note_reject(line, *problem)
    if foreign > max(accented, len(ledger.read) // 100):
        raise DamagedInput(
            f"{path} n’est pas en {spec.encoding} ({foreign} lignes illisibles) ; réenregistrez-le dans cet encodage."
        )


def _problem(row: list[str], text: str, header: list[str]) -> tuple[str, str, str] | None:
    """Return (column, value, reason) where a row, whose whole text is ``text``, cannot be used at all."""
    if row and len(row) != len(header):
        return ("", row[0], f"{len(row)} cellules au lieu de {len(header)}")
    if not text.isascii() and _undecoded(text):
        return next((name, c, _UNDECODED) for name, c in zip(header, row, strict=True) if _undecoded(c))
    if "\0" in text:
        return next((name, c, "caractère nul") for name, c in zip(header, row, strict=True) if "\0" in c)
    return None if text.strip(_BLANK) else ("", "", "ligne vide")


def _undecoded(text: str) -> bool:
    """Tell whether decoding left bytes that do not belong to the encoding."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _read_json(path: Path, spec: FileSpec, ledger: Ledger) -> pl.DataFrame:
    return _frame_of_records(path, spec, ledger, _listed(path, _parse_json(path), spec.records))


def _read_geojson(path: Path, spec: FileSpec, ledger: Ledger) -> pl.DataFrame:
    features = _listed(path, _parse_json(path), "features")
    records = [{**(f.get("properties") or {}), **_point(f.get("geometry") or {})} for f in features]
    return _frame_of_records(path, spec, ledger, records)


def _read_xml(path: Path, spec: FileSpec, ledger: Ledger) -> pl.DataFrame:
    records = list(xml_records(path, unpacked(path), spec.records or "", spec.columns))
    return _frame_of_records(path, spec, ledger, [{k: v for k, v in r.items() if v is not None} for r in records])


def _listed(path: Path, content: Any, key: str | None) -> list[dict[str, Any]]:
    records = content.get(key) if key and isinstance(content, dict) else content
    if isinstance(records, list):
        records = [{"value": record} if isinstance(record, str) else record for record in records]
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        where = f" sous « {key} »" if key else ""
        raise ChangedInput(f"{path} n’est plus une liste d’enregistrements{where} ; vérifiez le fichier.")
    return records


def _point(geometry: dict[str, Any]) -> dict[str, float]:
    if geometry.get("type") != "Point":
        return {}
    return {"lon": geometry["coordinates"][0], "lat": geometry["coordinates"][1]}


def _parse_json(path: Path) -> Any:
    try:
        with open_bytes(path) as stream:
            return json.load(stream)
    except UnicodeDecodeError as error:
        raise DamagedInput(f"{path} n’est pas en utf-8 ; réenregistrez-le dans cet encodage.") from error
    except json.JSONDecodeError as error:
        where = f"ligne {error.lineno}, colonne {error.colno}"
        raise DamagedInput(f"{path} n’est pas du JSON valide ({where}) ; téléchargez-le de nouveau.") from error
    except (ValueError, RecursionError) as error:
        raise DamagedInput(f"{path} n’est pas du JSON valide ; téléchargez-le de nouveau.") from error


def _frame_of_records(path: Path, spec: FileSpec, ledger: Ledger, records: list[dict[str, Any]]) -> pl.DataFrame:
    _refuse_renamed(path, spec, sorted({key for record in records for key in record}))
    ledger.note_read(range(1, len(records) + 1))
    columns = {c: [record.get(c) for record in records] for c in spec.columns}
    try:
        return pl.DataFrame({**columns, "line": range(1, len(records) + 1)}, strict=False)
    except UnicodeEncodeError as error:
        raise DamagedInput(f"{path} contient des caractères impossibles ; téléchargez-le de nouveau.") from error


def _read_xlsx(path: Path, spec: FileSpec, ledger: Ledger) -> pl.DataFrame:
    try:
        header, sheet = _sheet(path, spec)
    except Exception as error:  # the reader raises types of its own backend
        raise DamagedInput(f"{path} n’est pas un classeur lisible, ou n’a pas de feuille « {spec.sheet} ».") from error
    _refuse_renamed(path, spec, header)
    picked = sheet.select(pl.nth(header.index(c)).alias(c) for c in spec.columns)
    frame = picked.with_row_index("line", spec.header_row + 2)
    ledger.note_read(frame["line"])
    return frame.with_columns(pl.col("line").cast(pl.Int64))


def _sheet(path: Path, spec: FileSpec) -> tuple[list[str], pl.DataFrame]:
    """Return the names of the columns and the rows below; a name is « group / name » where names come in groups."""
    grouped = spec.group_row is not None
    sheet = pl.read_excel(
        path,
        sheet_name=spec.sheet,
        has_header=not grouped,
        read_options={"header_row": None if grouped else spec.header_row, "dtypes": "string"},
        drop_empty_rows=False,
    )
    if spec.group_row is None:
        return sheet.columns, sheet
    # Only the first cell of a merged cell holds its text.
    groups = pl.Series(sheet.row(spec.group_row), dtype=pl.String).fill_null(strategy="forward")
    names = sheet.row(spec.header_row)
    header = [f"{group} / {name}" for group, name in zip(groups, names, strict=True)]
    return header, sheet.slice(spec.header_row + 1)


_READERS: dict[str, Callable[[Path, FileSpec, Ledger], pl.DataFrame]] = {
    "csv": _read_csv,
    "json": _read_json,
    "geojson": _read_geojson,
    "xlsx": _read_xlsx,
    "xml": _read_xml,
}
