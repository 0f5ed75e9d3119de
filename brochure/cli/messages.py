"""What is said where libraries may be missing.

Needs nothing but Python, so that it can speak where everything else is.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
from functools import cache
from pathlib import Path
from typing import Any

from brochure.errors import Problem, Where

EXIT_MACHINE = 3
#: How messages name this program until they are printed.
PROGRAM = "make_brochure.py"
#: How it is called where it is installed.
COMMAND = "brochure"
_PACKAGE = Path(__file__).resolve().parent.parent
#: What brings its libraries, which messages call `make`: that is only in its own folder.
SETUP = "make" if (_PACKAGE.parent / "Makefile").is_file() else "pip install --force-reinstall WHEEL"
_PAGE = re.compile(r"\bdocs/[a-z]+\.md\b")


@cache
def called() -> str:
    """This program as it was called: `brochure`, or such as `.venv/bin/python make_brochure.py`."""
    script = Path(sys.argv[0])
    if script.name == PROGRAM and sys.argv[0] in sys.orig_argv:
        return shlex.join(sys.orig_argv[: sys.orig_argv.index(sys.argv[0]) + 1])
    if script.stem == COMMAND:
        import shutil  # a build in which nothing has changed does without

        found = shutil.which(COMMAND)
        is_found = found is not None and Path(found).absolute().parent == script.absolute().parent
        return COMMAND if is_found else shlex.quote(sys.argv[0])
    return PROGRAM


def said(text: str) -> str:
    """A message as it is printed, so that its hint can be followed literally.

    It names this program as it was called, and its pages of documentation where they are.
    """
    if text.partition(":")[0] == PROGRAM:
        short = COMMAND if Path(sys.argv[0]).stem == COMMAND else PROGRAM
        return short + said(text.removeprefix(PROGRAM))
    return _PAGE.sub(_page, text).replace(PROGRAM, called()).replace("`make`", f"`{SETUP}`")


def _page(name: re.Match[str]) -> str:
    pages = [Path(name[0]), _PACKAGE / name[0], _PACKAGE.parent / name[0]]
    return str(next((page for page in pages if page.is_file()), name[0]))


def record(**values: Any) -> dict[str, Any]:
    """The same for programs: values by their names, the texts among them as they are printed."""
    return {name: said(value) if isinstance(value, str) else value for name, value in values.items()}


def say(what: str, hint: str) -> None:
    """Something that is wrong with the run as a whole, in the one form of messages."""
    problem = Problem(Where(PROGRAM), what, hint)
    if "--json" in sys.argv[1:]:
        one = record(problem=what, file=PROGRAM, line=0, column=0, hint=hint)
        print(json.dumps(one), flush=True)
    else:
        print(said(str(problem)), file=sys.stderr, flush=True)


def hush() -> None:
    """What libraries log is for nobody: what concerns users is told as findings, in this program's words."""
    import logging  # not before there is something to do: a build in which nothing changes has no use for it

    logging.getLogger().addHandler(logging.NullHandler())


def explain_missing(error: ImportError) -> int:
    """Says which library is missing or does not fit; gives the exit code."""
    library = (error.name or str(error)).partition(".")[0]
    if isinstance(error, ModuleNotFoundError):
        hint = f"run {SETUP}, or {PROGRAM} doctor, which says what to install"
        say(f"the Python library {library} is missing", hint)
    else:
        what = f"the Python library {library} has a version that does not fit: {error}"
        say(what, f"run {SETUP}, which installs the one that does")
    return EXIT_MACHINE
