"""The data set described for catalogues: DCAT and VoID, with each source and its licence."""

from __future__ import annotations

from fastapi import Request, Response
from rdflib import DCAT, DCTERMS, RDF, VOID, Graph, Literal, URIRef

from campus_graph.api.deps import compute_of
from campus_graph.api.formats import choose, respond
from campus_graph.exports.rdf import iri, to_jsonld, to_turtle
from campus_graph.graph.store import Reader
from campus_graph.ontology.namespace import BASE, DEFINITIONS
from campus_graph.render import to_json

FORMS = ("ttl", "jsonld")


def description(reader: Reader) -> Graph:
    """Return the description of the whole graph and of its sources."""
    graph, whole = Graph(), URIRef(BASE.removesuffix("id/") + "dataset")
    counts = reader.counts()
    for kind in (DCAT.Dataset, VOID.Dataset):
        graph.add((whole, RDF.type, kind))
    graph.add((whole, DCTERMS.title, Literal("Campus des métiers et des qualifications : graphe", lang="fr")))
    graph.add((whole, DCTERMS.identifier, Literal(reader.digest)))
    graph.add((whole, VOID.uriSpace, Literal(BASE)))
    graph.add((whole, VOID.vocabulary, URIRef(DEFINITIONS)))
    graph.add((whole, VOID.entities, Literal(sum(counts.values()))))
    for row in reader.table("Source").iter_rows(named=True):
        source = iri(row["id"])
        graph.add((whole, DCTERMS.source, source))
        graph.add((source, RDF.type, DCAT.Dataset))
        said = {DCTERMS.title: "label", DCTERMS.publisher: "publisher", DCTERMS.license: "licence"}
        for term, column in {**said, DCTERMS.temporal: "vintage"}.items():
            if row[column]:
                graph.add((source, term, Literal(row[column])))
    return graph


async def dataset_description(request: Request) -> Response:
    """Return the description as Turtle or JSON-LD."""
    form = choose(request, FORMS)

    def work(reader: Reader) -> Response:
        graph = description(reader)
        return respond(
            request, form, reader.digest, lambda: to_turtle(graph) if form == "ttl" else to_json(to_jsonld(graph))
        )

    return await (await compute_of(request)).respond(request, form, work)
