"""From a user's rows to records of the graph; each row that cannot be used is rejected with its reason.

Nothing official is overwritten: these records have the lowest rank, and where they disagree with another source the
conflict is listed. What they add (members, agreements, steering) the public files do not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from campus_graph.codes import valid_uai
from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading
from campus_graph.own.known import Known
from campus_graph.own.sheets import sheets
from campus_graph.text import folded, slugged

_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_ZONES = ("Region", "Academy")
Rules = Callable[["OwnRows"], Iterator[Table]]


class OwnRows:
    """The sheets of one user, with what they may refer to."""

    def __init__(self, reading: Reading, known: Known) -> None:
        self.reading, self.known = reading, known
        self.campuses = known.ids("Campus")

    def rows(self, sheet: str) -> pl.DataFrame:
        """Return the rows whose obligatory cells are filled."""
        frame = self.reading.rows(sheet)
        for column in sheets()[sheet].required:
            frame = self.require(sheet, frame, pl.col(column).is_not_null(), column, f"{column} est obligatoire")
        return frame

    def require(self, sheet: str, frame: pl.DataFrame, condition: pl.Expr, column: str, reason: str) -> pl.DataFrame:
        """Return the rows that meet a condition."""
        return self.reading.require(sheet, frame, condition, column, reason)

    def campus(self, sheet: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Add ``campus_id``; a campus that is neither in the graph nor in the user's own sheet is rejected."""
        frame = frame.with_columns(campus_id=self.reading.mint("Campus", pl.col("campus").str.strip_prefix("campus/")))
        known = pl.col("campus_id").is_in(self.campuses)
        return self.require(sheet, frame, known, "campus", "campus inconnu du graphe et de la feuille campus")

    def term(self, sheet: str, frame: pl.DataFrame, column: str, vocabulary: str, default: str | None) -> pl.DataFrame:
        """Fill a default and reject words that the vocabulary does not have."""
        terms = self.reading.model.notations(vocabulary)
        frame = frame.with_columns(pl.coalesce(column, pl.lit(default, dtype=pl.String)).alias(column))
        valid = pl.col(column).is_null() | pl.col(column).is_in(terms)
        return self.require(sheet, frame, valid, column, f"valeur inconnue ; écrivez {', '.join(terms)}")

    def dates(self, sheet: str, frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """Reject what is neither a date nor a year."""
        for column in columns:
            valid = pl.col(column).is_null() | pl.col(column).str.contains(_DATE)
            frame = self.require(sheet, frame, valid, column, "date attendue : AAAA-MM-JJ, AAAA-MM ou AAAA")
        return frame

    def number(self, sheet: str, frame: pl.DataFrame, column: str, kind: type[pl.DataType]) -> pl.DataFrame:
        """Read a number, with a comma or a point; anything else is rejected."""
        value = pl.col(column).str.replace(",", ".").cast(pl.Float64, strict=False)
        whole = value.cast(pl.Int64, strict=False)
        exact = value.is_not_null() & ((value == whole) if kind == pl.Int64 else value.is_finite())
        frame = self.require(sheet, frame, pl.col(column).is_null() | exact, column, "nombre attendu")
        return frame.with_columns((whole if kind == pl.Int64 else value).alias(column))


def own_tables(reading: Reading, known: Known) -> Iterator[Table]:
    """Yield the records of every sheet that the user filled in."""
    own = OwnRows(reading, known)
    for sheet, rules in RULES.items():
        if sheet in reading.info.files:
            yield from rules(own)


def _campuses(own: OwnRows) -> Iterator[Table]:
    rows = own.rows("campus").with_columns(pl.col("campus").str.strip_prefix("campus/"))
    slug = pl.col("campus").str.contains(_SLUG)
    rows = own.require("campus", rows, slug, "campus", "identifiant en a-z, 0-9 et tirets")
    rows = rows.with_columns(id=own.reading.mint("Campus", "campus"))
    named = pl.col("nom").is_not_null() | pl.col("id").is_in(own.campuses)
    rows = own.require("campus", rows, named, "nom", "un campus nouveau doit avoir un nom")
    rows = own.term("campus", rows, "categorie", "campus_categories", None)
    for column in ("annee_label", "annee_echeance", "nombre_membres"):
        rows = own.number("campus", rows, column, pl.Int64)
    rows = own.reading.distinct("campus", rows, ["campus"])
    filieres, zones = _listed(own, rows, "filieres", "Filiere"), _listed(own, rows, "zone", *_ZONES)
    rows = _without_unknown(own, rows, "filieres", filieres)
    rows = _without_unknown(own, rows, "zone", zones)
    own.campuses = sorted({*own.campuses, *rows["id"]})
    yield from _described(own, rows)
    yield Table("IN_FILIERE", _ends(rows, filieres).with_columns(rule=pl.lit("dit par la source")))
    yield Table("COVERS", _ends(rows, zones))


def _listed(own: OwnRows, rows: pl.DataFrame, column: str, *kinds: str) -> pl.DataFrame:
    """Return (id, end_id) for each name of a list; end_id is null where the graph knows nothing of that name."""
    parts = rows.select("id", part=pl.col(column).str.split("|")).explode("part").drop_nulls("part")
    said = parts.with_columns(said=folded("part")).filter(pl.col("said") != "")
    return said.join(own.known.named(*kinds).rename({"id": "end_id"}), on="said", how="left")


def _without_unknown(own: OwnRows, rows: pl.DataFrame, column: str, found: pl.DataFrame) -> pl.DataFrame:
    unknown = found.filter(pl.col("end_id").is_null())["id"].unique().to_list()
    return own.require("campus", rows, ~pl.col("id").is_in(unknown), column, "un des noms est inconnu du graphe")


def _ends(rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    kept = found.join(rows, on="id", how="semi").select(start_id="id", end_id="end_id")
    return kept.unique().sort("start_id", "end_id")


def _described(own: OwnRows, rows: pl.DataFrame) -> Iterator[Table]:
    """Yield the campuses, their labels, and the numbers of members that they state."""
    yield Table("Campus", rows.select("id", "line", label="nom", category="categorie", source_url="adresse"), "campus")
    dated = rows.filter(pl.col("annee_label").is_not_null() & (pl.col("categorie").fill_null("CMQ") != "projet"))
    label = own.reading.mint("Label", pl.format("{}-{}", "campus", "annee_label"))
    title = pl.format("{} {} : {}", pl.col("categorie").fill_null("CMQ"), "annee_label", pl.coalesce("nom", "campus"))
    years = {"issued_year": "annee_label", "expiry_year": "annee_echeance"}
    yield Table("Label", dated.select(id=label, label=title, category="categorie", **years))
    yield Table("AWARDED", dated.select(start_id="id", end_id=label))
    counted = rows.filter(pl.col("nombre_membres").is_not_null())
    key = own.reading.mint("Indicator", pl.format("campus-{}-membres-{}", "campus", pl.lit(own.reading.info.name)))
    said = {"measure": pl.lit("membres"), "period": pl.lit(own.reading.info.vintage), "status": pl.lit("observed")}
    name = pl.format("Nombre de membres de {}", pl.coalesce("nom", "campus"))
    value = pl.col("nombre_membres").cast(pl.Float64)
    yield Table("Indicator", counted.select(id=key, label=name, subject="id", value=value, **said))


def _members(own: OwnRows) -> Iterator[Table]:
    rows = own.campus("membres", own.rows("membres"))
    one = pl.col("uai").is_null() != pl.col("rnsr").is_null()
    rows = own.require("membres", rows, one, "uai", "donnez l’UAI ou le numéro RNSR, l’un des deux")
    right = pl.col("uai").is_null() | valid_uai("uai")
    rows = own.require("membres", rows, right, "uai", "UAI dont la lettre de contrôle est fausse")
    lab = pl.col("rnsr").is_null() | own.reading.mint("ResearchLab", "rnsr").is_in(own.known.ids("ResearchLab"))
    rows = own.require("membres", rows, lab, "rnsr", "laboratoire inconnu du graphe")
    rows = own.dates("membres", own.term("membres", rows, "role", "roles", "membre"), "depuis", "jusqu_a")
    end = pl.coalesce(own.reading.mint("Establishment", "uai"), own.reading.mint("ResearchLab", "rnsr"))
    rows = rows.with_columns(start_id="campus_id", end_id=end)
    rows = own.reading.distinct("membres", rows, ["start_id", "end_id", "role"])
    dated = rows.select("start_id", "end_id", "role", "line", since="depuis", until="jusqu_a", source_url="adresse")
    yield Table("HAS_MEMBER", dated, "membres")
    supports = rows.filter((pl.col("role") == "support") & pl.col("uai").is_not_null())
    yield Table("SUPPORTED_BY", supports.select("start_id", "end_id", source_url="adresse"))


def _partners(own: OwnRows) -> Iterator[Table]:
    rows = own.campus("partenaires", own.rows("partenaires"))
    rows = own.term("partenaires", rows, "nature", "partner_categories", "autre")
    rows = own.term("partenaires", rows, "role", "roles", "partenaire")
    digits = pl.col("siret").str.replace_all(" ", "")
    valid = pl.col("siret").is_null() | digits.str.contains(r"^\d{14}$")
    rows = own.require("partenaires", rows, valid, "siret", "un SIRET a 14 chiffres").with_columns(siret=digits)
    rows = own.require("partenaires", rows, slugged("nom") != "", "nom", "nom sans lettre ni chiffre")
    cluster = own.reading.mint("CompetitivenessCluster", slugged("nom"))
    known = cluster.is_in(own.known.ids("CompetitivenessCluster"))
    node = pl.when(known).then(cluster).otherwise(own.reading.mint("Partner", slugged("nom")))
    rows = own.reading.distinct("partenaires", rows.with_columns(node=node), ["campus_id", "node", "role"])
    new = rows.filter(pl.col("node").str.starts_with("partner/")).unique("node", keep="first", maintain_order=True)
    yield Table("Partner", new.select("siret", id="node", label="nom", category="nature", city="ville"))
    edges = rows.select("role", "line", start_id="campus_id", end_id="node", source_url="adresse")
    yield Table("PARTNERS_WITH", edges, "partenaires")


def _agreements(own: OwnRows) -> Iterator[Table]:
    rows = own.rows("conventions")
    given, rest = rows.filter(pl.col("campus").is_not_null()), rows.filter(pl.col("campus").is_null())
    rows = pl.concat([own.campus("conventions", given), rest.with_columns(campus_id=pl.lit(None, dtype=pl.String))])
    for column, side in (("de", "start_id"), ("vers", "end_id")):
        mine = own.reading.mint("Establishment", column), own.reading.mint("ResearchLab", column)
        schools, labs = own.known.ids("Establishment"), own.known.ids("ResearchLab")
        found = pl.when(mine[0].is_in(schools)).then(mine[0]).when(mine[1].is_in(labs)).then(mine[1])
        rows = rows.with_columns(found.alias(side))
        rows = own.require("conventions", rows, pl.col(side).is_not_null(), column, "UAI ou RNSR inconnu du graphe")
    rows = own.require("conventions", rows, pl.col("de") != pl.col("vers"), "vers", "un lien a deux bouts")
    rows = own.term("conventions", rows, "nature", "cooperation_kinds", "convention")
    rows = own.dates("conventions", rows, "depuis", "jusqu_a")
    rows = own.reading.distinct("conventions", rows, ["start_id", "end_id", "nature"])
    said = {"kind": "nature", "campus": "campus_id", "since": "depuis", "until": "jusqu_a", "source_url": "adresse"}
    yield Table("COOPERATES_WITH", rows.select("start_id", "end_id", "line", **said), "conventions")


def _steering(own: OwnRows) -> Iterator[Table]:
    rows = own.rows("pilotage")
    target = pl.when(pl.col("objet").str.contains("/")).then("objet").otherwise(own.reading.mint("Campus", "objet"))
    rows = rows.with_columns(start_id=target)
    there = [*own.campuses, *own.known.ids("Region", "Academy")]
    rows = own.require(
        "pilotage", rows, pl.col("start_id").is_in(there), "objet", "campus, région ou académie inconnus"
    )
    rows = own.term("pilotage", rows, "fonction", "steering_functions", None)
    rows = own.term("pilotage", rows, "statut", "steering_statuses", "filled")
    rows = own.dates("pilotage", rows, "depuis", "jusqu_a")
    rows = rows.with_columns(end_id=own.reading.mint("SteeringFunction", "fonction"))
    rows = own.reading.distinct("pilotage", rows, ["start_id", "end_id"])
    said = {"status": "statut", "since": "depuis", "until": "jusqu_a", "source_url": "adresse"}
    yield Table("STEERED_BY", rows.select("start_id", "end_id", "line", **said), "pilotage")


def _steps(own: OwnRows) -> Iterator[Table]:
    rows = own.campus("etapes", own.rows("etapes"))
    rows = own.term("etapes", rows, "etape", "label_steps", None)
    rows = own.number("etapes", own.dates("etapes", rows, "prevue", "realisee"), "annee_label", pl.Int64)
    slug = pl.col("campus_id").str.strip_prefix("campus/")
    year = pl.col("annee_label").cast(pl.String).fill_null("sans-date")
    label = own.reading.mint("Label", pl.concat_str(slug, year, separator="-"))
    day = pl.coalesce("realisee", "prevue").fill_null("sans-date")
    step = own.reading.mint("LabelStep", pl.concat_str(slug, year, "etape", day, separator="-"))
    rows = own.reading.distinct("etapes", rows.with_columns(id=step, of=label), ["id"])
    words = {c.notation: c.label_fr for c in own.reading.model.vocabularies["label_steps"]}
    name = pl.format("{} ({})", pl.col("etape").replace(words), day)
    said = {"kind": "etape", "due": "prevue", "done": "realisee", "outcome": "issue", "source_url": "adresse"}
    yield Table("LabelStep", rows.select("id", "line", label=name, **said), "etapes")
    labels = rows.unique("of", keep="first", maintain_order=True)
    title = pl.format("Label de {}", "campus_id")
    yield Table("Label", labels.select(id="of", label=title, issued_year="annee_label"))
    yield Table("AWARDED", labels.select(start_id="campus_id", end_id="of"))
    yield Table("HAS_STEP", rows.select(start_id="of", end_id="id"))


def _indicators(own: OwnRows) -> Iterator[Table]:
    rows = own.rows("indicateurs")
    kinds = [kind for kind in own.reading.model.nodes if kind not in ("Indicator", "Source")]
    there = sorted({*own.known.ids(*kinds), *own.campuses})
    rows = own.require("indicateurs", rows, pl.col("objet").is_in(there), "objet", "objet inconnu du graphe")
    rows = own.number("indicateurs", rows, "valeur", pl.Float64)
    rows = own.term("indicateurs", rows, "statut", "observation_statuses", "observed")
    agree = pl.col("valeur").is_not_null() == (pl.col("statut") == "observed")
    rows = own.require("indicateurs", rows, agree, "valeur", "une valeur observée a un nombre, une autre n’en a pas")
    key = slugged(pl.concat_str("objet", "mesure", "periode", pl.lit(own.reading.info.name), separator=" "))
    rows = own.reading.distinct("indicateurs", rows.with_columns(id=own.reading.mint("Indicator", key)), ["id"])
    year = pl.col("periode").str.extract(r"^(\d{4})").cast(pl.Int64)
    said = {"subject": "objet", "measure": "mesure", "period": "periode", "value": "valeur", "status": "statut"}
    name = pl.format("{} : {} ({})", "objet", "mesure", "periode")
    values = rows.select("id", "line", label=name, year=year, source_url="adresse", **said)
    yield Table("Indicator", values, "indicateurs")


def _offers(own: OwnRows) -> Iterator[Table]:
    rows = own.rows("offres")
    rows = own.require("offres", rows, valid_uai("uai"), "uai", "UAI dont la lettre de contrôle est fausse")
    code = own.reading.mint("Diploma", pl.col("diplome").str.strip_prefix("diploma/"))
    rows = rows.with_columns(start_id=own.reading.mint("Establishment", "uai"), end_id=code)
    known = pl.col("end_id").is_in(own.known.ids("Diploma"))
    rows = own.require("offres", rows, known, "diplome", "diplôme inconnu du graphe")
    rows = own.term("offres", rows, "voie", "voies", "scolaire")
    for column in ("annee", "capacite"):
        rows = own.number("offres", rows, column, pl.Int64)
    rows = own.reading.distinct("offres", rows, ["start_id", "end_id", "voie", "annee"])
    offers = rows.select("start_id", "end_id", "voie", "line", year="annee", capacity="capacite")
    yield Table("OFFERS", offers, "offres")


RULES: Mapping[str, Rules] = {
    "campus": _campuses,
    "membres": _members,
    "partenaires": _partners,
    "conventions": _agreements,
    "pilotage": _steering,
    "etapes": _steps,
    "indicateurs": _indicators,
    "offres": _offers,
}
