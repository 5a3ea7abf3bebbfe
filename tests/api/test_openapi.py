"""T12: the OpenAPI description is valid, and cases made from it meet no server error and no breach of it.

The default run makes some 300 cases. For the whole of T12 (some minutes):
``CAMPUS_GRAPH_TEST_CASES=5000 pytest tests/api/test_openapi.py -n 0 -s``.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from math import ceil
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from starlette.testclient import TestClient

from campus_graph.api.app import create_app
from campus_graph.api.problems import PROBLEMS
from tests.api.serving import settings_of

CASES = int(os.environ.get("CAMPUS_GRAPH_TEST_CASES", "300"))
PARTS = 4  # so that two processes share the work
# Not « positive_data_acceptance »: a text that fits the description may still be no name of the graph (404).
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]


@schemathesis.serializer("application/toml")
def as_it_is(context: Any, value: Any) -> bytes:
    """Send a scenario as the text that it is, whatever stands for it in a case."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def test_the_description_is_valid_and_says_each_operation_in_french(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    validate(described)
    operations = [o for path in described["paths"].values() for o in path.values()]
    assert all(o["summary"] and o["responses"] and o["tags"] for o in operations)
    assert len({o["operationId"] for o in operations}) == len(operations)
    parameters = [p for o in operations for p in o.get("parameters", ())]
    assert all(p["description"].endswith((".", "»")) or p["description"] for p in parameters)


@pytest.fixture(scope="module")
def operations(starter: Path) -> list[Any]:
    """Give every operation of the description, over the starter graph."""
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", create_app(settings_of(starter)))
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


@pytest.mark.parametrize("part", range(PARTS))
def test_cases_made_from_the_description_meet_no_error(
    operations: list[Any], part: int, capsys: pytest.CaptureFixture[str]
) -> None:
    own, each = operations[part::PARTS], ceil(CASES / len(operations) / 2)
    seen: Counter[int] = Counter()
    for operation in own:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _try(operation, mode, each, seen)
    with capsys.disabled():
        said = f"{seen.total()} cases over {len(own)} operations, 0 failures, by status {dict(sorted(seen.items()))}"
        print(f"\nT12, part {part + 1} of {PARTS}: {said}")
    assert seen.total() >= 0.9 * CASES / PARTS
    assert max(seen) < 500
    assert seen[200] > 0.1 * seen.total()


def _try(operation: Any, mode: GenerationMode, cases: int, seen: Counter[int]) -> None:
    """Send cases of one operation and check each response."""
    if mode is GenerationMode.NEGATIVE and not operation.definition.raw.get("parameters"):
        return

    @settings(
        max_examples=cases,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: Any) -> None:
        response = case.call()
        seen[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    attempt()


def test_the_page_on_the_api_names_every_route_and_every_problem(client: TestClient) -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        short = path.removeprefix("/api/v1")
        short = re.sub(r"^/questions/[^{/]+/", "/questions/{name}/", short)
        short = re.sub(r"^/entities/[^{/]+$", "/entities/{kind}", short)
        assert f"`{short}`" in page, path
    for name in PROBLEMS:
        assert f"`{name}`" in page
