"""The lycées of Île-de-France."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.conftest import FIXTURES, LoadFixture

CODES = ["75056", "78646", "91027", "91434", "94041", "94200"]
LOOKUPS = {"cog.communes": pl.DataFrame({"code": CODES, "commune": CODES})}
FILE = "lycees-idf/lycees-donnees-generales.csv"


def test_the_nature_in_words_tells_the_category(load_fixture: LoadFixture) -> None:
    lycees = load_fixture("lycees_idf", LOOKUPS).frame("Establishment")
    category = dict(lycees.select("uai", "category").iter_rows())
    assert category == {
        "0910676R": "lycee-polyvalent",
        "0750708M": "lycee-polyvalent",
        "0932861E": "lycee-general-technologique",
        "0753537M": "lycee-general-technologique",
        "0942145W": "lycee-general-technologique",
        "0932370W": "lycee-professionnel",
        "0780004F": "lycee-agricole",
        "0910429X": "erea",
        "0754089M": "lycee",
        "0783053V": "superieur",
        "0770687D": "inconnu",
    }


def test_a_private_school_is_under_contract_only_if_the_file_says_so(load_fixture: LoadFixture) -> None:
    lycees = load_fixture("lycees_idf", LOOKUPS).frame("Establishment")
    sector = dict(lycees.select("uai", "sector").iter_rows())
    assert (sector["0910676R"], sector["0932861E"], sector["0942145W"]) == ("public", "prive-contrat", "prive")


def test_a_siret_with_a_digit_missing_is_left_out(load_fixture: LoadFixture) -> None:
    lycees = load_fixture("lycees_idf", LOOKUPS).frame("Establishment")
    siret = dict(lycees.select("uai", "siret").iter_rows())
    assert siret["0910676R"] == "19910676600017"
    assert siret["0750708M"] is None
    assert siret["0932861E"] is None


def test_place_and_name_are_kept(load_fixture: LoadFixture) -> None:
    lycees = load_fixture("lycees_idf", LOOKUPS).frame("Establishment")
    ader = lycees.row(by_predicate=pl.col("uai") == "0910676R", named=True)
    assert (ader["label"], ader["commune"]) == ("Lycée polyvalent Clément Ader", "91027")
    assert (round(ader["latitude"], 3), round(ader["longitude"], 3)) == (48.711, 2.393)


def test_a_wrong_check_letter_is_rejected_and_a_point_at_zero_is_left_out(
    load_fixture: LoadFixture, tmp_path: Path
) -> None:
    text = (FIXTURES / "lycees_idf" / FILE).read_text(encoding="utf-8")
    text = text.replace("0910676R", "0910676S").replace("48.81387913586163, 2.37804377008623", "0.0, 0.0")
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    loaded = load_fixture("lycees_idf", LOOKUPS, tmp_path)
    assert list(loaded.rejects("lycees").values()) == [
        ("CODE_UAI", "0910676S", "UAI mal formé, ou lettre de contrôle fausse")
    ]
    ce3p = loaded.frame("Establishment").row(by_predicate=pl.col("uai") == "0942145W", named=True)
    assert (ce3p["latitude"], ce3p["longitude"]) == (None, None)
