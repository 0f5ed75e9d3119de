"""What the doctor found, printed. Needs nothing but Python, so that it can speak where everything else is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from brochure.errors import Problem, Where

if TYPE_CHECKING:
    from brochure.cli.doctor import Check

EXIT_MACHINE = 3
PROGRAM = "make_brochure.py"


def say(what: str, hint: str) -> None:
    """Something that is wrong with the run as a whole, in the one form of messages."""
    problem = Problem(Where(PROGRAM), what, hint)
    if "--json" in sys.argv[1:]:
        print(
            json.dumps({"problem": what, "file": PROGRAM, "line": 0, "column": 0, "hint": hint}), flush=True
        )
    else:
        print(problem, file=sys.stderr, flush=True)


def report(publication: Path, as_json: bool = False) -> int:
    """Prints every check; gives the exit code."""
    from brochure.cli.doctor import examine

    checks = examine(publication / "fonts")
    for check in checks:
        print(json.dumps(_record(check)) if as_json else _line(check))
    return 0 if all(check.ok for check in checks) else EXIT_MACHINE


def explain_missing(error: ImportError) -> int:
    """Says which library is missing and what would bring it; the whole report where that was asked for."""
    here = Path(__file__).resolve().parents[2]
    if "doctor" in sys.argv[1:]:
        return report(here, "--json" in sys.argv)
    say(
        f"the Python library {error.name or error} is missing",
        f"run make, or {PROGRAM} doctor, which says what to install",
    )
    return EXIT_MACHINE


def _line(check: Check) -> str:
    sign = "ok     " if check.ok else "MISSING"
    remedy = f" Hint: {check.remedy}" if check.remedy and not check.ok else ""
    return f"{sign} {check.name}: {check.detail}.{remedy}"


def _record(check: Check) -> dict[str, object]:
    return {"check": check.name, "ok": check.ok, "detail": check.detail, "remedy": check.remedy}
