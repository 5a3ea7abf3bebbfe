"""Finds the questions, checks what is asked, and runs them on a store."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import polars as pl

from campus_graph.errors import BadParameter, UnknownName
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.answer import Answer, count_verdicts
from campus_graph.queries.names import resolve
from campus_graph.queries.question import Parameter, Question, read_question
from campus_graph.text import nearest

FOLDER = Path(__file__).parent
_TOO_BIG = 2**63  # both stores keep integers in 64 bits


@cache
def questions() -> Mapping[str, Question]:
    """Return every question by its name, sorted."""
    common = tomllib.loads((FOLDER / "parameters.toml").read_text(encoding="utf-8"))
    found = [read_question(p.parent, common) for p in sorted(FOLDER.glob("*/question.toml"))]
    return {q.name: q for q in found}


def question(name: str) -> Question:
    """Return one question.

    Raises:
        UnknownName: no such question; carries the nearest ones.

    """
    known = questions()
    if name not in known:
        raise UnknownName("la question", name, nearest(name, known) or list(known))
    return known[name]


def described(asked: Question) -> dict[str, object]:
    """Return a question as plain data: texts, verdicts, columns and parameters."""
    parameters = [
        {
            "name": p.name,
            "type": p.type,
            "default": p.default,
            "choices": list(p.choices),
            "help_fr": p.help_fr,
            "help_en": p.help_en,
        }
        for p in asked.parameters
    ]
    texts = {key: getattr(asked, key) for key in ("title_fr", "title_en", "definition_fr", "definition_en")}
    lists = {"verdicts": dict(asked.verdicts), "columns": dict(asked.columns), "key": list(asked.key)}
    return {"name": asked.name, **texts, **lists, "parameters": parameters}


def ask(reader: Reader, name: str, given: Mapping[str, Scalar] | None = None) -> Answer:
    """Ask a question. ``given`` holds parameters by name; codes and names are both accepted.

    Raises:
        UnknownName: an unknown question, territory or filière.
        BadParameter: a parameter that the question does not have, or a value it does not accept.

    """
    asked = question(name)
    parameters = _parameters(reader, asked, given or {})
    inputs = inputs_of(parameters)
    frames = {key: reader.query(text, inputs) for key, text in asked.statements(reader.dialect).items()}
    frame = asked.finish(frames, parameters).select(finding_ids(asked), *asked.columns)
    provenance = reader.provenance(asked.uses)
    return Answer(
        question=name,
        parameters=parameters,
        digest=reader.digest,
        sources=provenance.sources,
        years=_years(asked, parameters, provenance.years),
        columns=tuple(frame.columns),
        counts=count_verdicts(frame, list(asked.verdicts)),
        frame=frame,
    )


def _years(asked: Question, parameters: Mapping[str, Scalar], known: tuple[int, ...]) -> tuple[int, ...]:
    """Return the years on which an answer rests: the one asked for, where all its offers are of that year."""
    year = parameters.get("year")
    return tuple(y for y in known if y == year) if asked.one_year and year is not None else known


def finding_ids(asked: Question) -> pl.Expr:
    """Return the names of findings: the same finding bears the same one in a later build."""
    return pl.concat_str(pl.lit(asked.name), *asked.key, separator="~", ignore_nulls=True).alias("id")


def inputs_of(parameters: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Return what the statements get: labels are dated by the year, so the year of ``as_of`` goes with it."""
    year = {"as_of_year": int(str(parameters["as_of"])[:4])} if "as_of" in parameters else {}
    return {**parameters, **year}


def _parameters(reader: Reader, asked: Question, given: Mapping[str, Scalar]) -> dict[str, Scalar]:
    for name in given:
        if asked.parameter(name) is None:
            known = ", ".join(sorted(p.name for p in asked.parameters))
            raise BadParameter(f"La question {asked.name} n’a pas de paramètre « {name} » ; elle a : {known}.")
    return {p.name: _value(reader, p, given.get(p.name)) for p in asked.parameters}


def _value(reader: Reader, parameter: Parameter, given: Scalar) -> Scalar:
    value = parameter.default if given is None else given
    if parameter.type == "date":
        return _date(parameter, str(value or reader.meta["as_of"]))
    if value is None:
        return None
    if parameter.entity is not None:
        return resolve(reader, parameter.entity, str(value))
    if parameter.choices and value not in parameter.choices:
        raise BadParameter(
            f"« {value} » n’est pas une valeur de {parameter.name} ; choisissez parmi : {', '.join(parameter.choices)}."
        )
    return _number(parameter, value) if parameter.type in ("integer", "number") else _text(parameter, value)


def _date(parameter: Parameter, text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadParameter(f"« {text} » n’est pas une date pour {parameter.name} ; écrivez AAAA-MM-JJ.") from error


def _text(parameter: Parameter, value: Scalar) -> Scalar:
    """Return what a store can be asked for: a lone surrogate, from a wrong byte in a shell, has no form in UTF-8."""
    try:
        str(value).encode()
    except UnicodeEncodeError as error:
        raise BadParameter(f"La valeur de {parameter.name} n’est pas un texte en UTF-8 ; retapez-la.") from error
    return value


def _number(parameter: Parameter, value: Scalar) -> int | float:
    try:
        number = float(str(value).replace(",", "."))
    except ValueError as error:
        raise BadParameter(f"« {value} » n’est pas un nombre pour {parameter.name}.") from error
    if not abs(number) < _TOO_BIG:  # neither is « nan »
        raise BadParameter(f"« {value} » n’est pas un nombre que le graphe sache comparer pour {parameter.name}.")
    if parameter.type == "integer" and number != int(number):
        raise BadParameter(f"« {value} » n’est pas un nombre entier pour {parameter.name}.")
    return int(number) if parameter.type == "integer" else number
