"""One store for all tests of a run, in several processes at once, in which nothing is made twice."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock

from brochure.build import Desk, InProcess, Store
from brochure.build.desk import load, save
from brochure.build.tasks import Task
from brochure.model import Result


class OneAtATime(InProcess):
    """Does a task that no other process is just doing, and else takes what comes of it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def run(self, task: Task) -> Result:
        """Does one task, or waits for it."""
        key = self.store.key(task)
        with FileLock(self.store.folder / "locks" / key):
            if known := load(self.store, key):
                return known
            result = super().run(task)
            return save(self.store, key, result) if result.data is not None else result


def shared_desk(folder: Path) -> Desk:
    """A desk with its store in a folder."""
    (folder / "locks").mkdir(parents=True, exist_ok=True)
    store = Store(folder)
    return Desk(store, OneAtATime(store))
