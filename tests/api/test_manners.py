"""What is around every response: headers, names, limits, keys, figures, and large answers in parts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from starlette.testclient import TestClient

from campus_graph.api.listing import as_csv, as_json
from campus_graph.api.settings import ApiSettings, read_api_settings
from campus_graph.errors import BadParameter
from tests.api.serving import client_of, settings_of

API = "/api/v1"
STRICT = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}
PAGES = (
    "/docs",
    f"{API}/questions.html",
    f"{API}/questions/coverage-gap/answer.html?limit=10",
    f"{API}/entities/region/27.html",
)


@pytest.mark.parametrize("path", ["/", "/health", "/docs", "/rien", f"{API}/sources", f"{API}/sources?x=1", "/metrics"])
def test_every_response_has_strict_headers_and_a_name(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert STRICT.items() <= response.headers.items()
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["x-request-id"])
    assert "server" not in response.headers
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("path", PAGES)
def test_pages_need_no_script_and_no_other_host(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert '<html lang="fr">' in page
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page)
    loaded = re.findall(r"<(?:link|img|iframe|object)[^>]*(?:href|src|data)=\"([^\"]*)\"", page)
    assert all(re.fullmatch(r"/static/[\w.]+\?v=[0-9a-f]{12}", address) for address in loaded), loaded
    assert len(loaded) == 4
    for target in set(re.findall(r"href=\"(/[^\"#]*)\"", page)):
        assert client.get(target.replace("&amp;", "&")).status_code == 200, target


def test_a_name_with_markup_is_text_on_a_page(client: TestClient) -> None:
    page = client.get(f"{API}/search.html", params={"q": "<script>alert(1)</script>"}).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_an_unforeseen_error_says_nothing_of_the_inside(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campus_graph.api.routes.about.in_pages", lambda *_: 1 / 0)
    response = client.get(f"{API}/ledger")
    assert (response.status_code, response.headers["content-type"]) == (500, "application/problem+json")
    assert response.json()["type"].endswith("/internal")
    assert STRICT.items() <= response.headers.items()
    assert not re.search(r"ZeroDivision|Traceback|\.py|/api/routes", response.text)


def test_head_gives_the_headers_of_get(client: TestClient) -> None:
    got, head = client.get(f"{API}/sources"), client.head(f"{API}/sources")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]


def test_a_large_response_is_compressed_on_request(client: TestClient) -> None:
    packed = client.get(f"{API}/territories", headers={"Accept-Encoding": "gzip"})
    plain = client.get(f"{API}/territories", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < len(plain.content) / 2


def test_a_client_who_asks_too_often_is_told_to_wait(starter: Path) -> None:
    with client_of(settings_of(starter, rate="3/minute")) as client:
        seen = [client.get(f"{API}/kinds") for _ in range(5)]
        assert [response.status_code for response in seen] == [200, 200, 200, 429, 429]
        assert seen[-1].headers["retry-after"] == "60"
        assert seen[-1].json()["type"].endswith("/too-many-requests")
        assert client.get("/health").status_code == 200


def test_a_body_beyond_the_limit_is_refused(starter: Path) -> None:
    with client_of(settings_of(starter, largest_body=100)) as client:
        response = client.post(f"{API}/questions/coverage-gap/what-if", content=b"#" * 101)
        assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (413, "too-large")


def test_too_little_time_is_a_problem_not_a_wait(starter: Path) -> None:
    with client_of(settings_of(starter, time_limit=0.001)) as client:
        response = client.get(f"{API}/questions/campus-profile/answer")
        assert response.status_code == 503
        assert response.json()["type"].rpartition("/")[2] in ("too-slow", "busy")
        assert response.headers["retry-after"]


def test_a_key_is_asked_for_where_one_is_set(starter: Path) -> None:
    path, body = f"{API}/questions/coverage-gap/what-if", b""
    with client_of(settings_of(starter, api_key="sésame")) as client:
        assert client.get(f"{API}/sources").status_code == 200
        for key in ("", "Bearer faux", "sésame".encode().hex()):
            refused = client.post(path, content=body, headers={"Authorization": key})
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert client.get("/metrics").status_code == 401
        right = {b"Authorization": b"Bearer " + "sésame".encode()}
        assert client.get("/metrics", headers=right).status_code == 200
        assert client.post(path, content=body, headers=right).status_code != 401


def test_other_origins_may_ask_only_where_they_are_named(starter: Path) -> None:
    with client_of(settings_of(starter, origins=("https://exemple.fr",))) as client:
        allowed = client.get(f"{API}/sources", headers={"Origin": "https://exemple.fr"})
        assert allowed.headers["access-control-allow-origin"] == "https://exemple.fr"
        assert "ETag" in allowed.headers["access-control-expose-headers"]
        other = client.get(f"{API}/sources", headers={"Origin": "https://ailleurs.fr"})
        assert "access-control-allow-origin" not in other.headers


def test_figures_count_requests_by_route_and_status(client: TestClient) -> None:
    for path in (f"{API}/entities/region/27", f"{API}/entities/region/53", "/rien"):
        client.get(path)
    text = client.get("/metrics").text
    route = r'requests_total\{method="GET",route="[^"]*/entities/\{kind\}/\{key\}",status="200"\} (\S+)'
    (count,) = re.findall(route, text)
    assert float(count) >= 2
    assert 'route="none",status="404"' in text
    assert "region/27" not in text


@pytest.mark.parametrize("height", [0, 1, 1_000, 1_001, 2_500])
def test_rows_in_parts_are_the_same_as_at_once(height: int) -> None:
    frame = pl.DataFrame({"id": [f"é{n}" for n in range(height)], "n": range(height)}, schema={"id": str, "n": int})
    text = _whole(as_json({"total": height}, frame))
    assert json.loads(text) == {"total": height, "rows": frame.to_dicts()}
    for dialect, sign in (("plain", ","), ("excel", ";")):
        lines = _whole(as_csv(frame, dialect)).decode().removeprefix("\ufeff")
        rows = list(csv.reader(io.StringIO(lines), delimiter=sign))
        assert rows == [["id", "n"], *([one, str(n)] for one, n in frame.iter_rows())]


def _whole(body: bytes | Iterator[bytes]) -> bytes:
    return body if isinstance(body, bytes) else b"".join(body)


def test_a_large_answer_comes_in_parts(starter: Path) -> None:
    with client_of(settings_of(starter)) as client:
        with client.stream("GET", f"{API}/questions/campus-profile/answer.csv") as response:
            rows = list(csv.reader(io.StringIO(response.read().decode())))
        total = client.get(f"{API}/questions/campus-profile/answer?limit=1").json()["total"]
        assert len(rows) == total + 1 > 1_001
        assert "content-length" not in response.headers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIME_LIMIT", "vite"),
        ("TIME_LIMIT", "-1"),
        ("TIME_LIMIT", "nan"),
        ("WORKERS", "0"),
        ("RATE", "souvent"),
        ("X", "1"),
    ],
)
def test_a_wrong_setting_is_named_at_the_start(name: str, value: str) -> None:
    with pytest.raises(BadParameter, match=f"CAMPUS_GRAPH_API_{name}"):
        read_api_settings({f"CAMPUS_GRAPH_API_{name}": value})


def test_settings_come_from_the_environment() -> None:
    given = read_api_settings({"CAMPUS_GRAPH_API_ORIGINS": "https://a.fr,https://b.fr", "CAMPUS_GRAPH_API_RATE": ""})
    assert (given.origins, given.rate) == (("https://a.fr", "https://b.fr"), "")
    assert "secret" not in repr(read_api_settings({"CAMPUS_GRAPH_API_API_KEY": "secret"}))
    assert read_api_settings({}) == ApiSettings()
