"""A Bolt wire that misbehaves: between the driver and a server, slow, reset, forgetful or older than it is."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from neo4j_dev import Access

_COMMIT = b"\x00\x02\xb0\x12\x00\x00"  # a chunk of two bytes: the message COMMIT, without fields
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close by a reset


class Wire(Protocol):
    """What one connection does to the bytes that pass; None cuts it."""

    delay: float

    def to_server(self, data: bytes) -> bytes | None: ...

    def to_client(self, data: bytes) -> bytes | None: ...


class Slow:
    """Passes everything on late, and cuts some connections; ``tally`` counts the cuts of all of them."""

    def __init__(self, tally: Tally, delay: float, share: float) -> None:
        self.tally, self.delay, self.share = tally, delay, share

    def to_server(self, data: bytes) -> bytes | None:
        self.tally.passed += 1
        return None if self.tally.cut_if(self.tally.random.random() < self.share) else data

    to_client = to_server


class Forgetful:
    """Brings every third COMMIT to the server, and cuts the connection when the answer comes."""

    delay = 0.0

    def __init__(self, tally: Tally) -> None:
        self.tally, self.forgets = tally, False

    def to_server(self, data: bytes) -> bytes | None:
        if _COMMIT in data:
            self.tally.passed += 1
            self.forgets = self.tally.passed % 3 == 0
        return data

    def to_client(self, data: bytes) -> bytes | None:
        return None if self.tally.cut_if(self.forgets) else data


class Renamed:
    """Makes the server say another version than its own."""

    delay = 0.0

    def __init__(self, own: str, said: str) -> None:
        self.own, self.said = own.encode(), said.ljust(len(own), "0").encode()

    def to_server(self, data: bytes) -> bytes | None:
        return data

    def to_client(self, data: bytes) -> bytes | None:
        return data.replace(self.own, self.said)


class Overheard:
    """Passes everything on, and keeps what was said since it was last forgotten."""

    delay = 0.0

    def __init__(self) -> None:
        self.asked, self.answered = bytearray(), bytearray()

    def to_server(self, data: bytes) -> bytes | None:
        self.asked += data
        return data

    def to_client(self, data: bytes) -> bytes | None:
        self.answered += data
        return data

    def begins(self) -> list[bytes]:
        """Return the messages BEGIN that were sent, each with what followed it."""
        return bytes(self.asked).split(b"\xb1\x11")[1:]


@dataclass
class Tally:
    """What happened on all connections of a proxy."""

    seed: int = 0
    passed: int = 0
    cuts: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def cut_if(self, cut: bool) -> bool:
        self.cuts += cut
        return cut


@contextmanager
def between(access: Access, wire: Callable[[], Wire]) -> Iterator[Access]:
    """Lend the address of a proxy to the server."""
    host, _, port = access.uri.removeprefix("bolt://").rpartition(":")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = _Proxy(host, int(port), wire)
    ours = asyncio.run_coroutine_threadsafe(proxy.start(), loop).result()
    try:
        yield access._replace(uri=f"bolt://127.0.0.1:{ours}")
    finally:
        asyncio.run_coroutine_threadsafe(proxy.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Proxy:
    def __init__(self, host: str, port: int, wire: Callable[[], Wire]) -> None:
        self.host, self.port, self.wire = host, port, wire
        self.tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        self.server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return int(self.server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        self.server.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        task.add_done_callback(lambda _: _reset(writer))  # even if it was cancelled before it had begun

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back, forth = await asyncio.open_connection(self.host, self.port)
        except OSError:
            return
        wire = self.wire()
        pumps = (_pump(reader, forth, wire.to_server, wire.delay), _pump(back, writer, wire.to_client, wire.delay))
        tasks = [asyncio.ensure_future(pump) for pump in pumps]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            _reset(forth)


async def _pump(
    source: asyncio.StreamReader, sink: asyncio.StreamWriter, change: Callable[[bytes], bytes | None], delay: float
) -> None:
    """Pass bytes on until an end closes or the wire is cut."""
    with suppress(OSError):
        while data := await source.read(65_536):
            await asyncio.sleep(delay)
            passed = change(data)
            if passed is None:
                return
            sink.write(passed)
            await sink.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
