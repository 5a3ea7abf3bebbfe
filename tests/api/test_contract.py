"""The contract of the API over the embedded store."""

from __future__ import annotations

from tests.api.contract import *  # noqa: F403
