"""Weak links: reach, concentration and depth of the ties between secondary and higher members, and what they prove.

More ties can only lift the reach and the depth, so a strong link is proved by those that are known; that a link is
weak is said only where a source describes the inside of the network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import polars as pl

from campus_graph.graph.network import EMPTY, Network, networks, typed
from campus_graph.graph.store import Parameters

_ORDER = {"gap": 0, "unknown": 1, "covered": 2, "not-applicable": 3}
_SCHEMA: dict[str, Any] = {
    "campus": pl.String,
    "verdict": pl.String,
    "secondary": pl.Int64,
    "higher": pl.Int64,
    "links": pl.Int64,
    "reach": pl.Float64,
    "concentration": pl.Float64,
    "depth": pl.Int64,
    "kinds": pl.List(pl.String),
    "holder": pl.String,
    "linked": pl.List(pl.String),
    "unlinked": pl.List(pl.String),
    "reason": pl.String,
}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per campus: the weak first, then what is unknown, the shortest reach first."""
    frames = typed(frames)
    campuses = frames["campuses"].filter("asked").select("campus", "campus_label").sort("campus")
    found = networks(frames["actors"], frames["ties"])
    silent = _silent(frames["actors"])
    judged = [
        _row(campus, found.get(campus, EMPTY), silent.get(campus, frozenset()), parameters)
        for campus in campuses["campus"]
    ]
    table = campuses.join(pl.DataFrame(judged, schema=_SCHEMA), on="campus")
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    return table.sort([order, "reach", "campus"], nulls_last=True)


def _silent(actors: pl.DataFrame) -> Mapping[str, frozenset[str]]:
    """Return campus → the members of which no offer is known."""
    parts = actors.filter(~pl.col("teaches")).group_by("campus").agg("actor")
    return {campus: frozenset(names) for campus, names in parts.iter_rows()}


def _row(campus: str, network: Network, silent: frozenset[str], parameters: Parameters) -> dict[str, Any]:
    links = network.links
    held = Counter(higher for _, higher in links)
    holder = min(held, key=lambda actor: (-held[actor], actor), default=None)
    linked = {secondary for secondary, _ in links}
    unlinked = network.secondary - linked
    kinds = sorted({kind for said in links.values() for kind in said})
    measured = bool(network.secondary and network.higher)
    reach = len(linked) / len(network.secondary) if measured else None
    row = {
        "campus": campus,
        "secondary": len(network.secondary),
        "higher": len(network.higher),
        "links": len(links),
        "reach": None if reach is None else round(reach, 4),
        "concentration": round(held[holder] / len(links), 4) if holder else None,
        "depth": len(kinds) if measured else None,
        "kinds": kinds,
        "holder": holder,
        "linked": sorted(linked),
        "unlinked": sorted(unlinked),
    }
    at_best = (len(linked) + len(unlinked & silent)) / len(network.secondary) if measured else 0.0
    verdict, reason = _judge(row, network, at_best, parameters)
    return {**row, "verdict": verdict, "reason": reason}


def _judge(row: Mapping[str, Any], network: Network, at_best: float, parameters: Parameters) -> tuple[str, str]:
    """Return verdict and reason. ``at_best`` is the reach if all members without known offers had a link."""
    if not network.actors:
        return "unknown", "aucun membre connu"
    if not network.higher:
        return "not-applicable", "aucun membre du supérieur repéré par un UAI (voir missing-higher-link)"
    if not network.secondary:
        return "unknown", "aucun membre du secondaire connu"
    least = float(str(parameters["min_reach"]))
    failures = _failures(row, parameters, least)
    if not failures:
        return "covered", _measures(row)
    described = network.described or parameters["described"] == "assumed"
    if not described:
        return "unknown", f"{', '.join(failures)} ; aucune source ne décrit les coopérations du campus"
    if row["reach"] < least <= at_best and len(failures) == 1:
        return "unknown", f"{failures[0]}, mais les offres d’une partie des membres ne sont pas connues"
    return "gap", ", ".join(failures)


def _failures(row: Mapping[str, Any], parameters: Parameters, least: float) -> list[str]:
    """Return the thresholds that are missed, in words."""
    if not row["links"]:
        return ["aucun lien connu entre secondaire et supérieur"]
    failures = []
    if row["reach"] < least:
        count = len(row["linked"])
        some = "1 membre du secondaire" if count == 1 else f"{count} membres du secondaire"
        failures.append(f"{some} sur {row['secondary']} {'a' if count == 1 else 'ont'} un lien connu")
    if row["concentration"] > float(str(parameters["max_concentration"])):
        failures.append(f"un seul membre du supérieur tient {_percent(row['concentration'])} des liens connus")
    if row["depth"] < int(str(parameters["min_depth"])):
        failures.append(f"natures de preuve connues : {', '.join(row['kinds'])}")
    return failures


def _measures(row: Mapping[str, Any]) -> str:
    count, kinds = len(row["linked"]), ", ".join(row["kinds"])
    linked = "1 membre du secondaire lié" if count == 1 else f"{count} membres du secondaire liés"
    most = _percent(row["concentration"])
    return f"{linked} sur {row['secondary']}, {most} des liens au plus pour un seul membre du supérieur ({kinds})"


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
