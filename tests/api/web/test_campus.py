"""The list of campuses, the dossier of one, and the same as PDF."""

from __future__ import annotations

import html
import importlib.util
import io
import re

import openpyxl
import pypdf
import pytest
from starlette.testclient import TestClient

from campus_graph.api.web import pdf
from campus_graph.queries.registry import questions

MOBICAMPUS = "/campus/bfc-mobicampus"


@pytest.fixture(scope="module")
def page(client: TestClient) -> str:
    return html.unescape(client.get(MOBICAMPUS).text)


def test_the_list_names_every_campus_and_narrows_by_what_the_address_says(client: TestClient) -> None:
    rows = re.compile(r'<tr><th scope="row"><a href="/campus/')
    every = len(rows.findall(client.get("/campus").text))
    region = client.get("/campus?region=27").text
    assert every == client.get("/api/v1/entities/campus.json?limit=1").json()["total"]
    assert 0 < len(rows.findall(region)) < every
    assert "bfc-mobicampus" in region
    assert len(rows.findall(client.get("/campus?q=mobicampus").text)) == 1
    assert len(rows.findall(client.get("/campus?region=27&category=CMQE").text)) < len(rows.findall(region))


def test_a_dossier_says_who_it_is_and_how_its_label_stands(page: str) -> None:
    assert "<h1>Mobicampus" in page
    assert "Campus d’excellence de la filière" in page
    assert 'class="drawing timeline"' in page
    assert "à vérifier" in page
    assert 'href="/reseau/campus/bfc-mobicampus"' in page
    assert 'href="/campus/bfc-mobicampus.pdf"' in page


def test_a_dossier_shows_what_every_question_finds_each_with_its_proof(client: TestClient, page: str) -> None:
    for name in ("label-calendar", "missing-higher-link", "level-gap", "weak-link", "resilience", "silos", "steering"):
        assert f'href="/methode/{name}"' in page
        assert questions()[name].title_fr in page
    proofs = set(re.findall(r'href="(/manques/[^"]+/preuve\?[^"]+)"', page))
    assert len(proofs) > 7
    for proof in sorted(proofs)[:8]:
        assert client.get(proof).status_code == 200, proof


def test_a_dossier_lists_members_with_their_pages_and_what_is_unknown_as_such(page: str) -> None:
    assert re.search(r'<th scope="row"><a href="/etablissements/\w+">', page)
    assert "Une section vide dit ce que les sources taisent" in page


def test_files_of_a_dossier_answer(client: TestClient, page: str) -> None:
    for link in set(re.findall(r'href="(/manques/campus-profile\.[^"]+)"', page)):
        assert client.get(link).status_code == 200


def test_a_campus_that_is_not_there_is_a_problem(client: TestClient) -> None:
    assert client.get("/campus/rien").status_code == 404
    assert client.get("/campus/rien.pdf").status_code == 404


@pytest.fixture(scope="module")
def document(client: TestClient) -> bytes:
    pytest.importorskip("weasyprint")
    response = client.get(f"{MOBICAMPUS}.pdf")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == 'inline; filename="campus-bfc-mobicampus.pdf"'
    return response.content


def test_the_pdf_opens_holds_the_name_and_names_itself(document: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(document))
    assert 1 < len(reader.pages) < 12
    assert "Mobicampus" in reader.pages[0].extract_text()
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Mobicampus")
    assert "/StructTreeRoot" in reader.root_object  # tagged, for those who hear it read


def test_the_pdf_leads_to_no_address_of_the_server_that_made_it(document: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(document))
    links = [
        a.get_object()["/A"]["/URI"]
        for page in reader.pages
        for a in page.get("/Annots") or ()
        if "/A" in a.get_object()
    ]
    assert not [link for link in links if "page.invalid" in link or "testserver" in link]


def test_the_pdf_is_not_made_again_for_whoever_has_it(client: TestClient) -> None:
    pytest.importorskip("weasyprint")
    mark = client.get(f"{MOBICAMPUS}.pdf").headers["etag"]
    assert client.get(f"{MOBICAMPUS}.pdf", headers={"If-None-Match": mark}).status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "https://example.org/a.css",
        "http://127.0.0.1:1/a.css",
        "https://page.invalid/static/../settings.py",
        "https://page.invalid/static/%2e%2e/settings.py",
        "https://page.invalid/campus/bfc-mobicampus",
        "data:text/css,*{}",
        "ftp://page.invalid/static/site.css",
        "//page.invalid/static/site.css",
    ],
)
def test_weasyprint_is_given_our_sheets_and_nothing_else(address: str) -> None:
    pytest.importorskip("weasyprint")
    with pytest.raises(ValueError, match="n’est pas de la page"):
        pdf._fetcher("", "").fetch(address)


def test_weasyprint_is_given_our_sheets() -> None:
    pytest.importorskip("weasyprint")
    assert b"{" in pdf._fetcher("/racine", "").fetch("https://page.invalid/racine/static/site.css?v=1").read()


def test_without_weasyprint_a_problem_says_how_to_get_it(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    response = client.get("/campus/bfc-maroquinerie.pdf")
    assert response.status_code == 501
    assert "campus-graph[pdf]" in response.json()["detail"]


def test_the_files_of_the_list_hold_the_rows_of_the_page(client: TestClient) -> None:
    page = html.unescape(client.get("/campus?region=27&q=campus").text)
    shown = re.findall(r'<tr><th scope="row"><a href="/campus/([^"]+)"', page)
    link = next(iter(re.findall(r'href="(/campus\.csv[^"]*)"', page)))
    lines = client.get(link).content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == [f"campus/{key}" for key in shown]
    book = client.get(link.replace(".csv", ".xlsx"))
    assert openpyxl.load_workbook(io.BytesIO(book.content))["Données"].max_row == len(shown) + 1
