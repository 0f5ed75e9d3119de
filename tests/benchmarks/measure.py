"""Processes run and timed: wall clock, CPU of everything they started. Medians and ratios of rounds."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryFile
from time import monotonic, perf_counter, sleep
from typing import IO

import psutil

ROOT = Path(__file__).resolve().parents[2]
#: Linux: processes whose parent has ended become ours, so that their CPU is counted too.
PR_SET_CHILD_SUBREAPER = 36
#: Seconds that stragglers of an ended process are waited for.
PATIENCE = 5.0
#: The environment, in which Python keeps what it has compiled.
_AS_USERS_HAVE_IT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Ran:
    """What a process took, in seconds, and what it said. `cpu` is that of the whole family of processes."""

    wall: float
    cpu: float
    out: str = ""
    err: str = ""


def adopt_orphans() -> None:
    """To be called once; does nothing where the system is not Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(
    *command: str | Path,
    watch: Callable[[int], object] | None = None,
    aloud: bool = False,
    **environment: str,
) -> Ran:
    """Runs a command in the project's folder to its end; `watch` is told its number. What it says of its
    errors is kept, or said `aloud` as it comes.

    Raises `RuntimeError` where it fails."""
    said = list(map(str, command))
    with TemporaryFile() as out, TemporaryFile() as err:
        before, began = _cpu(), perf_counter()
        process = subprocess.Popen(
            said,
            cwd=ROOT,
            env={**_AS_USERS_HAVE_IT, **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=None if aloud else err,
        )
        if watch:
            watch(process.pid)
        code = process.wait()
        wall = perf_counter() - began
        _reap()
        texts = [_read(file) for file in (out, err)]
    if code:
        raise RuntimeError(
            f"{Path(said[0]).name} {said[1:]} ended with {code}:\n{texts[0][-2000:]}{texts[1][-2000:]}"
        )
    return Ran(wall, _cpu() - before, *texts)


def python(script: str, *arguments: str | Path) -> list[str | Path]:
    """A script of this folder in a fresh process; it may import the package and its neighbours.

    Python gives a worker process all that the script of its parent imports; a studio's is the command line
    alone, so here it is none."""
    start = f"import runpy; runpy.run_module('tests.benchmarks.{script}', run_name='__main__')"
    return [sys.executable, "-c", start, *arguments]


def occupied(process: psutil.Process) -> int:
    """Bytes of its own, and its part of what it shares with others; none where it is gone."""
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "pss", memory.uss))


def middle(rounds: Sequence[Mapping[str, Ran]], name: str, what: str = "wall") -> float:
    """The median of one contestant's seconds."""
    return median(getattr(one[name], what) for one in rounds)


def ratio(rounds: Sequence[Mapping[str, Ran]], name: str, other: str, what: str = "wall") -> float:
    """The median of the ratios within each round: both were run right after one another."""
    return median(getattr(one[name], what) / getattr(one[other], what) for one in rounds)


def _cpu() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap() -> None:
    until = monotonic() + PATIENCE
    with suppress(ChildProcessError):
        while monotonic() < until:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                sleep(0.02)


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
