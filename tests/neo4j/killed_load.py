"""A graph that takes some fifty transactions to load, and a process that loads it and may be killed.

The forkserver imports this module once; each loader is then a fork of it that starts at once.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server
from campus_graph.graph.server_load import ServerLoader
from campus_graph.ontology.model import load_model
from neo4j_dev import Access
from tests.neo4j.parity_stores import credentials
from tests.world import World

BATCH = 10
_DIPLOMAS, _OFFERS = 40, 100
load_model()
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])


def many(name: str, year: int) -> World:
    """Return a world whose diplomas bear ``name`` and whose offers are of ``year``: two years share no offer."""
    world = World()
    for number in range(20):
        world.establishment(f"e{number}", ("25", "35", "21")[number % 3], 47.0 + number / 10, 5.0)
    for number in range(_DIPLOMAS):
        world.diploma(f"{name}{number}" if number % 10 == 0 else f"d{number}", 3 + number % 4)
        world.rows["Diploma"][-1]["label"] = name
    known = [row["id"].removeprefix("diploma/") for row in world.rows["Diploma"]]
    for number in range(_OFFERS):
        world.offer(f"e{number % 20}", known[number % _DIPLOMAS], year)
    return world


def start(access: Access, path: Path, pause: int = 0) -> tuple[BaseProcess, Connection]:
    """Start a process that loads a file into the server; return it when it begins, and what tells that it paused.

    It stops itself before step ``pause``, so that others can look at a load that is surely half done.
    """
    told, tell = _context.Pipe(duplex=False)
    process = _context.Process(target=_load, args=(tell, access, path, pause))
    process.start()
    tell.close()
    told.recv()
    return process, told


def _load(tell: Connection, access: Access, path: Path, pause: int) -> None:
    steps = itertools.count(1)

    def advance(_: str) -> None:
        if next(steps) == pause:
            tell.send("pausing")
            os.kill(os.getpid(), signal.SIGSTOP)

    with EmbeddedReader(path) as source:
        server = Server(access.uri, credentials(access))
        tell.send("loading")
        ServerLoader(server, load_model(), BATCH, advance).load(source)
        server.close()
