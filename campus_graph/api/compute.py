"""Runs what a request computes: in a thread, with a reader of its own, within the limits of time and places."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TypeVar

import anyio
from cachetools import LRUCache, cached

from campus_graph.api.holder import StoreHolder
from campus_graph.api.problems import Problem
from campus_graph.api.settings import ApiSettings
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import ask

T = TypeVar("T")


class Compute:
    """The computing of one process. Made within its event loop."""

    def __init__(self, settings: ApiSettings) -> None:
        self.settings = settings
        self.holder = StoreHolder(settings.graph)
        self._places = anyio.CapacityLimiter(settings.workers)
        # Requests for the same answer wait for the first of them instead of computing it again.
        self.answer = cached(LRUCache(settings.cached_answers), key=_key, condition=threading.Condition(), info=False)(
            _ask
        )

    async def run(self, work: Callable[[Reader], T]) -> T:
        """Return what ``work`` makes of the present graph.

        Raises:
            Problem: no place is free, or the time limit was reached; the running statement is then cut.

        """
        if self._places.statistics().tasks_waiting >= self.settings.waiting:
            raise Problem("busy", "Toutes les places sont prises ; réessayez dans un instant.", {"Retry-After": "1"})
        held: list[Reader] = []
        with anyio.move_on_after(self.settings.time_limit):
            return await anyio.to_thread.run_sync(
                self._within, work, held, limiter=self._places, abandon_on_cancel=True
            )
        for reader in held:
            reader.interrupt()
        limit = f"{self.settings.time_limit:g}".replace(".", ",")
        detail = f"La réponse demande plus de {limit} s ; restreignez-la (région, filière) ou réessayez."
        raise Problem("too-slow", detail, {"Retry-After": "2"})

    def _within(self, work: Callable[[Reader], T], held: list[Reader]) -> T:
        with self.holder.lease() as reader:
            held.append(reader)
            return work(reader)

    def close(self) -> None:
        """Close the graph."""
        self.holder.close()


def _ask(reader: Reader, name: str, given: Mapping[str, Scalar]) -> Answer:
    return ask(reader, name, given)


def _key(reader: Reader, name: str, given: Mapping[str, Scalar]) -> tuple[object, ...]:
    return (reader.digest, name, *sorted(given.items()))
