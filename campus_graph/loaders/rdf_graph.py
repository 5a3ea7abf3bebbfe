"""A graph taken back from RDF: what ``exports.whole_rdf`` wrote, whatever tool has written it anew since.

Problem: triples come in any order, and those of one thing may lie apart.
Remedy: they are laid down in a table of an engine that may use the disk, and each kind is read out of it as rows.
Nothing is fetched: RDF/XML, with its entities, is not read at all, and a JSON-LD file must bring its own context.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import duckdb
import polars as pl
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from campus_graph.errors import BadParameter, ChangedInput, DamagedInput, MissingInput
from campus_graph.graph.assemble import CONFLICT_SCHEMA
from campus_graph.graph.store import Graph
from campus_graph.graph.tables import Frames, conform, schema
from campus_graph.loaders.ledger import LEDGER_SCHEMA
from campus_graph.ontology.model import Model
from campus_graph.ontology.namespace import (
    ACCOUNTS,
    BASE,
    DCTERMS,
    DEFINITIONS,
    RDF_FORMS,
    checked_base,
    dataset,
    iri,
    term,
)

Schema = Mapping[str, pl.DataType]
_ACCOUNTS: Mapping[str, Schema] = dict(zip(ACCOUNTS, (CONFLICT_SCHEMA, LEDGER_SCHEMA), strict=True))
_SUFFIXES = tuple(f".{form}" for form in RDF_FORMS)
_BATCH = 100_000
_ENGINE: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "400MB",
    "preserve_insertion_order": "false",
}
_TYPE, _LABEL = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2000/01/rdf-schema#label"
_RELATION = f"{DEFINITIONS}relation"
_BASE = "http://rdfs.org/ns/void#uriSpace"
_ENDS = {"start_id": f"{DEFINITIONS}start", "end_id": f"{DEFINITIONS}end"}
_SAID = {"s": pl.String, "p": pl.UInt32, "o": pl.String, "iri": pl.Boolean}
_SUBJECT = "_iri"  # no field of the ontology begins so
_NAMES = {"sources": "source/"}  # columns that hold the last part of an identifier


def read_graph(model: Model, path: Path, version: str, base: str | None = None) -> Graph:
    """Return the graph that a file holds; ``version`` is that of the program, which goes into the graph.

    ``base`` is what comes before identifiers; without it the file says so itself (``void:uriSpace``).

    Raises:
        BadParameter: the base is no address.
        MissingInput: there is no such file.
        DamagedInput: it is no RDF of a known form, or points to something outside.
        ChangedInput: it says something that the ontology does not provide for, or says one thing twice over.

    """
    if not path.is_file():
        raise MissingInput(f"Il n’y a pas de fichier {path} ; donnez celui que « campus-graph export » a écrit.")
    if path.suffix not in _SUFFIXES:
        wanted = ", ".join(sorted(_SUFFIXES))
        raise DamagedInput(f"{path} : « {path.suffix} » n’est pas lu ; donnez un fichier {wanted}.")
    with (
        tempfile.TemporaryDirectory(prefix="campus-graph-rdf-") as folder,
        duckdb.connect(str(Path(folder, "triples.duckdb")), config=_ENGINE) as connection,
    ):
        taken = _Taken(model, path, connection, None if base is None else checked_base(base))
        frames = taken.frames()
        conflicts, ledger = (taken.account(kind, wanted) for kind, wanted in _ACCOUNTS.items())
        return Graph(frames, conflicts, ledger, {"as_of": taken.day(), "version": version})


class _Taken:
    """The triples of a file in a table, predicates as numbers."""

    def __init__(
        self, model: Model, path: Path, connection: duckdb.DuckDBPyConnection, base: str | None = None
    ) -> None:
        self.model, self.path, self.connection = model, path, connection
        self.numbers: dict[str, int] = {}
        connection.execute("CREATE TABLE said (s VARCHAR, p UINTEGER, o VARCHAR, iri BOOLEAN)")
        triples = self._triples()
        while batch := list(islice(triples, _BATCH)):
            with self._known("batch", pl.DataFrame(batch, schema=_SAID, orient="row")):
                connection.execute("INSERT INTO said SELECT * FROM batch")
        self._refuse_unknown_terms()
        self.base = self._stated_base() if base is None else base
        self._file()

    def _stated_base(self) -> str:
        """Return the base that the description states; it will stand in statements: all but an address is refused."""
        said = self.connection.execute(f"SELECT DISTINCT o FROM said WHERE {self._is(_BASE)} ORDER BY o").fetchall()
        if len(said) != 1:
            how_many = "n’est pas dite" if not said else "est dite de plusieurs façons"
            raise ChangedInput(
                f"{self.path} : la base des identifiants (void:uriSpace) {how_many} ; donnez-la avec « --base »."
            )
        try:
            return checked_base(said[0][0])
        except BadParameter as error:
            raise ChangedInput(f"{self.path} : void:uriSpace dit la base des identifiants, mais {error}") from error

    def _file(self) -> None:
        """Put the triples by kind, so that reading one passes over the others; the address of a thing says its kind."""
        paths = [(DEFINITIONS + kind, self.model.path(kind)) for kind in self.model.nodes]
        paths += [(DEFINITIONS + kind, kind.lower()) for kind in ACCOUNTS]
        typed = f"SELECT s, o AS kind FROM said WHERE {self._is(_TYPE)} AND starts_with(o, '{DEFINITIONS}')"
        with self._known("paths", pl.DataFrame(paths, schema=["kind", "path"], orient="row")):
            self.connection.execute(
                f"CREATE TABLE kinds AS SELECT s, o AS kind FROM said WHERE {self._is(_RELATION)} "
                f"UNION ALL SELECT s, kind FROM ({typed}) JOIN paths USING (kind) "
                f"WHERE starts_with(s, '{self.base}' || path || '/')"
            )
        stray = self.connection.execute(f"SELECT s, kind FROM ({typed}) ANTI JOIN kinds USING (s) ORDER BY s LIMIT 1")
        if found := stray.fetchone():
            raise self._changed(f"{found[0]} est dit {found[1]}, ce que son adresse ne dit pas")
        self.connection.execute(
            "CREATE TABLE filed AS SELECT k.kind, t.* FROM said t JOIN kinds k USING (s) ORDER BY kind"
        )

    def _triples(self) -> Iterator[tuple[str, int, str, bool]]:
        numbers = self.numbers
        try:
            form = RdfFormat.from_extension(self.path.suffix.removeprefix("."))
            for quad in parse(path=self.path, format=form, base_iri=BASE):
                subject, value = quad.subject, quad.object
                if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
                    raise self._changed("un nœud sans adresse")
                number = numbers.setdefault(quad.predicate.value, len(numbers))
                yield subject.value, number, value.value, isinstance(value, NamedNode)
        except (SyntaxError, ValueError, OSError) as error:
            words = str(error).splitlines()[0]
            raise DamagedInput(f"{self.path} n’est pas lisible ({words}) ; exportez-le de nouveau.") from error

    def frames(self) -> Frames:
        """Return one frame per kind of the model, sorted by key."""
        frames = {kind: self._nodes(kind) for kind in self.model.nodes}
        for relation in self.model.relations:
            frames[relation] = self._relation(relation)
        return frames

    def _nodes(self, kind: str) -> pl.DataFrame:
        wanted = {name: dtype for name, dtype in schema(self.model, kind).items() if name != "id"}
        rows = self._rows(kind, DEFINITIONS + kind, wanted).rename({_SUBJECT: "id"})
        return conform(self.model, kind, rows).sort("id")

    def _relation(self, relation: str) -> pl.DataFrame:
        rows = self._rows(relation, term(relation), schema(self.model, relation))
        self._refuse_lone(relation, rows)
        return conform(self.model, relation, rows.drop(_SUBJECT)).sort(self.model.relations[relation].key)

    def account(self, kind: str, wanted: Schema) -> pl.DataFrame:
        """Return what the graph says of its own making: values that lost a conflict, or the account of each file."""
        order = [name for name in ("kind", "id", "field", "other", "source", "file") if name in wanted]
        return self._rows(kind, DEFINITIONS + kind, wanted).select(list(wanted)).sort(order)

    def day(self) -> str:
        """Return the day of the campus facts.

        Raises:
            ChangedInput: the file does not say it.

        """
        found = self.connection.execute(
            f"SELECT o FROM said WHERE s = $whole AND {self._is(f'{DCTERMS}valid')}", {"whole": dataset(self.base)}
        ).fetchone()
        if found is None:
            raise self._changed("la date des faits (dcterms:valid) manque")
        return str(found[0])

    def _rows(self, kind: str, iri: str, wanted: Schema) -> pl.DataFrame:
        """Return the things of a kind, or the records of a relation, as rows of these columns, typed."""
        predicates = {name: _predicate(name) for name in wanted}
        columns = [self._column(name, said, wanted[name]) for name, said in predicates.items()]
        single = [said for name, said in predicates.items() if not isinstance(wanted[name], pl.List)]
        twice = " OR ".join(f"min(o) FILTER ({self._is(said)}) <> max(o) FILTER ({self._is(said)})" for said in single)
        own = {self.numbers.get(iri, -1) for iri in (*predicates.values(), _RELATION, *map(term, self.model.relations))}
        strange = f"p IN ({self._list(self._ours() - own)})"
        found = pl.DataFrame(
            self.connection.sql(
                f"SELECT {_decoded('s', self.base)} AS {_SUBJECT}, {', '.join(columns)}, "
                f"coalesce({twice}, false) AS twice, "
                f"any_value(p) FILTER ({strange}) AS strange FROM filed WHERE kind = '{iri}' GROUP BY s"
            )
        )
        self._refuse(kind, found)
        try:
            return found.select(_SUBJECT, *(_typed(name, dtype) for name, dtype in wanted.items()))
        except pl.exceptions.PolarsError as error:
            words = str(error).splitlines()[0]
            raise self._changed(f"une valeur de {kind} n’est pas du type que l’ontologie demande ({words})") from error

    def _column(self, name: str, iri: str, dtype: pl.DataType) -> str:
        value = _decoded("o", self.base + _NAMES.get(name, "")) if name in (*_ENDS, *_NAMES) else "o"
        gathered = f"list({value})" if isinstance(dtype, pl.List) else f"min({value})"
        return f'{gathered} FILTER ({self._is(iri)}) AS "{name}"'

    def _refuse(self, kind: str, found: pl.DataFrame) -> None:
        if found["twice"].any():
            one = min(found.filter("twice")[_SUBJECT].to_list())
            raise self._changed(f"{one} a deux valeurs pour un champ qui n’en a qu’une")
        strange = found.filter(pl.col("strange").is_not_null())
        if not strange.is_empty():
            names = {number: iri for iri, number in self.numbers.items()}
            raise self._changed(f"{names[strange['strange'][0]]} n’est pas un champ de {kind}")

    def _refuse_unknown_terms(self) -> None:
        known = {*self.model.nodes, *(a for n in self.model.nodes.values() for a in n.ancestors), "Tie", *ACCOUNTS}
        kinds = self.connection.execute(
            f"SELECT DISTINCT o FROM said WHERE {self._is(_TYPE)} AND starts_with(o, $ours) ORDER BY o",
            {"ours": DEFINITIONS},
        ).fetchall()
        for (kind,) in kinds:
            if kind.removeprefix(DEFINITIONS) not in known:
                raise self._changed(f"la classe {kind} n’est pas de l’ontologie")

    def _refuse_lone(self, relation: str, rows: pl.DataFrame) -> None:
        """Refuse a plain relation of which no record says more: taking the rest would lose it in silence."""
        plain = pl.DataFrame(
            self.connection.sql(
                f"SELECT {_decoded('s', self.base)} AS start_id, {_decoded('o', self.base)} AS end_id "
                f"FROM said WHERE iri AND {self._is(term(relation))}"
            )
        )
        lone = plain.join(rows, on=["start_id", "end_id"], how="anti")
        if not lone.is_empty():
            start = iri(lone["start_id"].sort()[0], self.base)
            raise self._changed(f"{start} a une relation {term(relation)} sans le nœud cg:Tie qui en dit les sources")

    def _is(self, iri: str) -> str:
        return f"p = {self.numbers.get(iri, -1)}"

    def _ours(self) -> set[int]:
        return {number for iri, number in self.numbers.items() if iri.startswith(DEFINITIONS)}

    @staticmethod
    def _list(numbers: Iterable[int]) -> str:
        return ", ".join(map(str, sorted(numbers))) or "-1"

    @contextmanager
    def _known(self, name: str, frame: pl.DataFrame) -> Iterator[None]:
        self.connection.register(name, frame.to_arrow())
        yield
        self.connection.unregister(name)

    def _changed(self, what: str) -> ChangedInput:
        return ChangedInput(f"{self.path} : {what} ; un export de campus-graph ne contient pas cela.")


def _predicate(name: str) -> str:
    return {"sources": f"{DCTERMS}source", "label": _LABEL, **_ENDS}.get(name) or term(name)


def _decoded(column: str, prefix: str) -> str:
    return f"url_decode({column}[{len(prefix) + 1}:])"


def _typed(name: str, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Boolean:
        return pl.col(name).replace_strict({"true": True, "1": True, "false": False, "0": False}, return_dtype=dtype)
    column = pl.col(name).cast(dtype)
    return column.list.unique().list.sort() if isinstance(dtype, pl.List) else column
