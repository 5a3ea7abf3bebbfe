"""Files that take the place of a former one only once they are whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from campus_graph.errors import StoreError


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a file beside ``path`` to write to; it is renamed at the end, so that a former one stays if this fails.

    Raises:
        StoreError: the file cannot be written.

    """
    beside = path.with_name(path.name + ".writing")
    try:
        with beside.open("wb") as file:
            yield file
        os.replace(beside, path)
    except OSError as error:
        raise StoreError(f"Impossible d’écrire {path} ({error.strerror or error}) ; rien n’a été remplacé.") from error
    finally:
        beside.unlink(missing_ok=True)
