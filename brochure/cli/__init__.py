"""The command line: the only place that prints or exits. Must not know PDF."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line. Where a library is missing, says what this machine needs instead of failing."""
    try:
        from brochure.cli.commands import run
    except ImportError as error:
        from brochure.cli.doctoring import explain_missing

        sys.exit(explain_missing(error))
    sys.exit(run(sys.argv[1:]))
