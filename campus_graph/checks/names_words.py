"""What a French name says of a thing: its own words, its sort, its number and its town, apart.

« Lycée professionnel Jules-Verne » and « LP Jules Verne, lycée des métiers de la mer » say the same in other words;
« lycée général », « Paris 2 », « site de Nantes » make another thing of nearly the same letters.
"""

from __future__ import annotations

import polars as pl

from campus_graph.text import written_out

THINGS = {**dict.fromkeys(("id", "name", "area", "place", "sort"), pl.String()), "files": pl.List(pl.String())}
TOWNS = dict.fromkeys(("area", "town"), pl.String())

# Sort → how it is written, in folded words. The first that a name has is its sort; all are taken off its own words.
_COURSE = r"(centre|ctre?) (de )?form\w*( sup)?|organisme ?(de )?formation|site de formation"
SORTS = {
    "section": r"section (d )?enseignement (profess?ion\w*|general\w*)( et technologique)?|sep|sgt",
    "mfr": r"maisons? familiales?( et)? rurales?( d education et d orientation)?|mfr|mfreo",
    "greta": r"greta( cfa)?",
    "cfa": rf"(antenne de )?({_COURSE})( d| de| des| de l)* appren\w*|organisme (de )?\w+|cfa|of cfa|ufa"
    r"|unite de formation par (l )?apprentissage",
    "adapte": r"(etablissement|ecole|lycee) (regionale? )?d enseignement adapte|erea|lea",
    "agricole": r"lycee (d enseignement )?((general ?|technologique |professionnel |et |public |prive )*)agricole"
    r"|legta|legtpa|lpa|leap",
    "iut": r"institut universitaire (de )?technologie|iut",
    "faculte": r"unite de formation et de recherche|ufr|faculte",
    "infirmiers": r"ifsi|institut de formation (de|en) soins infirmiers",
    "universite": r"universite|univ",
    "lp": r"lycee (d enseignement )?pro(f|fess?ionn?el)?|lp|lep",
    "lgt": r"lycee (d )?(enseignement )?(general ?|international |et |techno(logique)? ?|technique ?)+"
    r"|lgt|legt|leg|lg|lt|ltp",
    "lycee": r"lycee( polyvalent)?|lpo|cite scolaire|ensemble scolaire|institution",
    "campus": r"(campus|cmq)( des)? metiers( et)?( des)? qualifications( d excellence)?|cmqe?",
}
# A lycée of which nothing more is said may be of these sorts; a lycée professionnel always says it.
_ALIKE = [("section", "lp"), ("lgt", "lycee"), ("agricole", "lycee"), ("adapte", "lycee"), ("adapte", "lp")]
_LABEL = r"^(\w+ \w.*?)\blyc(ees?)? (labellise )?(des )?metiers\b.*$"  # a label beside the name, at its end
_SHORT = {
    "ens": "ecole normale superieure",
    "insa": "institut national des sciences appliquees",
    "chambre (de |des )?metiers( et de l artisanat)?": "cma",
    "chambre de commerce et d? ?industrie": "cci",
    "inst": "institut",
    "nd|n d": "notre dame",
    "dr": "docteur",
    "mal": "marechal",
    "1er|ier|premier": "1",
}
_SITE = r"\b(site|antenne|campus|pole)\b"
_IDLE = (
    r"prive|privee|public|publique|regional|regionale|des|de|du|d|la|le|les|l|et|a|au|aux|en|of|pour|par|sur|n|no"
    r"|site|antenne|cedex|lycee|metiers|agricole|agric|[b-z]"
)
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_ROMAN |= {"xiii": "13", "xiv": "14", "xv": "15", "xxiii": "23"}
_UNIVERSITIES = "paris|lyon|lille|bordeaux|grenoble|montpellier|nancy|rennes|toulouse|strasbourg|marseille"
_SINGLE = {"i": "1", "v": "5", "x": "10"}  # after these towns; elsewhere they are initials
_TELLING = r"\d+|basse?|haute?|nord|sud"
_TOWN_WORDS = 6


def taken_apart(things: pl.DataFrame, towns: pl.DataFrame) -> pl.DataFrame:
    """Return things (THINGS) with what their names say, sorted by id.

    ``core``: the words of their own, folded; ``sort``: a key of ``SORTS``, else that which was given; ``number``: the
    numbers and directions that tell one from another; ``site``: whether it calls itself a part; ``town``: the place,
    else the town (TOWNS, of the same area) with which the name ends. The name itself stays as it is.
    """
    frame = things.with_columns(spoken=written_out("name"), town=_town(pl.col("place")))
    said = pl.coalesce(_sort(pl.col("spoken")), "sort")
    frame = _without_town(frame.with_columns(sort=said, own=_own(pl.col("spoken"))), towns)
    words = pl.col("own").str.replace_all(rf"\b({_IDLE})\b", " ").str.extract_all(r"\w+")
    texts = (_texts(words), pl.col("ending"), pl.col("spoken"))
    core = pl.coalesce(*(pl.when(text != "").then(text) for text in texts), pl.lit(""))
    frame = frame.with_columns(
        core=core.str.replace_all("nd", ""),  # a publisher's file has lost them: Lycée Aristide Bria, Nord Grae Terre
        number=_number(words),
        site=pl.col("spoken").str.contains(_SITE),
        town=pl.coalesce("town", "ending"),
    )
    return frame.select(*THINGS, "town", "site", "number", "core").sort("id")


def alike(sort: str, other: str) -> pl.Expr:
    """Tell whether two columns of sorts can be of one thing."""
    pairs = [f"{a}-{b}" for one in _ALIKE for a, b in (one, one[::-1])]
    same = (pl.col(sort) == pl.col(other)) | pl.concat_str(sort, other, separator="-").is_in(pairs)
    return same.fill_null(True)


def _town(place: pl.Expr) -> pl.Expr:
    """Return a postal town without its cedex and arrondissement."""
    plain = written_out(place).str.replace(r"\b(cedex.*|\d+ ?(er|e|eme)?( arrondissement)?)$", "").str.strip_chars(" ")
    return pl.when(plain != "").then(plain)


def _sort(spoken: pl.Expr) -> pl.Expr:
    plain = spoken.str.replace(_LABEL, "${1}")
    return pl.coalesce(*(pl.when(plain.str.contains(rf"\b({how})\b")).then(pl.lit(s)) for s, how in SORTS.items()))


def _own(spoken: pl.Expr) -> pl.Expr:
    """Return the words without label and sorts, short forms in full, Roman numbers as digits."""
    text = spoken.str.replace(_LABEL, "${1}")
    taken = dict.fromkeys(SORTS.values(), " ")
    for how, instead in {**taken, **_SHORT, **_ROMAN}.items():
        text = text.str.replace_all(rf"\b({how})\b", instead)
    for roman, digits in _SINGLE.items():
        text = text.str.replace_all(rf"\b({_UNIVERSITIES}) {roman}\b", f"${{1}} {digits}")
    return text.str.replace_all(" +", " ").str.strip_chars(" ")


def _without_town(frame: pl.DataFrame, towns: pl.DataFrame) -> pl.DataFrame:
    """Add ``ending``, the longest town of the area with which the words end, and take the town off the words."""
    words = pl.col("own").str.split(" ")
    ends = [f"end_{count}" for count in range(_TOWN_WORDS, 0, -1)]
    for count, end in zip(range(_TOWN_WORDS, 0, -1), ends, strict=True):
        known = towns.select("area", pl.col("town").alias("tail"), pl.col("town").alias(end)).unique()
        frame = frame.with_columns(tail=words.list.tail(count).list.join(" "))
        frame = frame.join(known, on=["area", "tail"], how="left").drop("tail")
    # « Emmanuel d’Alzon » of Nîmes is not at Alzon: a known place decides.
    found = pl.coalesce(ends)
    frame = frame.with_columns(ending=pl.when((found == pl.col("town")).fill_null(True)).then(found)).drop(ends)
    place = pl.format(" {} ", pl.coalesce("ending", "town", pl.lit("-")))
    return frame.with_columns(own=pl.format(" {} ", "own").str.split(place).list.join(" ").str.strip_chars(" "))


def _texts(words: pl.Expr) -> pl.Expr:
    return words.list.eval(pl.element().filter(~pl.element().str.contains(r"^\d+$"))).list.join(" ")


def _number(words: pl.Expr) -> pl.Expr:
    """Return what counts or points. « 1 » is often left unsaid; the number of a department is a place."""
    telling = pl.element().filter(pl.element().str.contains(rf"^({_TELLING})$")).str.strip_chars_start("0")
    idle = pl.concat_list(pl.lit("1"), pl.col("area").fill_null("").str.strip_chars_start("0"))
    return words.list.eval(telling).list.set_difference(idle).list.sort().list.join(" ")
