"""Numbers, dates and signs of punctuation as French readers write them."""

from __future__ import annotations

import datetime
import re

_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_FAST = "\u00a0"  # no-break space
_THIN = "\u202f"  # narrow no-break space


def day(text: str) -> str:
    """Return a date in words; what is no date stays as it is.

    >>> day("2017-03-01"), day("2022-12-15"), day("2022")
    ('1er mars 2017', '15 décembre 2022', '2022')
    """
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        return text
    return f"{date.day}{'er' if date.day == 1 else ''} {_MONTHS[date.month - 1]} {date.year}"


def number(value: int | float) -> str:
    """Return a number with a comma, and its thousands apart.

    >>> number(999), number(0.25), number(12345).split(_THIN)
    ('999', '0,25', ['12', '345'])
    """
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"
    return text.replace(",", _THIN).replace(".", ",")


def bound(text: str) -> str:
    """Return a text of ours whose signs of punctuation stay with their words at the end of a line.

    >>> bound("« CAP » : où ?").split(_FAST)
    ['«', 'CAP', '»', ': où', '?']
    """
    return re.sub(r"(?<=«) | (?=[;:?!»])", _FAST, text)
