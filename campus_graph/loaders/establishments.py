"""What the sources of establishments share: a true UAI, a point that can be one, a SIRET that is one.

A wrong UAI would invent an establishment, so its row is rejected; a wrong point or SIRET is only left out.
"""

from __future__ import annotations

import polars as pl

from campus_graph.loaders.offers import with_uai
from campus_graph.loaders.reading import Reading

# (south, north, west, east) of the parts of France, in degrees, with some margin.
_FRANCE = (
    (41.2, 51.2, -5.3, 9.7),  # Europe
    (14.3, 18.2, -63.3, -60.7),  # Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy
    (2.0, 5.9, -54.7, -51.5),  # Guyane
    (46.6, 47.2, -56.5, -56.0),  # Saint-Pierre-et-Miquelon
    (-21.5, -20.8, 55.1, 55.9),  # La Réunion
    (-13.1, -12.5, 44.9, 45.4),  # Mayotte
    (-23.0, -17.5, 158.0, 172.5),  # Nouvelle-Calédonie
    (-14.5, -13.0, -178.5, -176.0),  # Wallis et Futuna
    (-28.0, -7.5, -155.0, -134.0),  # Polynésie française
)
_SECTORS = {"public": "public", "privé": "prive", "privé sous contrat": "prive-contrat"}


def identified(reading: Reading, file: str, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the rows with a true UAI, and ``id`` and ``uai``; the others are rejected."""
    good = with_uai(reading, file, rows, column)
    return good.rename({"start_id": "id"}).with_columns(uai=column)


def point(latitude: pl.Expr, longitude: pl.Expr) -> list[pl.Expr]:
    """Return ``latitude`` and ``longitude`` (WGS84, degrees), both null where they lie outside France."""
    boxes = [latitude.is_between(s, n) & longitude.is_between(w, e) for s, n, w, e in _FRANCE]
    within = pl.any_horizontal(boxes)
    return [
        pl.when(within).then(latitude).alias("latitude"),
        pl.when(within).then(longitude).alias("longitude"),
    ]


def point_of_text(column: str) -> list[pl.Expr]:
    """Return ``point`` of a cell that holds « latitude, longitude »."""
    parts = pl.col(column).str.splitn(",", 2).struct
    latitude, longitude = (parts.field(f"field_{i}").str.strip_chars().cast(pl.Float64, strict=False) for i in (0, 1))
    return point(latitude, longitude)


def siret(text: pl.Expr) -> pl.Expr:
    """Return a text where it is the 14 digits of a SIRET, else null."""
    return pl.when(text.str.contains(r"^\d{14}$")).then(text)


def sector(column: str) -> pl.Expr:
    """Return the notation of a sector written in words; null where the words are new."""
    return pl.col(column).str.to_lowercase().replace_strict(_SECTORS, default=None, return_dtype=pl.String)
