"""Peers have a Python environment of their own: what they ask for is no dependency of the product."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.child import NotDone


def environment(folder: Path, wanted: Path) -> Path:
    """Return the Python of the environment in ``folder``, made of the file ``wanted`` if it is not there.

    Raises:
        NotDone: the peers could not be installed.

    """
    python, ready, text = folder / "bin" / "python", folder / ".ready", wanted.read_text(encoding="utf-8")
    if not ready.is_file() or ready.read_text(encoding="utf-8") != text:
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(wanted)]
        for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], [str(python), *install]):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
                raise NotDone(f"the peers could not be installed: {said}")
        ready.write_text(text, encoding="utf-8")
    return python
