"""The command line as a user has it: a process of its own, what it printed, and how it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

PROGRAM = Path(__file__).resolve().parents[2] / "make_brochure.py"
#: Seconds in which something has to happen that takes one of them.
PATIENCE = 60


def command(*arguments: str | Path) -> list[str]:
    """What a shell would run."""
    return [sys.executable, str(PROGRAM), *map(str, arguments)]


def run_command(
    *arguments: str | Path, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs one command to its end, with its output in pipes."""
    known = {**os.environ, **environment}
    return subprocess.run(
        command(*arguments),
        cwd=cwd,
        env=known,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@dataclass(frozen=True)
class Ended:
    """How a command ended that was run in this process."""

    code: int
    out: str
    err: str


#: Runs one command in this process, which is quicker where nothing of a process is asked for.
Here = Callable[..., Ended]


def objects(text: str) -> list[dict[str, Any]]:
    """The JSON objects of an output that is nothing but such lines."""
    found = [json.loads(line) for line in text.splitlines()]
    assert all(isinstance(one, dict) for one in found)
    return found


def members(group: int) -> list[int]:
    """The processes of a group that still run."""
    found = []
    for one in psutil.process_iter():
        with suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getpgid(one.pid) == group and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one.pid)
    return found


def wait_until(holds: Callable[[], bool]) -> None:
    """Waits for something that is bound to happen; fails where it does not."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
