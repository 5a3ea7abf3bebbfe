"""The graph that requests read: opened once, shared, and replaced when a new build takes its place.

Each request leases a reader of its own on one state of the graph; readers of the former graph go on until their
request ends, the next request sees the new one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from campus_graph.errors import StoreError
from campus_graph.graph.store import Reader, is_server, open_store
from campus_graph.settings import Settings

log = logging.getLogger("campus_graph.api")

_LONGER = 0.5  # seconds that a server's statement may last beyond the limit, by then the client has its answer
_LOOK_AGAIN = 1.0  # seconds between two looks at a server's stamp


class _Shared:
    """One state of the graph, with the number of its readers."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.leases, self.retired = 0, False


class StoreHolder:
    """Lends readers of the present graph."""

    def __init__(self, settings: Settings, seconds: float) -> None:
        self.settings, self._seconds = settings, seconds + _LONGER
        self._lock = threading.Lock()
        self._shared: _Shared | None = None
        self._looked = 0.0

    @contextmanager
    def lease(self) -> Iterator[Reader]:
        """Lend a reader for one request.

        Raises:
            StoreError: there is no graph at the address, or it cannot be read.

        """
        with self._lock:
            shared = self._present()
            shared.leases += 1
        try:
            with shared.reader.fork() as reader:
                yield reader
        finally:
            with self._lock:
                shared.leases -= 1
                _drop(shared)

    def known(self) -> str | None:
        """Return the digest of the present graph, or None where that would take more than a look at the file."""
        shared = self._shared
        if shared is None:
            return None
        if is_server(self.settings.store):
            return shared.reader.digest if time.monotonic() - self._looked < _LOOK_AGAIN else None
        return shared.reader.digest if shared.reader.current() else None

    def close(self) -> None:
        """Close the graph once its last reader is done."""
        with self._lock:
            shared, self._shared = self._shared, None
            if shared is not None:
                shared.retired = True
                _drop(shared)

    def _present(self) -> _Shared:
        former = self._shared
        if former is not None and not self._stale(former):
            return former
        try:
            opened = _Shared(open_store(self.settings.store, self.settings.credentials, self._seconds))
        except StoreError as error:
            if former is None:
                raise
            # What took the place is no graph of ours, or is not whole yet: the former one is still good.
            log.warning("kept the former graph", extra={"data": {"digest": former.reader.digest, "error": str(error)}})
            return former
        self._shared = opened
        log.info("graph", extra={"data": {"digest": opened.reader.digest}})
        if former is not None:
            former.retired = True
            _drop(former)
        return opened

    def _stale(self, shared: _Shared) -> bool:
        """Tell whether another graph took the place; a server's stamp is not read for every request."""
        if not is_server(self.settings.store):
            return not shared.reader.current()
        now = time.monotonic()
        if now - self._looked < _LOOK_AGAIN:
            return False
        self._looked = now
        return not shared.reader.current()


def _drop(shared: _Shared) -> None:
    if shared.retired and shared.leases == 0:
        shared.reader.close()
