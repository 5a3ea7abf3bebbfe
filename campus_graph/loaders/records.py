"""From the lines of a CSV file to records, each with its line number.

An unclosed quote costs its own row alone: the rows that it swallowed are given back and read again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

MAX_CELL = 131_072
# First line, cells, problem; of a record that cannot be parsed, the text of its line as its only cell.
Record = tuple[int, list[str], str]


class _Lines:
    """The lines of a file, noted as a record takes them, so that they can be given back."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._stream = iter(stream)
        self._returned: list[str] = []
        self.taken: list[str] = []
        self.asked = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.asked += 1
        line = self._returned.pop() if self._returned else next(self._stream)
        self.taken.append(line)
        return line

    def begin(self) -> None:
        """Begin a record."""
        self.taken, self.asked = [], 0

    def keep_first(self) -> None:
        """Give back all lines of this record but its first."""
        self._returned += reversed(self.taken[1:])
        del self.taken[1:]


def records(stream: Iterable[str], separator: str) -> Iterator[Record]:
    """Yield the records of a file, header and blank lines included.

    The parser asks for more lines only inside quotes: either a cell holds line ends, or its quote was
    never closed and swallows good rows, up to the next quote or the limit of a cell. Telling the two apart
    per record keeps real multi-line cells, which ``QUOTE_NONE`` would break, and single lines with a stray
    quote, which ``strict`` would refuse (the BCN has some).
    """
    csv.field_size_limit(MAX_CELL)
    lines = _Lines(stream)
    reader = csv.reader(lines, delimiter=separator)
    number, width = 1, 0
    while True:
        lines.begin()
        try:
            row, problem = next(reader), ""
        except StopIteration:
            return
        except csv.Error:
            row, problem = lines.taken[:1], f"cellule de plus de {MAX_CELL} caractères"
        width = width or len(row)
        if lines.asked > 1 and not _is_one_record(lines.taken, separator, width):
            lines.keep_first()
            row, problem = lines.taken, "guillemet mal fermé"
        yield number, row, problem
        number += len(lines.taken)


def _is_one_record(lines: list[str], separator: str, width: int) -> bool:
    """Tell a record with line ends in its cells from rows that an unclosed quote ran together.

    Its quotes pair up, its cells are as many as the header's, and no later line is a whole row by itself
    (unless the first line held none of its cells but the quoted one).
    """
    try:
        row = next(csv.reader(lines, delimiter=separator, strict=True))
        whole = any(len(next(csv.reader([line], delimiter=separator), [])) >= width for line in lines[1:])
    except csv.Error:
        return False
    return len(row) == width and not (whole and separator in lines[0])
