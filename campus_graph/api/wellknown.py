"""The data set described for catalogues: DCAT and VoID, with each source and its licence."""

from __future__ import annotations

from fastapi import Request, Response

from campus_graph.api.deps import compute_of
from campus_graph.api.formats import choose, respond
from campus_graph.exports.description import description
from campus_graph.exports.rdf import to_jsonld, to_turtle
from campus_graph.graph.store import Reader
from campus_graph.render import to_json

FORMS = ("ttl", "jsonld")


async def dataset_description(request: Request) -> Response:
    """Return the description as Turtle or JSON-LD."""
    form, compute = choose(request, FORMS), await compute_of(request)
    base = compute.settings.graph.base

    def work(reader: Reader) -> Response:
        said = description(reader, base)
        return respond(
            request,
            form,
            reader.digest,
            lambda: to_turtle(said) if form == "ttl" else to_json(to_jsonld(said)),
        )

    return await compute.respond(request, form, work)
