"""The pages of things: the essentials in words, relations with sources, the questions that concern them."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from campus_graph.api.web.links import page_of
from campus_graph.ontology.model import load_model


def shown(client: TestClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(response.text)


@pytest.mark.parametrize("kind", [n.path for n in load_model().nodes.values()])
def test_a_thing_of_every_kind_has_a_page_under_its_name(client: TestClient, kind: str) -> None:
    rows = client.get(f"/api/v1/entities/{kind}.json?limit=3").json()["rows"]
    for row in rows:
        page = shown(client, page_of(row["id"]))
        assert f"<h1>{row['label']}</h1>" in page


def test_a_region_says_its_campuses_and_asks_the_questions_that_concern_it(client: TestClient) -> None:
    page = shown(client, "/territoires/region/27")
    assert "Région (code 27)" in page
    assert 'href="/manques?region=27"' in page
    assert 'href="/parcours?region=27"' in page
    assert 'href="/campus/bfc-mobicampus"' in page
    assert "Filière par filière" in page


def test_a_territory_says_each_filiere_with_verdict_and_pathway(client: TestClient) -> None:
    page = shown(client, "/territoires/region/27")
    table = page[
        page.index('<section id="verdicts">') : page.index("</section>", page.index('<section id="verdicts">'))
    ]
    assert table.count("<tr>") == 13
    assert 'href="/parcours?region=27&filiere=tourisme-gastronomie"' in table
    assert "/manques/coverage-gap/preuve?region=27&ligne=" in table


def test_a_former_region_asks_nothing(client: TestClient) -> None:
    page = shown(client, "/territoires/region/43")
    assert "d’avant 2016" in page
    assert "/manques?region=43" not in page
    assert "Bourgogne-Franche-Comté" in page


def test_an_establishment_says_what_it_offers_with_years_and_sources(client: TestClient) -> None:
    rows = client.get("/api/v1/entities/establishment.json?region=27&limit=500").json()["rows"]
    pages = [shown(client, page_of(row["id"])) for row in rows[:40]]
    offering = next(page for page in pages if "Diplômes proposés" in page)
    assert "UAI" in offering
    assert re.search(r"<td>(2020|2022|2024|2025)", offering)
    assert 'href="/choses/source/' in offering


def test_a_diploma_says_level_filiere_and_where_it_leads(client: TestClient) -> None:
    page = shown(client, "/diplomes/40022106")
    assert "niveau 4 (bac), ouvert" in page
    assert "Poursuites publiées" in page
    assert 'href="/parcours?filiere=tourisme-gastronomie"' in page


def test_a_filiere_lists_campuses_and_regions(client: TestClient) -> None:
    page = shown(client, "/filieres/tourisme-gastronomie")
    assert "Région par région" in page
    assert re.search(r'href="/campus/[a-z-]+"', page)


def test_big_tables_are_cut_and_lead_to_the_whole_list_and_its_files(client: TestClient) -> None:
    page = shown(client, "/filieres/tourisme-gastronomie")
    found = re.search(r"<p>50 sur (\d+)", page)
    if found:
        assert "toute la liste" in page
        assert "/api/v1/entities/filiere/tourisme-gastronomie/neighbours.xlsx" in page
    assert page.count("<tr>") < 400


def test_all_links_of_a_page_answer(client: TestClient) -> None:
    page = shown(client, "/territoires/region/27") + shown(client, "/diplomes/40022106")
    links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', page)}
    for link in sorted(links):
        assert client.get(link).status_code == 200, link


def test_a_thing_has_one_page_other_addresses_lead_there(client: TestClient) -> None:
    response = client.get("/choses/region/27", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/territoires/region/27")
    moved = client.get("/territoires/establishment/0250001R", follow_redirects=False)
    assert moved.headers["location"] == "/etablissements/0250001R"


@pytest.mark.parametrize(
    "address",
    [
        "/territoires/region/zzz",
        "/etablissements/rien",
        "/diplomes/0",
        "/filieres/x",
        "/poles/x",
        "/choses/label/x",
        "/choses/x/y",
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404
