"""A Dask cluster for tests: processes of their own, each in a folder of its own, which are always ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
#: What a machine does besides, by variables of its environment; Python loads it when it starts.
HABITS = """
import os, signal, sys

if forbidden := os.environ.get("FORBIDDEN"):
    def fence(event, arguments):
        if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes)):
            if os.path.abspath(os.fsdecode(arguments[0])).startswith(forbidden):
                os._exit(99)
    sys.addaudithook(fence)

if version := os.environ.get("VERSION"):
    import brochure
    brochure.__version__ = version

if fleeting := os.environ.get("FLEETING"):
    from distributed.scheduler import Scheduler
    update_graph = Scheduler.update_graph

    async def update_or_go(*arguments, **named):
        if os.path.exists(fleeting):
            os.kill(os.getpid(), signal.SIGKILL)
        return await update_graph(*arguments, **named)
    Scheduler.update_graph = update_or_go

if deadly := os.environ.get("DEADLY"):
    from brochure.build import cluster as worker
    unpacked, seen = worker.unpacked, []

    def live(parcel, folder):
        task = unpacked(parcel, folder)
        seen.append(task)
        if deadly in (str(len(seen)), getattr(getattr(task, "source", None), "name", "")):
            os.kill(os.getpid(), signal.SIGKILL)
        return task
    worker.unpacked = live
"""


class Machines:
    """A scheduler and the workers that are added to it, as a context.

    `settings` are Dask's, in the environment of all."""

    def __init__(
        self, folder: Path, protocol: str = "tcp", *, knows_program: bool = True, **settings: str
    ) -> None:
        self.folder, self.settings = folder, settings
        self.processes: list[subprocess.Popen[bytes]] = []
        (folder / "habits").mkdir(parents=True)
        (folder / "habits" / "sitecustomize.py").write_text(HABITS, "utf-8")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"{protocol}://127.0.0.1:{port}"
        arguments = ["--host", "127.0.0.1", "--port", str(port), "--protocol", protocol]
        self._start("scheduler", arguments, **({} if knows_program else {"PYTHONPATH": ""}))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            end(process)

    def worker(self, **habits: str) -> subprocess.Popen[bytes]:
        """One more worker, with one thread and nobody who starts another when it dies."""
        return self._start(
            "worker", [self.address, "--nthreads", "1", "--no-nanny", "--local-directory", "."], **habits
        )

    def environment(self, **more: str) -> Mapping[str, str]:
        """What machines know besides their arguments."""
        return {
            **os.environ,
            "PYTHONPATH": f"{self.folder / 'habits'}{os.pathsep}{ROOT}",
            **self.settings,
            **more,
        }

    def logs(self) -> str:
        """What all machines said."""
        return "\n".join(path.read_text("utf-8") for path in self.folder.glob("*/log"))

    def _start(self, role: str, arguments: list[str], **more: str) -> subprocess.Popen[bytes]:
        folder = self.folder / f"{role}-{len(self.processes)}"
        folder.mkdir()
        command = [sys.executable, "-m", f"distributed.cli.dask_{role}", "--no-dashboard", *arguments]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=self.environment(**more),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a machine and whatever it started; its processes are a group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
