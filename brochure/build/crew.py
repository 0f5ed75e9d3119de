"""Who does tasks: one `Crew` in this process, others in `workers` and `cluster`. Must not know what a task is about.

A task is a function of `tasks` by its name. It takes values that can be pickled, in which a path stands for a file's content.
"""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from brochure.errors import MachineError, Problem, Where

if TYPE_CHECKING:
    from brochure.model import Result


class DiedError(Exception):
    """Whoever did a task died, again and again."""


class Crew(Protocol):
    """Does tasks; as many threads may ask it at once as it has `hands`. So many processes are its own as it has `workers`."""

    hands: int
    workers: int

    def run(self, task: str, arguments: tuple[Any, ...]) -> Result:
        """Does one task and waits for it. Raises what the task raises, and `DiedError` where nobody survives it."""


class Alone:
    """Does one task after another, in this process."""

    hands, workers = 1, 0
    turn = Lock()  # the engine is not made for threads

    def run(self, task: str, arguments: tuple[Any, ...]) -> Result:
        """Does one task."""
        with self.turn:
            return perform(task, arguments)


def perform(task: str, arguments: tuple[Any, ...]) -> Result:
    """One task, done in this process. Raises `MachineError` where the engine is missing."""
    result: Result = getattr(tools(), task)(*arguments)
    return result


def tools() -> ModuleType:
    """What does tasks; importing it costs 0.3 s, which `check` must not pay. Raises `MachineError`."""
    try:
        with redirect_stdout(StringIO()):  # where a library is missing, WeasyPrint prints advice of its own
            from brochure.build import tasks
    except (ImportError, OSError) as error:
        if isinstance(error, ImportError) and (error.name or "").startswith("brochure"):
            raise
        what = f"the typesetting engine cannot be loaded: {str(error).partition(chr(10))[0]}"
        raise MachineError(
            [Problem(Where("WeasyPrint"), what, "make_brochure.py doctor says what to install")]
        ) from error
    return tasks
