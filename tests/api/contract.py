"""The contract of the API, run over each store: ``client`` is an application over the starter graph there.

Imported by ``tests/api/test_contract.py`` (embedded) and ``tests/neo4j/test_api.py`` (a real Neo4j).
"""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import networkx as nx
import pytest
import rdflib
from starlette.testclient import TestClient

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.ontology.model import load_model
from campus_graph.queries.registry import ask, questions

API = "/api/v1"
OFFER = '[[add.offers]]\nestablishment = "{0}"\ndiploma = "{1}"\n'
LISTS = [
    "/questions/coverage-gap/answer?region=27",
    "/entities/department",
    "/entities/region/27/neighbours",
    "/territories",
    "/changes",
    "/sources",
]
_EXAMPLES = ("q", "finding", "region", "start", "end")  # without which an operation has nothing to answer
FORMS = [
    ("/questions/coverage-gap/answer?region=27", ("json", "csv", "xlsx", "html", "graphml", "gexf")),
    ("/questions/broken-pathway/proof?finding=1", ("json", "graphml", "svg")),
    ("/entities/campus?q=tourisme", ("json", "csv", "xlsx", "html")),
    ("/entities/region/27", ("json", "jsonld", "ttl", "html")),
    ("/entities/region/27/network?limit=20", ("json", "jsonld", "ttl", "graphml", "gexf")),
    ("/filieres", ("json", "csv", "xlsx", "html")),
]


def get(client: TestClient, path: str, **headers: str) -> Any:
    """Return the JSON of an address that must answer."""
    response = client.get(f"{API}{path}", headers={"Accept": "application/json", **headers})
    assert response.status_code == 200, (path, response.text)
    return response.json()


def suffixed(path: str, form: str) -> str:
    stem, mark, query = path.partition("?")
    return f"{API}{stem}.{form}{mark}{query}"


def walk(client: TestClient, path: str, limit: int) -> list[dict[str, Any]]:
    """Return the rows of all pages of a list, by its links."""
    rows: list[dict[str, Any]] = []
    following: str | None = f"{API}{path}{'&' if '?' in path else '?'}limit={limit}"
    while following:
        response = client.get(following)
        page = response.json()
        assert len(page["rows"]) <= limit
        assert response.headers["x-total-count"] == str(page["total"])
        assert page["next"] == response.links.get("next", {}).get("url")
        rows, following = rows + page["rows"], page["next"]
    return rows


def test_every_question_answers_as_the_command_does(client: TestClient, starter: Path) -> None:
    with EmbeddedReader(starter) as reader:
        for name, asked in questions().items():
            # The example that the description gives, so that the next test finds the answer computed.
            where = {"region": "27"} if asked.parameter("region") else {}
            known = ask(reader, name, where)
            given = get(client, f"/questions/{name}/answer?{urlencode({'limit': 10_000, **where})}")
            want = json.loads(json.dumps(known.to_dict()))
            assert given["total"] == known.frame.height
            assert {key: given[key] for key in want} == want, name


def test_every_operation_of_the_description_answers_its_own_example(client: TestClient) -> None:
    described = client.get(f"{API}/openapi.json").json()
    asked = 0
    for path, operations in described["paths"].items():
        if "get" not in operations or path.endswith("/compare") or path.startswith("/id/"):
            continue
        given = {p["name"]: p["example"] for p in operations["get"].get("parameters", ()) if "example" in p}
        address = re.sub(r"{(\w+)}", lambda m, g=given: str(g.pop(m[1])), path)  # type: ignore[misc]
        response = client.get(address, params={k: v for k, v in given.items() if k in _EXAMPLES})
        assert response.status_code == 200, (address, response.text)
        asked += 1
    assert asked >= len(questions()) * 2 + len(load_model().nodes)


@pytest.mark.parametrize(("path", "forms"), FORMS, ids=[path.partition("?")[0] for path, _ in FORMS])
def test_a_form_is_chosen_by_suffix_or_accept(client: TestClient, path: str, forms: tuple[str, ...]) -> None:
    for form in forms:
        by_suffix = client.get(suffixed(path, form))
        media = by_suffix.headers["content-type"].partition(";")[0]
        by_accept = client.get(f"{API}{path}", headers={"Accept": media})
        assert (by_suffix.status_code, by_accept.status_code) == (200, 200), by_suffix.text
        assert by_accept.headers["content-type"] == by_suffix.headers["content-type"]
        assert "Accept" in by_accept.headers["vary"]
        readable(form, by_suffix.content)
    refused = client.get(suffixed(path, next(f for f in ("svg", "csv") if f not in forms)))
    assert refused.status_code == 406
    assert client.get(f"{API}{path}", headers={"Accept": "image/png"}).status_code == 406


def readable(form: str, content: bytes) -> None:
    """See that another reader understands a form."""
    if form in ("json", "jsonld"):
        assert json.loads(content)
    if form in ("ttl", "jsonld"):
        with warnings.catch_warnings():  # rdflib's own reader of JSON-LD uses what rdflib has deprecated
            warnings.simplefilter("ignore", DeprecationWarning)
            assert len(rdflib.Graph().parse(data=content, format="turtle" if form == "ttl" else "json-ld")) > 3
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(content.decode())))) > 1
    if form == "xlsx":
        assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    if form == "graphml":
        assert nx.read_graphml(io.BytesIO(content)).number_of_nodes() > 1
    if form == "gexf":
        assert nx.read_gexf(io.BytesIO(content)).number_of_nodes() > 1
    if form == "svg":
        assert b"<svg" in content
    if form == "html":
        assert b'<html lang="fr">' in content
        assert not re.search(rb"<script|(?:src|<link[^>]*href)=\"https?:", content)


@pytest.mark.parametrize("path", LISTS)
def test_pages_give_each_row_once_and_the_total(client: TestClient, path: str) -> None:
    whole = get(client, f"{path}{'&' if '?' in path else '?'}limit=10000")
    rows = walk(client, path, max(1, whole["total"] // 3))
    assert rows == whole["rows"]
    assert len(rows) == whole["total"] > 3
    assert len({row["id"] for row in rows}) == len(rows)
    assert whole["next"] is None


def test_a_page_after_what_is_not_there_is_a_problem_or_the_rest(client: TestClient) -> None:
    gone = client.get(f"{API}/questions/coverage-gap/answer?after=rien")
    assert (gone.status_code, gone.json()["type"].rpartition("/")[2]) == (422, "bad-parameter")
    rest = get(client, "/entities/department?after=department/25&limit=1")["rows"]
    assert [row["id"] for row in rest] == ["department/26"]
    assert get(client, "/entities/department?after=z")["rows"] == []


def test_a_list_is_filtered_by_fields_and_words(client: TestClient, starter: Path) -> None:
    with EmbeddedReader(starter) as reader:
        diplomas = reader.table("Diploma").filter(level=5, open=True)["id"].to_list()
        sourced = reader.table("Diploma").explode("sources").filter(sources="bcn")["id"].to_list()
    found = get(client, "/entities/diploma?level=5&open=true&limit=10000")
    assert [row["id"] for row in found["rows"]] == diplomas
    assert found["total"] == len(diplomas) > 3
    assert [row["id"] for row in get(client, "/entities/diploma?sources=bcn&limit=10000")["rows"]] == sourced
    named = [row["label"] for row in get(client, "/entities/campus?q=METIERS hotellerie")["rows"]]
    assert named
    assert all("tellerie" in name for name in named)
    assert get(client, "/entities/campus?q=zzzz")["total"] == 0


def test_search_ignores_accents_and_case(client: TestClient) -> None:
    assert get(client, "/search?q=HÔTELLERIE")["rows"] == get(client, "/search?q=hotellerie")["rows"] != []


def test_a_thing_with_dots_in_its_key_is_found_in_each_form(client: TestClient) -> None:
    (first,) = get(client, "/entities/diploma?after=diploma/FOR&limit=1")["rows"]
    assert "." in first["id"]
    assert get(client, f"/entities/{first['id']}")["id"] == first["id"]
    assert get(client, f"/entities/{first['id']}.json")["id"] == first["id"]
    assert client.get(f"{API}/entities/{first['id']}/network.gexf").status_code == 200


def test_a_network_goes_as_deep_as_asked_and_says_where_it_was_cut(client: TestClient) -> None:
    campus = get(client, "/entities/campus?limit=1")["rows"][0]["id"]
    sizes = [len(get(client, f"/entities/{campus}/network?depth={depth}")["nodes"]) for depth in (1, 2)]
    assert 1 < sizes[0] < sizes[1]
    cut = get(client, f"/entities/{campus}/network?depth=2&limit=3")
    assert (len(cut["nodes"]), cut["graph"]["cut"]) == (3, True)
    assert client.get(f"{API}/entities/{campus}/network?depth=3").status_code == 422


def test_an_identifier_leads_to_the_page_or_the_data(client: TestClient) -> None:
    data = f"{API}/entities/region/27"
    places = {"text/html": "/territoires/region/27", "application/json": f"{data}.json", "text/turtle": f"{data}.ttl"}
    for accept, place in places.items():
        found = client.get("/id/region/27", headers={"Accept": accept})
        assert (found.status_code, found.headers["location"]) == (303, place)
        assert client.get(found.headers["location"]).headers["content-type"].startswith(accept)
    assert client.get("/id/rien/27").status_code == 404


def test_the_same_response_is_not_sent_twice(client: TestClient) -> None:
    for path in ("/questions/coverage-gap/answer?region=27", "/entities/region/27", "/sources"):
        first = client.get(f"{API}{path}")
        again = client.get(f"{API}{path}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    other = client.get(
        f"{API}/questions/coverage-gap/answer?region=53", headers={"If-None-Match": first.headers["etag"]}
    )
    assert other.status_code == 200


def test_the_digest_is_that_of_the_graph(client: TestClient, starter: Path) -> None:
    with EmbeddedReader(starter) as reader:
        digest = reader.digest
    assert client.get("/ready").json() == {"status": "ok", "digest": digest}
    assert client.get(f"{API}/sources").headers["x-graph-digest"] == digest


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        ("/rien", 404, "not-found"),
        ("/questions/rien", 404, "unknown-name"),
        ("/entities/rien", 404, "unknown-name"),
        ("/entities/region/99", 404, "unknown-name"),
        ("/questions/coverage-gap/answer?region=Atlantide", 404, "unknown-name"),
        ("/questions/coverage-gap/answer?regoin=27", 422, "bad-parameter"),
        ("/questions/coverage-gap/answer?region=27&region=53", 422, "bad-parameter"),
        ("/questions/coverage-gap/answer?as_of=hier", 422, "bad-parameter"),
        ("/questions/coverage-gap/answer?limit=0", 422, "bad-parameter"),
        ("/questions/coverage-gap/answer?limit=10001", 422, "bad-parameter"),
        ("/questions/coverage-gap/proof", 422, "bad-parameter"),
        ("/questions/coverage-gap/proof?finding=99999", 404, "unknown-name"),
        ("/questions/coverage-gap/compare", 404, "no-former"),
        ("/entities/region/27.csv", 406, "not-acceptable"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document_in_french(
    client: TestClient, path: str, status: int, name: str
) -> None:
    response = client.get(f"{API}{path}")
    said = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, said["status"]) == (status, status)
    assert said["type"] == f"https://w3id.org/campus-graph/problem/{name}"
    assert said["title"]
    assert said["detail"].endswith(".")
    assert said["instance"] == f"{API}{path}".partition("?")[0]


def test_a_comparison_at_two_dates_counts_what_changed(client: TestClient) -> None:
    found = get(client, "/questions/coverage-gap/compare?before=2018-06-01&region=27")
    assert found["before"]["parameters"]["as_of"] == "2018-06-01"
    assert sum(found["counts"].values()) == len(found["rows"])


def test_a_scenario_is_asked_and_changes_nothing(client: TestClient, starter: Path) -> None:
    with EmbeddedReader(starter) as reader:
        school = reader.table("Establishment").filter(region="27")["uai"][0]
        taught = reader.table("TEACHES").filter(start_id=f"establishment/{school}")["end_id"].to_list()
        diploma = next(i for i in reader.table("Diploma").filter(open=True)["id"] if i not in taught)
    before = get(client, "/questions/level-gap/answer?region=27")
    body = OFFER.format(school, diploma.partition("/")[2])
    found = client.post(f"{API}/questions/level-gap/what-if?region=27", content=body)
    assert found.status_code == 200, found.text
    assert found.json()["before"]["digest"] != found.json()["after"]["digest"]
    assert get(client, "/questions/level-gap/answer?region=27") == before
    bad = client.post(f"{API}/questions/level-gap/what-if", content=b"\xff\x00[")
    assert (bad.status_code, bad.json()["type"].rpartition("/")[2]) == (422, "bad-scenario")


def test_csv_holds_every_row_plain_or_for_french_excel(client: TestClient) -> None:
    total = get(client, "/territories?limit=1")["total"]
    plain = client.get(f"{API}/territories.csv?limit=1").text
    assert len(list(csv.reader(io.StringIO(plain)))) == total + 1
    french = client.get(f"{API}/territories.csv?dialect=excel").content.decode("utf-8")
    assert french.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(french.removeprefix("\ufeff")), delimiter=";"))[1][2] == "01"


def test_the_data_set_describes_itself(client: TestClient) -> None:
    found = rdflib.Graph().parse(data=client.get("/.well-known/void").content, format="turtle")
    dataset = next(found.subjects(rdflib.RDF.type, rdflib.VOID.Dataset))
    assert len(list(found.objects(dataset, rdflib.DCTERMS.source))) == get(client, "/sources")["total"]
