"""Méthode: each question as its folder states it, with its verdicts, parameters, columns and limits."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from campus_graph.api.params import Computing
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web.asking import name_of, words_of
from campus_graph.api.web.page import Values, respond_page
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model
from campus_graph.queries.question import Question
from campus_graph.queries.registry import question, questions

PATH = "/methode"
Name = Annotated[str, Path(max_length=100)]


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes of the definitions."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(PATH, _all, response_class=Response)
    routes.add_api_route(f"{PATH}/{{name}}", _one, response_class=Response)
    return routes


async def _all(request: Request, compute: Computing) -> Response:
    def work(reader: Reader) -> Values:
        return {"title": "Méthode", "trail": [("Méthode", None)], "questions": list(questions().values())}

    return await respond_page(request, compute, "about/method.html", work)


async def _one(request: Request, compute: Computing, name: Name) -> Response:
    asked = question(name)
    return await respond_page(request, compute, "about/question.html", lambda reader: _stated(reader, asked))


def _stated(reader: Reader, asked: Question) -> Values:
    provenance = reader.provenance(asked.uses)
    relations = load_model().relations
    return {
        "title": asked.title_fr,
        "trail": [("Méthode", PATH), (asked.title_fr, None)],
        "asked": asked,
        "paragraphs": [line for line in asked.definition_fr.splitlines() if line.strip()],
        "parameters": [
            {
                "words": name_of(p),
                "name": p.name,
                "help": p.help_fr,
                "default": "" if p.default is None else words_of(p.default),
                "choices": [(words_of(choice), choice) for choice in p.choices],
            }
            for p in asked.parameters
        ],
        "relations": [(name, relations[name].label_fr, relations[name].derived) for name in asked.uses],
        "sources": provenance.sources,
        "years": provenance.years,
    }
