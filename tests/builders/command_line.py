"""The command line as a user has it: a process of its own, what it printed, and how it ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).resolve().parents[2] / "make_brochure.py"


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
