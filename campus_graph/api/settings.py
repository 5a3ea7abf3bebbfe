"""What an operator may set for the API, from the environment (``CAMPUS_GRAPH_API_…``)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from limits import parse

from campus_graph.errors import BadParameter
from campus_graph.settings import Settings, read_settings

PREFIX = "CAMPUS_GRAPH_API_"
SHARED = "PROMETHEUS_MULTIPROC_DIR"  # where processes leave their figures for each other
_MOST = 10**9


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """Limits and permissions. Times are in seconds, sizes in bytes.

    ``time_limit`` bounds what a request may compute, ``workers`` how many compute at once in a process, ``waiting``
    how many may wait for a place, ``rate`` the requests of one client to one process (as « 600/minute », empty for
    no limit). ``api_key``, where set, is asked for on costly routes; ``origins`` may call from a browser, none
    by default. ``cached_answers`` and ``kept_bytes`` bound the answers and the responses that are kept. ``former`` is
    the address of an earlier graph, with which the present one is compared. ``theme`` is a folder whose files, first of
    all ``theme.css``, come before those of the pages; ``geometry`` are GeoJSON files of territories for the maps.
    """

    graph: Settings = field(default_factory=Settings)
    time_limit: float = 2.0
    workers: int = 4
    waiting: int = 200
    rate: str = "1200/minute"
    page: int = 100
    largest_page: int = 10_000
    largest_body: int = 65_536
    cached_answers: int = 64
    kept_bytes: int = 64_000_000
    origins: tuple[str, ...] = ()
    api_key: str = field(default="", repr=False)
    former: str = ""
    theme: str = ""
    geometry: tuple[str, ...] = ()


def read_api_settings(environment: Mapping[str, str] = os.environ) -> ApiSettings:
    """Return the settings that the environment gives.

    Raises:
        BadParameter: an unknown setting, or a value that makes no sense for it.

    """
    defaults = {f.name: getattr(ApiSettings(), f.name) for f in fields(ApiSettings) if f.name != "graph"}
    given = {n.removeprefix(PREFIX).lower(): v for n, v in sorted(environment.items()) if n.startswith(PREFIX)}
    if unknown := sorted(set(given) - set(defaults)):
        raise BadParameter(f"{PREFIX}{unknown[0].upper()} n’est pas un réglage de l’API ; voir docs/operate.md.")
    values: dict[str, Any] = {
        name: _value(name, text, defaults[name]) for name, text in given.items() if text or name == "rate"
    }
    if rate := values.get("rate"):
        _check_rate(rate)
    if theme := values.get("theme"):
        _check_theme(theme)
    _check_geometry(values.get("geometry", ()))
    return ApiSettings(graph=read_settings(environment), **values)


def _value(name: str, text: str, default: object) -> object:
    if isinstance(default, tuple):
        return tuple(part for part in text.split(",") if part)
    try:
        value = type(default)(text)  # type: ignore[call-arg]
    except ValueError as error:
        raise BadParameter(f"{PREFIX}{name.upper()} : « {text} » n’est pas un nombre.") from error
    if isinstance(value, int | float) and not 0 < value < _MOST:
        raise BadParameter(f"{PREFIX}{name.upper()} : « {text} » n’est pas un nombre positif raisonnable.")
    return value


def _check_rate(text: str) -> None:
    try:
        parse(text)
    except ValueError as error:
        raise BadParameter(f"{PREFIX}RATE : « {text} » ne se lit pas ; écrivez par exemple 600/minute.") from error


def _check_theme(folder: str) -> None:
    if not Path(folder, "theme.css").is_file():
        raise BadParameter(f"{PREFIX}THEME : « {folder} » n’est pas un dossier où se trouve theme.css.")


def _check_geometry(files: Sequence[str]) -> None:
    from campus_graph.api.drawing.geometry import features  # which takes a library along

    for file in files:
        features(file)
