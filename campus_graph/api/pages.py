"""The documentation page, made from the OpenAPI description: no script, no remote address."""

from __future__ import annotations

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

_PAGES = Environment(
    loader=PackageLoader("campus_graph.api", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(name: str, **values: object) -> str:
    """Return a page."""
    return _PAGES.get_template(name).render(**values)


async def documentation(request: Request) -> Response:
    """Return the documentation of the interface."""
    described = request.app.openapi()
    operations = [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in sorted(described["paths"].items())
        for method, operation in methods.items()
    ]
    page = render("docs.html", api=described, operations=operations)
    return Response(page, media_type="text/html; charset=utf-8")


async def style(request: Request) -> Response:
    """Return the style of the pages."""
    return Response(render("style.css"), media_type="text/css; charset=utf-8")
