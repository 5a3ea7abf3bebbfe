"""Style and scripts: kept for long by their mark, never from outside the folders, replaced by an operator's theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from campus_graph.api.settings import read_api_settings
from campus_graph.errors import BadParameter
from tests.api.serving import client_of, settings_of


def _address(client: TestClient, name: str) -> str:
    found = re.search(rf'href="(/static/{name}\?v=\w+)"', client.get("/").text)
    assert found
    return found[1]


def test_a_file_asked_for_by_its_mark_is_kept_and_any_other_asked_for_again(client: TestClient) -> None:
    marked = client.get(_address(client, "theme.css"))
    assert marked.headers["cache-control"] == "public, max-age=31536000, immutable"
    for other in ("/static/theme.css", "/static/theme.css?v=0"):
        assert client.get(other).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "vendor/../../app.py", "/etc/passwd", ""]
)
def test_nothing_outside_the_folder_is_served(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code in (404, 405)


def test_a_theme_of_the_operator_replaces_ours_and_brings_its_fonts(starter: Path, tmp_path: Path) -> None:
    (tmp_path / "theme.css").write_text(":root { --accent: #000091; }", encoding="utf-8")
    (tmp_path / "font.woff2").write_bytes(b"font")
    with client_of(settings_of(starter, theme=str(tmp_path))) as client:
        theme = client.get(_address(client, "theme.css"))
        assert "#000091" in theme.text
        assert "immutable" in theme.headers["cache-control"]
        assert client.get("/static/font.woff2").content == b"font"
        assert ".verdict" in client.get(_address(client, "site.css")).text


def test_a_theme_without_its_file_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match=r"theme\.css"):
        read_api_settings({"CAMPUS_GRAPH_API_THEME": str(tmp_path)})


@pytest.mark.parametrize("name", ["theme.css", "site.css", "print.css"])
def test_styles_load_nothing_from_elsewhere(client: TestClient, name: str) -> None:
    assert not re.search(r"url\((?!['\"]?(?:#|data:))|@import|https?:", client.get(_address(client, name)).text)


def test_colours_stand_in_the_theme_alone(client: TestClient) -> None:
    style = re.sub(r"/\*.*?\*/", "", client.get(_address(client, "site.css")).text, flags=re.DOTALL)
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", style)
