"""Searching for things: by words, by codes, misspelt, and as suggestions."""

from __future__ import annotations

import re

from starlette.testclient import TestClient


def _groups(page: str) -> list[str]:
    return re.findall(r'<section id="([\w-]+)" class="found">', page)


def test_words_find_things_by_kind_and_campuses_come_first(client: TestClient) -> None:
    page = client.get("/recherche", params={"q": "TOURISME"}).text
    assert _groups(page)[:2] == ["campus", "filiere"]
    assert 'href="/campus/ara-tourisme-durable"' in page
    assert 'href="/filieres/tourisme-gastronomie"' in page


def test_a_code_finds_its_thing(client: TestClient) -> None:
    establishment = client.get("/api/v1/entities/establishment?limit=1").json()["rows"][0]["id"].split("/")[1]
    assert f'href="/etablissements/{establishment}"' in client.get(f"/recherche?q={establishment.lower()}").text


def test_a_misspelt_name_is_answered_with_near_ones(client: TestClient) -> None:
    page = client.get("/recherche?q=Bretange").text
    assert "Rien ne porte ce nom" in page
    assert 'href="/recherche?q=Bretagne"' in page


def test_markup_in_what_is_sought_is_text(client: TestClient) -> None:
    page = client.get("/recherche", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_kind_alone_lists_all_its_things(client: TestClient) -> None:
    page = client.get("/recherche?kind=campus").text
    assert _groups(page) == ["campus"]
    assert len(re.findall(r'<li><a href="/campus/', page)) == 115


def test_an_unknown_kind_finds_nothing(client: TestClient) -> None:
    response = client.get("/recherche?kind=rien")
    assert response.status_code == 200
    assert _groups(response.text) == []


def test_suggestions_are_the_first_of_each_kind_with_their_pages(client: TestClient) -> None:
    found = client.get("/recherche/suggestions?q=mobi").json()
    first = found["groups"][0]
    assert first["words"] == "Campus"
    assert {"label", "about", "href"} == set(first["hits"][0])
    assert all(len(group["hits"]) <= 4 for group in found["groups"])
    assert found["total"] >= sum(len(group["hits"]) for group in found["groups"])


def test_nothing_typed_suggests_nothing(client: TestClient) -> None:
    assert client.get("/recherche/suggestions?q=+").json() == {"total": 0, "groups": []}


def test_diplomas_of_one_name_are_told_apart_by_level_and_closing(client: TestClient) -> None:
    page = client.get("/recherche?q=tourisme").text
    assert re.search(r'BTS tourisme</a> <span class="muted small">niveau 5', page)
