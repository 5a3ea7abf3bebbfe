"""What three users came for, from the first page to a file in three clicks; by keyboard, by phone, without scripts."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.conftest import Open

NAME = "Campus des métiers et des qualifications de la Mer"
WAYS: dict[str, dict[str, Any]] = {
    "mouse": {},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "dark": {"color_scheme": "dark"},
    "without-scripts": {"java_script_enabled": False},
}
TABS = 250  # more than any page has before what is looked for


class Walk:
    """A user on a page: each click is counted."""

    def __init__(self, page: Page, keyboard: bool = False) -> None:
        self.page, self.keyboard, self.clicks = page, keyboard, 0

    def follow(self, target: Locator) -> None:
        """Go where a link leads."""
        before = self.page.url
        self.press(target)
        self.page.wait_for_url(lambda address: address != before)
        self.page.wait_for_load_state()

    def press(self, target: Locator) -> None:
        """Click, or reach by Tab and press Enter."""
        self.clicks += 1
        if not self.keyboard:
            target.click()
            return
        target.wait_for()
        wanted = target.element_handle()
        for _ in range(TABS):
            if self.page.evaluate("(wanted) => document.activeElement === wanted", wanted):
                self.page.keyboard.press("Enter")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached by keyboard")

    def take(self, target: Locator) -> Download:
        """Take a file away."""
        with self.page.expect_download() as taken:
            self.press(target)
        return taken.value


@pytest.fixture(params=[*WAYS, "keyboard"])
def walk(request: pytest.FixtureRequest, open_page: Open, site: str) -> Walk:
    page = open_page(**WAYS.get(request.param, {}))
    page.goto(site)
    return Walk(page, request.param == "keyboard")


def link(page: Page, words: str) -> Locator:
    return page.locator("main").get_by_role("link", name=re.compile(words)).first


def kept(taken: Download, folder: Path) -> Path:
    path = folder / taken.suggested_filename
    taken.save_as(path)
    return path


def test_an_expert_takes_away_where_secondary_and_higher_education_are_hardly_tied(walk: Walk, tmp_path: Path) -> None:
    walk.follow(link(walk.page, "Liens faibles"))
    expect(walk.page.locator("h1")).to_contain_text("lien entre secondaire et supérieur")
    path = kept(walk.take(link(walk.page, "XLSX")), tmp_path)
    assert walk.clicks <= 3
    assert "xl/workbook.xml" in zipfile.ZipFile(path).namelist()


def test_a_region_takes_away_the_filieres_without_a_campus(walk: Walk, tmp_path: Path) -> None:
    walk.follow(link(walk.page, "Filières sans campus"))
    expect(walk.page.locator("h1")).to_contain_text("campus")
    walk.follow(link(walk.page, "Voir les lignes"))
    path = kept(walk.take(link(walk.page, "CSV")), tmp_path)
    assert walk.clicks <= 3
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    assert len(rows) > 20


def test_a_region_takes_away_what_would_repair_its_pathways(walk: Walk, tmp_path: Path) -> None:
    walk.follow(link(walk.page, "Parcours rompus"))
    expect(walk.page.locator("h1")).to_contain_text("Parcours")
    walk.page.go_back()
    walk.clicks = 0
    walk.follow(link(walk.page, "Réparations"))
    path = kept(walk.take(link(walk.page, "XLSX")), tmp_path)
    assert walk.clicks <= 3
    assert path.stat().st_size > 5_000


def test_an_explorer_finds_a_campus_and_takes_its_network_away(walk: Walk, tmp_path: Path) -> None:
    search = walk.page.locator("#q")
    search.fill("campus de la mer")
    search.press("Enter")
    walk.page.wait_for_url(re.compile("recherche"))
    walk.follow(link(walk.page, f"^{NAME}$"))
    walk.follow(link(walk.page, "Voir le réseau"))
    expect(walk.page.locator("svg.network")).to_be_visible()
    path = kept(walk.take(walk.page.locator("ul.files").get_by_role("link", name="Gephi (GEXF)")), tmp_path)
    assert walk.clicks <= 3
    graph = nx.read_gexf(path)
    assert NAME in dict(graph.nodes(data="label")).values()
    assert all("viz" in data for _, data in graph.nodes(data=True))


def test_an_explorer_takes_a_picture_away(page: Page, site: str, tmp_path: Path) -> None:
    page.goto(f"{site}/reseau")
    walk = Walk(page)
    walk.follow(link(page, f"^{NAME}$"))
    walk.press(page.get_by_role("button", name="Explorateur"))
    page.locator("#explorateur[data-drawn]").wait_for()
    path = kept(walk.take(page.get_by_role("button", name="Image (PNG)")), tmp_path)
    assert walk.clicks == 3
    assert path.read_bytes().startswith(b"\x89PNG")
