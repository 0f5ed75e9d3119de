"""One command, run: what goes wrong becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from click.exceptions import ClickException, Exit

from brochure.cli import building, commands, doctoring
from brochure.cli.report import Reporter
from brochure.cli.session import app, globals_first
from brochure.errors import BrochureError, MachineError, Problem, UsageError, Where

__all__ = ["building", "commands", "run"]  # importing them makes their commands known


def run(arguments: list[str]) -> int:
    """Runs one command and gives its exit code: 0 published, 1 problems, 2 usage, 3 the machine lacks something."""
    ordered = globals_first(arguments)
    reporter = Reporter("--json" in ordered, False)
    try:
        code = _called(ordered)
        sys.stdout.flush()  # what cannot be written is to be known here, not when Python ends
        return code
    except BrochureError as error:
        reporter.problems(error)
        return error.exit_code
    except BrokenPipeError:  # a reader that goes away while workers run: end without a word, as before
        _silence(sys.stdout)
        return 1
    except OSError as error:
        reporter.problems(
            MachineError(
                [Problem(Where(str(error.filename or doctoring.PROGRAM)), error.strerror or str(error))]
            )
        )
        _silence(sys.stdout)
        return MachineError.exit_code


def _called(arguments: list[str]) -> int:
    """What a command ends with. Raises `UsageError` for arguments that it cannot take."""
    try:
        with app.make_context(doctoring.PROGRAM, arguments) as context:
            app.invoke(context)
    except Exit as end:
        return end.exit_code
    except ClickException as error:
        raise UsageError([_problem(error)]) from error
    return 0


def _problem(error: ClickException) -> Problem:
    """What is wrong with the arguments, in the one form of messages."""
    if near := getattr(error, "possibilities", None):
        return Problem(
            Where(doctoring.PROGRAM), error.message.rstrip("."), f"perhaps {' or '.join(near)} is meant"
        )
    return Problem(
        Where(doctoring.PROGRAM),
        error.format_message().rstrip("."),
        f"{doctoring.PROGRAM} --help lists commands and options",
    )


def _silence(stream: TextIO) -> None:
    """What could not be printed is dropped where it still cannot; Python would try once more at its end, and fail."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
