"""One visit of a page in Chromium: when something was painted, when the network was drawn, what scripts it took."""

from __future__ import annotations

import gzip
import shutil
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, Response, Route, sync_playwright

from bench.child import NotDone

# Software alone draws WebGL here, as on an office's virtual desktops.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
)
_PAINTED = "performance.getEntriesByName('first-contentful-paint').map((entry) => entry.startTime)[0]"
_MARKED = "(name) => performance.getEntriesByName(name).map((entry) => entry.startTime)[0]"
_PATIENCE, _STEP = 60_000, 25  # milliseconds


@dataclass(frozen=True, slots=True)
class Visit:
    """Seconds until the first content was painted and until the network was drawn."""

    painted: float
    drawn: float


@contextmanager
def chromium() -> Iterator[Browser]:
    """Lend a browser.

    Raises:
        NotDone: there is none.

    """
    found = shutil.which("chromium")
    if found is None:
        raise NotDone("no chromium on the path (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


def visit(browser: Browser, address: str, mark: str | None) -> Visit:
    """Open a page with nothing kept from before; without a mark, what is painted first is the network itself.

    Raises:
        NotDone: it was not drawn in a minute.

    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.route("**/*", _alone)
    try:
        page.goto(address)
        painted = _awaited(page, _PAINTED, None)
        drawn = painted if mark is None else _awaited(page, _MARKED, mark)
    finally:
        context.close()
    return Visit(painted / 1000, drawn / 1000)


def _alone(route: Route) -> None:
    """Let nobody but this machine answer, as on an office's network: refused at once, which favours pyvis."""
    if route.request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
        route.continue_()
    else:
        route.abort()


def _awaited(page: Page, expression: str, name: str | None) -> float:
    for _ in range(_PATIENCE // _STEP):
        found = page.evaluate(expression, name) if name else page.evaluate(expression)
        if found is not None:
            return float(found)
        page.wait_for_timeout(_STEP)
    raise NotDone("not drawn in a minute")


def scripts(browser: Browser, address: str) -> int:
    """Return the bytes of the scripts that a page loads, packed as the server packs them."""
    sizes: list[int] = []

    def arrived(response: Response) -> None:
        if response.request.resource_type == "script":
            with urllib.request.urlopen(response.url) as plain:
                sizes.append(packed(plain.read()))

    context = browser.new_context()
    page = context.new_page()
    page.on("response", arrived)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    context.close()
    return sum(sizes)


def packed(*texts: bytes) -> int:
    """Return the bytes of texts under gzip."""
    return sum(len(gzip.compress(text, 5, mtime=0)) for text in texts)


def in_turn(browser: Browser, pages: Sequence[tuple[str, str, str | None]], runs: int) -> dict[str, list[Visit]]:
    """Visit each page (name, address, mark) ``runs`` times, in turn, after one visit that does not count."""
    for _, address, mark in pages:
        visit(browser, address, mark)
    found: dict[str, list[Visit]] = {name: [] for name, _, _ in pages}
    for _ in range(runs):
        for name, address, mark in pages:
            found[name].append(visit(browser, address, mark))
    return found
