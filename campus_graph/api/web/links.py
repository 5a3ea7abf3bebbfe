"""Where the page of a thing is: the one place that knows, for every page."""

from __future__ import annotations

from urllib.parse import quote

from campus_graph.ontology.model import load_model

# path of an identifier → folder of its page; things of other kinds have a plain page.
_FOLDERS = {
    "campus": "campus",
    "establishment": "etablissements",
    "diploma": "diplomes",
    "filiere": "filieres",
    "cluster": "poles",
    "region": "territoires/region",
    "academic-region": "territoires/academic-region",
    "academy": "territoires/academy",
    "department": "territoires/department",
    "employment-zone": "territoires/employment-zone",
    "intercommunality": "territoires/intercommunality",
    "commune": "territoires/commune",
}


def page_of(identifier: str) -> str:
    """Return the address of the page of a thing, without the root path.

    >>> page_of("campus/bfc-mobicampus")
    '/campus/bfc-mobicampus'
    >>> page_of("region/27")
    '/territoires/region/27'
    >>> page_of("lab/200012345A")
    '/choses/lab/200012345A'
    """
    path, _, key = identifier.partition("/")
    if path in _FOLDERS:
        return f"/{_FOLDERS[path]}/{quote(key, safe='')}"
    return f"/choses/{quote(path, safe='')}/{quote(key, safe='')}"


def network_of(identifier: str) -> str:
    """Return the address of the page of a thing's network.

    >>> network_of("campus/bfc-mobicampus")
    '/reseau/campus/bfc-mobicampus'
    """
    path, _, key = identifier.partition("/")
    return f"/reseau/{quote(path, safe='')}/{quote(key, safe='')}"


def is_thing(text: str) -> bool:
    """Tell whether a text is the identifier of a thing.

    >>> is_thing("region/27"), is_thing("et/ou"), is_thing("region")
    (True, False, False)
    """
    return "/" in text and load_model().kind_of(text) is not None
