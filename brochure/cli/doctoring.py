"""What the doctor found, printed. Needs nothing but Python, so that it can speak where everything else is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from brochure.doctor import Check, examine

EXIT_MACHINE = 3


def report(publication: Path, as_json: bool = False) -> int:
    """Prints every check; gives the exit code."""
    checks = examine(publication / "fonts")
    for check in checks:
        print(json.dumps(_record(check), ensure_ascii=False) if as_json else _line(check))
    return 0 if all(check.ok for check in checks) else EXIT_MACHINE


def explain_missing(error: ImportError) -> int:
    """Says which library is missing and what would bring it; the whole report where that was asked for."""
    here = Path(__file__).resolve().parents[2]
    if "doctor" in sys.argv[1:]:
        return report(here, "--json" in sys.argv)
    hint = "Hint: run make, or make_brochure.py doctor, which says what to install."
    print(f"make_brochure.py: the Python library {error.name} is missing. {hint}", file=sys.stderr)
    return EXIT_MACHINE


def _line(check: Check) -> str:
    sign = "ok     " if check.ok else "MISSING"
    remedy = f" Hint: {check.remedy}" if check.remedy and not check.ok else ""
    return f"{sign} {check.name}: {check.detail}.{remedy}"


def _record(check: Check) -> dict[str, object]:
    return {"check": check.name, "ok": check.ok, "detail": check.detail, "remedy": check.remedy}
