"""The pages on the data and on the method."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from campus_graph.queries.registry import questions
from tests.api.serving import client_of, settings_of


def shown(client: TestClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(response.text)


def test_quality_sets_what_is_described_beside_what_is_counted(client: TestClient) -> None:
    page = shown(client, "/qualite")
    row = re.search(r'href="/territoires/region/84">[^<]+</a></th><td>[^<]+</td><td class="number">13</td>', page)
    assert row
    assert "campus non décrits" in page


def test_quality_ranks_what_a_region_lacks_with_the_numbers_of_its_questions(client: TestClient) -> None:
    page = shown(client, "/qualite?region=27")
    assert 'value="27" selected' in page
    section = page.split('id="manquant"')[1].split("</section>")[0]
    ranks = re.findall(r'<tr><td class="number">(\d+)</td>', section)
    assert ranks == [str(n) for n in range(1, len(ranks) + 1)]
    unknown = sum(
        client.get(f"/api/v1/questions/{name}/answer.json?region=27&limit=1").json()["counts"].get(verdict, 0)
        for name in questions()
        if name not in ("campus-profile", "repair")
        for verdict in ("unknown", "to-check")
    )
    assert f"{unknown} verdicts sur" in section
    weights = re.findall(r"<td>([\d\u202f]+) verdicts?</td>", section)
    assert sum(int(w.replace("\u202f", "")) for w in weights) == unknown
    links = re.findall(r'href="(/manques/[^"]+region=27)"', section)
    assert client.get(links[0]).status_code == 200


def test_quality_computes_no_lack_before_a_region_is_chosen(client: TestClient) -> None:
    section = shown(client, "/qualite").split('id="manquant"')[1].split("</section>")[0]
    assert "<table" not in section
    assert 'value="27"' in section
    assert client.get("/qualite?region=Atlantide").status_code in (404, 422)


def test_quality_balances_the_ledger_and_leads_to_its_files(client: TestClient) -> None:
    page = shown(client, "/qualite")
    assert "lues =" in page
    for name in ("completeness", "ledger"):
        for form in ("xlsx", "csv"):
            link = next(iter(re.findall(rf'href="(/api/v1/{name}\.{form}[^"]*)"', page)))
            assert client.get(link).status_code == 200


def test_rejected_rows_are_shown_by_reason_where_the_build_left_them(starter: Path) -> None:
    beside = starter.with_name(f"{starter.name}.rejects.csv")
    kept = beside.read_bytes()
    try:
        beside.write_text("source,file,line,column,value,reason\nbcn,n.csv,7,CFD,<b>=1+1,code trop court\n")
        with client_of(settings_of(starter)) as client:
            page = client.get("/qualite").text
            assert "code trop court" in page
            assert "&lt;b&gt;=1+1" in page
            assert "'=" not in client.get("/qualite/rejets.csv").text.replace("<b>=1+1", "")
    finally:
        beside.write_bytes(kept)


def test_every_source_says_publisher_licence_and_rows(client: TestClient) -> None:
    page = shown(client, "/sources")
    total = client.get("/api/v1/sources.json?limit=1").json()["total"]
    assert len(re.findall(r'<tr id="', page)) == total
    assert "Licence" in page


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_has_its_method_with_verdicts_parameters_and_columns(client: TestClient, name: str) -> None:
    asked = questions()[name]
    page = shown(client, f"/methode/{name}")
    assert f"<h1>{asked.title_fr}</h1>" in page
    for words in asked.verdicts.values():
        assert words in page
    for parameter in asked.parameters:
        assert f">{parameter.name}</code>" in page
    for column in asked.columns:
        assert f"<code>{column}</code>" in page
    assert f'href="/manques/{name}"' in page
    assert f'href="/methode/{name}"' in shown(client, "/methode")


def test_a_question_that_is_not_one_is_a_problem(client: TestClient) -> None:
    assert client.get("/methode/rien").status_code == 404


def test_accessibility_claims_no_audit(client: TestClient) -> None:
    assert "n’ont pas été auditées" in shown(client, "/accessibilite")
