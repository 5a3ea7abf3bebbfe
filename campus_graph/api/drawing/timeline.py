"""The history of a campus's labels on a line of years: awards as bars, steps as diamonds, and where we are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campus_graph.api.drawing.text import width, wrap
from campus_graph.api.pages import render

_WIDE, _LEFT, _RIGHT, _TOP, _ROW, _SIZE = 760, 16, 30, 34, 46, 12.0
_NEAR = 44  # years closer than this on paper are not all written


@dataclass(frozen=True, slots=True)
class Award:
    """A label: its words, the years it holds; ``certain`` tells whether its end is published or at the latest so."""

    words: str
    start: int | None
    end: int | None
    certain: bool
    tone: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of a label: its day (as a year with its fraction), and whether it is done, due or late."""

    words: str
    at: float
    state: str


def draw_timeline(title: str, awards: Sequence[Award], steps: Sequence[Milestone], now: float) -> str | None:
    """Return the line of years as SVG, or None where nothing is dated."""
    dated = [a for a in awards if a.start is not None or a.end is not None]
    years = [y for a in dated for y in (a.start, a.end) if y is not None] + [s.at for s in steps]
    if not years:
        return None
    first, last = int(min([*years, now])), int(max([*years, now])) + 1
    scale = (_WIDE - _LEFT - _RIGHT) / max(last - first, 1)

    def x(year: float) -> float:
        return round(_LEFT + (year - first) * scale, 1)

    bottom = _TOP + _ROW * len(dated) + (_ROW // 2 if steps else 0)
    every = max(1, round(_NEAR / scale + 0.5))
    return render(
        "drawing/timeline.svg",
        title=title,
        about="; ".join([*(_said(a) for a in dated), *(s.words for s in steps)]),
        width=_WIDE,
        height=bottom + 26,
        bottom=bottom,
        years=[{"x": x(y), "year": y} for y in range(first, last + 1, every)],
        bars=[_bar(a, at, x, first, last) for at, a in enumerate(dated)],
        steps=[{"x": x(s.at), "y": bottom - 12, "words": s.words, "state": s.state} for s in steps],
        now={"x": x(now), "anchor": "end" if x(now) > _WIDE - 90 else "start"},
    )


def _said(award: Award) -> str:
    since = f"depuis {award.start}" if award.start else "début inconnu"
    until = f"jusqu’en {award.end}" if award.end else "échéance inconnue"
    return f"{award.words} : {since}, {until}"


def _bar(award: Award, at: int, x: object, first: int, last: int) -> dict[str, object]:
    assert callable(x)
    # A label of a year holds until the end of its last year; what has no end is open.
    left, right = x(award.start or first), x(min((award.end or last - 1) + 1, last))
    room = _WIDE - left - 6
    words = award.words if width(award.words, _SIZE) <= room else wrap(award.words, max(room, 120), _SIZE, 1)[0]
    return {
        "x": left,
        "y": _TOP + at * _ROW + 8,
        "width": max(right - left, 6),
        "words": words,
        "tone": award.tone,
        "open": award.end is None or not award.certain,
        "title": _said(award),
    }
