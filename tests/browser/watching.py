"""What watches a page, and what looks at it: whom it asks, what it complains about, what axe finds, how it looks."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

_OURS = ("127.0.0.1",)
_INSIDE = ("data", "blob", "about", "file")  # what is asked of nobody
_REPORTS = """document.addEventListener('securitypolicyviolation', event =>
    window.reportedViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`), true)"""
SHOTS = os.environ.get("CAMPUS_GRAPH_SHOTS", "")  # a folder, where somebody wants to look at the pages


@dataclass
class Watch:
    """What one browsing context did that it must not do."""

    context: BrowserContext
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Return every request to somebody else, every error and every violation of the policy."""
        return [*self.foreign, *self.errors, *self.violations]

    def close(self) -> None:
        """End the context; what is still under way is waited for."""
        self.context.close()


def watched(browser: Browser, **options: Any) -> tuple[Page, Watch]:
    """Return a page in a context of its own, and what watches it."""
    given = {"locale": "fr-FR", "viewport": {"width": 1280, "height": 900}, **options}
    context = browser.new_context(**given)
    watch = Watch(context)

    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.hostname not in _OURS and parts.scheme not in _INSIDE:
            watch.foreign.append(f"asked {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            watch.errors.append(f"console: {message.text} {message.location.get('url', '')}")

    context.expose_binding("reportedViolation", lambda _, text: watch.violations.append(f"policy: {text}"))
    context.add_init_script(_REPORTS)
    context.on("request", asked)
    context.on("console", said)
    context.on("weberror", lambda error: watch.errors.append(f"script: {error.error}"))
    return context.new_page(), watch


def axe(page: Page, *rules: str) -> list[str]:
    """Return what axe-core finds wrong, one line for each rule and place; of these rules only, if any are named."""
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **only}).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def axe_in_light_and_dark(page: Page, name: str) -> list[str]:
    """Return what axe-core finds wrong on an open page, and then in the dark: its colours change, its elements do not.

    ``name`` is that of its two pictures, where somebody wants them.
    """
    page.emulate_media(color_scheme="light")
    screenshot(page, f"{name}-light")
    found = [f"light: {said}" for said in axe(page)]
    page.emulate_media(color_scheme="dark")
    screenshot(page, f"{name}-dark")
    return found + [f"dark: {said}" for said in axe(page, "color-contrast", "link-in-text-block")]


def screenshot(page: Page, name: str) -> None:
    """Keep a picture of the whole page, where ``CAMPUS_GRAPH_SHOTS`` names a folder."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def overflows(page: Page) -> bool:
    """Tell whether the page is wider than its screen, so that one has to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
