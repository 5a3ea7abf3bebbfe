"""The page of a network: three views of one data set, by mouse, by keyboard, on a phone, and without JavaScript."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import httpx2
import networkx as nx
import pytest
from playwright.sync_api import Page, expect

from campus_graph.text import fold
from tests.browser.conftest import Open
from tests.browser.watching import axe, axe_in_light_and_dark, overflows, screenshot

CAMPUS = "/reseau/campus/paca-mer"
DEEP = f"{CAMPUS}?depth=2"
NAME = "Campus des métiers et des qualifications de la Mer"
NO_WEBGL = "HTMLCanvasElement.prototype.getContext = () => null"


@pytest.fixture
def explorer(page: Page, site: str) -> Page:
    page.goto(f"{site}{DEEP}")
    page.get_by_role("button", name="Explorateur").click()
    page.locator("#explorateur[data-drawn]").wait_for()
    return page


def shown(page: Page) -> dict[str, list[dict[str, object]]]:
    return dict(json.loads(page.locator("#donnees").text_content() or ""))


@pytest.mark.parametrize("address", ["/reseau", CAMPUS, DEEP, f"{CAMPUS}?to=campus/paca-icc", "/reseau/region/93"])
def test_axe_finds_nothing_on_any_of_its_pages_in_light_and_in_dark(page: Page, site: str, address: str) -> None:
    page.goto(f"{site}{address}")
    assert axe_in_light_and_dark(page, f"network-{address.strip('/').replace('/', '-').replace('?', '-')}") == []


@pytest.mark.parametrize("address", ["/reseau", CAMPUS, f"{CAMPUS}#explorateur"])
def test_a_phone_scrolls_in_one_direction_only(phone: Page, site: str, address: str) -> None:
    phone.goto(f"{site}{address}")
    phone.wait_for_load_state("networkidle")
    screenshot(phone, f"network-phone-{address.strip('/').replace('/', '-').replace('#', '-')}")
    assert not overflows(phone)
    assert axe(phone) == []


def test_drawing_table_and_data_hold_the_same_things(plain: Page, site: str) -> None:
    plain.goto(f"{site}{DEEP}")
    nodes = {str(node["id"]) for node in shown(plain)["nodes"]}
    drawn = plain.locator("svg.network a.node")
    rows = plain.locator("#tableau ~ .wide tbody tr")
    assert len(nodes) > 15
    assert {drawn.nth(i).get_attribute("data-id") for i in range(drawn.count())} == nodes
    assert rows.count() == len(nodes)


def test_the_table_sorts_and_filters_without_javascript(plain: Page, site: str) -> None:
    plain.goto(f"{site}{DEEP}")
    plain.get_by_role("link", name="Nom").click()
    names = plain.locator("#tableau ~ .wide tbody th").all_inner_texts()
    assert "sort=label" in plain.url
    assert names == sorted(names, key=fold)
    plain.locator("summary", has_text="Filtrer").click()
    plain.get_by_label("Nature").select_option("Partenaire")
    plain.get_by_role("button", name="Afficher").click()
    assert "kind=Partenaire" in plain.url
    kinds = set(plain.locator("#tableau ~ .wide tbody td:nth-child(2)").all_inner_texts())
    assert kinds == {"Partenaire"}
    shapes = plain.locator("svg.network a.node").count()
    assert 1 < shapes < len(names)


def test_each_node_of_the_drawing_is_a_link_in_the_order_of_tab(page: Page, site: str) -> None:
    page.goto(f"{site}{CAMPUS}")
    first = page.locator("svg.network a.node").first
    first.focus()
    assert first.get_attribute("data-id") == "campus/paca-mer"
    page.keyboard.press("Tab")
    other = page.evaluate("document.activeElement.dataset.id")
    assert other not in (None, "campus/paca-mer")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: CAMPUS not in address)
    expect(page.locator("h1")).to_have_count(1)


def test_a_way_is_told_and_drawn_without_javascript(plain: Page, site: str) -> None:
    plain.goto(f"{site}{CAMPUS}?to=campus/paca-icc")
    steps = plain.locator("ol.way li").all_inner_texts()
    assert len(steps) == 2
    assert all("Région Provence-Alpes-Côte d'Azur" in step for step in steps)
    assert plain.locator("svg.network .way").count() >= 2


def test_a_name_that_nothing_bears_is_said_so(plain: Page, site: str) -> None:
    plain.goto(f"{site}{CAMPUS}?to=xyzzy")
    expect(plain.locator("#chemin")).to_contain_text("Aucun acteur ni diplôme")


def test_the_page_says_what_falls_off_when_an_actor_leaves(plain: Page, site: str) -> None:
    plain.goto(f"{site}{DEEP}")
    plain.locator("summary", has_text="Filtrer").click()
    plain.get_by_label("Et si cet acteur partait").select_option(label="Lycée professionnel La Coudoulière")
    plain.get_by_role("button", name="Afficher").click()
    said = plain.locator("#depart").inner_text()
    assert "ne tien" in said
    assert "Entre les membres" in said
    assert plain.locator("svg.network .node.lost").count() >= 2
    assert "Six-Fours-les-Plages" in said


def test_the_explorer_opens_on_the_same_network_and_axe_finds_nothing(explorer: Page) -> None:
    expect(explorer.locator("#dessin")).to_be_hidden()
    expect(explorer.locator(".panel h3")).to_have_text(NAME)
    screenshot(explorer, "network-explorer")
    assert axe(explorer) == []


def test_arrows_go_along_neighbours_and_the_panel_says_where(explorer: Page) -> None:
    explorer.locator(".canvas").focus()
    seen = set()
    for key in ("ArrowRight", "Home", "ArrowLeft", "Home", "ArrowUp", "Home", "ArrowDown"):
        explorer.keyboard.press(key)
        seen.add(explorer.locator(".panel h3").inner_text())
    assert len(seen) >= 4
    assert NAME in seen
    assert explorer.locator(".panel [aria-live=polite] h3").count() == 1
    explorer.keyboard.press("Escape")
    expect(explorer.locator("#dessin")).to_be_visible()


def test_a_search_a_kind_and_a_region_narrow_the_explorer(explorer: Page) -> None:
    explorer.get_by_label("Chercher dans le réseau").fill("ifremer")
    explorer.keyboard.press("Enter")
    expect(explorer.locator(".panel h3")).to_have_text("Ifremer")
    explorer.locator(".panel li button").first.click()
    before = explorer.locator(".panel p").first.inner_text()
    explorer.get_by_role("checkbox", name="Partenaire").uncheck()
    explorer.locator(".canvas").focus()
    explorer.keyboard.press("Home")
    assert explorer.locator(".panel p").first.inner_text() != before


def test_a_neighbour_unfolds_its_own_network(page: Page, site: str) -> None:
    page.goto(f"{site}{CAMPUS}#explorateur")
    page.locator("#explorateur[data-drawn]").wait_for()
    page.get_by_label("Chercher dans le réseau").fill("Lycée professionnel La Coudoulière")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Déplier").click()
    expect(page.locator(".said")).to_contain_text("de plus")
    assert page.locator(".panel li").count() > 1


def test_the_explorer_tells_the_way_from_the_centre(explorer: Page) -> None:
    explorer.get_by_label("Chercher dans le réseau").fill("Ifremer")
    explorer.keyboard.press("Enter")
    explorer.get_by_role("button", name="Chemin depuis le centre").click()
    expect(explorer.locator(".said")).to_contain_text("Chemin en 1 lien")


def test_the_explorer_saves_a_picture_that_shows_the_network(explorer: Page, tmp_path: Path) -> None:
    with explorer.expect_download() as saved:
        explorer.get_by_role("button", name="Image (PNG)").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert path.stat().st_size > 15_000  # an empty one has two or three


def test_without_webgl_the_drawing_stays(open_page: Open, site: str) -> None:
    page = open_page()
    page.add_init_script(NO_WEBGL)
    page.goto(f"{site}{CAMPUS}#explorateur")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#dessin")).to_be_visible()
    expect(page.locator(".switch")).to_be_hidden()


def test_paper_shows_the_drawing_whichever_view_is_open(explorer: Page) -> None:
    explorer.emulate_media(media="print")
    expect(explorer.locator("svg.network")).to_be_visible()
    expect(explorer.locator("#explorateur")).to_be_hidden()
    expect(explorer.locator("nav").first).to_be_hidden()


@pytest.mark.parametrize("form", ["xlsx", "csv", "svg", "gexf", "graphml", "json"])
def test_every_file_is_the_data_set_as_it_is_filtered(site: str, form: str) -> None:
    answer = httpx2.get(f"{site}{CAMPUS}.{form}?depth=2&kind=Partenaire")
    assert answer.status_code == 200
    if form == "svg":
        ElementTree.fromstring(answer.text)
    if form == "gexf":
        graph = nx.parse_gexf(answer.text) if hasattr(nx, "parse_gexf") else None
        assert graph is None or len(graph) > 1
        assert "viz:position" in answer.text
    if form == "json":
        data = answer.json()
        assert {node["kind"] for node in data["nodes"]} >= {"Campus", "Partner"}
        assert all(-1 <= node[axis] <= 1 for node in data["nodes"] for axis in "xy")
