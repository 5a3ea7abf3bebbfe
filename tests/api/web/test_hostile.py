"""Whatever is written into an address of the pages: an answer or a refusal, never an error of ours, never markup."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from campus_graph.queries.registry import questions

HTML = {"Accept": "text/html"}
VALUES = (
    "' OR 1=1 --",
    '"><script>alert(1)</script>',
    "a\x00b",
    "../../etc/passwd",
    "٣",
    "-1",
    "9" * 40,
    "%s%n{0}{{7*7}}",
    "a" * 501,
)
OWN = {
    "/recherche": ("q", "kind"),
    "/recherche/suggestions": ("q",),
    "/manques": ("question",),
    "/comparer": ("question", "avant", "changement", "after"),
}


def _addresses(name: str) -> Iterator[tuple[str, str]]:
    parameters = [p.name for p in questions()[name].parameters]
    yield from product((f"/manques/{name}",), (*parameters, "verdict", "after"))
    yield from product((f"/manques/{name}/preuve",), ("ligne", "verdict"))
    yield from product((f"/comparer/{name}",), ("avant", "changement", "after"))


@pytest.mark.parametrize("name", sorted(questions()))
def test_no_parameter_of_a_question_breaks_its_pages(client: TestClient, name: str) -> None:
    for (path, parameter), value in product(_addresses(name), VALUES):
        _refused_or_answered(client, f"{path}?{parameter}={quote(value)}")


def test_no_parameter_of_the_other_pages_breaks_them(client: TestClient) -> None:
    for path, parameters in OWN.items():
        for parameter, value in product(parameters, VALUES):
            _refused_or_answered(client, f"{path}?{parameter}={quote(value)}")


def _refused_or_answered(client: TestClient, address: str) -> None:
    response = client.get(address, headers=HTML)
    assert response.status_code in (200, 303, 404, 422), (address, response.status_code)
    assert "<script>alert" not in response.text or response.headers["content-type"] == "application/json", address
