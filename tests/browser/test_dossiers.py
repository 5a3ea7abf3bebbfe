"""Pathways, dossiers and pages of things in a real browser: axe, phone, dark, keyboard, words within boxes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import axe_in_light_and_dark, overflows, screenshot

# Those of which ``pages.py`` has none like it.
PAGES = {
    "pathways-region": "/parcours?region=27",
    "pathway": "/parcours?region=27&filiere=tourisme",
    "campus": "/campus/bfc-mobicampus",
    "commune": "/territoires/commune/25056",
    "diploma": "/diplomes/40022106",
    "source": "/choses/source/bcn",
    "question": "/methode/broken-pathway",
}
OUTSIDE = """() => [...document.querySelectorAll("svg.pathway a, svg.pathway .stop")].filter(group => {
    const box = group.querySelector("rect"), words = group.querySelector("text:last-of-type")
    if (!box || !words) return false
    const outer = box.getBBox(), inner = words.getBBox()
    return inner.x < outer.x || inner.x + inner.width > outer.x + outer.width
        || inner.y < outer.y || inner.y + inner.height > outer.y + outer.height
}).map(group => group.textContent)"""


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wrong_in_light_and_in_dark(site: str, page: Page, name: str) -> None:
    page.goto(site + PAGES[name])
    assert axe_in_light_and_dark(page, name) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(site: str, phone: Page, name: str) -> None:
    phone.goto(site + PAGES[name])
    assert not overflows(phone)
    screenshot(phone, f"{name}-phone")


@pytest.mark.parametrize("filiere", ["tourisme", "mobilité", "bâtiment", "numérique"])
def test_words_stay_within_their_boxes(site: str, page: Page, filiere: str) -> None:
    page.goto(f"{site}/parcours?region=27&filiere={filiere}")
    assert page.evaluate(OUTSIDE) == []


def test_a_planner_goes_from_the_matrix_to_a_break_and_takes_it_away(site: str, plain: Page, tmp_path: Path) -> None:
    plain.goto(f"{site}/parcours")
    plain.get_by_label("Région").select_option("Bourgogne-Franche-Comté")
    plain.get_by_role("button", name="Montrer").click()
    plain.get_by_role("table").get_by_role("link", name="Tourisme, gastronomie").click()
    assert plain.url == f"{site}/parcours?region=27&filiere=tourisme-gastronomie"
    expect(plain.get_by_role("main")).to_contain_text("rompu")
    with plain.expect_download() as started:
        plain.get_by_role("link", name="XLSX").last.click()
    started.value.save_as(tmp_path / "parcours.xlsx")
    assert openpyxl.load_workbook(tmp_path / "parcours.xlsx")["Données"].max_row == 2


def test_the_boxes_of_a_pathway_are_reached_by_keyboard(site: str, page: Page) -> None:
    page.goto(f"{site}/parcours?region=27&filiere=tourisme")
    page.get_by_role("region", name="Diagramme du parcours").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg.pathway') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url("**/diplomes/**")


def test_from_a_campus_one_reaches_a_member_its_diplomas_and_their_way_on(site: str, page: Page) -> None:
    page.goto(f"{site}/campus/bfc-mobicampus")
    page.get_by_role("region", name="Membres du campus").get_by_role("link").first.click()
    page.wait_for_url("**/etablissements/**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
