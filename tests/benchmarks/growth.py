"""What a brochure costs, in time and memory, when a season has more of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil
from pypdf import PdfReader

from tests.benchmarks.made_up import make_up
from tests.benchmarks.measure import occupied

#: Seconds between two looks at the memory of a build.
EVERY = 0.05
#: The order of sizes; the small one that is compared with the large one is measured before and after it.
QUICK, FULL = (8, 40, 80), (8, 40, 80, 400, 40)


@dataclass(frozen=True)
class Growth:
    """One cold build with the packet: seconds, and peaks of memory in bytes: of all its processes at
    once, and of single ones."""

    programs: int
    wall: float
    cpu: float
    tree: int
    parent: int
    worker: int
    pages: int
    size: int


class Memory:
    """Looks at a process and its children until it is stopped, and keeps the peaks of what they occupy,
    in bytes.

    Memory that processes share is counted once (proportional set size) where the system tells it.
    """

    def __init__(self) -> None:
        self.tree = self.parent = self.worker = 0
        self.stopped, self.thread = Event(), Thread()

    def watch(self, number: int) -> None:
        """Starts looking."""
        self.thread = Thread(target=self._look, args=(psutil.Process(number),))
        self.thread.start()

    def stop(self) -> None:
        """Ends looking."""
        self.stopped.set()
        self.thread.join()

    def _look(self, parent: psutil.Process) -> None:
        while not self.stopped.wait(EVERY):
            try:
                children = parent.children(recursive=True)
            except psutil.NoSuchProcess:
                return
            own, others = occupied(parent), [occupied(child) for child in children]
            self.tree = max(self.tree, own + sum(others))
            self.parent = max(self.parent, own)
            self.worker = max(self.worker, *others, 0)


def grow(folder: Path, programs: int) -> Growth:
    """Builds a made-up publication of so many programs."""
    sample, memory = make_up(folder, programs), Memory()
    try:
        ran = sample.cold(2, watch=memory.watch)
    finally:
        memory.stop()
    documents = sample.documents()
    if len(documents) != programs + 1:
        raise RuntimeError(f"{len(documents)} documents of {programs} programs and a packet")
    packet = documents["packet"]
    pages, size = len(PdfReader(packet).pages), packet.stat().st_size
    shutil.rmtree(folder)
    return Growth(programs, ran.wall, ran.cpu, memory.tree, memory.parent, memory.worker, pages, size)
