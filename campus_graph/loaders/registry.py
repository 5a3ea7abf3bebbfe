"""Finds the source folders, in an order in which each comes after those it needs."""

from __future__ import annotations

import importlib
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from campus_graph.loaders.reading import LoadFunction
from campus_graph.loaders.source import SourceInfo, read_source

FOLDER = Path(__file__).parent


@cache
def sources() -> tuple[SourceInfo, ...]:
    """Return every source of this package; ties in the order of the alphabet."""
    infos = {p.parent.name: read_source(p) for p in sorted(FOLDER.glob("*/source.toml"))}
    sorter = TopologicalSorter({name: sorted(info.needs) for name, info in infos.items()})
    sorter.prepare()
    ordered: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += ready
        sorter.done(*ready)
    return tuple(infos[name] for name in ordered)


def loader(info: SourceInfo) -> LoadFunction:
    """Return the ``load`` function of a source's ``load.py``."""
    module = importlib.import_module(f"campus_graph.loaders.{info.name}.load")
    function: LoadFunction = module.load
    return function
