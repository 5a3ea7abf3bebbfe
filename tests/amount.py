"""How much of a long trial is made: a part by default, the whole number that was set as a goal on request."""

from __future__ import annotations

import os

WHOLE = os.environ.get("CAMPUS_GRAPH_TEST_WHOLE") == "1"


def of(whole: int, by_default: int) -> int:
    """Return how many times a trial is made: all with ``CAMPUS_GRAPH_TEST_WHOLE=1``, else enough to notice a fault."""
    return whole if WHOLE else by_default
