"""Pages for people, drawn by the server: no script, no remote address. Every value is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from campus_graph import __version__
from campus_graph.api.prefix import PREFIX
from campus_graph.api.web import links, static
from campus_graph.api.web.verdicts import look
from campus_graph.api.web.words import verdict_words
from campus_graph.french import day, number
from campus_graph.ontology.model import load_model

__all__ = ["PREFIX", "Piece", "files", "pieces", "render", "table_page", "thing_page"]
NAV = (
    ("/manques", "Manques"),
    ("/parcours", "Parcours"),
    ("/reseau", "Réseaux"),
    ("/comparer", "Comparer"),
    ("/qualite", "Qualité"),
    ("/sources", "Sources"),
    ("/methode", "Méthode"),
)
_PAGES = Environment(
    loader=PackageLoader("campus_graph.api", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# What a page says unless it says otherwise.
_PAGES.globals |= {
    "api": PREFIX,
    "as_of": "",
    "digest": "",
    "here": "",
    "nav": NAV,
    "q": "",
    "scripts": (),
    "theme": "",
    "trail": (),
    "version": __version__,
}


def _rooted(link: tuple[str, str], root: str) -> tuple[str, str]:
    """Return a link (words, address) below the root path."""
    return link[0], f"{root}{link[1]}"


@pass_context
def _page_of(context: Context, identifier: str) -> str:
    """Return the address of the page of a thing."""
    return f"{context['root']}{links.page_of(identifier)}"


@pass_context
def _network_of(context: Context, identifier: str) -> str:
    """Return the address of the page of a thing's network."""
    return f"{context['root']}{links.network_of(identifier)}"


@pass_context
def _static(context: Context, name: str) -> str:
    """Return the address of a file of the style or of a script."""
    return f"{context['root']}/static/{name}?v={static.mark(name, context['theme'])}"


_PAGES.filters |= {"day": day, "number": number, "rooted": _rooted, "verdict_words": verdict_words}
_PAGES.globals |= {"look": look, "network_of": _network_of, "page_of": _page_of, "static": _static}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a cell: its words, and where they lead to."""

    words: str
    href: str | None = None


def render(name: str, **values: object) -> str:
    """Return a page."""
    return _PAGES.get_template(name).render(**values)


def around(request: Request) -> dict[str, object]:
    """Return what every page needs to know of the application that shows it."""
    return {
        "root": request.scope.get("root_path", ""),
        "here": here(request),
        "theme": request.app.state.theme,
    }


def here(request: Request) -> str:
    """Return the path of a request below the root path, whether or not the server took that off already."""
    return str(request.scope["path"]).removeprefix(str(request.scope.get("root_path", "")))


def pieces(value: object, root: str = "") -> list[Piece]:
    """Return what a cell shows of a value: an identifier becomes a link, a list its items."""
    if value is None:
        return []
    if isinstance(value, bool):
        return [Piece("oui" if value else "non")]
    if isinstance(value, float):
        return [Piece(f"{value:.6g}".replace(".", ","))]
    if isinstance(value, list):
        return [piece for item in value for piece in pieces(item, root)]
    if isinstance(value, Mapping):
        return [Piece(str(value.get("label", "")))]
    return [Piece(str(value), _href(str(value), root))]


def _href(text: str, root: str) -> str | None:
    if text.startswith(f"{PREFIX}/"):
        return f"{root}{text}.html"
    if not links.is_thing(text):
        return text if text.startswith(("https://", "http://")) else None
    return f"{root}{links.page_of(text)}"


def table_page(
    request: Request,
    title: str,
    about: str,
    headers: Mapping[str, str],
    rows: pl.DataFrame,
    total: int,
    following: str | None,
) -> str:
    """Return a page with one table; ``following`` leads to the next."""
    root = request.scope.get("root_path", "")
    cells = [[pieces(value, root) for value in row] for row in rows.select(list(headers)).iter_rows()]
    said = {"title": title, "about": about, "headers": list(headers.values()), "rows": cells}
    return render("table.html", **around(request), total=total, following=following, files=files(request), **said)


def thing_page(
    request: Request, title: str, kind: str, fields: Sequence[tuple[str, object]], ties: pl.DataFrame, network: str
) -> str:
    """Return the page of one thing: its fields, and its relations with others."""
    root = request.scope.get("root_path", "")
    relations = load_model().relations
    said = [(name, pieces(value, root)) for name, value in fields]
    rows = [
        (f"{direction} {relations[relation].label_fr}", pieces(other, root), label)
        for relation, direction, other, label in ties.select("relation", "direction", "other", "other_label").rows()
    ]
    return render("thing.html", **around(request), title=title, kind=kind, fields=said, ties=rows, network=network)


def files(request: Request) -> list[tuple[str, str]]:
    """Return the addresses of the same rows as files."""
    asked = f"?{request.url.query}" if request.url.query else ""
    return [(form.upper(), f"{request.scope['path']}.{form}{asked}") for form in ("csv", "xlsx", "json")]


async def documentation(request: Request) -> Response:
    """Return the documentation of the interface."""
    described = request.app.openapi()
    operations = [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in sorted(described["paths"].items())
        for method, operation in methods.items()
    ]
    page = render("docs.html", **around(request), described=described, operations=operations)
    return Response(page, media_type="text/html; charset=utf-8")
