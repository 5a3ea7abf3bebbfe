"""Research structures."""

from __future__ import annotations

import polars as pl
import pytest

from campus_graph.loaders.source import SourceInfo
from tests.conftest import Loaded, LoadFixture, source

UAIS = ["0561718N", "0442953W", "0290346U", "0755890V", "0756036D", "0383546Y", "0212296G", "0171463Y", "0772894C"]
NAMES = [
    ("nantes", "44109", "44"),
    ("plouzane", "29212", "29"),
    ("paris", "75056", "75"),
    ("saint martin d heres", "38421", "38"),
    ("bron", "69029", "69"),
    ("dijon", "21231", "21"),
    ("la rochelle", "17300", "17"),
    ("champs sur marne", "77083", "77"),
]


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    names = pl.DataFrame(NAMES, schema=["folded", "code", "department"], orient="row")
    lookups = {
        "cog.names": names.with_columns(former=pl.lit(False)),
        "esr_etablissements.uais": pl.DataFrame({"uai": UAIS}),
        "esr_etablissements.former": pl.DataFrame({"former": ["0211237F"], "uai": ["0212296G"]}),
        "ingenieurs_bcn.uais": pl.DataFrame({"uai": ["0440100V"]}),
        "masters_tmm.uais": pl.DataFrame({"uai": ["0440100V"]}),
        "parcoursup_2025.uais": pl.DataFrame({"uai": ["0440100V"]}),
    }
    return load_fixture("rnsr", lookups)


def institutions(loaded: Loaded, rnsr: str) -> set[str]:
    rows = loaded.frame("PART_OF").filter(start_id=f"lab/{rnsr}")
    return {end.split("/")[1] for end in rows["end_id"]}


def place(loaded: Loaded, rnsr: str) -> list[str]:
    return loaded.frame("LOCATED_IN").filter(start_id=f"lab/{rnsr}")["end_id"].to_list()


def test_a_lab_is_part_of_each_supervising_institution_that_is_an_establishment(loaded: Loaded) -> None:
    assert institutions(loaded, "200412238P") == {"0440100V", "0442953W"}
    lab = loaded.frame("ResearchLab").row(by_predicate=pl.col("rnsr") == "200412238P", named=True)
    assert (lab["acronym"], lab["structure_type"], lab["domain"]) == ("GeM", "Unité mixte", "Sciences pour l'ingénieur")
    assert lab["supervisors"] == [
        "Centre national de la recherche scientifique",
        "Ecole Centrale de Nantes",
        "Nantes Université",
    ]


def test_who_only_takes_part_is_no_supervisor(loaded: Loaded) -> None:
    assert institutions(loaded, "200810693T") == {"0440100V", "0561718N"}


def test_a_former_uai_leads_to_the_institution_of_today(loaded: Loaded) -> None:
    assert institutions(loaded, "199511717M") == {"0212296G"}


def test_a_body_without_uai_is_kept_by_name(loaded: Loaded) -> None:
    lab = loaded.frame("ResearchLab").row(by_predicate=pl.col("rnsr") == "201521807T", named=True)
    assert institutions(loaded, "201521807T") == set()
    assert len(lab["supervisors"]) == 1


def test_parallel_lists_with_holes_stay_parallel(loaded: Loaded) -> None:
    assert institutions(loaded, "200310841A") == {"0383546Y"}


def test_a_postal_city_is_a_commune_of_the_department_of_its_postcode(loaded: Loaded) -> None:
    assert place(loaded, "200810693T") == ["commune/44109"]
    assert place(loaded, "200510681T") == ["commune/75056"]
    assert place(loaded, "200310841A") == ["commune/38421"]
    assert place(loaded, "199511717M") == ["commune/21231"]


def test_a_lab_abroad_or_without_address_has_no_commune(loaded: Loaded) -> None:
    assert place(loaded, "201822785T") == place(loaded, "201722809Y") == []


def test_an_address_of_several_lines_is_one_row(loaded: Loaded) -> None:
    assert place(loaded, "200415078B") == ["commune/17300"]
    assert len(loaded.reading.ledgers["labs"].loaded) == 11


def test_no_column_on_persons_is_read() -> None:
    info: SourceInfo = source("rnsr")
    columns = " ".join(info.files["labs"].columns)
    assert not any(word in columns for word in ("nom_", "prenom", "responsable", "directeur", "titre"))
