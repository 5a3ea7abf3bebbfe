"""A question's parameters as a form, made from its ``question.toml``: what most people set first, the rest folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campus_graph.api.web.places import places
from campus_graph.graph.store import Reader
from campus_graph.queries.answer import Answer
from campus_graph.queries.question import Parameter, Question

_NAMES: Mapping[str, str] = {
    "region": "Région",
    "academy": "Académie",
    "department": "Département",
    "filiere": "Filière",
    "campus": "Campus",
    "scope": "Maille",
    "as_of": "Labels valables au",
    "year": "Année des offres",
    "described": "Données incomplètes",
    "level": "Niveau de départ",
    "to_level": "Niveau à atteindre",
    "from_level": "Niveaux à partir de",
    "up_to_level": "Niveaux jusqu’à",
    "min_offers": "Offres au moins",
    "max_count_age": "Décompte : âge au plus",
    "within_km": "Distance (km)",
    "horizon": "Horizon (années)",
    "max_duration": "Durée d’un label, au plus",
    "min_known": "Part connue, au moins",
    "continuation_scope": "Maille des suites",
    "presumed": "Spécialités présumées",
    "without": "Sans le partenaire",
    "between": "Campus proches par",
    "authorities": "Collectivités",
    "min_actors": "Acteurs au moins",
    "min_copilots": "Copilotes au moins",
    "min_priorities": "Priorités au moins",
    "min_reach": "Portée au moins",
    "max_concentration": "Concentration au plus",
    "min_depth": "Profondeur au moins",
}
_WORDS: Mapping[str, str] = {
    "region": "régions",
    "academy": "académies",
    "department": "départements",
    "employment-zone": "zones d’emploi",
    "commune": "communes",
    "establishment": "établissements",
    "campus": "campus",
    "frr": "communes France ruralités",
    "mountain": "communes de montagne",
    "qpv": "communes à quartier prioritaire",
    "industry": "Territoires d’industrie",
    "stated": "ne pas conclure",
    "assumed": "supposer complètes",
    "ignored": "ignorées",
    "counted": "comptées",
    "filiere": "la filière",
    "territory": "le territoire",
}
_FIRST = ("scope", "filiere", "region", "academy", "department", "campus")
_ALL = {"Region": "Toutes", "Academy": "Toutes", "Department": "Tous", "Filiere": "Toutes", "Campus": "Tous"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; ``options`` are (value, words) where one chooses, ``hint`` is the help below it."""

    name: str
    label: str
    type: str
    value: str
    hint: str
    placeholder: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a question: those in sight, and those that are folded; ``open`` if one of these is set."""

    first: Sequence[Field]
    more: Sequence[Field]
    open: bool


def form(reader: Reader, asked: Question, answer: Answer, given: Mapping[str, object]) -> Form:
    """Return the form of a question with what was given; codes and names were both accepted."""
    fields = {p.name: _field(reader, p, answer, given) for p in asked.parameters}
    first = [fields[name] for name in _FIRST if name in fields]
    more = [field for name, field in fields.items() if name not in _FIRST]
    return Form(first, more, any(name in given for name in fields if name not in _FIRST))


def words_of(value: object) -> str:
    """Return the French words of a choice.

    >>> words_of("employment-zone")
    'zones d’emploi'
    """
    return _WORDS.get(str(value), str(value))


def name_of(parameter: Parameter) -> str:
    """Return the short name of a parameter."""
    return _NAMES.get(parameter.name, parameter.help_fr.capitalize())


def said(reader: Reader, asked: Question, answer: Answer) -> list[tuple[str, str]]:
    """Return the parameters that an answer used, in words."""
    used = [(p, answer.parameters.get(p.name)) for p in asked.parameters]
    return [(name_of(p), _value_words(reader, p, value)) for p, value in used if value is not None]


def _value_words(reader: Reader, parameter: Parameter, value: object) -> str:
    if parameter.entity is not None:
        return dict(places(reader).choices.get(parameter.entity, ())).get(str(value), str(value))
    return words_of(value) if parameter.choices else f"{value:g}" if isinstance(value, float) else str(value)


def _field(reader: Reader, parameter: Parameter, answer: Answer, given: Mapping[str, object]) -> Field:
    default = "" if parameter.default is None else str(parameter.default)
    if parameter.type == "date":
        default = str(reader.meta.get("as_of", ""))
    used = str(answer.parameters.get(parameter.name)) if parameter.name in given else ""
    options = _options(reader, parameter)
    hint = "" if parameter.entity or parameter.name == "scope" else _sentence(parameter.help_fr)
    types = {"date": "date", "integer": "number", "number": "number"}
    type_ = "select" if options else types.get(parameter.type, "text")
    value = "" if options and used == default else used
    return Field(parameter.name, name_of(parameter), type_, value, hint, default, options)


def _options(reader: Reader, parameter: Parameter) -> Sequence[tuple[str, str]]:
    if parameter.entity is not None:
        named = places(reader).choices.get(parameter.entity, ())
        return [("", _ALL.get(parameter.entity, "Tous")), *named] if named else []
    # The default is what an empty field means, which keeps addresses short.
    return [("" if c == parameter.default else c, words_of(c)) for c in parameter.choices]


def _sentence(text: str) -> str:
    """Return the help of a parameter with the words that the form has for its choices."""
    for choice, words in _WORDS.items():
        text = text.replace(f"« {choice} »", f"« {words} »")
    return f"{text[:1].upper()}{text[1:]}."
