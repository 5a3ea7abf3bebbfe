"""Takes the pictures of the pages in the README: ``python docs/make_pages.py campus.duckdb`` (needs Chromium)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

_IMAGES = Path(__file__).parent / "images"
_PORT = 8765
_PAGES = {
    "page-manques": ("/manques", "#matrice"),
    "page-parcours": ("/parcours?region=27&filiere=tourisme-gastronomie", "h1"),
    "page-reseau": ("/reseau/campus/ge-eco-construction?depth=2", "svg.network"),
}
_BROWSER = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main(store: str) -> None:
    """Serve the graph on this machine, show each page, keep what is seen."""
    root = f"http://127.0.0.1:{_PORT}"
    serving = [sys.executable, "-m", "campus_graph", "serve", "--store", store, "--port", str(_PORT)]
    with subprocess.Popen(serving, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(f"{root}/ready")
            _take(root)
        finally:
            server.terminate()


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address):
                return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def _take(root: str) -> None:
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=_BROWSER)
        page = browser.new_page(viewport={"width": 1120, "height": 760}, reduced_motion="reduce")
        for name, (path, start) in _PAGES.items():
            page.goto(root + path)
            page.wait_for_load_state("networkidle")
            page.locator(start).first.evaluate("one => one.scrollIntoView({block: 'start'})")
            page.screenshot(path=_IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
