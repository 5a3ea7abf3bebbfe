"""What the tests of checks share."""

from __future__ import annotations

import pytest

from tests.reliability.command import Command, make_command


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs the command with arguments."""
    return make_command(monkeypatch, capsys)
