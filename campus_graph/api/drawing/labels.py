"""Which names a drawing shows, and where: none over another, the more important first.

Names stand clear of nodes, too, but for those of hubs (``firm``), whose nodes leave no room around them. Another name
that finds no room is drawn where it would stand, hidden until its node is pointed at or has the focus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from campus_graph.api.drawing.text import width

_LONGEST = 34
_CAMPUS = re.compile(r"^campus des métiers et des qualifications( d[’']excellence)?( \(CMQE?\))?( [–-])? *", re.I)
_GAP = 4.0


class Box(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles have a point in common."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


@dataclass(frozen=True, slots=True)
class Mark:
    """A node that wants a name: its place, its radius, its name, the type, and whether it must have it."""

    x: float
    y: float
    radius: float
    words: str
    size: float
    bold: bool = False
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A name, the foot of its first, middle or last letter (``anchor``), and whether it has room."""

    words: str
    x: float
    y: float
    anchor: str
    size: float
    room: bool
    over: bool = False  # nodes, so that it has to be drawn after them


def short(words: str) -> str:
    """Return a name no longer than a drawing can bear.

    >>> short("Lycée"), len(short("x" * 99)), short("Campus des métiers et des qualifications de la Mer")
    ('Lycée', 34, 'CMQ de la Mer')
    """
    words = _CAMPUS.sub(lambda found: "CMQE " if found[1] else "CMQ ", words).strip()
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"


def place(marks: Sequence[Mark], within: Box) -> list[Label]:
    """Return a label for each mark, in their order: the first ones choose first."""
    nodes = [Box(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]
    names: list[Box] = []
    return [_placed(mark, nodes, names, within) for mark in marks]


def _placed(mark: Mark, nodes: Sequence[Box], names: list[Box], within: Box) -> Label:
    """Return the label of a mark where it has room; its box joins ``names``."""
    inside = [(label, box) for label, box in _choices(mark) if _inside(box, within)]
    for taken in (nodes, ()) if mark.firm else (nodes,):
        for label, box in inside:
            if not any(map(box.meets, (*names, *taken))):
                names.append(box)
                return replace(label, over=taken == ())
    return replace(inside[0][0] if inside else next(_choices(mark))[0], room=False)


def _inside(box: Box, within: Box) -> bool:
    across = within.left <= box.left and box.right <= within.right
    return across and within.top <= box.top and box.bottom <= within.bottom


def _choices(mark: Mark) -> Iterator[tuple[Label, Box]]:
    """Yield the label on the right, on the left, below and above."""
    words = short(mark.words)
    wide, high, off = width(words, mark.size, mark.bold), mark.size, mark.radius + _GAP
    middle = mark.y + high * 0.35
    for x, y, anchor, left in (
        (mark.x + off, middle, "start", mark.x + off),
        (mark.x - off, middle, "end", mark.x - off - wide),
        (mark.x, mark.y + off + high * 0.8, "middle", mark.x - wide / 2),
        (mark.x, mark.y - off, "middle", mark.x - wide / 2),
    ):
        label = Label(words, round(x, 1), round(y, 1), anchor, mark.size, room=True)
        yield label, Box(left, y - high * 0.85, left + wide, y + high * 0.25)
