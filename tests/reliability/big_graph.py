"""A graph big enough that writing it takes a while, and a process that writes it.

The forkserver imports this module once; each writer is then a fork of it that starts at once.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import polars as pl

from campus_graph.errors import StoreError
from campus_graph.graph.assemble import CONFLICT_SCHEMA
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.graph.store import Graph
from campus_graph.graph.tables import conform, empty
from campus_graph.loaders.ledger import ledger_frame
from campus_graph.ontology.model import load_model

_ESTABLISHMENTS = 1_000
load_model()
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__])


def big_graph(name: str, offers: int) -> Graph:
    """Return a graph of ``offers`` offers whose diplomas bear ``name``."""
    model = load_model()
    sources = pl.lit(["cas"], dtype=pl.List(pl.String))
    numbers = pl.DataFrame({"n": range(offers)})
    start = pl.format("establishment/{}", pl.col("n") % _ESTABLISHMENTS)
    end = pl.format("diploma/{}", pl.col("n") // _ESTABLISHMENTS)
    rows = {
        "Establishment": numbers.select(id=start, label=start, uai=start, category=pl.lit("lycee")).unique(),
        "Diploma": numbers.select(id=end, label=pl.lit(name), level=3, open=True).unique(),
        "OFFERS": numbers.select(start_id=start, end_id=end, voie=pl.lit("scolaire"), year=2022),
    }
    frames = {kind: empty(model, kind) for kind in (*model.nodes, *model.relations)}
    frames |= {kind: conform(model, kind, frame.with_columns(sources=sources)) for kind, frame in rows.items()}
    conflicts = pl.DataFrame(schema=CONFLICT_SCHEMA)
    return Graph(frames, conflicts, ledger_frame(()), {"as_of": "2024-06-30", "version": "test"})


def start(path: Path, name: str, offers: int) -> BaseProcess:
    """Start a process that builds a graph at ``path``; return it when it begins to write."""
    process, told = _child(_build, path, name, offers)
    told.recv()
    return process


def _build(tell: Connection, path: Path, name: str, offers: int) -> None:
    graph = big_graph(name, offers)
    tell.send("writing")
    EmbeddedWriter(path).write(graph)


def refusals(path: Path, name: str, offers: int, room: Sequence[int]) -> list[str]:
    """Return what a build says on disks that have room for so many bytes in one file."""
    process, told = _child(_build_without_room, path, name, offers, room)
    messages: list[str] = told.recv()
    process.join()
    return messages


def _build_without_room(tell: Connection, path: Path, name: str, offers: int, room: Sequence[int]) -> None:
    graph = big_graph(name, offers)
    messages = []
    for limit in room:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            EmbeddedWriter(path).write(graph)
            messages.append("")
        except StoreError as error:
            messages.append(str(error))
    tell.send(messages)


def _child(work: Callable[..., None], *arguments: Any) -> tuple[BaseProcess, Connection]:
    told, tell = _context.Pipe(duplex=False)
    process = _context.Process(target=work, args=(tell, *arguments))
    process.start()
    tell.close()
    return process, told
