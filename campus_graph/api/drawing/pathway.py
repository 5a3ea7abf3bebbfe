"""The way from CAP to bac+5 as a layered diagram: a column per level, a box per diploma, a line per continuation.

What is unknown is never drawn as a gap: a box says whether a diploma is offered here, only elsewhere, or nobody knows
where; the cross of a break stands only where the question's verdict says so. Colour never says anything alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from campus_graph.api.drawing.text import width, wrap
from campus_graph.api.pages import render

State = Literal["here", "elsewhere", "unknown"]
LEVELS: Mapping[int, str] = {
    3: "CAP",
    4: "bac pro, BP, BMA",
    5: "BTS, DEUST",
    6: "licence, LP, BUT",
    7: "master, ingénieur",
}
_STATES: Mapping[State, int] = {"here": 0, "elsewhere": 1, "unknown": 2}
_MOST = 12  # boxes of a column, the one of « + n autres » included
_WIDE, _APART, _BETWEEN, _LEFT, _RIGHT = 188, 52, 10, 30, 6
_PAD, _SIZE, _LINE, _LINES = 9, 12.5, 16, 4
_HEAD, _LANE = 58, 43  # where boxes begin; the height at which a line passes over columns
_NOTE = 11


@dataclass(frozen=True, slots=True)
class Step:
    """A diploma. ``note`` says where it is offered, ``marks`` what is wrong with it (« impasse »)."""

    key: str
    label: str
    level: int
    state: State
    href: str
    note: str = ""
    marks: tuple[str, ...] = ()
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A published continuation; ``renamed`` where it holds by the succession of a diploma."""

    start: str
    end: str
    renamed: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """Where the path stops, and whether it is a gap or not known."""

    level: int
    verdict: Literal["gap", "unknown"]
    words: str


@dataclass(frozen=True, slots=True)
class Pathway:
    """What a diagram shows. ``more`` is the address of the table that names every diploma."""

    title: str
    about: str
    steps: Sequence[Step]
    ways: Sequence[Way]
    stop: Break | None
    more: str


@dataclass(slots=True)
class Box:
    """A step with its place."""

    lines: list[str]
    note: list[str]
    x: int
    classes: str
    href: str
    title: str
    y: int = 0
    height: int = field(init=False)

    def __post_init__(self) -> None:
        self.height = 2 * _PAD + _LINE * len(self.lines) + (_NOTE + 4) * len(self.note) - 2

    @property
    def middle(self) -> int:
        """Return the height of the middle."""
        return self.y + self.height // 2


def draw(pathway: Pathway) -> str:
    """Return the diagram as SVG; the same pathway gives the same text."""
    columns, hidden = _columns(pathway)
    boxes = {step.key: _box(step, at) for at, steps in enumerate(columns) for step in steps}
    stop = pathway.stop
    band = wrap(stop.words, _WIDE - 2 * _PAD - 20, _NOTE, 3, bold=True) if stop else []
    under = {stop.level: len(band) * (_NOTE + 4) + 10 + _BETWEEN} if stop else {}
    tops = [_HEAD + under.get(level, 0) for level in LEVELS]
    rests = [_rest(gone, at, pathway.more) if gone else None for at, gone in enumerate(hidden)]
    bottoms = [
        _stack([*(boxes[s.key] for s in steps), *([rest] if rest else [])], top)
        for steps, rest, top in zip(columns, rests, tops, strict=True)
    ]
    return render(
        "drawing/pathway.svg",
        pathway=pathway,
        width=len(LEVELS) * (_WIDE + _APART) - _APART + _LEFT + _RIGHT,
        height=max(*bottoms, _HEAD + 60) + 44,
        legend=max(*bottoms, _HEAD + 60) + 22,
        box=_WIDE,
        line=_LINE,
        band=_HEAD,
        columns=[
            {"x": _x(at), "level": level, "name": name, "empty": not columns[at] and not hidden[at], "top": tops[at]}
            for at, (level, name) in enumerate(LEVELS.items())
        ],
        ways=[_path(boxes[w.start], boxes[w.end], w) for w in _drawn(pathway.ways, boxes)],
        boxes=[*boxes.values(), *(rest for rest in rests if rest)],
        stop={"x": _x(list(LEVELS).index(stop.level)), "lines": band, "verdict": stop.verdict} if stop else None,
    )


def _x(column: int) -> int:
    return _LEFT + column * (_WIDE + _APART)


def _drawn(ways: Iterable[Way], boxes: Mapping[str, Box]) -> list[Way]:
    """Return the lines to draw: upwards, or within a level; what leads down again would only tangle them."""
    known = (w for w in ways if w.start in boxes and w.end in boxes)
    found = {(w.start, w.end): w for w in known if boxes[w.start].x <= boxes[w.end].x}
    return [found[ends] for ends in sorted(found)]


def _columns(pathway: Pathway) -> tuple[list[list[Step]], list[list[Step]]]:
    """Return the steps that each column shows, in their order, and those that it has no room for."""
    degree = Counter(key for w in pathway.ways for key in (w.start, w.end))
    shown: list[list[Step]] = []
    hidden: list[list[Step]] = []
    places: dict[str, float] = {}
    for level in LEVELS:
        ranked = sorted(
            (s for s in pathway.steps if s.level == level),
            key=lambda s: (not s.chosen, _STATES[s.state], -degree[s.key], s.label, s.key),
        )
        room = len(ranked) if len(ranked) <= _MOST else _MOST - 1
        kept = _ordered(_fair(ranked, room), pathway.ways, places)
        places |= {s.key: float(at) for at, s in enumerate(kept)}
        shown.append(kept)
        hidden.append([s for s in ranked if s not in kept])
    return shown, hidden


def _fair(ranked: Sequence[Step], room: int) -> list[Step]:
    """Return the first ones, yet some of each state: what is not offered here matters where a path breaks."""
    share = max(room // 4, 1)
    few = [s for state in _STATES for s in [s for s in ranked if s.state == state][:share]]
    rest = [s for s in ranked if s not in few]
    return [*few, *rest][:room]


def _ordered(steps: Sequence[Step], ways: Sequence[Way], places: Mapping[str, float]) -> list[Step]:
    """Return a column so that lines cross little: each step about where those before it are."""

    def centre(step: Step) -> float:
        before = [places[w.start] for w in ways if w.end == step.key and w.start in places]
        return sum(before) / len(before) if before else _MOST

    return sorted(steps, key=lambda s: (not s.chosen, _STATES[s.state], centre(s), s.label, s.key))


def _box(step: Step, column: int) -> Box:
    room = _WIDE - 2 * _PAD
    said = " · ".join(part for part in (*step.marks, step.note) if part)
    classes = " ".join(["step", step.state, *(["chosen"] if step.chosen else []), *(["marked"] if step.marks else [])])
    lines = wrap(step.label, room, _SIZE, _LINES, bold=step.chosen)
    notes = [said] if width(said, _NOTE) <= room else [*step.marks, step.note]
    note = [line for part in notes for line in wrap(part, room, _NOTE, 1)]
    return Box(lines, note, _x(column), classes, step.href, f"{step.label} — {said}")


def _rest(gone: Sequence[Step], column: int, href: str) -> Box:
    """Return the box that stands for the steps without room."""
    words = {"here": "ici", "elsewhere": "ailleurs", "unknown": "inconnus"}
    count = Counter(s.state for s in gone)
    said = ", ".join(f"{count[state]} {words[state]}" for state in _STATES if count[state])
    head = f"+ {len(gone)} autre{'s' if len(gone) > 1 else ''}"
    return Box([head], wrap(said, _WIDE - 2 * _PAD, _NOTE, 2), _x(column), "step rest", href, f"{head} : {said}")


def _stack(boxes: Sequence[Box], top: int) -> int:
    """Place boxes one below the other; return the lower end."""
    for box in boxes:
        box.y = top
        top += box.height + _BETWEEN
    return top


def _path(start: Box, end: Box, way: Way) -> dict[str, object]:
    """Return a line from the right side of a box to the left side of the next, with the tip of its arrow."""
    to_x, to_y = end.x - 7, end.middle
    target = next(state for state in _STATES if state in end.classes.split())
    chosen = all("chosen" in box.classes for box in (start, end))
    classes = " ".join(["way", target, *(["renamed"] if way.renamed else []), *(["chosen"] if chosen else [])])
    tip = f"{to_x + 7},{to_y} {to_x},{to_y - 4} {to_x},{to_y + 4}"
    return {"d": _line(start, end, to_x), "classes": classes, "tip": tip}


def _line(start: Box, end: Box, to_x: int) -> str:
    x, y, to_y, bend = start.x + _WIDE, start.middle, end.middle, _APART // 2
    if start.x == end.x:
        return f"M{start.x},{y} C{start.x - bend},{y} {to_x - bend},{to_y} {to_x},{to_y}"
    if end.x - x <= _APART:
        return f"M{x},{y} C{x + bend},{y} {to_x - bend},{to_y} {to_x},{to_y}"
    # Over the columns between: behind their boxes it would seem to pass through one of them.
    over = f"C{x + bend},{y} {x + bend - 8},{_LANE} {x + _APART},{_LANE} H{end.x - _APART}"
    return f"M{x},{y} {over} C{end.x - bend - 8},{_LANE} {end.x - bend},{to_y} {to_x},{to_y}"
