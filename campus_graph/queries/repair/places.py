"""Where a new offer is best placed: in which establishment of its territory, and why there."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

_SAME, _BELOW, _FILIERE = "same", "below", "filiere"


def candidates(
    frames: Mapping[str, pl.DataFrame], closable: pl.DataFrame, openings: pl.DataFrame, fresh: pl.DataFrame
) -> pl.DataFrame:
    """Return (diploma, establishment, place, territory, placed): one per new diploma and territory.

    ``closable`` are the missing continuations, each with the continuations that would close it; ``openings``
    (territory, diploma) what takes a broken pathway further; ``fresh`` the diplomas that may be newly offered.
    """
    below = _below(frames, fresh)
    asked = _for_pupils(closable, below)
    left = openings.join(asked, on=["territory", "diploma"], how="anti").join(fresh, on="diploma", how="semi")
    teaching = frames["teaching"].filter(pl.col("mine") & pl.col("territory").is_not_null())
    homes = teaching.select("establishment", "territory", "place").unique()
    after = left.join(homes, on="territory").join(below, on=["establishment", "diploma"])
    first = _best(after, ["territory", "diploma"], [])
    rest = left.join(first, on=["territory", "diploma"], how="anti")
    return pl.concat([asked, first, _best(_in_filiere(frames, rest, teaching), ["territory", "diploma"], [])])


def _below(frames: Mapping[str, pl.DataFrame], fresh: pl.DataFrame) -> pl.DataFrame:
    """Return (establishment, diploma, placed): who teaches what leads to a diploma, best in its own filière."""
    filed = frames["filieres"].select("diploma", "filiere")
    leads = frames["continuations"].select(lower="start_id", diploma="end_id").join(fresh, on="diploma", how="semi")
    kin = leads.join(filed, on="diploma").join(filed, left_on=["lower", "filiere"], right_on=["diploma", "filiere"])
    same = kin.select("lower", "diploma").unique().with_columns(placed=pl.lit(_SAME))
    ways = leads.join(same, on=["lower", "diploma"], how="left").with_columns(pl.col("placed").fill_null(_BELOW))
    taught = frames["teaching"].filter("mine").select("establishment", lower="diploma")
    # « same » comes after « below » in the alphabet.
    return taught.join(ways, on="lower").group_by("establishment", "diploma").agg(pl.col("placed").max())


def _for_pupils(closable: pl.DataFrame, below: pl.DataFrame) -> pl.DataFrame:
    """Return the best establishment per continuation and place: that of most pupils' offers without a way on."""
    own = closable.group_by("establishment", "place", "territory", diploma="continuation").agg(own=pl.len())
    ranked = own.join(below, on=["establishment", "diploma"])
    return _best(ranked, ["place", "territory", "diploma"], ["own"])


def _in_filiere(frames: Mapping[str, pl.DataFrame], rest: pl.DataFrame, teaching: pl.DataFrame) -> pl.DataFrame:
    """Return the establishments that teach the filière of a diploma, where nobody teaches what leads to it."""
    filed = frames["filieres"].select("diploma", "filiere")
    active = teaching.join(filed, on="diploma").select("establishment", "territory", "place", "filiere").unique()
    return (
        rest.join(filed, on="diploma")
        .join(active, on=["territory", "filiere"])
        .select("territory", "diploma", "establishment", "place", placed=pl.lit(_FILIERE))
        .unique()
    )


def _best(options: pl.DataFrame, group: list[str], first: list[str]) -> pl.DataFrame:
    order = [*group, *first, "placed", "establishment"]
    down = [name in (*first, "placed") for name in order]
    ranked = options.sort(order, descending=down, nulls_last=True).unique(group, keep="first", maintain_order=True)
    return ranked.select("diploma", "establishment", "place", "territory", "placed")
