"""One command, run: what goes wrong becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import typer

from brochure.cli import building, commands, doctoring
from brochure.cli.report import Reporter
from brochure.cli.session import app, globals_first
from brochure.errors import BrochureError, MachineError, Problem, UsageError, Where

__all__ = ["building", "commands", "run"]  # importing them makes their commands known
EXIT_USAGE = 2


def run(arguments: list[str]) -> int:
    """Runs one command and gives its exit code: 0 published, 1 problems, 2 usage, 3 the machine lacks something."""
    ordered = globals_first(arguments)
    reporter = Reporter("--json" in ordered, False)
    try:
        result = app(args=ordered, prog_name=doctoring.PROGRAM, standalone_mode=False)
        sys.stdout.flush()  # what cannot be written is to be known here, not when Python ends
        return result if isinstance(result, int) else 0
    except BrochureError as error:
        reporter.problems(error)
        return error.exit_code
    except typer.TyperException as error:
        reporter.problems(UsageError([Problem(Where(doctoring.PROGRAM), error.format_message().replace("Value error, ", ""), f"{doctoring.PROGRAM} --help lists commands and options")]))
        return EXIT_USAGE
    except OSError as error:
        reporter.problems(MachineError([Problem(Where(str(error.filename or doctoring.PROGRAM)), error.strerror or str(error))]))
        _silence(sys.stdout)
        return MachineError.exit_code


def _silence(stream: TextIO) -> None:
    """What could not be printed is dropped where it still cannot; Python would try once more at its end, and fail."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
