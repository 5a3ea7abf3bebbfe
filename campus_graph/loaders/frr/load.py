"""Which communes the law holds for fragile and rural (« France ruralités revitalisation », since July 2024).

« Non classée » is kept as a value: it says that the commune was looked at, a null says that it was not.
"""

from __future__ import annotations

from collections.abc import Iterator

from campus_graph.graph.tables import Table
from campus_graph.loaders.communes import communes
from campus_graph.loaders.reading import Reading

FILE = "communes"
_ZONING = "Classement FRR et FRR+ au 10 juillet 2025"


def load(reading: Reading) -> Iterator[Table]:
    """Yield the rurality zoning of each commune."""
    rows = communes(reading, FILE, reading.rows(FILE), "Code_insee", "Commune")
    zoned = rows.rename({_ZONING: "rurality_zoning"})
    yield Table("Commune", zoned.select("id", "code", "label", "rurality_zoning", "line"), FILE)
