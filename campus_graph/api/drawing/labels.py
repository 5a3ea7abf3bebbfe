"""Which names a drawing shows, and where: none over another, the more important first.

A name that finds no room is drawn where it would stand, hidden until its node is pointed at or has the focus.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_WIDE = 0.54  # of a letter, in heights of the type
_LONGEST = 34
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
    """A node that wants a name: its place, its radius, its name and the size of the type."""

    x: float
    y: float
    radius: float
    words: str
    size: float


@dataclass(frozen=True, slots=True)
class Label:
    """A name, the foot of its first, middle or last letter (``anchor``), and whether it has room."""

    words: str
    x: float
    y: float
    anchor: str
    size: float
    room: bool


def short(words: str) -> str:
    """Return a name no longer than a drawing can bear.

    >>> short("Lycée"), len(short("x" * 99))
    ('Lycée', 34)
    """
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"


def place(marks: Sequence[Mark], within: Box) -> list[Label]:
    """Return a label for each mark, in their order: the first ones choose first."""
    taken = [Box(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]
    return [_placed(mark, taken, within) for mark in marks]


def _placed(mark: Mark, taken: list[Box], within: Box) -> Label:
    choices = list(_choices(mark))
    for label, box in choices:
        inside = within.left <= box.left and box.right <= within.right
        if inside and within.top <= box.top and box.bottom <= within.bottom and not any(map(box.meets, taken)):
            taken.append(box)
            return label
    label = next((one for one, box in choices if within.left <= box.left and box.right <= within.right), choices[0][0])
    return Label(label.words, label.x, label.y, label.anchor, label.size, room=False)


def _choices(mark: Mark) -> Iterable[tuple[Label, Box]]:
    """Yield the label on the right, on the left, below and above."""
    words = short(mark.words)
    wide, high, off = len(words) * mark.size * _WIDE, mark.size, mark.radius + _GAP
    middle = mark.y + high * 0.35
    for x, y, anchor, left in (
        (mark.x + off, middle, "start", mark.x + off),
        (mark.x - off, middle, "end", mark.x - off - wide),
        (mark.x, mark.y + off + high * 0.8, "middle", mark.x - wide / 2),
        (mark.x, mark.y - off, "middle", mark.x - wide / 2),
    ):
        label = Label(words, round(x, 1), round(y, 1), anchor, mark.size, room=True)
        yield label, Box(left, y - high * 0.85, left + wide, y + high * 0.25)
