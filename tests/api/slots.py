"""Every place of the API into which a client can put a value, read off its own description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.testclient import TestClient

HEADERS = ("Accept", "If-None-Match", "X-Request-ID", "Authorization", "Accept-Encoding", "X-Forwarded-For", "Referer")


@dataclass(frozen=True, slots=True)
class Slot:
    """One parameter of one operation; ``path`` still has its own place open if the parameter is part of it."""

    method: str
    path: str
    name: str
    part: str
    type: str

    def url(self, value: str) -> str:
        """Return the address with this value; bytes that are no UTF-8 are sent all the same."""
        told = quote(value.encode("utf-8", "surrogatepass"), safe="")
        if self.part == "path":
            return self.path.replace(f"{{{self.name}}}", told)
        return f"{self.path}{'&' if '?' in self.path else '?'}{self.name}={told}"


def slots(client: TestClient) -> list[Slot]:
    """Return every parameter of every operation."""
    described = client.get("/api/v1/openapi.json").json()
    return [slot for path, methods in described["paths"].items() for slot in _of_path(path, methods)]


def _of_path(path: str, methods: Mapping[str, Any]) -> Iterator[Slot]:
    for method, operation in methods.items():
        parameters = operation.get("parameters", ())
        for parameter in parameters:
            name = parameter["name"]
            others = {p["name"]: p.get("example", "1") for p in parameters if p["required"] and p["name"] != name}
            filled = re.sub(r"{(\w+)}", lambda m, o=others: str(o.pop(m[1], m[0])), path)  # type: ignore[misc]
            address = f"{filled}?{urlencode(others)}" if others else filled
            yield Slot(method.upper(), address, name, parameter["in"], str(parameter["schema"].get("type")))
