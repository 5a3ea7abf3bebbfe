"""The network of a campus in the graph of all of France: as many nodes as a drawing bears, and all of it legible."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.watching import axe, axe_in_light_and_dark, overflows, screenshot

DEEP = "/reseau/campus/paca-mer?depth=2"


def test_a_network_of_150_things_is_drawn_and_axe_finds_nothing_in_light_and_in_dark(
    page: Page, real_site: str
) -> None:
    page.goto(f"{real_site}{DEEP}")
    expect(page.locator("svg.network a.node")).to_have_count(150)
    assert axe_in_light_and_dark(page, "real-network") == []


def test_names_that_are_shown_do_not_lie_over_each_other(page: Page, real_site: str) -> None:
    page.goto(f"{real_site}{DEEP}")
    boxes = page.evaluate(
        """[...document.querySelectorAll("svg.network .nodes text:not(.crowded), svg.network .hubs text")]
            .map((one) => one.getBBox()).map(({ x, y, width, height }) => [x, y, x + width, y + height])"""
    )
    assert len(boxes) > 30
    # The box of a text holds room above and below its letters.
    meets = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[:i]
        if a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] + 3 < b[3] - 3 and b[1] + 3 < a[3] - 3
    ]
    assert meets == []


def test_the_explorer_draws_it_and_unfolds_a_university(page: Page, real_site: str) -> None:
    page.goto(f"{real_site}/reseau/campus/paca-mer#explorateur")
    page.locator("#explorateur[data-drawn]").wait_for()
    page.get_by_label("Chercher dans le réseau").fill("Université de Toulon")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Déplier").click()
    expect(page.locator(".said")).to_contain_text("choses de plus")
    screenshot(page, "real-explorer")
    assert axe(page) == []


def test_a_phone_shows_it_without_scrolling_sideways(phone: Page, real_site: str) -> None:
    phone.goto(f"{real_site}{DEEP}")
    assert not overflows(phone)
