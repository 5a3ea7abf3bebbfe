"""``campus-graph serve``: the API and the pages, on loopback unless asked otherwise."""

from __future__ import annotations

import os
import tempfile
from typing import Annotated

import typer

from campus_graph.question_options import Store

_APP = "campus_graph.api.app:served"


def serve(
    store: Store = None,
    host: Annotated[str, typer.Option("--host", help="Adresse d’écoute (ici seulement).")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port d’écoute.")] = 8000,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Nombre de processus.")] = 1,
) -> None:
    """Servir les pages et l’interface HTTP (lecture seule) ; réglages par l’environnement, voir docs/operate.md."""
    from campus_graph.api.settings import SHARED, read_api_settings
    from campus_graph.question_options import open_graph

    if store:
        os.environ["CAMPUS_GRAPH_STORE"] = store  # each worker process reads its settings from there
    read_api_settings()
    open_graph(None).close()
    typer.echo(f"http://{host}:{port}/", err=True)
    with tempfile.TemporaryDirectory(prefix="campus-graph-") as figures:
        if workers > 1:
            os.environ.setdefault(SHARED, figures)
        _run(host, port, workers)


def _run(host: str, port: int, workers: int) -> None:
    import uvicorn

    uvicorn.run(
        _APP,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=10,
    )
