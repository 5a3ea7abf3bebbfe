"""Labs, occupations, priorities, zonings and clusters of the real graph, checked against the raw files."""

from __future__ import annotations

import json

import pytest

from campus_graph.graph.embedded import EmbeddedReader
from tests.real.raw import content, features, rows, sheets

LABS = "rnsr/fr-esr-structures-recherche-publiques-actives_2022.csv.gz"
# Read by hand: institutions of today, and commune. Bourgogne (0211237F) bears 0212296G today, Rennes 1 (0350936C)
# 0353074B, the COMUE of Bourgogne-Franche-Comté (0251985X) became 0252044L; CNRS and Inria are no establishments.
BY_HAND = {
    "200412238P": ({"0440100V", "0442953W"}, "44109"),  # GeM, Nantes
    "201220440V": ({"0212296G", "0900424X"}, "21231"),  # Carnot, Dijon
    "201221517R": ({"0212296G", "0252044L"}, "21231"),  # MSH, Dijon
    "199511665F": ({"0333232J", "0333298F"}, "33522"),  # LaBRI, Talence
    "200415078B": ({"0171463Y"}, "17300"),  # La Rochelle, an address of three lines
    "201822785T": ({"1270009V"}, None),  # École française de Rome
}
SHEETS = "onisep-ideo-2024/5fe07a9ecc960_fiches_formations_20240625.xml.zip"
OCCUPATIONS = "onisep-ideo-2024/5fa5949243f97_ideo_metiers.json.gz"
# Bac pro boulanger-pâtissier, CAP cuisine, bac pro maintenance des matériels agricoles, BTS tourisme.
DIPLOMAS = ["40022105", "50022139", "40025219", "32033426"]


def ends(reader: EmbeddedReader, relation: str, start: str) -> set[str]:
    found = reader.query(f"SELECT end_id FROM {relation} WHERE start_id = $start", {"start": start})
    return {end.split("/")[1] for end in found["end_id"]}


@pytest.mark.parametrize("number", sorted(BY_HAND))
def test_institutions_and_commune_of_a_lab(reader: EmbeddedReader, number: str) -> None:
    institutions, commune = BY_HAND[number]
    assert ends(reader, "PART_OF", f"lab/{number}") == institutions
    assert ends(reader, "LOCATED_IN", f"lab/{number}") == ({commune} if commune else set())
    raw = next(row for row in rows(LABS) if row["numero_national_de_structure"] == number)
    lab = reader.query("SELECT * FROM ResearchLab WHERE rnsr = $number", {"number": number}).to_dicts()[0]
    assert (lab["label"], lab["acronym"] or "", lab["city"] or "") == (raw["libelle"], raw["sigle"], raw["commune"])


def test_every_lab_is_there_and_most_have_an_institution_and_a_commune(reader: EmbeddedReader) -> None:
    numbers = {row["numero_national_de_structure"] for row in rows(LABS)}
    assert set(reader.query("SELECT rnsr FROM ResearchLab", {})["rnsr"]) == numbers
    assert len(numbers) == 4506
    part = reader.query("SELECT count(DISTINCT start_id) FROM PART_OF", {}).item()
    placed = reader.query("SELECT count(*) FROM LOCATED_IN WHERE start_id LIKE 'lab/%'", {}).item()
    assert part / len(numbers) >= 0.7
    assert placed / len(numbers) >= 0.87


def onisep_codes(cfd: str) -> set[str]:
    """Return the ROME codes of the occupations on the sheets of a diploma."""
    listed = json.loads(content(OCCUPATIONS))
    code = {o["lien_site_onisepfr"].rsplit("/", 1)[1]: o["code_rome"] for o in listed if o["code_rome"]}
    mine = [sheet for sheet in sheets(SHEETS) if sheet.findtext("code_scolarite") == cfd]
    names = [m.findtext("id") or "" for sheet in mine for m in sheet.findall("metiers_formation/metier")]
    return {c for name in names for c in code.get(name, "").split(" | ") if c}


def certified_codes(cfd: str) -> set[str]:
    """Return the ROME codes of the certifications of a diploma."""
    mine = [row for row in rows("orion/certif_info.csv.gz") if row["Code_Scolarité"] == cfd]
    return {row[f"Code_Rome_{n}"] for row in mine for n in range(1, 6)} - {""}


@pytest.mark.parametrize("cfd", DIPLOMAS)
def test_occupations_of_a_diploma(reader: EmbeddedReader, cfd: str) -> None:
    expected = onisep_codes(cfd) | certified_codes(cfd)
    assert expected
    assert ends(reader, "PREPARES_FOR", f"diploma/{cfd}") == expected


def test_the_baker_by_name(reader: EmbeddedReader) -> None:
    # Boulanger, pâtissier, vendeur, conducteur de ligne: read on the sheet FOR.3531 and in Certif Info 62812.
    assert ends(reader, "PREPARES_FOR", "diploma/40022105") == {"D1102", "D1104", "D1106", "H2102"}
    baker = reader.query("SELECT label, fap FROM Occupation WHERE code = 'D1102'", {}).to_dicts()
    # « Boulangerie - viennoiserie » stands under two families, for unskilled and for skilled work.
    assert baker == [{"label": "Boulanger / Boulangère", "fap": ["S0Z20", "S0Z42"]}]


def test_all_occupations_of_the_rome_are_there_with_531_in_families(reader: EmbeddedReader) -> None:
    codes = {row["code_rome"] for row in rows("rome/unix_referentiel_code_rome_v460_utf8.csv", ",")}
    assert set(reader.query("SELECT code FROM Occupation", {})["code"]) == codes
    assert {row["code_rome"] for row in rows("orion/rome.csv")} <= codes
    assert reader.query("SELECT count(*) FROM Occupation WHERE fap IS NOT NULL", {}).item() == 531


@pytest.mark.parametrize(
    ("region", "cfd"),
    [
        ("27", "50025439"),  # CAP métallier, Bourgogne-Franche-Comté
        ("94", "32033426"),  # BTS tourisme, Corse
        ("84", "01033001"),  # MC aide à domicile, Auvergne-Rhône-Alpes
        ("11", "50031224"),  # CAP équipier polyvalent du commerce, Île-de-France, on two rows
        ("04", None),  # La Réunion
    ],
)
def test_priorities_of_a_region(reader: EmbeddedReader, region: str, cfd: str | None) -> None:
    raw = {row["cfd"] for row in rows("orion/actions_prioritaires.csv") if row["codeRegion"] == region}
    assert cfd is None or cfd in raw
    assert ends(reader, "PRIORITISES", f"region/{region}") == raw


def test_zonings_of_a_commune(reader: EmbeddedReader) -> None:
    def commune(code: str) -> dict[str, object]:
        return reader.query("SELECT * FROM Commune WHERE code = $code", {"code": code}).to_dicts()[0]

    pontarlier, neussargues = commune("25462"), commune("15141")
    assert (pontarlier["mountain"], pontarlier["qpv"]) == ("Massif du Jura", ["QN02501M", "QN02516N"])
    assert neussargues["rurality_type"] == "Les petites polarités industrielles et artisanales"
    assert neussargues["centrality"] == "Centre local d'équipements et de services"
    # Named by its own number (214202079) in the Territoire d'industrie of the Gier.
    assert commune("42207")["industry_territories"] == ["Vallées du Gier et de l'Ondaine - Loire Sud"]


def test_zonings_of_all_communes(reader: EmbeddedReader) -> None:
    def classed(path: str, column: str, *unclassed: str) -> int:
        values = [row[column] for row in rows(f"anct-zonages/{path}.csv.gz", ",")]
        return sum(not any(words in value for words in unclassed) for value in values)

    def count(field: str) -> int:
        return int(reader.query(f"SELECT count({field}) FROM Commune", {}).item())

    assert count("rurality_type") == classed("ruralite", "niveau_ruralite", "périmètre a changé") == 34_801
    assert count("centrality") == classed("centralite", "niveau_centralite", "undefined") == 34_746
    assert count("mountain") == classed("montagne", "niveau_montagne") == 8_594
    districts = [
        d.strip() for f in features("anct-zonages/centroide-4326_qpv.geojson.gz") for d in f["code_qp"].split(",")
    ]
    named = reader.query("SELECT unnest(qpv) AS q FROM Commune", {})["q"].to_list()
    assert sorted(named) == sorted(districts)
    assert len(set(named)) == 1_493
    territories = {f["lib_ti"] for f in features("anct-zonages/polygone-4326_ti.geojson.gz")}
    said = reader.query("SELECT DISTINCT unnest(industry_territories) AS t FROM Commune", {})["t"].to_list()
    assert set(said) == territories


def test_clusters_of_before_2019_are_former_names_or_clusters_of_their_own(reader: EmbeddedReader) -> None:
    old = json.loads(content("poles-competitivite/pcru-pole-competitivite.json"))
    gone = reader.query("SELECT label FROM CompetitivenessCluster WHERE phase = 'II-III (avant 2019)'", {})["label"]
    former = reader.query("SELECT unnest(former_names) AS n FROM CompetitivenessCluster", {})["n"].to_list()
    assert (len(old), gone.len(), len(former)) == (71, 24, 16)
    assert set(former) <= set(old)
    assert "Pégase" in set(gone)  # as a campus page writes it
