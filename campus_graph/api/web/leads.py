"""What a page says first of a thing, in words, and the questions that concern it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from campus_graph.api.web.cells import Item
from campus_graph.api.web.page import address
from campus_graph.api.web.shared import SCOPES, term
from campus_graph.french import number
from campus_graph.ontology.model import load_model

Fields = Mapping[str, Any]
Lead = Sequence[Item]
Actions = Sequence[tuple[str, str]]
_TERRITORIES = ("AcademicRegion", "Academy", "Commune", "Department", "EmploymentZone", "Intercommunality", "Region")


def lead(kind: str, fields: Fields, ties: pl.DataFrame) -> Lead:
    """Return the first words on a thing; some of them lead to other things."""
    special: Mapping[str, Callable[[Fields, pl.DataFrame], Lead]] = {
        "Commune": _commune,
        "CompetitivenessCluster": _cluster,
        "Diploma": _diploma,
        "Establishment": _establishment,
        "Filiere": _filiere,
    }
    if kind in special:
        return special[kind](fields, ties)
    name = load_model().nodes[kind].label_fr
    said = [Item(f"{name[:1].upper()}{name[1:]}")]
    if kind in _TERRITORIES:
        return [*_territory(said, fields, ties), *_campuses(ties)]
    category = term("partner_categories", fields.get("category"))
    return [*said, *([Item(f", {category}")] if category else []), *_city(fields), Item(".")]


def _territory(said: Sequence[Item], fields: Fields, ties: pl.DataFrame) -> list[Item]:
    former = " d’avant 2016" if fields.get("former") else ""
    above = _others(ties, "WITHIN")
    return [*said, Item(f"{former} (code {fields['code']})"), *_listed(", dans : ", above), Item(". ")]


def _campuses(ties: pl.DataFrame) -> list[Item]:
    count = ties.filter(relation="COVERS", direction="←").height
    if not count:
        return []
    return [Item(f"{count} campus la déclare{'nt' if count > 1 else ''} comme zone.")]


def _commune(fields: Fields, ties: pl.DataFrame) -> Lead:
    said = _territory([Item("Commune")], fields, ties)
    people = fields.get("population")
    about = [f"{number(int(people))} habitants" if people else None, fields.get("rurality_type")]
    known = ", ".join(part for part in about if part)
    return [*said, *([Item(f"{known[:1].upper()}{known[1:]}.")] if known else [])]


def _establishment(fields: Fields, ties: pl.DataFrame) -> Lead:
    category = term("establishment_categories", fields["category"]) or "établissement"
    sector = term("sectors", fields["sector"])
    said = [Item(f"{category[:1].upper()}{category[1:]}{' ' + sector if sector and sector not in category else ''}")]
    uai = [Item(f", UAI {fields['uai']}. ")] if fields.get("uai") else [Item(". ")]
    offers = ties.filter(relation="OFFERS", direction="→").height
    count = f"{number(offers)} diplôme{'s' if offers > 1 else ''} proposé{'s' if offers > 1 else ''}"
    return [
        *said,
        *_listed(" à ", _others(ties, "LOCATED_IN")),
        *uai,
        Item(f"{count}, pour ce que les données en disent." if offers else "Aucune offre connue."),
    ]


def _diploma(fields: Fields, ties: pl.DataFrame) -> Lead:
    level = term("levels", str(fields["level"])) if fields["level"] is not None else "niveau inconnu"
    kind = fields.get("type") or "Diplôme"
    state = "ouvert" if fields["open"] else "fermé"
    closed = f" depuis {fields['closed']}" if not fields["open"] and fields.get("closed") else ""
    said = [Item(f"{kind[:1].upper()}{kind[1:]}, {level}, {state}{closed}")]
    places = ties.filter(relation="TEACHES", direction="←").height
    plural = "s" if places > 1 else ""
    count = f"{number(places)} établissement{plural} le prépare{'nt' if places > 1 else ''}" if places else ""
    return [
        *said,
        *_listed(" ; filière : ", _others(ties, "BELONGS_TO")),
        Item(f". {count or 'Aucune offre connue'}."),
        *_listed(" Remplacé par ", _others(ties, "SUCCEEDS", "←")),
    ]


def _filiere(fields: Fields, ties: pl.DataFrame) -> Lead:
    campuses = ties.filter(relation="IN_FILIERE").height
    diplomas = ties.filter(relation="BELONGS_TO").height
    return [
        Item(f"Une des douze filières des campus : {number(campuses)} campus, {number(diplomas)} diplômes rattachés, "),
        Item("ouverts ou fermés."),
    ]


def _cluster(fields: Fields, ties: pl.DataFrame) -> Lead:
    said = ["Pôle de compétitivité", fields.get("acronym"), fields.get("domain")]
    count = ties.filter(relation="PARTNERS_WITH").height
    known = f" Partenaire de {count} campus." if count else " Aucun campus partenaire connu."
    return [Item(", ".join(part for part in said if part)), *_city(fields), Item(f".{known}")]


def _city(fields: Fields) -> list[Item]:
    return [Item(f" ({fields['city']})")] if fields.get("city") else []


def _others(ties: pl.DataFrame, relation: str, direction: str = "→") -> list[tuple[str, str]]:
    return list(ties.filter(relation=relation, direction=direction).select("other", "other_label").iter_rows())


def _listed(before: str, things: Sequence[tuple[str, str]]) -> list[Item]:
    if not things:
        return []
    named = [item for key, label in things for item in (Item(", "), Item(label, key))]
    return [Item(before), *named[1:]]


_OF_TERRITORIES = (
    ("Filières sans campus", "/manques"),
    ("Parcours du CAP au bac+5", "/parcours"),
    ("Suites absentes", "/manques/missing-continuation"),
    ("Nouvelles offres utiles", "/manques/repair"),
    ("Campus", "/manques/campus-profile"),
    ("Pilotage", "/manques/steering"),
)
_OF_FILIERES = (
    ("Où manque un campus", "/manques"),
    ("Parcours du CAP au bac+5", "/parcours"),
    ("Territoires éloignés", "/manques/isolated-territories"),
    ("Campus qui s’ignorent", "/manques/silos"),
    ("Nouvelles offres utiles", "/manques/repair"),
    ("Campus", "/campus"),
)


def actions(kind: str, identifier: str, fields: Fields, ties: pl.DataFrame) -> Actions:
    """Return (words, address) of the questions that concern a thing, with what they are asked about."""
    path, _, code = identifier.partition("/")
    if path in SCOPES and not fields.get("former"):
        return [(words, _asked(at, path, code)) for words, at in _OF_TERRITORIES]
    if kind == "Filiere":
        return [(words, address(at, {"filiere": code})) for words, at in _OF_FILIERES]
    if kind == "Diploma":
        ways = _others(ties, "BELONGS_TO")
        return [(f"Parcours : {name}", address("/parcours", {"filiere": key.partition("/")[2]})) for key, name in ways]
    if kind == "Establishment" and fields.get("department"):
        given = {"department": fields["department"]}
        return [("Suites absentes du département", address("/manques/missing-continuation", given))]
    return []


def _asked(at: str, path: str, code: str) -> str:
    """Return the address of a question about a territory; coverage asks for the kind of territory, too."""
    given = {SCOPES[path]: code}
    if at == "/manques" and path != "region":
        given["scope"] = path
    if at == "/manques/campus-profile" and path == "region":
        at = "/campus"
    return address(at, given)
