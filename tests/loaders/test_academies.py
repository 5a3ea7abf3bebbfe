"""The académies and what lies within them."""

from __future__ import annotations

import polars as pl

from tests.conftest import LoadFixture

DEPARTMENTS = pl.DataFrame(
    {
        "code": ["01", "14", "2A", "2B", "34", "69", "976", "978", "987"],
        "region": ["84", "28", "94", "94", "76", "84", "06", "978", "987"],
    }
)
LOOKUPS = {"cog.departments": DEPARTMENTS}


def test_departments_are_written_as_the_official_code_writes_them(load_fixture: LoadFixture) -> None:
    within = set(load_fixture("academies", LOOKUPS).frame("WITHIN").select("start_id", "end_id").iter_rows())
    assert {("department/01", "academy/10"), ("department/2A", "academy/27"), ("department/2B", "academy/27")} <= within


def test_an_academie_lies_within_its_region(load_fixture: LoadFixture) -> None:
    within = set(load_fixture("academies", LOOKUPS).frame("WITHIN").select("start_id", "end_id").iter_rows())
    assert {("academy/70", "academic-region/28"), ("academic-region/28", "region/28")} <= within


def test_the_point_of_a_contour_is_latitude_first(load_fixture: LoadFixture) -> None:
    lyon = load_fixture("academies", LOOKUPS).frame("Academy").row(by_predicate=pl.col("code") == "10", named=True)
    assert lyon["label"] == "Lyon"
    assert (round(lyon["latitude"]), round(lyon["longitude"])) == (46, 5)


def test_a_vice_rectorat_is_no_academie(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("academies", LOOKUPS)
    assert "41" not in loaded.frame("Academy")["code"]
    published = loaded.lookups["academies.departments"]
    assert published.row(by_predicate=pl.col("department") == "987") == ("987", None, "987")


def test_saint_martin_belongs_to_the_academie_of_guadeloupe_and_to_its_own_collectivity(
    load_fixture: LoadFixture,
) -> None:
    published = load_fixture("academies", LOOKUPS).lookups["academies.departments"]
    assert published.row(by_predicate=pl.col("department") == "978") == ("978", "32", "978")


def test_former_and_made_up_academies_are_rejected(load_fixture: LoadFixture) -> None:
    rejects = load_fixture("academies", LOOKUPS).rejects("departments")
    reasons = sorted(reason for _, _, reason in rejects.values())
    assert reasons == [
        "académie ancienne ou fictive",
        "académie ancienne ou fictive",
        "département absent du code officiel géographique",
        "département absent du code officiel géographique",
        "vice-rectorat, pas une académie",
    ]
