"""Runs what a request computes: in a thread, with a reader of its own, within the limits of time and places.

What the store computes is cut at the time limit. What Python computes ends by itself; it keeps its place until then,
so that no more than ``workers`` ever compute at once, whatever is asked.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from cachetools import LRUCache, cached
from fastapi import Request, Response

from campus_graph.api.formats import etag, not_modified, unchanged
from campus_graph.api.holder import StoreHolder
from campus_graph.api.problems import Problem
from campus_graph.api.settings import ApiSettings
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import ask

T = TypeVar("T")
_HEADERS = 1_000  # about so many bytes are the headers of a response
_CUT_AGAIN = 0.05  # seconds until the next statement of a request that is over is cut


class Compute:
    """The computing of one process. ``former`` lends the graph of before, where the operator names one."""

    def __init__(self, settings: ApiSettings) -> None:
        self.settings = settings
        self.holder = StoreHolder(settings.graph, settings.time_limit)
        earlier = replace(settings.graph, store=settings.former)
        self.former = StoreHolder(earlier, settings.time_limit) if settings.former else None
        self._pool = ThreadPoolExecutor(settings.workers, "campus-graph")
        self._lock, self._asked = threading.Lock(), 0
        # The mark of a response says all that it is made from. Touched by the event loop alone.
        self._made: LRUCache[str, tuple[bytes, dict[str, str]]] = LRUCache(
            settings.kept_bytes, getsizeof=lambda one: len(one[0]) + _HEADERS
        )
        self._largest = settings.kept_bytes // 64 - _HEADERS
        self._cutting: set[asyncio.Task[None]] = set()
        # Requests for the same answer wait for the first of them instead of computing it again.
        self.answer = cached(LRUCache(settings.cached_answers), key=_key, condition=threading.Condition(), info=False)(
            _ask
        )

    async def respond(self, request: Request, form: str, work: Callable[[Reader], Response]) -> Response:
        """Return the response that ``work`` makes; the same one is not made again while the graph stays.

        Raises:
            Problem: as ``run``.

        """
        digest = self.holder.known()
        mark = etag(request, digest, form) if digest else ""
        if mark in self._made:
            body, headers = self._made[mark]
            return not_modified(headers) if unchanged(request, mark) else Response(body, headers=headers)
        response = await self.run(work)
        if type(response) is Response and response.status_code == 200 and len(response.body) <= self._largest:
            headers = {k: v for k, v in response.headers.items() if k != "content-length"}
            self._made[response.headers["etag"]] = (bytes(response.body), headers)
        return response

    async def run(self, work: Callable[[Reader], T]) -> T:
        """Return what ``work`` makes of the present graph.

        Raises:
            Problem: no place is free, or the time limit was reached; the running statement is then cut.

        """
        held: list[Reader] = []
        future = self._submit(work, held)
        wrapped = asyncio.wrap_future(future)
        done, _ = await asyncio.wait({wrapped}, timeout=self.settings.time_limit)
        if done:
            return wrapped.result()
        if future.cancel():  # it has not begun
            raise _busy()
        self._cut(future, held)
        limit = f"{self.settings.time_limit:g}".replace(".", ",")
        detail = f"La réponse demande plus de {limit} s ; restreignez-la (région, filière) ou réessayez."
        raise Problem("too-slow", detail, {"Retry-After": "2"})

    def _submit(self, work: Callable[[Reader], T], held: list[Reader]) -> Future[T]:
        with self._lock:
            if self._asked >= self.settings.workers + self.settings.waiting:
                raise _busy()
            self._asked += 1
        future = self._pool.submit(self._within, work, held)
        future.add_done_callback(self._ended)
        return future

    def _ended(self, _: Future[T]) -> None:
        with self._lock:
            self._asked -= 1

    def _within(self, work: Callable[[Reader], T], held: list[Reader]) -> T:
        with self.holder.lease() as reader:
            held.append(reader)
            return work(reader)

    @contextmanager
    def before(self) -> Iterator[Reader | None]:
        """Lend a reader of the former graph, or None where the operator keeps none."""
        if self.former is None:
            yield None
        else:
            with self.former.lease() as reader:
                yield reader

    def _cut(self, future: Future[T], held: list[Reader]) -> None:
        """Cut the running statement, and those that would follow it."""

        async def cut() -> None:
            while not future.done():
                for reader in held:
                    reader.interrupt()
                await asyncio.sleep(_CUT_AGAIN)

        task = asyncio.create_task(cut())
        self._cutting.add(task)
        task.add_done_callback(self._cutting.discard)

    def close(self) -> None:
        """Close the graph."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.holder.close()
        if self.former is not None:
            self.former.close()


def _busy() -> Problem:
    return Problem("busy", "Toutes les places sont prises ; réessayez dans un instant.", {"Retry-After": "1"})


def _ask(reader: Reader, name: str, given: Mapping[str, Scalar]) -> Answer:
    return ask(reader, name, given)


def _key(reader: Reader, name: str, given: Mapping[str, Scalar]) -> tuple[object, ...]:
    return (reader.digest, name, *sorted(given.items()))
