"""Comparing two dates, and the present graph with the former one."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
from starlette.testclient import TestClient

from tests.api.serving import client_of, settings_of

SINCE = "avant=2017-06-01&described=assumed"


def test_without_a_date_the_page_proposes_some(client: TestClient) -> None:
    page = client.get("/comparer").text
    assert "Donnez une date" in page
    assert 'href="/comparer/coverage-gap?avant=2022-11-23"' in page


def test_two_dates_are_compared_as_the_interface_does(client: TestClient) -> None:
    page = client.get(f"/comparer/coverage-gap?{SINCE}").text
    told = client.get("/api/v1/questions/coverage-gap/compare?before=2017-06-01&described=assumed").json()
    shown = {words: int(n) for words, n in re.findall(r'">([\w ]+) <span class="count">(\d+)</span>', page)}
    assert shown["Tout"] == len(told["rows"]) > 0
    assert shown["manque comblé"] == told["counts"]["closed"] > 0


def test_the_changes_are_given_as_files(client: TestClient) -> None:
    text = client.get(f"/comparer/coverage-gap.csv?{SINCE}&changement=closed").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["change"] for row in rows} == {"closed"}
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/comparer/coverage-gap.xlsx?{SINCE}").content))
    assert book.sheetnames == ["Lisez-moi", "Changements"]


def test_a_file_without_a_date_says_what_is_missing(client: TestClient) -> None:
    response = client.get("/comparer/coverage-gap.csv")
    assert response.status_code == 422
    assert "avant" in response.json()["detail"]


def test_a_question_without_dates_is_compared_with_the_former_graph(starter: Path) -> None:
    with client_of(settings_of(starter, former=str(starter))) as client:
        page = client.get("/comparer/broken-pathway").text
    assert "Du graphe antérieur" in page
    assert "Rien n’a changé" in page


def test_without_a_former_graph_the_page_says_so(client: TestClient) -> None:
    assert "l’exploitant n’en garde pas" in client.get("/comparer/broken-pathway").text
