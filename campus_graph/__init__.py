"""The knowledge graph of the French "Campus des métiers et des qualifications".

Build a graph from open data, then ask where a filière has no campus, where a diploma has no way on
to higher education, and where a path from CAP to bac+5 breaks. For programs: ``campus_graph.open(path)``.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from campus_graph.session import Session as Session
    from campus_graph.session import open as open
else:

    def __getattr__(name: str) -> object:
        """Import what programs use when they use it: the command, which does not, starts without it."""
        if name in ("Session", "open"):
            from campus_graph import session

            return getattr(session, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
