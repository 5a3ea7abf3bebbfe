"""The command run in this process: what it ends with and what it writes where."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from campus_graph.cli import run


@dataclass(frozen=True)
class Outcome:
    """The exit code and the two streams of one command."""

    code: int
    out: str
    err: str

    def sentence(self) -> str:
        """Return the one sentence on standard error, having seen that there is nothing else."""
        assert self.out == ""
        assert self.err.startswith("Erreur : ")
        assert self.err.endswith(".\n")
        assert self.err.count("\n") == 1
        assert ". " not in self.err
        return self.err.removeprefix("Erreur : ").removesuffix("\n")


Command = Callable[..., Outcome]


def make_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs the command with arguments."""

    def command(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["campus-graph", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run()
        captured = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), captured.out, captured.err)

    return command
