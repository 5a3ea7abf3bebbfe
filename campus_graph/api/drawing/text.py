"""How wide words are in a picture, and how they are broken into lines.

SVG breaks no lines, and what would (``foreignObject``) prints badly. The server knows no font of its clients: it counts
with DejaVu Sans, the widest of those that « system-ui » stands for, so that what fits here fits everywhere.
"""

from __future__ import annotations

import unicodedata

# Advance widths in thousandths of the font's size, read from the font's own table (``hmtx``).
_WIDTHS: dict[str, int] = {
    letter: width
    for width, letters in {
        200: "\u202f",
        275: "'",
        278: "ijl",
        318: " ,.’·\u00a0",
        337: "IJ/:;\\|",
        361: "f-‑",
        392: "t()[]",
        411: "r!",
        500: '"*_`–°',
        525: "sz?",
        557: "cL",
        579: "Fk•",
        592: "vxy",
        615: "PTYo«»ae",
        636: "EhnuSbdgpq$0123456789{}",
        686: "KAVXZB",
        698: "RC",
        752: "UNH",
        787: "DG&OQ",
        838: "w#+<=>^~✕→×±",
        863: "M",
        989: "%mWæÆ",
    }.items()
    for letter in letters
}
_WIDEST = 1_080  # of what is not in the table
_BOLD = 1.2  # the bold face is wider by a fifth at most on any line of words


def width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a line, in the unit of ``size``."""
    total = sum(_WIDTHS.get(letter) or _WIDTHS.get(_bare(letter), _WIDEST) for letter in text)
    return total * size / 1_000 * (_BOLD if bold else 1)


def _bare(letter: str) -> str:
    """Return a letter without its accent: both are of one width."""
    return unicodedata.normalize("NFD", letter)[0]


def wrap(text: str, room: float, size: float, most: int, bold: bool = False) -> list[str]:
    """Return at most ``most`` lines, each no wider than ``room``; what is cut off ends in « … »."""
    lines: list[str] = []
    words = [part for word in text.split() for part in _parts(word, room, size, bold)]
    for word in words:
        if lines and width(f"{lines[-1]} {word}", size, bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(f"{lines[most - 1]} …", room, size, bold)]
    return lines


def _parts(word: str, room: float, size: float, bold: bool) -> list[str]:
    """Return a word as one piece, or as pieces that fit."""
    parts = [""]
    for letter in word:
        if parts[-1] and width(parts[-1] + letter, size, bold) > room:
            parts.append("")
        parts[-1] += letter
    return parts


def _cut(line: str, room: float, size: float, bold: bool) -> str:
    kept = line.removesuffix(" …")
    while kept and width(f"{kept}…", size, bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip(' ,;:–-')}…"
