"""Everything that can go wrong, in one tree; each message says what, where and what to do next.

Messages reach users, so they are in French. Errors of a room inherit from that room's root::

    CampusGraphError
    ├── ModelError                 the ontology contradicts itself or lacks a term
    ├── LoaderError
    │   ├── MissingInput           a file or folder that a source needs is not there
    │   ├── DamagedInput           empty, truncated, of another encoding, another format
    │   ├── ChangedInput           a renamed column, far fewer rows than the source declares
    │   └── UnbalancedLedger       rows read ≠ loaded + merged + rejected
    ├── StoreError
    │   ├── StoreMissing           no graph at this place
    │   ├── StoreUnreadable        not a graph of ours, or of another version
    │   ├── StoreBusy              another build is writing here
    │   └── BrokenGraph            an edge without its ends, a field that the model forbids
    ├── QuestionError
    │   ├── UnknownName            an unknown question, territory, filière …; carries the nearest valid ones
    │   ├── BadParameter           a value that the question does not accept
    │   └── BadScenario            a what-if file that cannot be applied to this graph
    └── MissingPackage             an optional dependency that is not installed
"""

from __future__ import annotations

from collections.abc import Sequence


class CampusGraphError(Exception):
    """Root of the tree; ``exit_code`` is what the command ends with."""

    exit_code = 1


class ModelError(CampusGraphError):
    """The ontology contradicts itself or lacks a term."""


class LoaderError(CampusGraphError):
    """A source could not be read as it declares itself."""


class MissingInput(LoaderError):
    """A file or folder that a source needs is not there."""


class DamagedInput(LoaderError):
    """The file is empty, truncated, of another encoding or of another format."""


class ChangedInput(LoaderError):
    """The file no longer has the columns or the number of rows that the source declares."""


class UnbalancedLedger(LoaderError):
    """Rows read differ from loaded + merged + rejected: a loader lost or invented rows."""


class StoreError(CampusGraphError):
    """The graph could not be opened or written."""


class StoreMissing(StoreError):
    """There is no graph at this place."""


class StoreUnreadable(StoreError):
    """The file is not a graph of ours, or of another version."""


class StoreBusy(StoreError):
    """Another build is writing at this place."""


class BrokenGraph(StoreError):
    """The graph contradicts its own model."""


class QuestionError(CampusGraphError):
    """A question could not be asked as it was."""

    exit_code = 2


class UnknownName(QuestionError):
    """A name that nothing has.

    ``what`` is the French noun with its article ("la région"), ``nearest`` the closest valid names.
    """

    def __init__(self, what: str, value: str, nearest: Sequence[str]) -> None:
        self.what, self.value, self.nearest = what, value, tuple(nearest)
        hint = f" Les plus proches : {', '.join(nearest)}." if nearest else ""
        super().__init__(f"Le graphe ne connaît pas {what} « {value} ».{hint}")


class BadParameter(QuestionError):
    """A value that the question does not accept."""


class BadScenario(QuestionError):
    """A what-if file that cannot be read, or that names something the graph does not have."""


class MissingPackage(CampusGraphError):
    """An optional dependency that is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} n’est pas installé ; ajoutez-le avec « pip install campus-graph[{name}] ».")
