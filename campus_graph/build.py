"""One way through: sources → tables and ledger → assembly → derivations → checks → the new graph.

Nothing here depends on the clock or on the order of files and rows; the time is only reported.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from campus_graph import __version__
from campus_graph.errors import ChangedInput, MissingInput, StoreError
from campus_graph.graph.assemble import Assembly, Contribution, assemble
from campus_graph.graph.check import check
from campus_graph.graph.derive import OWN_SOURCE, derive
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.graph.filieres import mapped_shares
from campus_graph.graph.store import Graph
from campus_graph.graph.tables import Table, conform
from campus_graph.loaders.ledger import Ledger, ledger_frame, rejects_frame
from campus_graph.loaders.rdf_graph import read_graph
from campus_graph.loaders.reading import Lookups, Reading, run
from campus_graph.loaders.registry import loader, sources
from campus_graph.loaders.source import SourceInfo
from campus_graph.ontology.model import Model, load_model
from campus_graph.ontology.namespace import mint
from campus_graph.own.known import Known
from campus_graph.own.load import own_tables
from campus_graph.own.source import OWN_PREFIX, own_source
from campus_graph.starter import STARTER_DATE, starter_contribution

Progress = Callable[[str], None]
_CAMPUS_FACTS = "cmq_facts"
_OWN = SourceInfo(
    name=OWN_SOURCE,
    title="Calculs et tables de correspondance de campus-graph",
    publisher="campus-graph",
    licence="celle du projet",
    vintage=__version__,
    address="",
    rank=90,
    needs=(),
    prefer=frozenset(),
    files={},
)


@dataclass(slots=True)
class Gathered:
    """What the sources gave, with their accounts. ``as_of`` is the day of the campus facts."""

    contributions: list[Contribution] = field(default_factory=list)
    infos: list[SourceInfo] = field(default_factory=list)
    ledgers: list[Ledger] = field(default_factory=list)
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The outcome of a build. ``seconds`` is wall time; ``shares`` are the shares mapped to a filière, ``own_rejects``
    the rows of users' own data that could not be used.
    """

    digest: str
    seconds: float
    nodes: dict[str, int]
    edges: dict[str, int]
    sources: list[dict[str, object]]
    shares: dict[str, float]
    conflicts: int
    rejects: str
    own_rejects: list[dict[str, object]]

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain data for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def build(
    out: Path, data: Path | None = None, progress: Progress = lambda _: None, own: Sequence[Path] = ()
) -> BuildReport:
    """Build a graph file from the raw files in ``data``, or from the starter set; ``own`` are users' own data.

    Raises:
        LoaderError: an input is missing, damaged or changed.
        StoreError: the graph is inconsistent or cannot be written. In every case the old graph stays.

    """
    started = time.perf_counter()
    model = load_model()
    gathered = gather_starter(model) if data is None else gather(model, data, progress)
    for place in own:
        gather_own(model, gathered, place)
    progress("assemblage")
    return _write(out, make_graph(model, gathered), gathered, started, progress)


def build_from_rdf(out: Path, file: Path, progress: Progress = lambda _: None, base: str | None = None) -> BuildReport:
    """Build the graph file anew from what ``campus-graph export`` wrote; the digest is that of the graph exported.

    ``base`` is what comes before identifiers, where the file does not say it itself.

    Raises:
        BadParameter: the base is no address.
        LoaderError: the file is missing, damaged, or says what the ontology does not provide for.
        StoreError: the graph is inconsistent or cannot be written. In every case the old graph stays.

    """
    started, model = time.perf_counter(), load_model()
    progress("lecture")
    graph = read_graph(model, file, __version__, base)
    check(model, graph.frames)
    return _write(out, graph, Gathered(), started, progress)


def _write(out: Path, graph: Graph, gathered: Gathered, started: float, progress: Progress) -> BuildReport:
    progress("écriture")
    model = load_model()
    with _rejects_beside(out, gathered.ledgers) as rejects:
        digest = EmbeddedWriter(out, model).write(graph)
    counts = {kind: frame.height for kind, frame in graph.frames.items()}
    return BuildReport(
        digest=digest,
        seconds=round(time.perf_counter() - started, 2),
        nodes={kind: counts[kind] for kind in model.nodes},
        edges={kind: counts[kind] for kind in model.relations},
        sources=_accounts(gathered),
        shares=mapped_shares(graph.frames),
        conflicts=graph.conflicts.height,
        rejects=str(rejects),
        own_rejects=rejects_frame([x for x in gathered.ledgers if x.source.startswith(OWN_PREFIX)]).to_dicts(),
    )


def gather(model: Model, data: Path, progress: Progress = lambda _: None) -> Gathered:
    """Read every source from the folder ``data``."""
    if not data.is_dir():
        raise MissingInput(f"Le dossier {data} n’existe pas ; donnez celui des données avec --data.")
    lookups: Lookups = {}
    gathered = Gathered()
    for info in sources():
        progress(info.title)
        reading = Reading(info, data, model, lookups)
        tables = run(loader(info), reading)
        gathered.contributions.append(Contribution(tables, info.rank, info.prefer))
        gathered.infos.append(info)
        gathered.ledgers += reading.ledgers.values()
        if info.name == _CAMPUS_FACTS:
            gathered.as_of = info.vintage
    return gathered


def gather_starter(model: Model) -> Gathered:
    """Read the starter set that the package ships."""
    return Gathered([starter_contribution(model)], as_of=STARTER_DATE)


def gather_own(model: Model, gathered: Gathered, place: Path) -> None:
    """Add the data of a user's folder or workbook to what the sources gave.

    Raises:
        LoaderError: it is missing, unreadable, or has none of the template's sheets.

    """
    info, folder = own_source(place)
    if info.name in {i.name for i in gathered.infos}:
        raise ChangedInput(f"Deux jeux de données propres ont le titre « {info.title} » ; donnez-en deux différents.")
    reading = Reading(info, folder, model, {})
    known = Known(model, gathered.contributions)
    tables = run(partial(own_tables, known=known), reading)
    gathered.contributions.append(Contribution(tables, info.rank))
    gathered.infos.append(info)
    gathered.ledgers += reading.ledgers.values()


def make_graph(model: Model, gathered: Gathered) -> Graph:
    """Assemble, derive and check.

    Raises:
        BrokenGraph: the result contradicts the ontology.

    """
    assembly = assemble_facts(model, gathered)
    frames = derive(model, assembly.frames)
    check(model, frames)
    meta = {"as_of": gathered.as_of, "version": __version__}
    return Graph(frames, assembly.conflicts, ledger_frame(gathered.ledgers), meta)


def assemble_facts(model: Model, gathered: Gathered) -> Assembly:
    """Merge what the sources gave, and describe the sources themselves."""
    described = Contribution([_source_table(model, [*gathered.infos, _OWN])], _OWN.rank)
    return assemble(model, [*gathered.contributions, described])


def _source_table(model: Model, infos: Sequence[SourceInfo]) -> Table:
    columns = {name: [getattr(i, name) for i in infos] for name in ("publisher", "licence", "vintage", "address")}
    frame = pl.DataFrame({"name": [i.name for i in infos], "label": [i.title for i in infos], **columns})
    ids = frame.with_columns(id=mint(model.path("Source"), "name"), sources=pl.concat_list("name"))
    return Table("Source", conform(model, "Source", ids.drop("name")))


def _accounts(gathered: Gathered) -> list[dict[str, object]]:
    totals = ledger_frame(gathered.ledgers).group_by("source").agg(pl.col("read", "loaded", "merged", "rejected").sum())
    by_source = {row["source"]: row for row in totals.iter_rows(named=True)}
    return [
        {"name": info.name, **_numbers(by_source[info.name]), "vintage": info.vintage, "licence": info.licence}
        for info in gathered.infos
    ]


def _numbers(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in ("read", "loaded", "merged", "rejected")}


@contextmanager
def _rejects_beside(out: Path, ledgers: Sequence[Ledger]) -> Iterator[Path]:
    """Write the rejected rows beside, and put them in place only once the new graph is in its own."""
    path = out.with_name(out.name + ".rejects.csv")
    beside = path.with_name(path.name + ".building")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        rejects_frame(ledgers).write_csv(beside)
        yield path
        os.replace(beside, path)
    except OSError as error:
        raise StoreError(f"Impossible d’écrire {path} ({error.strerror}) ; l’ancien graphe est intact.") from error
    finally:
        beside.unlink(missing_ok=True)
