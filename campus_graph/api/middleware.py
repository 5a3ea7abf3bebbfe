"""Around every request: a name, a log line, figures, strict headers, and the client's share.

Plain ASGI, so that nothing is buffered. A log line holds method, route, status and time: no address of a client, no
query, no names.
"""

from __future__ import annotations

import logging
import os
import re
import time
import uuid
from collections.abc import Iterable

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from campus_graph.api.problems import Problem, document, unforeseen
from campus_graph.api.settings import SHARED

log = logging.getLogger("campus_graph.api.access")
_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_UNLIMITED = ("/health", "/ready")
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}


class Figures:
    """The Prometheus figures of one application."""

    media = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("campus_graph_requests", "Requests answered", labels, registry=self.registry)
        self.seconds = Histogram("campus_graph_seconds", "Time of answers", ("route",), registry=self.registry)

    def text(self) -> bytes:
        """Return the figures as Prometheus reads them: those of all processes, where there are several."""
        if SHARED not in os.environ:
            return generate_latest(self.registry)
        every = CollectorRegistry()
        MultiProcessCollector(every)  # type: ignore[no-untyped-call]
        return generate_latest(every)


class Around:
    """The middleware."""

    def __init__(self, app: ASGIApp, figures: Figures, rate: str) -> None:
        self.app, self.figures = app, figures
        self.rate = parse(rate) if rate else None
        self.limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, method = time.perf_counter(), [0], scope["method"]
        given = Headers(scope=scope).get("x-request-id", "")
        name = given if _NAME.fullmatch(given) else uuid.uuid4().hex
        if method == "HEAD":
            scope["method"] = "GET"  # the same response, of which ``out`` keeps the body back

        async def out(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                _put(MutableHeaders(scope=message), {**_HEADERS, "X-Request-ID": name}.items())
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._serve(scope, receive, out)
        except Exception:
            log.exception("unforeseen", extra={"data": {"request": name}})
            if status[0]:
                raise  # too late for a document: the server must break the connection off
            await unforeseen(Request(scope))(scope, receive, out)
        finally:
            self._note(scope, method, status[0] or 500, time.perf_counter() - began, name)

    async def _serve(self, scope: Scope, receive: Receive, out: Send) -> None:
        if self._over(scope):
            detail = "Trop de requêtes en peu de temps ; attendez une minute."
            response = document(Request(scope), Problem("too-many-requests", detail, {"Retry-After": "60"}))
            await response(scope, receive, out)
        else:
            await self.app(scope, receive, out)

    def _over(self, scope: Scope) -> bool:
        client = scope["client"][0] if scope.get("client") else "unknown"
        return self.rate is not None and scope["path"] not in _UNLIMITED and not self.limiter.hit(self.rate, client)

    def _note(self, scope: Scope, method: str, status: int, seconds: float, name: str) -> None:
        route = getattr(scope.get("route"), "path", "none")
        known = method if method in _METHODS else "other"
        self.figures.requests.labels(known, route, status).inc()
        self.figures.seconds.labels(route).observe(seconds)
        said = {"request": name, "method": known, "route": route, "status": status}
        log.info("request", extra={"data": {**said, "ms": round(seconds * 1000, 1)}})


def _put(headers: MutableHeaders, wanted: Iterable[tuple[str, str]]) -> None:
    for key, value in wanted:
        headers.setdefault(key, value)
