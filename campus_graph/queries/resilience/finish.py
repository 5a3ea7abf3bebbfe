"""Resilience: κ and what it hangs on, as the network is or as it would be when an actor leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from campus_graph.errors import UnknownName
from campus_graph.graph.network import EMPTY, Network, networks, typed
from campus_graph.graph.store import Parameters
from campus_graph.text import fold, nearest

_ORDER = {"missing": 0, "fragile": 1, "unknown": 2, "robust": 3}
_ROBUST = 2
_UNDESCRIBED = "aucune source ne décrit les coopérations du campus"
_SCHEMA: dict[str, Any] = {
    "campus": pl.String,
    "verdict": pl.String,
    **dict.fromkeys(("kappa", "kappa_before", "actors", "tied", "secondary", "higher"), pl.Int64),
    "cut": pl.List(pl.String),
    "leaver": pl.String,
    "cut_off": pl.List(pl.String),
    "articulation_points": pl.List(pl.String),
    "bridges": pl.List(pl.String),
    "reason": pl.String,
}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per campus: the broken first, then the fragile; in each, by κ and size of the network."""
    frames = typed(frames)
    campuses = frames["campuses"].filter("asked").select("campus", "campus_label").sort("campus")
    leaver = actor_named(frames["actors"], parameters["without"])
    labels = dict(frames["actors"].select("actor", "label").unique().iter_rows())
    found = networks(frames["actors"], frames["ties"])
    asked = [(campus, found.get(campus, EMPTY)) for campus in campuses["campus"]]
    judged = [_row(c, n, leaver, labels, parameters) for c, n in asked if leaver is None or leaver in n.actors]
    table = campuses.join(pl.DataFrame(judged, schema=_SCHEMA), on="campus")
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    keys = [order, "kappa", "actors", "campus"]
    return table.sort(keys, descending=[False, False, True, False], nulls_last=True)


def actor_named(actors: pl.DataFrame, value: object) -> str | None:
    """Return the identifier of the actor that is named by identifier, code or name; None where nothing is asked.

    Raises:
        UnknownName: no campus has such an actor; carries the nearest ones.

    """
    if value is None:
        return None
    known: dict[str, str] = dict(actors.select("actor", "label").unique().sort("actor").iter_rows())
    text = str(value).strip()
    for same in (lambda a: a == text, lambda a: a.split("/")[-1] == text, lambda a: fold(known[a]) == fold(text)):
        if named := [actor for actor in known if same(actor)]:
            return named[0]
    close = nearest(text, sorted(known.values()))
    raise UnknownName("l’acteur", text, close or sorted(known.values())[:4])


def _row(
    campus: str, network: Network, leaver: str | None, labels: Mapping[str, str], parameters: Parameters
) -> dict[str, Any]:
    left = network.without([leaver]) if leaver else network
    gone, cut_off = (leaver, network.cut_off_without(leaver)) if leaver else network.critical or (None, ())
    # Without ties, or without one of the two orders, κ measures the gaps of the data.
    measured = bool(network.ties and network.secondary and network.higher)
    row: dict[str, Any] = {
        "campus": campus,
        "kappa": len(left.cut) if measured else None,
        "kappa_before": len(network.cut) if measured and leaver else None,
        "actors": len(left.actors),
        "tied": len(left.tied),
        "secondary": len(left.secondary),
        "higher": len(left.higher),
        "cut": list(left.cut) if measured else [],
        "leaver": gone,
        "cut_off": list(cut_off),
        "articulation_points": list(left.articulation_points),
        "bridges": [f"{a} — {b}" for a, b in left.bridges],
    }
    verdict, reason = _judge(row, network, parameters)
    return {**row, "verdict": verdict, "reason": reason + _consequence(gone, len(cut_off), labels)}


def _judge(row: Mapping[str, Any], network: Network, parameters: Parameters) -> tuple[str, str]:
    """Return verdict and reason, by the network before anyone leaves."""
    if row["kappa"] is None:
        return "unknown", _unmeasured(network)
    if row["kappa"] >= _ROBUST:
        return "robust", f"il faudrait {row['kappa']} départs pour couper le secondaire du supérieur"
    said = "un seul départ suffit" if row["kappa"] else "aucun membre du secondaire n’atteint le supérieur"
    if network.described or parameters["described"] == "assumed":
        return ("fragile", f"{said} à couper le secondaire du supérieur") if row["kappa"] else ("missing", said)
    return "unknown", f"κ = {row['kappa']} d’après les seuls liens connus ; {_UNDESCRIBED}"


def _unmeasured(network: Network) -> str:
    if not network.actors:
        return "aucun membre ni partenaire connu"
    if not network.higher:
        return "aucun membre du supérieur repéré par un UAI (voir missing-higher-link)"
    if not network.secondary:
        return "aucun membre du secondaire connu"
    return "réseau connu seulement par ses liens au campus"


def _consequence(gone: str | None, cut_off: int, labels: Mapping[str, str]) -> str:
    if gone is None or not cut_off:
        return ""
    members = "1 autre membre" if cut_off == 1 else f"{cut_off} autres membres"
    return f" ; le départ de « {labels[gone]} » couperait {members} du secondaire"
