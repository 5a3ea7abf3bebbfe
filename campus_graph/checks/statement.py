"""A statement under way, and what the compilers for both stores have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from campus_graph.checks.constraints import Count, Value
from campus_graph.graph.tables import fields
from campus_graph.ontology.model import Model

# Of a UAI or an RNSR number: the remainder of the digits by 23 is the place of the letter.
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
# A SIREN, nine digits, is checked as a SIRET with zeros before it. La Poste has a rule of its own.
SIRET_DIGITS = 14
LA_POSTE = "356000000"
LUHN = "[0-9]{9}|[0-9]{14}"


@dataclass(slots=True)
class Statement:
    """The parts of a text, joined by UNION ALL, and the values of its parameters."""

    parts: list[str] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)

    def given(self, value: object) -> str:
        """Return the name of a new parameter that has this value."""
        name = f"p{len(self.values)}"
        self.values[name] = list(value) if isinstance(value, tuple) else value
        return f"${name}"

    @property
    def text(self) -> str:
        """Return the whole statement."""
        return "\nUNION ALL\n".join(self.parts)


Wrong = Callable[[Statement, Value], str]


class Compiler:
    """What a compiler knows while it writes the statement that finds what breaks the constraints of one kind."""

    def __init__(self, model: Model, owner: str) -> None:
        self.model, self.owner, self.statement = model, owner, Statement()
        self.is_node = owner in model.nodes
        self.many = {f.name for f in fields(model, owner) if f.many}


def luhn(digits: Iterable[str], sign: str = "CASE WHEN {0} > 4 THEN 9 ELSE 0 END") -> str:
    """Return the sum of the digits of a SIRET, every second one from the right doubled and its own digits added."""
    return " + ".join(d if i % 2 else f"2 * {d} - {sign.format(d)}" for i, d in enumerate(digits))


def outside(test: Count, number: str) -> str:
    """Return the condition that a number is not within the bounds of a count."""
    bounds = [(test.minimum, "<"), (test.maximum, ">")]
    return " OR ".join(f"{number} {sign} {bound}" for bound, sign in bounds if bound is not None)
