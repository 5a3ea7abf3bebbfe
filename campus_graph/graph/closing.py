"""What is open until it is closed: at the end of a ``with``, or by hand."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class Closing:
    """Adds ``with`` to what has a ``close``."""

    def close(self) -> None:
        """Close it."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
