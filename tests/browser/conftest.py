"""Real pages in a real browser: ``campus-graph serve`` in a process of its own, and Chromium driven by Playwright.

Every page that a test opens is watched. At its end it must have asked nobody but our server for anything, written no
error to the console and broken no rule of the content security policy.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bench.web.browsing import ARGUMENTS
from tests.api.serving import served
from tests.browser.watching import Watch, watched
from tests.real.conftest import Real, real  # noqa: F401 -- the same graph for these pages as for those facts
from tests.starter_graph import starter_graph

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of Chromium; what needs it is skipped, and counted, where it is absent."""
    found = shutil.which("chromium")
    if found is None:
        message = "Chromium absent: no chromium on the path (Debian: apt-get install chromium)"
        if "chromium" in os.environ.get("CAMPUS_GRAPH_REQUIRE", "").split(","):
            pytest.fail(message)
        pytest.skip(message)
    return found


# For one module: Playwright holds an event loop, which tests of other modules may want to run themselves.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Lend a browser."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the path of the starter graph."""
    return starter_graph(tmp_path_factory)


@pytest.fixture(scope="module")
def site(chromium: str, starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the starter graph; give the address of the server."""
    with served(starter, tmp_path_factory.mktemp("site") / "log", rate="", time_limit=30) as address:
        yield address


@pytest.fixture(scope="module")
def real_site(chromium: str, real: Real, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: F811
    """Serve the graph of all of France; give the address of the server."""
    with served(real.path, tmp_path_factory.mktemp("real-site") / "log", rate="", time_limit=30) as address:
        yield address


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Lend what opens a watched page in a context of its own: ``open_page(java_script_enabled=False)`` and the like."""
    watches: list[Watch] = []

    def opened(**options: Any) -> Page:
        page, watch = watched(browser, **options)
        watches.append(watch)
        return page

    yield opened
    for watch in watches:
        watch.close()
    assert [fault for watch in watches for fault in watch.faults()] == []


@pytest.fixture
def page(open_page: Open) -> Page:
    """Give a watched page on a desktop's screen."""
    return open_page()


@pytest.fixture
def phone(open_page: Open) -> Page:
    """Give a watched page on the screen of a phone."""
    return open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


@pytest.fixture
def plain(open_page: Open) -> Page:
    """Give a watched page without JavaScript."""
    return open_page(java_script_enabled=False)
