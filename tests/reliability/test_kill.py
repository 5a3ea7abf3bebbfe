"""T1: a build that dies, runs out of disk or meets another one never harms the graph that is in place."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest

from campus_graph.errors import StoreBusy
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.embedded_writer import EmbeddedWriter
from tests.reliability.big_graph import big_graph, refusals, start

_OFFERS = 20_000
_KILLS = 20
_FULL_DISKS = 10
_DEADLINE = 60.0


class Place:
    """Where a graph stands, a copy of it, and its digests before and after a build."""

    def __init__(self, folder: Path, copy: Path, old: str, new: str) -> None:
        self.path, self.copy, self.old, self.new = folder / "campus.duckdb", copy, old, new
        self.restore()

    @property
    def beside(self) -> Path:
        return self.path.with_name(self.path.name + ".building")

    def restore(self) -> None:
        """Put the old graph back."""
        shutil.copy(self.copy, self.path)

    def read(self) -> str:
        """Return the digest of the graph in place, having seen that it is whole."""
        with EmbeddedReader(self.path) as reader:
            assert reader.counts()["OFFERS"] == _OFFERS
            labels = reader.table("Diploma")["label"].unique().to_list()
            assert labels == [{self.old: "ancien", self.new: "nouveau"}[reader.digest]]
            return reader.digest

    def leftovers(self) -> list[str]:
        """Return the files beside the graph that no build in order leaves."""
        known = {self.path.name, f"{self.path.name}.lock"}
        return sorted(p.name for p in self.path.parent.iterdir() if p.name not in known)

    def wait_for_writing(self) -> None:
        """Wait until a build has begun its file."""
        end = time.monotonic() + _DEADLINE
        while not self.beside.exists() and time.monotonic() < end:
            time.sleep(0.002)
        assert self.beside.exists()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """Return a written graph, its digest, and the digest of the one that builds will put in its place."""
    path = tmp_path_factory.mktemp("ancien") / "campus.duckdb"
    new = EmbeddedWriter(path).write(big_graph("nouveau", _OFFERS))
    old = EmbeddedWriter(path).write(big_graph("ancien", _OFFERS))
    return path, old, new


@pytest.fixture
def place(tmp_path: Path, written: tuple[Path, str, str]) -> Place:
    return Place(tmp_path, *written)


def test_twenty_kills_at_random_moments_leave_a_whole_graph_and_the_next_build_succeeds(place: Place) -> None:
    usual = _seconds_of_a_build(place)
    moments = random.Random(20)
    kills = reads = unfinished = 0
    while kills < _KILLS:
        process = start(place.path, "nouveau", _OFFERS)
        moment = time.monotonic() + moments.random() * usual
        while time.monotonic() < moment:
            place.read()
            reads += 1
        process.kill()
        process.join()
        kills += process.exitcode != 0
        unfinished += place.beside.exists()
        if place.read() == place.new:
            place.restore()
    print(f"{kills} builds killed, {unfinished} left an unfinished file, {reads} reads meanwhile: all whole")
    assert unfinished > 0
    last = start(place.path, "nouveau", _OFFERS)
    last.join()
    assert (last.exitcode, place.read(), place.leftovers()) == (0, place.new, [])


def _seconds_of_a_build(place: Place) -> float:
    process = start(place.path, "nouveau", _OFFERS)
    begun = time.monotonic()
    process.join()
    seconds = time.monotonic() - begun
    assert place.read() == place.new
    place.restore()
    return seconds


def test_the_file_of_a_killed_build_is_removed_by_the_next(place: Place) -> None:
    process = start(place.path, "nouveau", _OFFERS)
    place.wait_for_writing()
    process.kill()
    process.join()
    assert place.beside.name in place.leftovers()
    assert EmbeddedWriter(place.path).write(big_graph("nouveau", _OFFERS)) == place.new
    assert place.leftovers() == []


@pytest.mark.parametrize("offers", [100, _OFFERS], ids=["room-for-the-log", "no-room-for-the-log"])
def test_ten_full_disks_give_one_clear_error_and_leave_the_old_graph(place: Place, offers: int) -> None:
    needed = place.path.with_name("mesure.duckdb")
    EmbeddedWriter(needed).write(big_graph("nouveau", offers))
    size = needed.stat().st_size
    room = [size * n // _FULL_DISKS for n in range(_FULL_DISKS)]
    messages = refusals(place.path, "nouveau", offers, room)
    print(f"{len(messages)} full disks, with room for {room[0]} to {room[-1]} bytes: {sorted(set(messages))}")
    assert all(m.startswith(f"Impossible d’écrire {place.path} (") for m in messages)
    assert all(m.endswith("l’ancien graphe est intact.") for m in messages)
    assert (place.read(), place.leftovers()) == (place.old, [needed.name, f"{needed.name}.lock"])
    assert place.path.read_bytes() == place.copy.read_bytes()


def test_of_two_builds_at_once_the_second_is_refused_and_the_first_ends_well(place: Place) -> None:
    first = start(place.path, "nouveau", _OFFERS)
    place.wait_for_writing()
    with pytest.raises(StoreBusy, match="Une autre construction écrit déjà"):
        EmbeddedWriter(place.path).write(big_graph("ancien", 1_000))
    first.join()
    assert (first.exitcode, place.read(), place.leftovers()) == (0, place.new, [])


def test_readers_of_one_process_each_see_the_graph_of_their_opening(place: Place) -> None:
    with EmbeddedReader(place.path) as before, EmbeddedReader(place.path) as beside:
        assert (before.digest, beside.digest) == (place.old, place.old)
        EmbeddedWriter(place.path).write(big_graph("nouveau", _OFFERS))
        with EmbeddedReader(place.path) as after:
            assert after.table("Diploma")["label"].unique().to_list() == ["nouveau"]
        assert before.table("Diploma")["label"].unique().to_list() == ["ancien"]
