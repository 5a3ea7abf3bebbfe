"""The pages of networks and the route of ways over HTTP: forms, filters in the address, and what is refused."""

from __future__ import annotations

import io

import polars as pl
import pytest
from starlette.testclient import TestClient

CAMPUS = "/reseau/campus/paca-mer"
HTML = {"Accept": "text/html"}


def test_the_choice_lists_every_campus_and_filters_by_region(client: TestClient) -> None:
    every = client.get("/reseau", headers=HTML).text
    some = client.get("/reseau?region=Bretagne", headers=HTML).text
    assert every.count('href="/reseau/campus/') > 100
    assert 0 < some.count('href="/reseau/campus/') < 20
    assert client.get("/reseaux", headers=HTML).headers["location"] == "/reseau"


def test_a_form_left_empty_leads_to_the_short_address(client: TestClient) -> None:
    moved = client.get(f"{CAMPUS}?kind=&q=&region=&depth=2", headers=HTML)
    assert (moved.status_code, moved.headers["location"]) == (303, f"{CAMPUS}?depth=2")


@pytest.mark.parametrize("query", ["depth=3", "limit=1", "limit=151", "sort=x", "order=x", "colour=red", "q=a&q=b"])
def test_what_an_address_cannot_mean_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"{CAMPUS}?{query}", headers=HTML).status_code == 422


def test_a_thing_that_is_not_there_is_a_page_that_says_so(client: TestClient) -> None:
    for address in ("/reseau/campus/nowhere", "/reseau/castle/x"):
        answer = client.get(address, headers=HTML)
        assert answer.status_code == 404
        assert "ne connaît pas" in answer.text


def test_the_limit_is_kept_and_said(client: TestClient) -> None:
    page = client.get(f"{CAMPUS}?depth=2&limit=8", headers=HTML).text
    assert page.count('class="node k') == 8
    assert "Le réseau est plus grand" in page
    assert 'name="limit" value="8"' in page


def test_a_filter_keeps_what_ties_its_things_to_the_centre(client: TestClient) -> None:
    data = client.get(f"{CAMPUS}.json?depth=2&kind=Diplôme").json()
    kinds = {node["kind"] for node in data["nodes"]}
    assert "Diploma" in kinds
    assert {"Campus", "Establishment"} <= kinds
    assert "Partner" not in kinds


def test_the_workbook_says_what_it_is_and_holds_the_rows_of_the_table(client: TestClient) -> None:
    answer = client.get(f"{CAMPUS}.xlsx?kind=Partenaire")
    read = pl.read_excel(io.BytesIO(answer.content), sheet_id=0)
    assert list(read) == ["Lisez-moi", "Choses", "Liens"]
    assert set(read["Choses"]["Nature"]) == {"Partenaire"}
    said = " ".join(str(value) for row in read["Lisez-moi"].iter_rows() for value in row)
    assert client.get("/ready").json()["digest"] in said


def test_the_same_address_is_not_made_again(client: TestClient) -> None:
    first = client.get(CAMPUS, headers=HTML)
    again = client.get(CAMPUS, headers={**HTML, "If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_a_way_goes_step_by_step_from_one_to_the_other(client: TestClient) -> None:
    rows = client.get("/api/v1/ways?start=campus/paca-icc&end=campus/paca-mer").json()["rows"]
    assert [row["id"] for row in rows] == [str(i) for i in range(1, len(rows) + 1)]
    assert rows[0]["start_id"] == "campus/paca-icc"
    assert "campus/paca-mer" in (rows[-1]["start_id"], rows[-1]["end_id"])


def test_no_way_is_an_answer_and_an_unknown_thing_is_none(client: TestClient) -> None:
    assert client.get("/api/v1/ways?start=campus/paca-icc&end=region/27").json()["total"] == 0
    assert client.get("/api/v1/ways?start=campus/nowhere&end=region/27").status_code == 404
    assert client.get("/api/v1/ways?start=campus/paca-icc").status_code == 422
