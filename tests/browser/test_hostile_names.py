"""T15: a hundred hostile names in every page and file: none runs, none asks anybody, none breaks the policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx2
import networkx as nx
import pytest
from playwright.sync_api import Page

from campus_graph.exports.networks import drawn, merged, network
from campus_graph.exports.page import to_page
from campus_graph.graph.embedded import EmbeddedReader
from tests.api.serving import served
from tests.browser.conftest import Open
from tests.browser.pages import NETWORK, PAGES
from tests.browser.payloads import PAYLOADS
from tests.browser.poisoned import poisoned

DEEP = f"{NETWORK}?depth=2"
ASKED = ("/recherche?q={}", f"{DEEP}&q={{}}", f"{NETWORK}?to={{}}", "/reseau?region={}", "/manques?filiere={}")


@pytest.fixture(scope="module")
def graph(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return poisoned(starter, tmp_path_factory.mktemp("poisoned") / "graph.duckdb")


@pytest.fixture(scope="module")
def hostile(chromium: str, graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(graph, tmp_path_factory.mktemp("hostile") / "log", rate="", time_limit=60) as address:
        yield address


# The protocol of every address that a page holds.
PROTOCOLS = """[...document.querySelectorAll("[href], [src], [action]")]
    .flatMap((one) => ["href", "src", "action"].map((name) => one.getAttribute(name)).filter(Boolean))
    .map((address) => (URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI).protocol : ""))"""
HARMLESS = {"http:", "https:", "file:", "data:"}  # the icon of the page for e-mail is « data: »


class Runs(list[str]):
    """The pages on which something ran."""


@pytest.fixture
def runs() -> Runs:
    return Runs()


@pytest.fixture
def victim(open_page: Open, runs: Runs) -> Page:
    """Give a page on which whatever a payload runs is noted; how it was asked for does not count as an error."""
    page = open_page()
    page.context.expose_binding("ran", lambda source: runs.append(source["page"].url))
    page.on("dialog", lambda dialog: runs.append(dialog.message))
    return page


def visit(page: Page, address: str) -> str:
    """Open a page, go through it by keyboard and mouse, and return all that it says."""
    page.goto(address)
    if page.locator("script").count():  # only a script loads anything later
        page.wait_for_load_state("networkidle")
    for _ in range(12):
        page.keyboard.press("Tab")
    for place in page.locator("main a, main td, main svg a").all()[:6]:
        if place.is_visible():
            place.hover(timeout=2_000, force=True)
    assert set(page.evaluate(PROTOCOLS)) <= HARMLESS
    return str(page.evaluate("document.body.textContent"))


def test_no_page_runs_a_name(
    victim: Page, hostile: str, runs: Runs, starter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [visit(victim, f"{hostile}{address}") for address in (*PAGES, f"{DEEP}#explorateur")]
    seen = [payload for payload in PAYLOADS if any(payload.strip() in text for text in said)]
    with capsys.disabled():
        print(f"\nT15: {len(said)} pages, {len(seen)} of {len(PAYLOADS)} payloads shown as text, {len(runs)} ran")
    assert runs == []
    assert len(seen) >= len(PAYLOADS) - 5  # tabs and signs of direction are shown otherwise


def test_the_explorer_runs_no_name(victim: Page, hostile: str, runs: Runs) -> None:
    victim.goto(f"{hostile}{DEEP}#explorateur")
    victim.locator("#explorateur[data-drawn]").wait_for()
    victim.locator(".canvas").focus()
    for key in ("ArrowLeft", "Enter", "Home", "ArrowUp", "ArrowRight", "Home", "ArrowDown"):
        victim.keyboard.press(key)
        victim.wait_for_timeout(100)
    victim.get_by_label("Chercher dans le réseau").fill(PAYLOADS[0])
    victim.keyboard.press("Enter")
    assert victim.locator(".panel h3").count() == 1
    assert runs == []


def test_no_word_of_an_address_runs(victim: Page, hostile: str, runs: Runs) -> None:
    for number, payload in enumerate(PAYLOADS):
        address = ASKED[number % len(ASKED)].format(quote(payload.strip()[:190], safe=""))
        status = httpx2.get(f"{hostile}{address}", headers={"Accept": "text/html"}, follow_redirects=True).status_code
        assert status in (200, 404, 422)
        if status == 200:  # the pages of errors make the browser complain of their status
            victim.goto(f"{hostile}{address}")
    assert runs == []


@pytest.mark.parametrize("form", ["svg", "json"])
def test_a_file_that_the_browser_shows_runs_no_name(victim: Page, hostile: str, runs: Runs, form: str) -> None:
    victim.route("**/favicon.ico", lambda route: route.fulfill(status=204))  # no page of ours, no icon of ours
    for address in (f"{NETWORK}.{form}?depth=2", "/api/v1/entities/campus/paca-mer.json"):
        victim.goto(f"{hostile}{address}")
        victim.wait_for_timeout(200)
    assert runs == []


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_a_file_for_other_tools_holds_names_as_text(
    victim: Page, hostile: str, runs: Runs, form: str, tmp_path: Path
) -> None:
    path = tmp_path / f"network.{form}.xml"
    path.write_bytes(httpx2.get(f"{hostile}{NETWORK}.{form}?depth=2").content)
    read = nx.read_gexf if form == "gexf" else nx.read_graphml
    labels = " ".join(str(data["label"]) for _, data in read(path).nodes(data=True))
    assert sum(payload.strip() in labels for payload in PAYLOADS) > 80
    victim.goto(path.as_uri())
    assert runs == []


def test_the_page_for_e_mail_runs_no_name(victim: Page, graph: Path, runs: Runs, tmp_path: Path) -> None:
    with EmbeddedReader(graph) as reader:
        surroundings = merged(drawn(reader, network(reader, "campus/paca-mer", 2)))
    path = tmp_path / "network.html"
    path.write_text(to_page(surroundings, " ".join(PAYLOADS)), encoding="utf-8")
    said = visit(victim, path.as_uri())
    canvas = victim.locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    for share in (0.3, 0.4, 0.5, 0.6, 0.7):
        victim.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        victim.wait_for_timeout(150)
    assert sum(payload.strip() in said for payload in PAYLOADS) > 90
    assert runs == []
