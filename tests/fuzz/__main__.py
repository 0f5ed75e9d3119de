"""The long form: `python -m tests.fuzz [SUBJECT…] [--inputs N] [--seed S] [--only N]`, or `make fuzz`.

Tries many inputs, on all cores, prints a line for each subject and every fault, and ends with 1 where there
is one.
"""

from __future__ import annotations

import argparse
import sys
from typing import Final

from tests.fuzz.subjects import SUBJECTS, run_all

#: Faults that are printed of one subject.
_FAULTS: Final = 40


def main() -> int:
    """Exit code 1 where there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("subjects", nargs="*", choices=[[], *SUBJECTS], help="what is tried; all of it")
    parser.add_argument("--inputs", type=int, help="number of inputs of each subject")
    parser.add_argument("--seed", type=int, default=1, help="another number tries other inputs")
    parser.add_argument("--only", type=int, help="the number of one input, to have it again")
    options = parser.parse_args()
    failed = False
    for name in options.subjects or SUBJECTS:
        inputs = options.inputs or SUBJECTS[name][1]
        numbers = range(options.only, options.only + 1) if options.only is not None else range(inputs)
        summary = run_all(name, numbers, options.seed)
        print(f"{name}: {summary}", flush=True)
        for fault in summary.faults[:_FAULTS]:
            print(f"  {fault}")
        failed = failed or bool(summary.faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
