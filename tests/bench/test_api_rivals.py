"""What the API is set against answers the same: the SQL for SQLite gives the rows of our questions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bench.api.asked import requests
from bench.api.sqlite import NAME, export
from campus_graph.graph.store import Reader, open_store
from campus_graph.queries.registry import ask
from tests.starter_graph import starter_graph


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return starter_graph(tmp_path_factory)


@pytest.fixture(scope="module")
def reader(starter: Path) -> Iterator[Reader]:
    with open_store(starter) as opened:
        yield opened


@pytest.fixture(scope="module")
def canned(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give a function that answers an address of datasette's as it would: the canned query with its parameters."""
    database, metadata = export(starter, tmp_path_factory.mktemp("sqlite"))
    queries = json.loads(metadata.read_text(encoding="utf-8"))["databases"][NAME]["queries"]
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row

        def answer(address: str) -> dict[str, Any]:
            parts = urlsplit(address)
            text = queries[parts.path.removeprefix(f"/{NAME}/").removesuffix(".json")]["sql"]
            return {"rows": [dict(row) for row in connection.execute(text, dict(parse_qsl(parts.query)))]}

        yield answer


def test_every_request_of_the_clients_has_one_answer(starter: Path, reader: Reader, canned: Any) -> None:
    asked = requests(starter)
    assert {one.sort for one in asked} == {"missing-continuation", "establishment", "neighbours", "search"}
    for one in {one.ours: one for one in asked}.values():
        assert one.agree(ours(reader, one.ours), canned(one.theirs)), one.ours


def test_a_different_answer_is_noticed(starter: Path, reader: Reader, canned: Any) -> None:
    one = next(one for one in requests(starter) if one.sort == "missing-continuation")
    theirs = canned(one.theirs)
    assert len(theirs["rows"]) > 5
    assert not one.agree(ours(reader, one.ours), {"rows": theirs["rows"][1:]})


def ours(reader: Reader, address: str) -> Any:
    """Return what our API computes for an address."""
    parts = urlsplit(address)
    given = dict(parse_qsl(parts.query))
    *_, last = path = parts.path.split("/")
    if "questions" in path:
        return {"rows": ask(reader, "missing-continuation", {"department": given["department"]}).rows()}
    if last == "search":
        return {"rows": reader.search(given["q"], int(given["limit"])).to_dicts()}
    if last == "neighbours":
        return {"rows": reader.edges("/".join(path[-3:-1])).to_dicts()}
    found = reader.node("/".join(path[-2:]))
    assert found is not None
    return found[1]
