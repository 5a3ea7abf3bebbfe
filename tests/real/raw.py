"""The publishers' files, read by plain loops: nothing of the product is used to say what is expected."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from tests.conftest import REAL_DATA


def content(path: str) -> bytes:
    """Return the unpacked content of a raw file."""
    raw = (REAL_DATA / path).read_bytes()
    return gzip.decompress(raw) if path.endswith(".gz") else raw


def rows(path: str, separator: str = ";", encoding: str = "utf-8-sig") -> Iterator[dict[str, str]]:
    """Yield the rows of a raw CSV file."""
    yield from csv.DictReader(io.StringIO(content(path).decode(encoding), newline=""), delimiter=separator)


def features(path: str) -> list[dict[str, Any]]:
    """Return the properties of the features of a raw GeoJSON file."""
    return [feature["properties"] for feature in json.loads(content(path))["features"]]


def sheets(path: str) -> ElementTree.Element:
    """Return the root of the only XML file of an archive."""
    with zipfile.ZipFile(REAL_DATA / path) as archive:
        return ElementTree.fromstring(archive.read(archive.namelist()[0]))
