"""The command line: the only place that prints or exits. Must not know PDF.

Here is what runs before any library is loaded, and what is said where one may be missing: it needs
nothing but Python, so that it can speak where everything else is.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shlex
import signal
import sys
import warnings
from _thread import get_ident, start_new_thread
from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from time import sleep
from types import FrameType
from typing import Any

from brochure.errors import Problem, Where

#: New objects between two looks for garbage: what is loaded at the start is none, and looking is a tenth of
#: it.
OBJECTS = 200_000
#: What shells add to a signal's number.
BY_SIGNAL = 128

#: Ctrl-C, a polite kill, and a terminal that is closed, which Windows has not.
STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

__all__ = ["main"]


class Stopped(BaseException):
    """A signal came. Not a KeyboardInterrupt, which libraries take for their own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number, self.exit_code = number, BY_SIGNAL + number


def main() -> None:
    """Runs the command line. Where a library is missing, says what this machine needs instead of failing.

    Ctrl-C, a polite kill and a terminal that is closed end a run the same way: through every `finally`,
    with one line.
    """
    gc.set_threshold(OBJECTS)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # they are for programmers
    _open_streams()
    # Else pydantic looks for plugins in every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    stop_on_signals()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a path may hold what cannot be printed
    try:
        sys.exit(_run(sys.argv[1:]))
    except Stopped as stop:
        with suppress(OSError):  # a terminal that is closed takes no line
            say("stopped; every file that was published is whole", "build again to make the rest")
        sys.exit(stop.exit_code)
    finally:
        gc.freeze()  # to look through all that is there for garbage as Python ends would be for nothing


def _open_streams() -> None:
    """Has a stream that is closed lead nowhere: else the next file that is opened would be taken for it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
            setattr(sys, name, open(number, "w" if number else "r", closefd=False))  # noqa: SIM115


def stop_on_signals() -> None:
    """Raises `Stopped` on each signal; one that whoever started this program ignores stays ignored."""
    for number in STOPPING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    sys.unraisablehook = partial(_swallowed, get_ident())
    if hasattr(signal, "pthread_kill"):
        heard, told = os.pipe()
        os.set_blocking(told, False)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        start_new_thread(_listen, (heard, get_ident()))
    if hasattr(
        signal, "SIGPIPE"
    ):  # a reader that goes away, as in `| head`: end without a word, as others do
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> None:
    for other in STOPPING:
        signal.signal(other, signal.SIG_IGN)  # one line, however often a key is pressed
    raise Stopped(number)


def _listen(heard: int, main: int) -> None:
    """Sees that each signal stops the main thread. Python does not wake it for one that came in the moment
    before it began to wait, or that the system gave to another thread.
    """
    while number := os.read(heard, 1):
        _insist(number[0], main)


def _insist(number: int, main: int) -> None:
    sleep(0.05)
    while signal.getsignal(number) is _stop:
        if hasattr(signal, "pthread_kill"):  # the main thread wakes from what it waits for
            signal.pthread_kill(main, number)
        else:
            signal.raise_signal(number)
        sleep(0.05)


def _swallowed(main: int, found: sys.UnraisableHookArgs) -> None:
    """A signal that came where Python drops exceptions, as in the callback of a weak reference, comes again
    a little later.
    """
    if not isinstance(found.exc_value, Stopped):
        sys.__unraisablehook__(found)
        return
    number = found.exc_value.number
    signal.signal(number, _stop)
    start_new_thread(_insist, (number, main))


def _run(arguments: list[str]) -> int:
    try:
        from brochure.cli.app import run  # what it needs may be missing, which is then said

        return run(arguments)
    except ImportError as error:
        if (error.name or "").startswith("brochure"):
            raise
        if "doctor" in arguments:
            from brochure.cli.doctor import report  # needs no library, and no other command needs it

            return report(None, "--json" in arguments)
        return explain_missing(error)


EXIT_MACHINE = 3
#: How messages name this program until they are printed.
PROGRAM = "make_brochure.py"
#: How it is called where it is installed.
COMMAND = "brochure"
_PACKAGE = Path(__file__).resolve().parent.parent
#: What brings its libraries, which messages call `make`: that is only in its own folder.
SETUP = "make" if (_PACKAGE.parent / "Makefile").is_file() else "pip install --force-reinstall WHEEL"
#: A command in a message: this program, and the word behind it.
_COMMANDED = re.compile(rf"{re.escape(PROGRAM)}( [a-z-]+)?")
#: What leads a command to what this one works on.
_LEADING = dict[str, tuple[str, Collection[str]]]()
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
    text = _COMMANDED.sub(lambda found: called() + _led_by(found[1] or ""), _PAGE.sub(_page, text))
    return text.replace("`make`", f"`{SETUP}`")


def lead(given: Mapping[str, tuple[Path | None, Collection[str]]]) -> None:
    """Has the commands in messages act where this one does: options that were given, with their values and
    the commands that take them.
    """
    _LEADING.clear()
    _LEADING.update((name, (str(path), taking)) for name, (path, taking) in given.items() if path)


def _led_by(command: str) -> str:
    """The options that a command in a message needs, which is a word of a sentence where there is none."""
    every = (
        f" --{name} {shlex.quote(value)}"
        for name, (value, taking) in _LEADING.items()
        if command.strip() in taking
    )
    return "".join(every) + command


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
    """What libraries log is for nobody: what concerns users is told as findings, in this program's words.

    What goes wrong in this program's own servers is seen by whoever has started them.
    """
    import logging  # not before there is something to do: a build in which nothing changes has no use for it

    logging.getLogger().addHandler(logging.NullHandler())
    seen = logging.StreamHandler()
    seen.setLevel(logging.ERROR)
    for name in ("brochure", "uvicorn.error"):
        logging.getLogger(name).addHandler(seen)


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
