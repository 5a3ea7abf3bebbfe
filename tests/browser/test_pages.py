"""Every kind of page: nothing that keeps people out, no wider than a phone, whole without scripts, light to load."""

from __future__ import annotations

import gzip

import httpx2
import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import Open
from tests.browser.pages import NETWORK, PAGES, TABLES
from tests.browser.watching import axe_in_light_and_dark, overflows, screenshot

MOST_SCRIPT = 100_000  # bytes, packed


def name_of(address: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in address).strip("-") or "home"


def scripts(page: Page, address: str) -> dict[str, int]:
    """Return the scripts that a page loads, with their size as packed for the way."""
    found: dict[str, int] = {}

    def arrived(response: Response) -> None:
        if response.request.resource_type == "script":
            packed = httpx2.get(response.url, headers={"Accept-Encoding": "identity"}).content
            found[response.url.rpartition("/")[2].partition("?")[0]] = len(gzip.compress(packed, 5, mtime=0))

    page.on("response", arrived)
    page.goto(address)
    if found:  # only a script loads anything later
        page.wait_for_load_state("networkidle")
    return found


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_in_light_and_in_dark(page: Page, site: str, address: str) -> None:
    answer = page.goto(f"{site}{address}")
    assert answer is not None
    assert answer.status == 200
    assert axe_in_light_and_dark(page, name_of(address)) == []


@pytest.mark.parametrize("address", PAGES)
def test_a_phone_shows_it_without_scrolling_sideways(phone: Page, site: str, address: str) -> None:
    phone.goto(f"{site}{address}")
    screenshot(phone, f"{name_of(address)}-phone")
    assert not overflows(phone)


@pytest.mark.parametrize("address", PAGES)
def test_it_is_whole_without_javascript(plain: Page, site: str, address: str) -> None:
    plain.goto(f"{site}{address}")
    expect(plain.locator("h1")).to_have_count(1)
    assert len(plain.locator("main").inner_text()) > 200


@pytest.mark.parametrize("address", TABLES)
def test_a_page_of_tables_loads_no_script(page: Page, site: str, address: str) -> None:
    assert scripts(page, f"{site}{address}") == {}


def test_no_page_loads_more_than_a_hundred_kilobytes_of_script(
    open_page: Open, site: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {
        address: sum(scripts(open_page(), f"{site}{address}").values())
        for address in ("/", "/recherche?q=mer", "/manques", "/parcours", NETWORK, f"{NETWORK}#explorateur")
    }
    with capsys.disabled():
        print(f"\nJavaScript, bytes gzipped: {said}")
    assert max(said.values()) <= MOST_SCRIPT
    assert said[NETWORK] < 5_000 < said[f"{NETWORK}#explorateur"]


@pytest.mark.parametrize("address", ["/", "/manques", NETWORK])
def test_twice_as_large_letters_stay_legible(open_page: Open, site: str, address: str) -> None:
    page = open_page(viewport={"width": 640, "height": 450}, device_scale_factor=2)  # 1280 px at 200 %
    page.goto(f"{site}{address}")
    assert not overflows(page)


def test_the_first_key_leads_to_the_content(page: Page, site: str) -> None:
    page.goto(f"{site}/manques")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
