"""Start a process that outlives us, recognise it by its command line, and end it and no other.

A pid alone proves nothing: after a crash it may belong to somebody else.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

LINUX = Path("/proc/self/cmdline").exists()
# The shell leaves the process to init, so that nobody has to wait for it, and notes its number even if we are killed.
DETACH = 'number="$1" output="$2"; shift 2; "$@" >"$output" 2>&1 </dev/null & echo $! >"$number"'


def detach(command: Sequence[str | Path], number: Path, output: Path) -> int:
    """Start a command in a session of its own (no Ctrl-C reaches it), note its pid in a file and return it."""
    subprocess.run(["sh", "-c", DETACH, "sh", number, output, *command], start_new_session=True, check=True)
    return int(number.read_text(encoding="ascii"))


def is_running(pid: int, argument: str) -> bool:
    """Tell whether this pid is a living process that has the argument on its command line."""
    for _ in range(50):
        if (line := command_line(pid)) or is_gone(pid):
            break
        time.sleep(0.02)  # while exec puts a program in place of another, there is no command line for a moment
    return f"{argument}\0" in line


def command_line(pid: int) -> str:
    """Return a process's arguments, each followed by NUL; nothing when it has ended."""
    if LINUX:
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
        except OSError:
            return ""
    return ps(pid, "command").replace(" ", "\0") + "\0"


def is_gone(pid: int) -> bool:
    """Tell whether a process has let go of its ports and locks, which it keeps longer than its command line."""
    if LINUX:
        states = [state(thread) for thread in Path(f"/proc/{pid}/task").glob("*/stat")]
        return states in ([], ["Z"], [""])  # what init has not yet collected holds nothing any more
    return ps(pid, "stat")[:1] in ("", "Z")


def state(stat: Path) -> str:
    """Return the letter that tells what a thread is doing; nothing when it has ended meanwhile."""
    try:
        return stat.read_text(errors="replace").rpartition(") ")[2][:1]
    except OSError:
        return ""


def ps(pid: int, column: str) -> str:
    """Return what ``ps`` says of a process where there is no /proc."""
    asked = ["ps", "-ww", "-o", f"{column}=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def end(pid: int, argument: str, *, patience: float) -> None:
    """Ask the process to end, and end it if it still runs after so many seconds; return when it is gone."""
    for sign, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 30.0)):
        deadline = time.monotonic() + seconds
        if seconds > 0 and is_running(pid, argument):
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
        while not is_gone(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
