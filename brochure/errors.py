"""What can go wrong, said in one form.

Takes nothing from the rest of the package; gives `Where`, `Problem` and the errors that stages raise.
Must not know any stage.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Where(NamedTuple):
    """A place in a content file; `line` and `column` count from 1, 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


class Problem(NamedTuple):
    """One fault: where it stands, what it is, and what would mend it."""

    where: Where
    what: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" Hint: {self.hint.rstrip('.')}." if self.hint else ""
        return f"{self.where}: {self.what.rstrip('.')}.{hint}"


class BrochureError(Exception):
    """All problems of one stage, sorted by place; `exit_code` is what the command line ends with."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[BrochureError], tuple[tuple[Problem, ...]]]:
        """So that it comes back whole from a worker process."""
        return type(self), (self.problems,)


class ContentError(BrochureError):
    """The publication has problems; nothing was rendered."""


class UsageError(BrochureError):
    """The command asks for something that is not there."""

    exit_code = 2


class MachineError(BrochureError):
    """The machine lacks something: a library, a font, room on the disk."""

    exit_code = 3
