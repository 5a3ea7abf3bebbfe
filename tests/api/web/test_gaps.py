"""The pages of the questions: form, table, files, proof; coverage as a matrix and as a map."""

from __future__ import annotations

import csv
import html
import io
import re

import openpyxl
import pytest
from starlette.testclient import TestClient

from campus_graph.queries.registry import questions

ASSUMED = "described=assumed"


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_has_its_table_with_form_files_and_provenance(client: TestClient, name: str) -> None:
    page = client.get(f"/manques/{name}").text
    asked = questions()[name]
    assert f"<h1>{asked.title_fr}</h1>" in page
    for parameter in asked.parameters:
        assert f'name="{parameter.name}"' in page
    assert f'href="/manques/{name}.xlsx"' in page
    assert f'href="/manques/{name}.csv"' in page
    assert client.get("/ready").json()["digest"] in page
    assert "/preuve?ligne=" in page


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_proves_its_first_finding(client: TestClient, name: str) -> None:
    response = client.get(f"/manques/{name}/preuve?ligne=1")
    assert response.status_code == 200
    assert "Identifiant du constat" in response.text


def test_fields_left_empty_do_not_stay_in_the_address(client: TestClient) -> None:
    response = client.get("/manques?scope=&region=27&filiere=&year=")
    assert (response.status_code, response.headers["location"]) == (303, "/manques?region=27")


def test_the_list_of_questions_leads_to_one_without_a_script(client: TestClient) -> None:
    assert client.get("/manques?question=weak-link").headers["location"] == "/manques/weak-link"
    assert client.get("/manques?question=coverage-gap").headers["location"] == "/manques"


def test_a_verdict_narrows_table_and_files_alike(client: TestClient) -> None:
    given = "level=4&verdict=gap&region=27"
    page = client.get(f"/manques/missing-continuation?{given}").text
    total = int(re.search(r"<p>(\d+) ligne", page)[1])  # type: ignore[index]
    text = client.get(f"/manques/missing-continuation.csv?{given}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["verdict"] for row in rows} == {"gap"}
    assert len(rows) == total > 0


def test_a_workbook_says_question_sources_and_digest(client: TestClient) -> None:
    body = client.get(f"/manques/coverage-gap.xlsx?{ASSUMED}&verdict=gap").content
    book = openpyxl.load_workbook(io.BytesIO(body))
    said = {row[0].value: row[1].value for row in book["Lisez-moi"].iter_rows() if len(row) > 1}
    assert said["Question"] == questions()["coverage-gap"].title_fr
    assert said["Empreinte du graphe"] == client.get("/ready").json()["digest"]
    assert book["Données"].max_row == 1 + 9


def test_the_matrix_has_a_cell_for_every_finding_and_each_leads_to_its_proof(client: TestClient) -> None:
    page = client.get(f"/manques?{ASSUMED}").text
    matrix = page.split('<table class="matrix">')[1].split("</table>")[0]
    cells = re.findall(r'<td class="([\w -]+)"><a href="([^"]+)"', matrix)
    assert len(cells) == client.get("/api/v1/questions/coverage-gap/answer?limit=1").json()["total"]
    assert sum(tone.startswith("gap") for tone, _ in cells) == 9
    assert client.get(html.unescape(cells[0][1])).status_code == 200


def test_a_cell_says_its_verdict_in_words_and_by_a_sign(client: TestClient) -> None:
    page = client.get(f"/manques?{ASSUMED}").text
    cell = re.search(r'<td class="gap[^>]*>(.*?)</td>', page)
    assert cell
    assert re.search(r'aria-label="manque, \d+ offres"', cell[1])
    assert "✕" in cell[1]


def test_the_map_links_every_region_and_draws_nothing_unknown_as_a_gap(client: TestClient) -> None:
    page = client.get("/manques?filiere=tourisme").text
    areas = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"><title>.*?fill="url\(#p-([\w-]+)\)"', page, re.DOTALL)
    known = client.get("/api/v1/questions/coverage-gap/answer?filiere=tourisme").json()["rows"]
    assert len(areas) == len(known)
    assert not any(fill.startswith("gap") for _, _, fill in areas)
    unknown = {words.split(" : ")[0] for _, words, fill in areas if fill == "unknown"}
    assert unknown == {row["territory_label"] for row in known if row["verdict"] == "unknown"} != set()
    assert client.get(html.unescape(areas[0][0])).status_code == 200


def test_employment_zones_have_a_matrix_and_no_map(client: TestClient) -> None:
    page = client.get("/manques?scope=employment-zone&region=27").text
    assert '<table class="matrix">' in page
    assert "<svg" not in page


def test_names_that_a_question_returns_lead_to_the_pages_of_things(client: TestClient) -> None:
    page = client.get("/manques/coverage-gap").text
    assert 'href="/filieres/tourisme-gastronomie"' in page
    assert 'href="/territoires/region/27"' in page


def test_a_long_answer_comes_by_pages(client: TestClient) -> None:
    first = client.get("/manques/missing-continuation").text
    following = re.search(r'<a rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(html.unescape(following[1])).text
    ids = [set(re.findall(r'<tr id="([^"]+)"', page)) for page in (first, second)]
    assert len(ids[0]) == 100
    assert not ids[0] & ids[1]


def test_what_a_proof_names_leads_on(client: TestClient) -> None:
    page = client.get("/manques/coverage-gap/preuve?ligne=coverage-gap~filiere/tourisme-gastronomie~region/27").text
    assert '<ul class="tree">' in page
    assert 'href="/filieres/tourisme-gastronomie"' in page
    assert "/api/v1/questions/coverage-gap/proof.svg?finding=" in page


def test_a_reason_names_things_instead_of_their_identifiers(client: TestClient) -> None:
    page = client.get("/manques/coverage-gap/preuve?ligne=coverage-gap~filiere/tourisme-gastronomie~region/27").text
    lead = page.split('<p class="lead">')[1].split("</p>")[0]
    assert 'label échu, à vérifier : <a href="/campus/bfc-alimentation-gout-tourisme">' in lead
    assert ">campus/" not in lead
