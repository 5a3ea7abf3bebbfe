"""A page as PDF, by WeasyPrint where it is installed; it reads our own style and nothing else, near or far."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from anyio import CapacityLimiter, to_thread

from campus_graph.api.compute import Compute
from campus_graph.api.problems import Problem
from campus_graph.api.web.static import FOLDER

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

MEDIA = "application/pdf"
_SHEETS = ("theme.css", "site.css", "pathway.css", "dossier.css", "print.css", "pdf.css")
_BASE = "https://page.invalid"  # never an address (RFC 2606): what a page names is looked up in our own folder
_WAITING = 8
_PLACES: WeakKeyDictionary[Compute, CapacityLimiter] = WeakKeyDictionary()  # those of each application


def needed() -> None:
    """Check that WeasyPrint is there.

    Raises:
        Problem: it is not; says how to get it.

    """
    if importlib.util.find_spec("weasyprint") is None:
        detail = (
            "Ce serveur ne fait pas de PDF ; imprimez la page, ou faites installer « campus-graph[pdf] » (et Pango)."
        )
        raise Problem("no-pdf", detail)


async def written(compute: Compute, page: str, root: str) -> bytes:
    """Return a page as PDF; one at a time, since it takes a second of a processor.

    Raises:
        Problem: too many wait already.

    """
    limiter = _PLACES.setdefault(compute, CapacityLimiter(1))
    if limiter.statistics().tasks_waiting >= _WAITING:
        raise Problem("busy", "Trop de PDF sont demandés ; réessayez dans un instant.", {"Retry-After": "5"})
    return await to_thread.run_sync(_write, page, root, compute.settings.theme, limiter=limiter)


def _write(page: str, root: str, theme: str) -> bytes:
    from weasyprint import HTML

    document = HTML(string=page, base_url=f"{_BASE}/", url_fetcher=_fetcher(root, theme))
    for element in document.etree_element.iter():
        if (
            not element.attrib.get("href", "https://").startswith(("https://", "http://"))
            and _local(element.tag) == "a"
        ):
            del element.attrib["href"]
    made: bytes | None = document.write_pdf(pdf_tags=True)
    assert made is not None
    return made


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _fetcher(root: str, theme: str) -> URLFetcher:
    """Return what gives WeasyPrint the sheets of the page; every other address is refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurSheets(URLFetcher):  # type: ignore[misc, unused-ignore]
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            name = parts.path.removeprefix(f"{root}/static/")
            if f"{parts.scheme}://{parts.netloc}" != _BASE or name not in _SHEETS:
                raise ValueError(f"« {url} » n’est pas de la page")
            return URLFetcherResponse(url, _sheet(name, theme), {"Content-Type": "text/css; charset=utf-8"})

    return OurSheets()


def _sheet(name: str, theme: str) -> bytes:
    own = Path(theme) / name if theme else FOLDER / name
    return (own if own.is_file() else FOLDER / name).read_bytes()
