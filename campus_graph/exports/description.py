"""What catalogues want to know of the graph: DCAT and VoID, and in PROV on which source, of whom, it rests.

Nothing here reads the clock: the making of the graph is named by its digest, and each source by its own vintage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from campus_graph.exports.statements import RDFS, TYPE
from campus_graph.graph.store import Reader
from campus_graph.ontology.namespace import BASE, DCTERMS, DEFINITIONS, dataset, iri
from campus_graph.ontology.standards import expanded

VOID, DCAT, PROV = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#", "http://www.w3.org/ns/prov#"
_SOFTWARE = "https://w3id.org/campus-graph/software"
_SAID = {"title": "label", "publisher": "publisher", "license": "licence", "temporal": "vintage"}


def description(reader: Reader, base: str = BASE) -> Iterator[Triple]:
    """Yield the data set with its base and its size, how it was made, and each source with publisher and licence."""
    whole = NamedNode(dataset(base))
    for kind in (f"{DCAT}Dataset", f"{VOID}Dataset", f"{PROV}Entity", expanded("qb:DataSet")):
        yield Triple(whole, TYPE, NamedNode(kind))
    title = Literal("Campus des métiers et des qualifications : graphe", language="fr")
    yield Triple(whole, NamedNode(f"{DCTERMS}title"), title)
    yield Triple(whole, NamedNode(f"{DCTERMS}identifier"), Literal(reader.digest))
    yield Triple(whole, NamedNode(f"{DCTERMS}valid"), Literal(reader.meta["as_of"]))
    yield Triple(whole, NamedNode(f"{VOID}uriSpace"), Literal(base))
    yield Triple(whole, NamedNode(f"{VOID}vocabulary"), NamedNode(DEFINITIONS))
    yield Triple(whole, NamedNode(f"{VOID}entities"), Literal(sum(reader.counts().values())))
    yield Triple(whole, NamedNode(expanded("qb:structure")), NamedNode(f"{DEFINITIONS}IndicatorStructure"))
    making = NamedNode(f"{whole.value}/build/{reader.digest}")
    yield from _making(whole, making, reader.meta["version"])
    for row in reader.table("Source").iter_rows(named=True):
        yield from _source(whole, making, row, base)


def _making(whole: NamedNode, making: NamedNode, version: str) -> Iterator[Triple]:
    software = NamedNode(f"{_SOFTWARE}/{version}")
    yield Triple(whole, NamedNode(f"{PROV}wasGeneratedBy"), making)
    yield Triple(making, TYPE, NamedNode(f"{PROV}Activity"))
    yield Triple(making, NamedNode(f"{PROV}wasAssociatedWith"), software)
    yield Triple(software, TYPE, NamedNode(f"{PROV}SoftwareAgent"))
    yield Triple(software, NamedNode(f"{RDFS}label"), Literal(f"campus-graph {version}"))


def _source(whole: NamedNode, making: NamedNode, row: Mapping[str, Any], base: str) -> Iterator[Triple]:
    source = NamedNode(iri(row["id"], base))
    yield Triple(whole, NamedNode(f"{DCTERMS}source"), source)
    yield Triple(whole, NamedNode(f"{PROV}wasDerivedFrom"), source)
    yield Triple(making, NamedNode(f"{PROV}used"), source)
    for kind in (f"{DCAT}Dataset", f"{PROV}Entity"):
        yield Triple(source, TYPE, NamedNode(kind))
    for name, column in _SAID.items():
        if row[column]:
            yield Triple(source, NamedNode(DCTERMS + name), Literal(row[column]))
    if page := _address(row["address"]):
        yield Triple(source, NamedNode(f"{DCAT}landingPage"), page)


def _address(text: str | None) -> NamedNode | None:
    """Return the address as one; None where it is words, as users write them in their own data."""
    try:
        return NamedNode(text) if text and text.startswith(("http://", "https://")) else None
    except ValueError:
        return None
