"""A few values as bars, one below the other, each with its words: what is unknown has no bar and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campus_graph.api.drawing.text import wrap
from campus_graph.api.pages import render
from campus_graph.french import number

_WIDE, _NAMES, _ROW, _BAR, _SIZE = 760, 150, 40, 330, 12.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A value (None: not known), of which a ``part`` is drawn darker, and what is said beside it."""

    name: str
    value: int | None
    words: str
    part: int = 0


def draw_bars(title: str, bars: Sequence[Bar]) -> str:
    """Return the bars as SVG; the longest fills its room."""
    most = max((b.value or 0 for b in bars), default=0) or 1
    after = _NAMES + _BAR + 8
    rows = [
        {
            "y": at * _ROW + 8,
            "name": wrap(bar.name, _NAMES - 10, _SIZE, 2),
            "width": round((bar.value or 0) * _BAR / most, 1),
            "part": round(bar.part * _BAR / most, 1),
            "value": "?" if bar.value is None else number(bar.value),
            "words": wrap(bar.words, _WIDE - after - 50, 11, 2),
            "known": bar.value is not None,
        }
        for at, bar in enumerate(bars)
    ]
    about = " ; ".join(f"{b.name} : {'inconnu' if b.value is None else number(b.value)}, {b.words}" for b in bars)
    size = {"width": _WIDE, "height": len(bars) * _ROW + 4, "names": _NAMES, "after": after}
    return render("drawing/bars.svg", title=title, about=about, rows=rows, **size)
