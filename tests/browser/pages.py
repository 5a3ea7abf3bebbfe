"""One address of each kind of page, on the starter graph; ``TABLES`` are those that need no script at all."""

from __future__ import annotations

NETWORK = "/reseau/campus/paca-mer"
TABLES = (
    "/manques/coverage-gap",
    "/manques/weak-link",
    "/manques/resilience",
    "/campus",
    "/campus/paca-mer",
    "/reseau",
    "/parcours?region=27&filiere=tourisme-gastronomie",
    "/territoires/region/27",
    "/territoires/academy/03",
    "/territoires/department/25",
    "/etablissements/0830766G",
    "/diplomes/40025214",
    "/filieres/tourisme-gastronomie",
    "/poles/pole-mer-mediterranee",
    "/comparer",
    "/qualite",
    "/sources",
    "/methode",
    "/methode/coverage-gap",
    "/accessibilite",
    "/docs",
)
PAGES = (
    "/",
    "/recherche?q=mer",
    "/manques",
    "/parcours",
    NETWORK,
    f"{NETWORK}?depth=2",
    f"{NETWORK}?to=campus/paca-icc&without=establishment/0830766G",
    *TABLES,
)
