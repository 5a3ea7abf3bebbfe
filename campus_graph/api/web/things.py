"""The pages of things: territories, establishments, diplomas, filières, pôles, and a plain one for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any
from urllib.parse import quote

import polars as pl
from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from campus_graph.api.compute import Compute
from campus_graph.api.pages import here
from campus_graph.api.params import Computing, Key
from campus_graph.api.prefix import PREFIX
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web.cells import Item
from campus_graph.api.web.finding import plural
from campus_graph.api.web.leads import actions, lead
from campus_graph.api.web.links import page_of
from campus_graph.api.web.page import Values, respond_page
from campus_graph.api.web.relations import relation_tables, value_words
from campus_graph.api.web.shared import list_files, root_of
from campus_graph.api.web.thing_tables import tables_of
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model
from campus_graph.queries.names import existing

Kind = Annotated[str, Path(max_length=60)]
# address → path of the identifiers, where the address does not hold it
_PLACES = {
    "etablissements": "establishment",
    "diplomes": "diploma",
    "filieres": "filiere",
    "poles": "cluster",
}
_NESTED = ("territoires", "choses")
_HIDDEN = {"id", "label", "sources", "latitude", "longitude", "region", "academy", "department", "employment_zone"}


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes of the pages of things."""
    routes = APIRouter(include_in_schema=False)
    for folder, path in _PLACES.items():
        routes.add_api_route(f"/{folder}/{{key}}", _page(path), response_class=Response)
    for folder in _NESTED:
        routes.add_api_route(f"/{folder}/{{path}}/{{key}}", _nested, response_class=Response)
    return routes


def _page(path: str) -> Callable[..., Any]:
    async def shown(request: Request, compute: Computing, key: Key) -> Response:
        return await _shown(request, compute, f"{path}/{key}")

    return shown


async def _nested(request: Request, compute: Computing, path: Kind, key: Key) -> Response:
    """Show a thing; one that has its page elsewhere is there alone."""
    identifier = f"{path}/{key}"
    proper = page_of(identifier)
    if not proper.startswith(f"/{here(request).strip('/').partition('/')[0]}/"):
        return RedirectResponse(f"{root_of(request)}{proper}", status_code=303)
    return await _shown(request, compute, identifier)


async def _shown(request: Request, compute: Compute, identifier: str) -> Response:
    def work(reader: Reader) -> Values:
        return _values(reader, compute, identifier, root_of(request))

    return await respond_page(request, compute, "thing/thing.html", work)


def _values(reader: Reader, compute: Compute, identifier: str, root: str) -> Values:
    kind, fields = existing(reader, identifier)
    node = load_model().nodes[kind]
    ties = reader.edges(identifier)
    path, _, key = identifier.partition("/")
    inside = f"entities/{path}/{quote(key, safe='')}"
    files = list_files(root, f"{inside}/neighbours", {})
    own = tables_of(reader, compute, kind, identifier, fields, root)
    more = f"{root}{PREFIX}/{inside}/neighbours.html"
    related = relation_tables(reader, identifier, _kept(kind, ties), files, more)
    return {
        "title": fields["label"],
        "trail": [(plural(kind), f"/recherche?kind={path}" if node.searchable else None), (fields["label"], None)],
        "identifier": identifier,
        "kind": node.label_fr,
        "lead": lead(kind, fields, ties),
        "actions": actions(kind, identifier, fields, ties),
        "facts": list(_facts(kind, fields)),
        "sources": [Item(source, f"source/{source}") for source in fields["sources"] or ()],
        "tables": sorted((t for t in (*own, *related) if not t.plain), key=lambda table: table.rank),
        "lines": [t for t in related if t.plain],
        "data": f"{root}{PREFIX}/{inside}",
    }


def _kept(kind: str, ties: pl.DataFrame) -> pl.DataFrame:
    """Return the ties without those that say again what others, or a table of the kind, say better."""
    names = set(ties["relation"])
    twice = {"LEADS_TO"} if "CONTINUES_TO" in names else set()
    if kind == "Establishment":
        twice |= {"TEACHES"}
    if kind == "Diploma" and "TEACHES" in names:
        twice |= {"OFFERS"}
    if kind == "Filiere":
        twice |= {"IN_FILIERE", "BELONGS_TO"}
    kept = ties.filter(~ties["relation"].is_in(sorted(twice)))
    listed = (kept["relation"] == "LOCATED_IN") & (kept["other_kind"] == "Establishment")
    return kept.filter(~listed)


def _facts(kind: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the fields that hold something, in words; addresses are links."""
    for field in load_model().nodes[kind].fields:
        value = fields.get(field.name)
        if field.name in _HIDDEN or value is None or value == []:
            continue
        values = value if isinstance(value, list) else [value]
        yield field.label_fr, [value_words(field, one) for one in values]
