"""T1 and T4 on the server: a load that is killed, or whose server or network is, does no harm and can be repeated."""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from campus_graph.errors import StoreError
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server
from campus_graph.graph.server_load import ServerLoader
from neo4j_dev import Access
from neo4j_dev import Server as OwnServer
from tests.amount import of
from tests.neo4j.killed_load import BATCH, many, start
from tests.neo4j.loading import MODEL, as_file, ask, digest_on
from tests.neo4j.parity_stores import credentials, emptied, load, open_server
from tests.neo4j.proxy import Forgetful, Slow, Tally, between
from tests.world import World

_KILLS, _RESTARTS, _SECONDS = of(20, 5), of(10, 3), 60.0
_LATENCY, _RESETS = 0.2, 0.01
_STEPS, _MOMENT = range(2, 20), 0.02  # steps that every load of these graphs takes; seconds, about a transaction


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Path, EmbeddedReader]]]:
    """Return two graphs of which each differs from the other in most of its records."""
    paths = [tmp_path_factory.mktemp(str(year)) / "g.duckdb" for year in (2022, 2023)]
    readers = [as_file(many(f"an{year}", year), path) for year, path in zip((2022, 2023), paths, strict=True)]
    yield list(zip(paths, readers, strict=True))
    for reader in readers:
        reader.close()


def _seen(access: Access, graphs: dict[str, EmbeddedReader]) -> str:
    """Return the digest of the graph that a reader sees, having seen that it is whole; else what it is told."""
    try:
        with open_server(access) as reader:
            source = graphs[reader.digest]
            assert reader.counts() == source.counts()
            assert reader.table("Diploma").equals(source.table("Diploma"))
            return reader.digest
    except StoreError as error:
        return str(error)


def _refused(seen: str) -> bool:
    """Tell whether a reader was kept from a graph in the making, and told so."""
    return "n’est pas fini" in seen or "a été rechargé pendant la lecture" in seen


def test_t1_killed_loads_never_show_a_torn_graph_and_end_with_the_same_digest(
    neo4j_server: Access, years: list[tuple[Path, EmbeddedReader]]
) -> None:
    graphs = {reader.digest: reader for _, reader in years}
    drawn, same, cut = random.Random(20), 0, 0
    seen: list[str] = []
    with emptied(neo4j_server) as server:
        ServerLoader(server, MODEL).load(years[-1][1])  # a reader finds a graph from the first look on
        for (path, reader), _ in zip(itertools.cycle(years), range(_KILLS), strict=False):
            process, paused = start(neo4j_server, path, drawn.choice(_STEPS))
            while not paused.poll():
                seen.append(_seen(neo4j_server, graphs))
            seen.append(_seen(neo4j_server, graphs))
            assert process.pid is not None
            os.kill(process.pid, signal.SIGCONT)
            time.sleep(drawn.random() * _MOMENT)  # so that some die between two transactions, some within one
            process.kill()
            process.join()
            cut += _refused(_seen(neo4j_server, graphs))
            ServerLoader(server, MODEL, BATCH).load(reader)
            same += digest_on(neo4j_server) == reader.digest
    whole, refused = sum(s in graphs for s in seen), sum(map(_refused, seen))
    print(f"T1: {_KILLS} loads killed, {cut} in the middle; same digest {same}/{_KILLS}")
    print(f"T1: {len(seen)} reads meanwhile: {whole} whole, {refused} refused, {len(seen) - whole - refused} torn")
    assert same == _KILLS
    assert whole + refused == len(seen)
    assert cut >= _KILLS * 3 // 4


def test_a_load_killed_before_its_first_stamp_is_mended(
    neo4j_server: Access, years: list[tuple[Path, EmbeddedReader]]
) -> None:
    path, reader = years[0]
    with emptied(neo4j_server) as server:
        process, _ = start(neo4j_server, path)
        while not ask(neo4j_server, "MATCH (n:Diploma) RETURN n LIMIT 1"):
            assert process.is_alive()
        process.kill()
        process.join()
        assert _refused(_seen(neo4j_server, {}))
        assert load(server, reader).writes > 0
    assert digest_on(neo4j_server) == reader.digest


class _Restart:
    """Kills the server while a load is on its way from the given step on, and starts it again."""

    def __init__(self, server: OwnServer, step: int) -> None:
        self.server, self.step, self.reached = server, step, threading.Event()
        self.ended, self.inside, self.killed, self.late = threading.Event(), False, 0.0, 0.0
        self.thread = threading.Thread(target=self._restart)

    def advance(self, _: str) -> None:
        """Take note of a step of the load, which goes on meanwhile."""
        self.step -= 1
        if self.step == 0:
            self.reached.set()

    def _restart(self) -> None:
        self.reached.wait()
        self.killed = time.monotonic()
        self.inside = self.server.kill() and not self.ended.is_set()
        self.server.start()

    def during(self, loader: ServerLoader, source: EmbeddedReader) -> str:
        """Load while the server is restarted; return how the load ended."""
        self.thread.start()
        outcome = _outcome(loader, source)
        ended = time.monotonic()
        self.ended.set()
        self.reached.set()
        self.thread.join()
        self.late = 0.0 if outcome == "well" else ended - self.killed
        return outcome


def test_t4_a_server_killed_and_restarted_in_mid_load_ends_with_the_same_digest(
    own_server: OwnServer, years: list[tuple[Path, EmbeddedReader]]
) -> None:
    access, drawn, outcomes, restarts = own_server.start(), random.Random(4), Counter[str](), []
    with emptied(access) as server:
        for (_, reader), _ in zip(itertools.cycle(years), range(_RESTARTS), strict=False):
            restarts.append(restart := _Restart(own_server, drawn.choice(_STEPS)))
            outcome = restart.during(ServerLoader(server, MODEL, BATCH, restart.advance), reader)
            outcomes[outcome] += 1
            if outcome != "well":
                ServerLoader(server, MODEL, BATCH).load(reader)
            assert digest_on(access) == reader.digest
    inside, latest = sum(r.inside for r in restarts), max(r.late for r in restarts)
    print(f"T4: server killed and restarted {len(restarts)} ×, {inside} in mid-load; loads ended {dict(outcomes)}")
    print(f"T4: errors after {latest:.1f} s at most; same digest {len(restarts)}/{len(restarts)}")
    assert inside >= _RESTARTS * 8 // 10
    assert latest <= _SECONDS


def _outcome(loader: ServerLoader, source: EmbeddedReader) -> str:
    """Return ``well``, or the one sentence of the error."""
    try:
        loader.load(source)
    except StoreError as error:
        return str(error)
    return "well"


def test_t4_a_slow_and_resetting_network_ends_well_or_with_one_error(neo4j_server: Access, tmp_path: Path) -> None:
    tally, outcomes, seconds = Tally(seed=3), [""], [0.0]
    bigger = World()
    bigger.diploma("d", 3)
    sources = [as_file(world, tmp_path / f"{n}.duckdb") for n, world in enumerate((World(), bigger))]
    with emptied(neo4j_server), between(neo4j_server, lambda: Slow(tally, _LATENCY / 2, _RESETS)) as slow:
        for source in itertools.cycle(sources):
            while outcomes[-1] != "well":
                begun = time.monotonic()
                outcomes.append(_through(slow, source))
                seconds.append(time.monotonic() - begun)
            assert digest_on(neo4j_server) == source.digest
            if outcomes.count("well") >= 2 and tally.cuts > 0:
                break
            outcomes.append("")
    for source in sources:
        source.close()
    told = [outcome for outcome in outcomes if outcome]
    print(f"T4: {_LATENCY * 1000:.0f} ms and {_RESETS:.0%} resets: {tally.cuts} of {tally.passed} packets cut;")
    print(f"T4: {told}, at most {max(seconds):.1f} s; same digest {told.count('well')}/{told.count('well')}")
    assert max(seconds) <= _SECONDS
    assert not [outcome for outcome in told if "\n" in outcome]


def _through(access: Access, source: EmbeddedReader) -> str:
    """Load over a wire that may be cut; return ``well``, or the one sentence of the error."""
    try:
        server = Server(access.uri, credentials(access))
    except StoreError as error:
        return str(error)
    with closing(server):
        return _outcome(ServerLoader(server, MODEL), source)


def test_t4_no_batch_is_applied_twice_when_its_answer_is_lost(
    neo4j_server: Access, years: list[tuple[Path, EmbeddedReader]]
) -> None:
    tally = Tally()
    with emptied(neo4j_server), between(neo4j_server, lambda: Forgetful(tally)) as forgetful:
        server = Server(forgetful.uri, credentials(forgetful))
        report = ServerLoader(server, MODEL, BATCH * 4).load(years[0][1])
        server.close()
    print(f"T4: {tally.cuts} of {tally.passed} commits lost their answer; each batch applied once")
    assert tally.cuts >= 5
    assert report.counts == years[0][1].counts()
    assert digest_on(neo4j_server) == years[0][1].digest
