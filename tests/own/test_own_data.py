"""A user's own data: the template is filled in, good rows are added with their source, each bad row is explained."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from typer.testing import CliRunner

from campus_graph.build import BuildReport, build
from campus_graph.cli import app
from campus_graph.errors import BadParameter, ChangedInput, DamagedInput, MissingInput
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.own.sheets import sheets
from campus_graph.own.template import write_template

Rows = list[dict[str, str]]
SOURCE: Rows = [{"titre": "Académie d’essai", "editeur": "Académie d’essai", "licence": "LO 2.0", "date": "2026-11-01"}]


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedReader]:
    path = tmp_path_factory.mktemp("starter") / "g.duckdb"
    build(path)
    with EmbeddedReader(path) as reader:
        yield reader


def fill(folder: Path, **filled: Rows) -> Path:
    """Write the template and rows of some sheets; cells that a row leaves out stay empty."""
    write_template(folder)
    for name, rows in {"source": SOURCE, **filled}.items():
        with (folder / f"{name}.csv").open("a", encoding="utf-8", newline="") as stream:
            csv.DictWriter(stream, list(sheets()[name].columns), delimiter=";").writerows(rows)
    return folder


def built(folder: Path, place: Path) -> tuple[BuildReport, EmbeddedReader]:
    report = build(folder / "g.duckdb", own=[place])
    return report, EmbeddedReader(folder / "g.duckdb")


def schools(reader: EmbeddedReader) -> list[str]:
    found: list[str] = reader.table("Establishment").filter(pl.col("described"))["uai"].head(3).to_list()
    return found


def a_campus(reader: EmbeddedReader) -> str:
    identifier: str = reader.table("Campus")["id"][0]
    return identifier.removeprefix("campus/")


def test_every_sheet_adds_its_facts_with_their_source(starter: EmbeddedReader, tmp_path: Path) -> None:
    one, two, three = schools(starter)
    diploma = starter.table("Diploma")["id"][0].removeprefix("diploma/")
    place = fill(
        tmp_path / "own",
        campus=[
            {
                "campus": "bfc-essai",
                "nom": "Campus d’essai",
                "categorie": "CMQ",
                "filieres": "Tourisme, gastronomie",
                "zone": "27",
                "annee_label": "2022",
                "annee_echeance": "2027",
                "nombre_membres": "2",
            },
        ],
        membres=[{"campus": "bfc-essai", "uai": one, "role": "support"}, {"campus": "bfc-essai", "uai": two}],
        partenaires=[{"campus": "bfc-essai", "nom": "Fromagerie du Haut-Doubs", "nature": "entreprise"}],
        conventions=[{"campus": "bfc-essai", "de": one, "vers": two, "depuis": "2024-09"}],
        pilotage=[{"objet": "bfc-essai", "fonction": "operational-director", "statut": "vacant", "depuis": "2025"}],
        etapes=[{"campus": "bfc-essai", "annee_label": "2022", "etape": "interim-report", "prevue": "2025-01-15"}],
        indicateurs=[{"objet": "campus/bfc-essai", "mesure": "apprenants", "periode": "2025", "valeur": "412,5"}],
        offres=[{"uai": three, "diplome": diploma, "annee": "2025", "capacite": "24"}],
    )
    report, reader = built(tmp_path, place)
    with reader:
        assert report.own_rejects == []
        ours = {
            kind: frame.filter(pl.col("sources").list.contains("own-academie-d-essai")).height
            for kind in (*report.nodes, *report.edges)
            if (frame := reader.table(kind)).height
        }
        assert {k: n for k, n in ours.items() if n} == {
            "Campus": 1, "Label": 1, "LabelStep": 1, "Indicator": 2, "Partner": 1, "Source": 1, "AWARDED": 1,
            "COOPERATES_WITH": 1, "COVERS": 1, "HAS_MEMBER": 2, "HAS_STEP": 1, "IN_FILIERE": 1, "OFFERS": 1,
            "PARTNERS_WITH": 1, "STEERED_BY": 1, "SUPPORTED_BY": 1, "TEACHES": ours["TEACHES"],
        }  # fmt: skip
        vacancy = reader.table("STEERED_BY").row(0, named=True)
        assert (vacancy["end_id"], vacancy["status"]) == ("steering/operational-director", "vacant")
        assert reader.table("Indicator").filter(measure="apprenants")["value"].to_list() == [412.5]
        assert reader.table("Source").filter(id="source/own-academie-d-essai")["licence"].to_list() == ["LO 2.0"]


def test_an_official_fact_wins_and_the_disagreement_is_listed(starter: EmbeddedReader, tmp_path: Path) -> None:
    slug = a_campus(starter)
    official = starter.node(f"campus/{slug}")
    assert official is not None
    place = fill(tmp_path / "own", campus=[{"campus": slug, "nom": "Un autre nom"}])
    _, reader = built(tmp_path, place)
    with reader:
        now = reader.node(f"campus/{slug}")
        assert now is not None
        assert now[1]["label"] == official[1]["label"]
        lost = reader.conflicts().filter(id=f"campus/{slug}", field="label")
        assert lost["other"].to_list() == ["Un autre nom"]


BAD: list[tuple[str, dict[str, str], str]] = [
    ("campus", {"campus": "Pas un slug", "nom": "x"}, "identifiant en a-z"),
    ("campus", {"campus": "nouveau"}, "doit avoir un nom"),
    ("campus", {"campus": "nouveau", "nom": "x", "categorie": "CMQX"}, "écrivez CMQ"),
    ("campus", {"campus": "nouveau", "nom": "x", "filieres": "lunaire"}, "inconnu du graphe"),
    ("campus", {"campus": "nouveau", "nom": "x", "annee_label": "bientôt"}, "nombre attendu"),
    ("membres", {"campus": "inconnu", "uai": "ONE"}, "campus inconnu"),
    ("membres", {"campus": "KNOWN", "uai": "0210056Z"}, "lettre de contrôle"),
    ("membres", {"campus": "KNOWN"}, "l’un des deux"),
    ("membres", {"campus": "KNOWN", "rnsr": "200012345A"}, "laboratoire inconnu"),
    ("membres", {"campus": "KNOWN", "uai": "ONE", "depuis": "hier"}, "AAAA-MM-JJ"),
    ("partenaires", {"campus": "KNOWN", "nom": "x", "siret": "12"}, "14 chiffres"),
    ("partenaires", {"campus": "KNOWN", "nom": "§"}, "sans lettre"),
    ("conventions", {"de": "ONE", "vers": "ONE"}, "deux bouts"),
    ("conventions", {"de": "ONE", "vers": "nulle-part"}, "inconnu du graphe"),
    ("pilotage", {"objet": "region/99", "fonction": "operational-director"}, "inconnus"),
    ("pilotage", {"objet": "KNOWN", "fonction": "roi"}, "operational-director"),
    ("etapes", {"campus": "KNOWN", "etape": "fête"}, "caen"),
    ("indicateurs", {"objet": "campus/KNOWN", "mesure": "m", "periode": "2025"}, "valeur observée"),
    ("indicateurs", {"objet": "campus/KNOWN", "mesure": "m", "periode": "2025", "valeur": "trois"}, "nombre attendu"),
    ("indicateurs", {"objet": "lune", "mesure": "m", "periode": "2025", "valeur": "3"}, "objet inconnu"),
    ("offres", {"uai": "ONE", "diplome": "00000000", "annee": "2025"}, "diplôme inconnu"),
    ("offres", {"uai": "ONE", "diplome": "00000000"}, "annee est obligatoire"),
]


@pytest.fixture(scope="module")
def rejected(starter: EmbeddedReader, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """One build with every bad row, each after a good one in its sheet."""
    folder = tmp_path_factory.mktemp("bad")
    names = {"ONE": schools(starter)[0], "KNOWN": a_campus(starter)}
    filled: dict[str, Rows] = {}
    for sheet, row, _ in BAD:
        real = {k: names.get(v, v.replace("KNOWN", names["KNOWN"])) for k, v in row.items()}
        filled.setdefault(sheet, []).append(real)
    report, reader = built(folder, fill(folder / "own", **filled))
    reader.close()
    return report.own_rejects


@pytest.mark.parametrize(("sheet", "row", "said"), BAD)
def test_a_bad_row_is_rejected_with_its_file_line_and_reason(
    sheet: str, row: dict[str, str], said: str, rejected: list[dict[str, object]]
) -> None:
    line = [r for s, r, _ in BAD if s == sheet].index(row) + 2
    mine = [r for r in rejected if (r["file"], r["line"]) == (f"{sheet}.csv", line)]
    assert len(mine) == 1
    assert said in str(mine[0]["reason"])


def test_a_workbook_says_the_same_as_the_folder(starter: EmbeddedReader, tmp_path: Path) -> None:
    one, two, _ = schools(starter)
    rows: Rows = [{"campus": a_campus(starter), "uai": one}, {"campus": a_campus(starter), "uai": two}]
    folder_report, folder_reader = built(tmp_path, fill(tmp_path / "own", membres=rows))
    folder_reader.close()
    with xlsxwriter.Workbook(str(tmp_path / "own.xlsx")) as book:
        for name, filled in {"source": SOURCE, "membres": rows}.items():
            page = book.add_worksheet(name)
            page.write_row(0, 0, list(sheets()[name].columns))
            for at, row in enumerate(filled, start=1):
                page.write_row(at, 0, [row.get(c, "") for c in sheets()[name].columns])
    assert build(tmp_path / "x.duckdb", own=[tmp_path / "own.xlsx"]).digest == folder_report.digest


def test_an_empty_template_changes_nothing_but_the_list_of_sources(starter: EmbeddedReader, tmp_path: Path) -> None:
    write_template(tmp_path / "own")
    report, reader = built(tmp_path, tmp_path / "own")
    with reader:
        assert report.own_rejects == []
        assert {k: n for k, n in reader.counts().items() if n != starter.counts()[k]} == {
            "Source": starter.counts()["Source"] + 1
        }


def test_what_is_no_own_data_is_said_in_one_sentence_and_the_old_graph_stays(tmp_path: Path) -> None:
    build(tmp_path / "g.duckdb")
    before = (tmp_path / "g.duckdb").read_bytes()
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("bonjour", encoding="utf-8")
    for place, error in (("none", MissingInput), ("empty", ChangedInput), ("text.txt", DamagedInput)):
        with pytest.raises(error):
            build(tmp_path / "g.duckdb", own=[tmp_path / place])
    assert (tmp_path / "g.duckdb").read_bytes() == before


def test_the_template_never_overwrites(tmp_path: Path) -> None:
    write_template(tmp_path / "own")
    with pytest.raises(BadParameter, match="n’est pas vide"):
        write_template(tmp_path / "own")


def test_the_commands_write_the_template_and_explain_each_rejection(tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert run(app, ["template", str(tmp_path / "own")]).exit_code == 0
    with (tmp_path / "own" / "membres.csv").open("a", encoding="utf-8") as stream:
        stream.write("nulle-part;0210056X;;;;;\n")
    done = run(app, ["build", "--out", str(tmp_path / "g.duckdb"), "--with", str(tmp_path / "own")])
    assert done.exit_code == 0, done.output
    assert "membres.csv, ligne 2, campus « nulle-part » : campus inconnu" in " ".join(done.output.split())
