"""The pages of pathways: overview, diagram, causes, repairs, files."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

TOURISM = "/parcours?region=27&filiere=tourisme"


@pytest.fixture(scope="module")
def page(client: TestClient) -> str:
    return html.unescape(client.get(TOURISM).text)


def test_without_choice_it_is_a_matrix_whose_cells_lead_to_a_pathway(client: TestClient) -> None:
    page = client.get("/parcours").text
    assert '<table class="matrix">' in page
    assert re.search(r'<td class="(gap|unknown|covered)"><a href="/parcours\?region=27&amp;filiere=', page)


def test_a_region_lists_its_filieres_with_verdict_and_link(client: TestClient) -> None:
    page = client.get("/parcours?region=Bourgogne-Franche-Comté").text
    assert "<h1>Parcours : Bourgogne-Franche-Comté</h1>" in page
    assert 'href="/parcours?region=27&amp;filiere=tourisme-gastronomie"' in page
    assert "rompu" in page


def test_a_pathway_says_verdict_level_and_cause_in_words(page: str) -> None:
    assert "<h1>Parcours : Tourisme, gastronomie, Bourgogne-Franche-Comté</h1>" in page
    lead = page[page.index('<p class="lead">') : page.index("</p>", page.index('<p class="lead">'))]
    assert "rompu" in lead
    assert "on atteint ici le niveau 5 (BTS, DEUST)" in lead


def test_the_diagram_links_each_diploma_to_its_page_and_marks_the_break(page: str) -> None:
    drawing = page[page.index("<svg") : page.index("</svg>")]
    links = re.findall(r'<a href="([^"]+)" class="step', drawing)
    assert links
    assert all(link.startswith("/diplomes/") or link == "#diplomes" for link in links)
    assert 'class="stop gap"' in drawing
    assert "Rompu" in drawing


def test_the_table_names_every_diploma_of_the_diagram(page: str) -> None:
    drawing = page[page.index("<svg") : page.index("</svg>")]
    table = page[page.index('<section id="diplomes">') :]
    for link in set(re.findall(r'href="(/diplomes/[^"]+)"', drawing)):
        assert link in table


def test_levels_repairs_and_proof_stand_beside_it_with_their_files(page: str) -> None:
    for address in (
        "/manques/repair.xlsx?region=27&filiere=tourisme-gastronomie&scope=region&level=3&to_level=7",
        "/manques/level-gap.csv?region=27&filiere=tourisme-gastronomie&scope=region",
        "/manques/broken-pathway.xlsx?region=27&filiere=tourisme-gastronomie",
        "/manques/broken-pathway/preuve?region=27",
        "/methode/broken-pathway",
    ):
        assert address in page


def test_every_address_of_a_file_or_proof_on_the_page_answers(client: TestClient, page: str) -> None:
    for link in set(re.findall(r'href="(/manques/[^"]+)"', page)):
        assert client.get(link).status_code == 200, link


def test_an_unknown_pathway_shows_no_cross(client: TestClient) -> None:
    overview = client.get("/manques/broken-pathway.csv?verdict=unknown&region=27").content.decode("utf-8-sig")
    for line in overview.splitlines()[1:]:
        filiere = line.split(";")[1].partition("/")[2]
        page = client.get(f"/parcours?region=27&filiere={filiere}").text
        drawing = page[page.index("<svg") : page.index("</svg>")]
        assert 'class="stop gap"><rect' not in drawing.replace("\n", "")


@pytest.mark.parametrize("scope", ["academy", "department", "employment-zone"])
def test_a_finer_scope_lists_territories_one_by_one(client: TestClient, scope: str) -> None:
    response = client.get(f"/parcours?region=27&filiere=mobilité&scope={scope}")
    assert response.status_code == 200
    assert '<th scope="col">Territoire</th>' in response.text


def test_a_department_has_a_pathway_of_its_own(client: TestClient) -> None:
    page = client.get("/parcours?department=25&filiere=mobilité").text
    assert "<h1>Parcours : Mobilité" in page
    assert "<svg" in page


def test_fields_left_empty_do_not_stay_in_the_address(client: TestClient) -> None:
    response = client.get("/parcours?region=27&filiere=&scope=region&year=", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/parcours?region=27&scope=region")


@pytest.mark.parametrize(
    ("query", "status"), [("region=zzz", 404), ("scope=planet", 422), ("rien=1", 422), ("level=abc", 422)]
)
def test_what_is_not_understood_is_a_problem_not_a_page(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/parcours?{query}").status_code == status


def test_what_is_unknown_is_not_called_a_break(client: TestClient) -> None:
    overview = client.get("/manques/broken-pathway.csv?verdict=unknown").content.decode("utf-8-sig")
    rows = [line.split(";") for line in overview.splitlines()[1:]]
    for row in rows[:6]:
        filiere, region = row[1].partition("/")[2], row[3].partition("/")[2]
        page = client.get(f"/parcours?region={region}&filiere={filiere}").text
        assert "refermerait la rupture" not in page
