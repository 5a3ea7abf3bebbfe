"""The watch itself: what a page must not do is seen, and a page of ours does none of it."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from tests.browser.watching import axe, axe_in_light_and_dark, watched


def test_a_page_of_ours_does_nothing_that_it_must_not(page: Page, site: str) -> None:
    answer = page.goto(f"{site}/docs")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1


def test_a_foreign_address_an_error_and_a_violation_are_each_seen(browser: Browser, site: str) -> None:
    page, watch = watched(browser)
    page.route("http://elsewhere.invalid/*", lambda route: route.abort())
    page.goto(f"{site}/docs")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://elsewhere.invalid/a.png'}))")
    page.evaluate("document.body.setAttribute('onclick', '1')")
    page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    page.wait_for_timeout(300)
    watch.close()
    assert any("img-src" in said for said in watch.violations)
    assert any("script-src" in said for said in watch.violations)
    assert any("thrown" in said for said in watch.errors)


def test_a_request_to_somebody_else_is_seen(browser: Browser) -> None:
    page, watch = watched(browser)
    page.route("http://elsewhere.invalid/*", lambda route: route.abort())
    page.set_content("<img src='http://elsewhere.invalid/a.png'>")
    watch.close()
    assert watch.foreign == ["asked http://elsewhere.invalid/a.png"]


def test_axe_finds_what_is_wrong(browser: Browser) -> None:
    page, watch = watched(browser)
    page.set_content("<main><h1>a</h1><img src='data:,'></main>")
    found = axe(page)
    watch.close()
    assert any(said.startswith("image-alt") for said in found)


def test_axe_finds_letters_that_only_the_dark_makes_illegible(browser: Browser) -> None:
    page, watch = watched(browser)
    dark = "@media (prefers-color-scheme: dark) { p { color: #222; background: #111 } }"
    page.set_content(f"<html lang=fr><title>t</title><style>{dark}</style><main><h1>a</h1><p>words</p></main>")
    found = axe_in_light_and_dark(page, "watching")
    watch.close()
    assert [said.partition(" [")[0] for said in found] == ["dark: color-contrast:"]
