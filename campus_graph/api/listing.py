"""Rows on their way to a client: a page as JSON or HTML, all of them as CSV or XLSX.

A page is found by the identifier of the last row read (keyset), so that it stays right whatever comes before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import orjson
import polars as pl
from fastapi import Request, Response

from campus_graph.api.formats import Body, path_of, respond
from campus_graph.api.pages import table_page
from campus_graph.api.problems import Problem
from campus_graph.exports.tables import Sheet, to_csv, to_excel_csv, to_xlsx

FORMS = ("json", "csv", "xlsx", "html")
_AT_ONCE = 1_000  # rows whose text is held at once


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows. ``head`` is what JSON says before them, ``more`` tells whether others follow, ``every`` gives
    the rows of all pages, ``headers`` the names of columns for people; ``own`` makes forms in a way of their own.
    """

    name: str
    title: str
    head: Mapping[str, object]
    rows: pl.DataFrame
    total: int
    more: bool
    every: Callable[[], pl.DataFrame]
    headers: Mapping[str, str]
    about: str = ""
    own: Mapping[str, Body] = field(default_factory=dict)


def page(frame: pl.DataFrame, limit: int, after: str | None) -> tuple[pl.DataFrame, bool]:
    """Return the rows that follow the row ``after``, at most ``limit``, and whether others follow those.

    Raises:
        Problem: there is no such row (it vanished with a new graph, perhaps).

    """
    start = 0
    if after is not None:
        at = frame["id"].index_of(after) if frame.height else None
        if at is None:
            raise Problem("bad-parameter", "Il n’y a pas, ou plus, de ligne « after » ; reprenez du début.")
        start = at + 1
    return frame.slice(start, limit), frame.height > start + limit


def whole(name: str, title: str, frame: pl.DataFrame, headers: Mapping[str, str]) -> Listing:
    """Return a listing of so few rows that they are one page."""
    return Listing(name, title, {}, frame, frame.height, False, lambda: frame, headers)


def in_pages(
    name: str,
    title: str,
    head: Mapping[str, object],
    frame: pl.DataFrame,
    headers: Mapping[str, str],
    limit: int,
    after: str | None,
) -> Listing:
    """Return the page of a frame that follows the row ``after``, and what makes the rest of it.

    Raises:
        Problem: there is no such row.

    """
    shown, more = page(frame, limit, after)
    return Listing(name, title, head, shown, frame.height, more, lambda: frame, headers)


def next_link(request: Request, rows: pl.DataFrame, more: bool) -> str | None:
    """Return the address of the page that follows, or None at the end."""
    if not more or rows.is_empty():
        return None
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "after"]
    return f"{path_of(request)}?{urlencode([*kept, ('after', rows['id'][-1])])}"


def respond_rows(request: Request, form: str, digest: str, rows: Listing, dialect: str = "plain") -> Response:
    """Return a listing in one of its forms, with its total and the link to the next page."""
    following = next_link(request, rows.rows, rows.more)
    bodies: dict[str, Body] = {
        "json": lambda: as_json({**rows.head, "total": rows.total, "next": following}, rows.rows),
        "csv": lambda: as_csv(rows.every(), dialect),
        "xlsx": lambda: _workbook(rows, digest),
        "html": lambda: table_page(request, rows.title, rows.about, rows.headers, rows.rows, rows.total, following),
        **rows.own,
    }
    headers = {"X-Total-Count": str(rows.total)}
    if following and form in ("json", "html"):
        headers["Link"] = f'<{following}>; rel="next"'
    return respond(request, form, digest, bodies[form], rows.name, headers)


def as_json(head: Mapping[str, object], rows: pl.DataFrame) -> bytes | Iterator[bytes]:
    """Return rows under a head as JSON; the rows go from columns to text, without a dict for each."""
    if rows.height <= _AT_ONCE:
        return orjson.dumps({**head, "rows": orjson.Fragment(_text(rows))})
    return _streamed(head, rows)


def _streamed(head: Mapping[str, object], rows: pl.DataFrame) -> Iterator[bytes]:
    yield orjson.dumps(dict(head))[:-1] + b',"rows":['
    for number, part in enumerate(rows.iter_slices(_AT_ONCE)):
        yield (b"," if number else b"") + _text(part).encode()[1:-1]
    yield b"]}"


def _text(rows: pl.DataFrame) -> str:
    return rows.write_json()


def as_csv(frame: pl.DataFrame, dialect: str) -> bytes | Iterator[bytes]:
    """Return rows as CSV, plain or as French Excel reads it."""
    write = to_excel_csv if dialect == "excel" else to_csv
    return write(frame).encode() if frame.height <= _AT_ONCE else _lines(frame, write)


def _lines(frame: pl.DataFrame, write: Callable[[pl.DataFrame], str]) -> Iterator[bytes]:
    yield write(frame.head(_AT_ONCE)).encode()
    for part in frame.slice(_AT_ONCE).iter_slices(_AT_ONCE):
        yield write(part).partition("\n")[2].encode()


def _workbook(rows: Listing, digest: str) -> bytes:
    readme = [("Titre", rows.title), ("Lignes", str(rows.total)), ("Empreinte du graphe", digest)]
    return to_xlsx(readme, [Sheet("Données", rows.every(), rows.headers)])
