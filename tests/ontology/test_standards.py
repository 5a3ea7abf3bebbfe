"""What the ontology says in the words of others exists there, under the true namespace, and is true of ours."""

from __future__ import annotations

import re

import pytest
from rdflib import DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, Graph, URIRef
from rdflib.namespace import GEO, DefinedNamespaceMeta

from campus_graph.ontology.document import document
from campus_graph.ontology.model import load_model
from campus_graph.ontology.namespace import BASE, DEFINITIONS, VOCABULARIES, term
from campus_graph.ontology.standards import expanded, kinds_of, reified, shortened, standards

_MAPPINGS = (SKOS.closeMatch, SKOS.narrowMatch, SKOS.relatedMatch)
# rdflib holds the terms of these vocabularies, read from their own documents.
_KNOWN: dict[str, DefinedNamespaceMeta] = {
    "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "geo": GEO, "org": ORG, "prov": PROV, "qb": QB, "schema": SDO,
    "skos": SKOS,
}  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> Graph:
    return document()


def foreign(graph: Graph) -> set[str]:
    spaces = tuple(s.namespace for s in standards().values())
    return {str(t) for triple in graph for t in triple if isinstance(t, URIRef) and str(t).startswith(spaces)}


def declared() -> dict[str, str]:
    return {s.namespace + name: kind for s in standards().values() for kind, names in s.terms.items() for name in names}


def test_every_foreign_term_that_is_named_is_declared_and_every_declared_one_is_named(whole: Graph) -> None:
    said = Graph()
    for triple in whole:
        if not (triple[1] in (RDF.type, RDFS.isDefinedBy) and str(triple[0]) in declared()):
            said.add(triple)
    spaces = {s.namespace.rstrip("#/") for s in standards().values()}
    assert {t for t in foreign(whole) if t not in spaces} == set(declared())
    unused = {shortened(t) for t in set(declared()) - foreign(said)}
    assert unused == set()


@pytest.mark.parametrize("prefix", sorted(_KNOWN))
def test_every_declared_term_is_one_of_its_vocabulary(prefix: str) -> None:
    vocabulary, standard = _KNOWN[prefix], standards()[prefix]
    assert str(vocabulary._NS) == standard.namespace
    strange = {
        name
        for names in standard.terms.values()
        for name in names
        if URIRef(standard.namespace + name) not in vocabulary
    }
    assert strange == set()


def test_classes_are_under_classes_and_properties_under_properties_of_their_kind(whole: Graph) -> None:
    for predicate, kinds in (
        (RDFS.subClassOf, {OWL.Class}),
        (RDFS.subPropertyOf, {OWL.ObjectProperty, OWL.DatatypeProperty}),
    ):
        for lower, upper in whole.subject_objects(predicate):
            shared = set(whole.objects(lower, RDF.type)) & set(whole.objects(upper, RDF.type)) & kinds
            assert shared, (lower, upper)


# Domain and range as the documents of ORG, PROV-O, ELM 3.2, igeo and GeoSPARQL state them; None where they state none.
_ENDS: dict[str, tuple[str | None, str | None]] = {
    "dcterms:replaces": (None, None),
    "elm:accreditation": (None, "elm:Accreditation"),
    "elm:educationSubject": ("elm:LearningAchievementSpecification", "skos:Concept"),
    "elm:location": (None, "dcterms:Location"),
    "geo:sfWithin": ("geo:SpatialObject", "geo:SpatialObject"),
    "igeo:subdivisionDe": ("igeo:PaysOuTerritoire", "igeo:PaysOuTerritoire"),
    "org:classification": ("org:Organization", "skos:Concept"),
    "org:hasMember": ("org:Organization", "org:Organization"),  # the range is an agent, as organisations are
    "org:linkedTo": ("org:Organization", "org:Organization"),
    "org:subOrganizationOf": ("org:Organization", "org:Organization"),
    "prov:wasInfluencedBy": ("prov:Entity", "prov:Influencer"),  # an entity, an activity or an agent, at either end
    "schema:areaServed": (None, None),
}
# What is above the classes that we are under, as far as these domains and ranges ask for it.
_ABOVE = {
    "elm:Accreditation": {"elm:Accreditation"},
    "elm:Qualification": {"elm:LearningAchievementSpecification"},
    "eli:LegalResource": set[str](),
    "geo:Feature": {"geo:SpatialObject"},
    "igeo:TerritoireFrancais": {"igeo:PaysOuTerritoire", "dcterms:Location"},
    "org:FormalOrganization": {"org:Organization"},
    "org:Organization": {"org:Organization"},
    "org:OrganizationalCollaboration": {"org:Organization"},
    "org:OrganizationalUnit": {"org:Organization"},
    "prov:Activity": {"prov:Influencer"},
    "prov:Entity": {"prov:Entity", "prov:Influencer"},
    "prov:Plan": {"prov:Entity", "prov:Influencer"},
    "skos:Concept": {"skos:Concept"},
}


def test_no_relation_is_put_under_a_property_whose_domain_or_range_its_ends_are_not_in(whole: Graph) -> None:
    model = load_model()
    for relation in model.relations.values():
        for upper in whole.objects(URIRef(term(relation.name)), RDFS.subPropertyOf):
            for kinds, wanted in zip((relation.sources, relation.targets), _ENDS[shortened(str(upper))], strict=True):
                for kind in kinds:
                    above = {a for name in model.nodes[kind].standards for a in _ABOVE.get(name, set())}
                    assert wanted is None or wanted in above, (relation.name, kind, wanted)


def test_every_relation_but_one_says_what_it_is_in_a_standard(whole: Graph) -> None:
    model = load_model()
    aligned = {
        name
        for name in model.relations
        if any((URIRef(term(name)), p, None) in whole for p in (RDFS.subPropertyOf, *_MAPPINGS)) or name in reified()
    }
    assert set(model.relations) - aligned == {"PRIORITISES"}  # no vocabulary has regional priorities: docs/decisions


def test_nothing_is_put_under_the_symmetric_parts_of_elm_nor_under_an_academie_of_insee(whole: Graph) -> None:
    elm = standards()["elm"].namespace
    assert not {elm + name for name in ("hasPart", "isPartOf", "specialisationOf")} & foreign(whole)
    assert not [t for t in declared() if re.search(r"geo#.*[Aa]cad", t)]


def test_ctdl_is_named_by_its_secure_address(whole: Graph) -> None:
    assert not [t for t in map(str, whole.all_nodes()) if t.startswith("http://purl.org/ctdl/")]
    assert expanded("ceterms:precedes") == "https://purl.org/ctdl/terms/precedes"


def test_levels_are_those_of_the_european_framework_and_keep_the_value_of_1969() -> None:
    graph = document()
    for concept in load_model().vocabularies["levels"]:
        subject = URIRef(f"{VOCABULARIES}levels-{concept.notation}")
        assert set(graph.objects(subject, SKOS.closeMatch)) == {URIRef(expanded(f"eqf:{concept.notation}"))}
    old = {c.notation: c.extra["level_1969"] for c in load_model().vocabularies["levels"]}
    assert (old["3"], old["5"]) == ("V", "III")  # « niveau V » was the CAP, level 5 is the BTS


def test_a_kind_has_our_classes_first_then_those_of_the_standards() -> None:
    ours = [k for k in kinds_of("EmploymentZone") if k.startswith(DEFINITIONS)]
    theirs = {shortened(k) for k in kinds_of("EmploymentZone")} - {shortened(k) for k in ours}
    assert ours == [DEFINITIONS + name for name in ("EmploymentZone", "Territory", "Entity")]
    assert theirs == {"geo:Feature", "igeo:TerritoireFrancais", "igeo:ZoneDEmploi2020"}


def test_prefixed_names_lead_there_and_back() -> None:
    for iri in declared():
        assert expanded(shortened(iri)) == iri
    assert shortened(DEFINITIONS + "Campus") == "cg:Campus"
    assert shortened(BASE) == BASE
