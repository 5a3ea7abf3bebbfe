"""The first page, and what holds for every page: nothing remote, nothing inline, French errors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from campus_graph.api.app import create_app
from tests.api.serving import settings_of

PAGES = (
    "/",
    "/recherche",
    "/recherche?q=tourisme",
    "/manques",
    "/manques?scope=department&filiere=tourisme",
    "/manques/missing-continuation?region=27",
    "/manques/coverage-gap/preuve?ligne=1",
    "/comparer",
    "/comparer/coverage-gap?avant=2017-06-01",
)
HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def test_the_first_page_says_what_the_data_is(client: TestClient) -> None:
    page = client.get("/").text
    digest = client.get("/ready").json()["digest"]
    assert digest in page
    assert re.search(r"<dt>Campus</dt><dd>115</dd>", page)
    assert "23 novembre 2026" in page


@pytest.mark.parametrize("user", ["Groupe d’experts", "Régions et académies", "Explorateurs"])
def test_each_user_enters_from_the_first_page_by_links_that_answer(client: TestClient, user: str) -> None:
    card = client.get("/").text.split(f"<h3>{user}</h3>")[1].split("</li>\n</ul>\n</li>")[0]
    links = re.findall(r'href="([^"]+)"', card.split("<h3>")[0])
    assert len(links) >= 3
    for link in links:
        assert client.get(link.replace("&amp;", "&"), headers=HTML).status_code in (200, 303), link


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_inline_and_load_nothing_remote(client: TestClient, path: str) -> None:
    response = client.get(path, headers=HTML)
    assert response.status_code == 200
    page = response.text
    assert not re.search(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)", page)
    loaded = re.findall(r"<(?:link|script|img)[^>]*(?:href|src)=\"([^\"]*)\"", page)
    assert loaded
    assert all(re.fullmatch(r"/static/[\w./-]+\?v=[0-9a-f]{12}", address) for address in loaded), loaded
    assert page.count("<h1>") == 1


@pytest.mark.parametrize("path", [p for p in PAGES if "recherche" not in p and p != "/"])
def test_pages_of_tables_need_no_script_at_all(client: TestClient, path: str) -> None:
    assert "<script" not in client.get(path, headers=HTML).text


@pytest.mark.parametrize(
    ("path", "status"),
    [("/rien", 404), ("/manques/rien", 404), ("/manques?scope=planet", 422), ("/manques?inconnu=1", 422)],
)
def test_errors_are_french_pages_for_people_and_documents_for_programs(
    client: TestClient, path: str, status: int
) -> None:
    page, document = client.get(path, headers=HTML), client.get(path)
    assert (page.status_code, document.status_code) == (status, status)
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="fr">' in page.text
    assert document.json()["status"] == status


def test_the_interface_answers_with_documents_even_to_a_browser(client: TestClient) -> None:
    response = client.get("/api/v1/entities/region/rien", headers=HTML)
    assert response.headers["content-type"] == "application/problem+json"


def test_an_unknown_name_is_answered_with_the_nearest_ones(client: TestClient) -> None:
    response = client.get("/manques?region=Bretange", headers=HTML)
    assert response.status_code == 404
    assert "Les plus proches : Bretagne (53)" in response.text


def test_a_page_that_the_client_holds_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/manques", headers=HTML)
    again = client.get("/manques", headers={**HTML, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_identifier_leads_people_to_its_page(client: TestClient) -> None:
    response = client.get("/id/campus/bfc-mobicampus", headers=HTML)
    assert (response.status_code, response.headers["location"]) == (303, "/campus/bfc-mobicampus")


def test_below_a_root_path_every_address_stays_below_it(starter: Path) -> None:
    app = create_app(settings_of(starter))
    with TestClient(app, base_url="http://testserver/x", root_path="/x", follow_redirects=False) as client:
        page = client.get("/manques?region=27", headers=HTML).text
        assert set(re.findall(r'(?:href|action|src)="(?!#)(/[^/]*)', page)) == {"/x"}
        assert 'href="/x/manques" aria-current="page"' in page
        assert client.get("/manques?region=27&scope=", headers=HTML).headers["location"] == "/x/manques?region=27"
        assert client.get("/manques?question=silos", headers=HTML).headers["location"] == "/x/manques/silos"
