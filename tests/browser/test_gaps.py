"""From the first page to a file, as the users do it: by mouse, by keyboard alone, without JavaScript, on a phone."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.watching import axe, axe_in_light_and_dark, overflows, screenshot

PAGES = {
    "home": "/",
    "search": "/recherche?q=tourisme",
    "nothing-found": "/recherche?q=Bretange",
    "coverage": "/manques?described=assumed",
    "coverage-map": "/manques?scope=department&filiere=tourisme&described=assumed",
    "table": "/manques/missing-continuation?region=27&verdict=gap",
    "proof": "/manques/coverage-gap/preuve?ligne=1",
    "compare": "/comparer/coverage-gap?avant=2017-06-01&described=assumed",
    "problem": "/manques?region=Bretange",
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_wrong_in_light_and_in_dark(site: str, page: Page, name: str) -> None:
    if name == "problem":  # its 404 is an error on the console, too
        page.route("**/manques?*", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(site + PAGES[name])
    assert axe_in_light_and_dark(page, name) == []


@pytest.mark.parametrize("name", [name for name in PAGES if name != "problem"])
def test_no_page_scrolls_sideways_on_a_phone(site: str, phone: Page, name: str) -> None:
    phone.goto(site + PAGES[name])
    assert not overflows(phone)
    screenshot(phone, f"{name}-phone")


@pytest.mark.parametrize("name", [name for name in PAGES if name != "problem"])
def test_no_page_scrolls_sideways_with_letters_twice_as_large(site: str, open_page: Open, name: str) -> None:
    page = open_page(viewport={"width": 640, "height": 450})
    page.goto(site + PAGES[name])
    assert not overflows(page)


def test_an_expert_goes_from_the_first_page_to_a_workbook_of_weak_links(site: str, page: Page, tmp_path: Path) -> None:
    page.goto(site)
    page.get_by_role("link", name="Liens faibles entre secondaire et supérieur").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("lien entre secondaire et supérieur")
    with page.expect_download() as started:
        page.get_by_role("link", name="XLSX").click()
    started.value.save_as(tmp_path / "liens.xlsx")
    assert openpyxl.load_workbook(tmp_path / "liens.xlsx")["Données"].max_row == 116


def test_a_region_narrows_the_gaps_to_itself_and_asks_why(site: str, plain: Page) -> None:
    plain.goto(site)
    plain.get_by_role("link", name="Filières sans campus, par territoire").click()
    plain.get_by_label("Région").select_option("Bourgogne-Franche-Comté")
    plain.get_by_text("Réglages").click()
    plain.get_by_label("Données incomplètes").select_option("supposer complètes")
    plain.get_by_role("button", name="Appliquer").click()
    assert plain.url.endswith("/manques?region=27&described=assumed")
    plain.get_by_role("table").get_by_role("link", name="manque, ").first.click()
    expect(plain.get_by_role("heading", name="La preuve")).to_be_visible()
    expect(plain.get_by_role("main")).to_contain_text("manque")


def test_a_question_is_chosen_without_javascript(site: str, plain: Page) -> None:
    plain.goto(f"{site}/manques")
    plain.get_by_label("Question").select_option("Quels labels arrivent à échéance, et que reste-t-il à faire ?")
    plain.get_by_role("button", name="Poser").click()
    assert plain.url == f"{site}/manques/label-calendar"


def test_an_explorer_finds_a_campus_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site)
    box = page.get_by_role("combobox")
    for _ in range(20):
        page.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.type("mobicampus")
    expect(page.get_by_role("status")).to_contain_text("proposition")
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/campus/bfc-mobicampus")


def test_suggestions_are_grouped_named_and_closed_by_escape(site: str, page: Page) -> None:
    page.goto(site)
    box = page.get_by_role("combobox")
    box.press_sequentially("tourisme")
    expect(page.get_by_role("group", name="Campus")).to_be_visible()
    expect(page.get_by_role("listbox", name="Propositions")).to_be_visible()
    assert axe(page) == []
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "tourisme"


def test_enter_without_a_choice_searches_as_the_plain_form_does(site: str, page: Page, plain: Page) -> None:
    for one in (page, plain):
        one.goto(site)
        one.locator("#q").fill("tourisme")
        one.locator("#q").press("Enter")
        expect(one.get_by_role("heading", level=1)).to_contain_text("tourisme")
        assert one.url == f"{site}/recherche?q=tourisme"


def test_the_areas_of_the_map_are_reached_by_keyboard_and_say_their_verdict(site: str, page: Page) -> None:
    page.goto(f"{site}/manques?filiere=tourisme&described=assumed")
    area = page.get_by_role("link", name="Bourgogne-Franche-Comté : ").first
    area.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bourgogne-Franche-Comté")


def test_the_heads_of_the_matrix_stay_in_sight(site: str, page: Page) -> None:
    page.goto(f"{site}/manques?scope=employment-zone")
    region = page.get_by_role("region", name="Matrice des filières et des territoires")
    region.evaluate("region => region.scrollTo(0, 900)")
    top = region.bounding_box()
    head = region.get_by_role("columnheader").first.bounding_box()
    assert top
    assert head
    assert abs(head["y"] - top["y"]) < 3


def test_the_skip_link_leads_to_the_content(site: str, page: Page) -> None:
    page.goto(f"{site}/manques")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
