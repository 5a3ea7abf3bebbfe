"""Makes the labelled pairs of French names: ``python -m tests.checks.make_names_pairs STORE [--tune] > FILE``.

The labels come from the publishers, never from our own matcher. *Same*: one UAI as two publishers write it (the values
that lost a conflict), or one name as systems spell it. *Different*: two UAI that one publisher lists side by side in
one file, or the same name in two communes. The departments of even rank make the pairs to tune on, the odd ones those
to measure on; no thing is in both.
"""

from __future__ import annotations

import argparse
import difflib
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from campus_graph.graph.store import Reader, open_store
from campus_graph.text import fold, folded

COLUMNS = ("name_a", "place_a", "name_b", "place_b", "same", "how")
_RARE = 0.01  # of the names bear a word that makes two names recognisable as one
_LYCEES = ["lycee", "lycee-agricole", "lycee-general-technologique", "lycee-polyvalent", "lycee-professionnel"]
_COLLEGES = ["ecole", "ecole-ingenieurs", "erea", "superieur", "universite"]
_WRITTEN: dict[str, tuple[str, Callable[[str], str]]] = {
    "accents décomposés (NFD)": (r"[éèêàç]", lambda t: unicodedata.normalize("NFD", t)),
    "capitales sans accents": (r"[éèêàç]", lambda t: _bare(t).upper()),
    "apostrophe courbe": (r"'", lambda t: t.replace("'", "’")),
    "œ pour oe": (r"(?i)oeuvre|coeur|soeur", lambda t: re.sub("(?i)oe", "œ", t)),
    "St pour Saint": (r"\bSainte?\b", lambda t: re.sub(r"\bSaint(e?)\b", r"St\1", t)),
    "espace insécable": (r" ", lambda t: t.replace(" ", "\u00a0")),
    "sans trait d’union": (r"\w-\w", lambda t: t.replace("-", " ")),
    "sigle pour la nature": (r"^Lycée professionnel ", lambda t: t.replace("Lycée professionnel", "LP", 1)),
    "minuscules": (r"[A-Z]", str.lower),
}
Row = tuple[str, str, str, str, str, str]


def main() -> None:
    """Write the pairs of one half of the departments to standard output."""
    options = argparse.ArgumentParser()
    options.add_argument("store", type=Path)
    options.add_argument("--tune", action="store_true", help="the other half, to tune on")
    given = options.parse_args()
    with open_store(given.store) as reader:
        rows = sorted({row for rows in _drawn(reader, 0 if given.tune else 1) for row in rows})
    pl.DataFrame(rows, schema=COLUMNS, orient="row").write_csv(sys.stdout)


def _drawn(reader: Reader, half: int) -> Iterator[list[Row]]:
    chance = random.Random(18)
    things = _half(reader, half)
    for categories, count in ((_LYCEES, 110), (["cfa"], 40), (_COLLEGES, 20)):
        yield _some(chance, _told(reader, things.filter(pl.col("category").is_in(categories))), count)
    for how, (has, write) in _WRITTEN.items():
        yield _some(chance, _spelt(things, how, has, write), 10)
    yield _some(chance, _side_by_side(things), 123)
    yield _some(chance, _of_two_sorts(things), 50)
    yield _some(chance, _elsewhere(things), 65)
    yield _some(chance, _numbered(things), 20)


def _half(reader: Reader, half: int) -> pl.DataFrame:
    towns = reader.table("Commune").select(commune="code", town="label")
    things = reader.table("Establishment").filter("described").join(towns, on="commune", how="left")
    ranks = {code: at for at, code in enumerate(sorted(things["department"].drop_nulls().unique()))}
    mine = [code for code, rank in ranks.items() if rank % 2 == half]
    place = pl.concat_str("department", "town", separator=" ", ignore_nulls=True)
    kept = things.filter(pl.col("department").is_in(mine))
    return kept.with_columns(place=place, plain=folded("label")).sort("id")


def _some(chance: random.Random, rows: list[Row], count: int) -> list[Row]:
    return chance.sample(sorted(set(rows)), min(count, len(set(rows))))


def _told(reader: Reader, things: pl.DataFrame) -> list[Row]:
    """Return one UAI under two publishers, where both mean one name.

    They share a word that few bear, and agree whether it is a lycée professionnel. Else it is another name, a sigle or
    another thing, not another way to write it.
    """
    lost = reader.conflicts().filter(pl.col("field") == "label").join(things.select("id", "uai", "place"), on="id")
    borne = _borne(reader)
    return [
        (x["kept"], x["place"], x["other"], x["place"], "oui", f"UAI {x['uai']} : {_files(x)}")
        for x in lost.iter_rows(named=True)
        if _professional(x["kept"]) == _professional(x["other"])
        and any(borne[word] < _RARE and len(word) > 3 for word in _words(x["kept"]) & _words(x["other"]) & borne.keys())
    ]


def _words(name: str) -> set[str]:
    return set(fold(name).split())


def _professional(name: str) -> bool:
    return re.search(r"\b(lycee professionnel|lp|section d enseignement professionnel)\b", fold(name)) is not None


def _borne(reader: Reader) -> dict[str, float]:
    names = reader.table("Establishment").filter("described").select(word=folded("label").str.split(" ").list.unique())
    return dict(names.explode("word").group_by("word").agg(pl.len() / names.height).iter_rows())


def _files(row: dict[str, list[str]]) -> str:
    return f"{row['kept_sources'][0]} et {row['other_sources'][0]}"


def _spelt(things: pl.DataFrame, how: str, has: str, write: Callable[[str], str]) -> list[Row]:
    rows = things.filter(pl.col("label").str.contains(has)).select("label", "place", "uai").iter_rows()
    return [(name, place, write(name), place, "oui", f"UAI {uai} : {how}") for name, place, uai in rows]


def _side_by_side(things: pl.DataFrame) -> list[Row]:
    """Return for each town and category, the two of one file whose names are the most alike without being the same."""
    rows = []
    for _, block in things.group_by("place", "category", maintain_order=True):
        pairs = _pairs(block.filter(pl.len() < 60)).filter(pl.col("plain") != pl.col("plain_b"))
        best = max(pairs.iter_rows(named=True), key=lambda x: _ratio(x["plain"], x["plain_b"]), default=None)
        rows += [_different(best)] if best else []
    return rows


def _of_two_sorts(things: pl.DataFrame) -> list[Row]:
    """Return a lycée professionnel and another of the same town and file that bear one name."""
    lycees = things.filter(pl.col("category").is_in(_LYCEES))
    own = pl.col("plain").str.replace(" lycee des metiers.*", "").str.replace_all(_KINDS, " ").str.strip_chars(" ")
    pairs = _pairs(lycees.with_columns(own=own), "own")
    professional = pl.col("category") == "lycee-professionnel"
    kinds = professional != (pl.col("category_b") == "lycee-professionnel")
    return [_different(x) for x in pairs.filter(kinds).iter_rows(named=True)]


_KINDS = r"\b(lycee|professionnel|polyvalent|general|technologique|et|prive|de|du|des|d)\b ?"


def _elsewhere(things: pl.DataFrame) -> list[Row]:
    """Return the same name in two communes, those of one department first."""
    there = things.filter(pl.col("town").is_not_null(), pl.col("category").is_in(_LYCEES))
    pairs = there.join(there, on="plain", suffix="_b").filter(
        pl.col("id") < pl.col("id_b"), pl.col("commune") != pl.col("commune_b")
    )
    near = pairs.filter(pl.col("department") == pl.col("department_b"))
    far = pairs.filter(pl.col("department") != pl.col("department_b")).unique("plain", keep="first").sort("id")
    picked = pl.concat([near, far.head(max(0, 65 - near.height))])
    return [_different(x, "deux communes") for x in picked.iter_rows(named=True)]


def _numbered(things: pl.DataFrame) -> list[Row]:
    bare = things.with_columns(bare=pl.col("plain").str.replace_all(r"\b(\d+|i+|iv|vi+)\b", "#"))
    pairs = bare.join(bare, on=["bare", "department"], suffix="_b").filter(pl.col("id") < pl.col("id_b"))
    told = pairs.filter(pl.col("plain") != pl.col("plain_b"))
    return [_different(x) for x in told.iter_rows(named=True)]


def _pairs(block: pl.DataFrame, *on: str) -> pl.DataFrame:
    pairs = block.join(block, on=["place", *on], suffix="_b").filter(pl.col("id") < pl.col("id_b"))
    shared = pl.col("sources").list.set_intersection("sources_b")
    return pairs.with_columns(place_b="place", file=shared.list.sort().list.first()).drop_nulls("file")


def _different(row: dict[str, str], how: str | None = None) -> Row:
    why = how or f"deux UAI de {row.get('file', row['sources'][0])}"
    ends = (row["label"], row["place"], row["label_b"], row["place_b"])
    return (*ends, "non", f"UAI {row['uai']} et {row['uai_b']} : {why}")


def _ratio(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


if __name__ == "__main__":
    main()
