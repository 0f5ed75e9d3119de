"""Who does tasks: this process, worker processes (`processes`) or other machines (`cluster`).

Must not know what a task is about.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Protocol

from brochure.model import Result

if TYPE_CHECKING:
    from brochure.build.tasks import Task


class DiedError(Exception):
    """Whoever did a task died, again and again."""


class Workers(Protocol):
    """Does tasks; as many threads may ask at once as there are `places`."""

    places: int

    def run(self, task: Task) -> Result:
        """Does one task and waits for it.

        Raises what the task raises, and `DiedError` where nobody survives it.
        """


class InProcess:
    """Does one task after another, in this process."""

    places = 1
    turn = Lock()  # the engine is not made for threads

    def run(self, task: Task) -> Result:
        """Does one task."""
        with self.turn:
            return task.run()
