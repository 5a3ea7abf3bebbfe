"""What was measured, as a table for the eyes and as data: each line with its target, if it has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from rich.console import Console
from rich.table import Table

from bench.child import NotDone


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. ``value`` is None where the work did not finish (``note`` says why); it may have a target."""

    what: str
    value: float | None
    unit: str
    at_most: float | None = None
    note: str = ""
    at_least: float | None = None

    @property
    def holds(self) -> bool | None:
        """Return whether the target is met, None without a target."""
        if self.at_most is None and self.at_least is None:
            return None
        if self.value is None:
            return False
        return self.value <= (self.at_most if self.at_most is not None else self.value) and self.value >= (
            self.at_least or 0
        )

    @property
    def target(self) -> str:
        """Return the target in words, empty without one."""
        sign, number = ("≤", self.at_most) if self.at_most is not None else ("≥", self.at_least)
        return "" if number is None else f"{sign} {_number(number)} {self.unit}".rstrip()


@dataclass(slots=True)
class Part:
    """One comparison: a title and its lines."""

    title: str
    lines: list[Line] = field(default_factory=list)

    def add(
        self, what: str, value: float | None, unit: str, at_most: float | None = None, note: str = "",
        at_least: float | None = None,
    ) -> None:  # fmt: skip
        """Add a figure."""
        self.lines.append(Line(what, value, unit, at_most, note, at_least))

    def attempt(self, what: str, work: Callable[[], None]) -> bool:
        """Do ``work``, which adds lines itself; note where it gave no result."""
        try:
            work()
        except NotDone as why:
            self.add(what, None, "", note=str(why))
            return False
        return True

    def to_dict(self) -> dict[str, object]:
        """Return plain data for JSON."""
        return {"title": self.title, "lines": [{**asdict(x), "holds": x.holds} for x in self.lines]}


def show(console: Console, part: Part) -> None:
    """Print one part."""
    table = Table(title=part.title, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column("what", overflow="fold")
    table.add_column("figure", justify="right", no_wrap=True)
    table.add_column("target", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("note", overflow="fold", style="dim")
    for line in part.lines:
        mark = {None: "", True: "[green]ok[/green]", False: "[bold red]missed[/bold red]"}[line.holds]
        figure = "–" if line.value is None else f"{_number(line.value)} {line.unit}"
        table.add_row(line.what, figure, line.target, mark, line.note)
    console.print(table)
    console.print()


def _number(value: float) -> str:
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
