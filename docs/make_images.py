"""Draws the pictures of the README from a graph file: ``python docs/make_images.py campus.duckdb``."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from campus_graph import render
from campus_graph.graph.store import open_store
from campus_graph.queries.registry import ask, question

# The library's own template fetches a font; this one uses what the reader has.
_TEMPLATE = """<svg class="rich-terminal" viewBox="0 24 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {char_height}px; \
line-height: {line_height}px; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>\
</clipPath>{lines}</defs>
<rect y="24" width="{width}" height="{height}" rx="8" fill="#292929"/>
<g transform="translate({terminal_x}, 0)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g></svg>
"""
_REGION = "27"
_ASKED = (("coverage-gap", 2), ("missing-continuation", 2), ("broken-pathway", 1))


def main(store: str, folder: Path = Path(__file__).parent / "images") -> None:
    """Write ``answers.svg``: the three answers for tourism in one region."""
    console = Console(record=True, width=96, file=open("/dev/null", "w", encoding="utf-8"), force_terminal=True)  # noqa: SIM115
    with open_store(store) as reader:
        for name, limit in _ASKED:
            answer = ask(reader, name, {"region": _REGION, "filiere": "tourisme-gastronomie"}).limited(limit)
            render.answer_table(console, reader, question(name), answer)
    folder.mkdir(exist_ok=True)
    svg = console.export_svg(title="", code_format=_TEMPLATE, unique_id="answers")
    (folder / "answers.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
