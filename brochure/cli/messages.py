"""What is said where libraries may be missing.

Needs nothing but Python, so that it can speak where everything else is.
"""

from __future__ import annotations

import json
import sys

from brochure.errors import Problem, Where

EXIT_MACHINE = 3
PROGRAM = "make_brochure.py"


def say(what: str, hint: str) -> None:
    """Something that is wrong with the run as a whole, in the one form of messages."""
    problem = Problem(Where(PROGRAM), what, hint)
    if "--json" in sys.argv[1:]:
        record = {"problem": what, "file": PROGRAM, "line": 0, "column": 0, "hint": hint}
        print(json.dumps(record), flush=True)
    else:
        print(problem, file=sys.stderr, flush=True)


def explain_missing(error: ImportError) -> int:
    """Says which library is missing or does not fit; gives the exit code."""
    library = (error.name or str(error)).partition(".")[0]
    if isinstance(error, ModuleNotFoundError):
        say(
            f"the Python library {library} is missing",
            f"run make, or {PROGRAM} doctor, which says what to install",
        )
    else:
        say(
            f"the Python library {library} has a version that does not fit: {error}",
            "run make, which installs the one that does",
        )
    return EXIT_MACHINE
