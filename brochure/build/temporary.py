"""What a process keeps for a while: in a folder of its own, which is gone with it.

A process that is killed cannot clean up, so that the next one does: a folder whose file nobody holds any
more is removed, with the semaphores that are named after it. Importing this costs next to nothing. Must not
know what is kept.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from multiprocessing import current_process
from multiprocessing.util import Finalize
from pathlib import Path
from typing import IO, Final

from brochure.errors import MachineError, Problem, Where
from brochure.publish import hold, machine_errors, unless_held

#: How the folders begin, and the file in each that its process holds.
_PREFIX, _HELD = "brochure-", ".held"
_NOT_WRITTEN: Final = "what a build keeps for a while cannot be written there"
#: When the folder is removed: after Python has cleaned up in it.
_LAST: Final = -1000
#: Who names the folder for what is temporary, and where it is if nobody does (`tempfile.gettempdir`).
_NAMES: Final = ("TMPDIR", "TEMP", "TMP")
_USUAL: Final = ("/tmp", "/var/tmp", "/usr/tmp")
#: Where Linux keeps what processes share by name.
SHARED_MEMORY: Final = Path("/dev/shm")


@cache
def work_folder() -> Path:
    """The folder of this process for what is temporary; those that killed ones left are removed.

    Raises `MachineError` where there can be none.
    """
    if fault := place_fault():
        raise MachineError([fault])
    with writing():
        folder, held = Path(), None
        while held is None or not (folder / _HELD).exists():  # else it was swept before it was held
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
            held = (folder / _HELD).open("wb")
            hold(held.fileno())
    Finalize(None, _remove, (folder, held), exitpriority=_LAST)
    current_process()._config["semprefix"] = f"/{folder.name}"  # type: ignore[attr-defined]  # no other way to tell ours
    for left in folder.parent.glob(f"{_PREFIX}*/{_HELD}"):
        if left.parent != folder:
            unless_held(left, partial(_remove, left.parent))
    return folder


def place_fault() -> Problem | None:
    """Where what is temporary would stand elsewhere than it was meant to: Python goes on in silence where
    nothing can be written in the folder that is named, and ends up in the one that it was started in.
    """
    place = Path(tempfile.gettempdir())
    name = next((one for one in _NAMES if os.environ.get(one)), "")
    if name and not place.is_relative_to(Path(os.environ[name]).absolute()):
        what = f"names {os.environ[name][:100]}, where nothing can be written"
        return Problem(Where(name), what, f"make room there, or name another folder in {name}")
    if place == Path.cwd() and str(place) not in _USUAL and not name and sys.platform != "win32":
        hint = f"make it writable and larger, or name another folder in {_NAMES[0]}"
        return Problem(Where(_USUAL[0]), _NOT_WRITTEN, hint)
    return None


def _remove(folder: Path, held: IO[bytes] | None = None) -> None:
    if held:
        held.close()
    for semaphore in SHARED_MEMORY.glob(f"sem.{folder.name}-*"):
        semaphore.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(
        OSError
    ):  # where a process that was ending wrote into it meanwhile, the next one removes it
        if folder.exists():
            (folder / _HELD).touch()


@contextmanager
def temporaries() -> Iterator[None]:
    """What anything in this process writes for a while stands in its folder meanwhile."""
    before, tempfile.tempdir = tempfile.tempdir, str(work_folder())
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextmanager
def writing() -> Iterator[None]:
    """Says where nothing temporary can be written, as a `MachineError`; of other files it says nothing."""
    try:
        yield
    except OSError as error:
        is_other = error.filename and tempfile.tempdir and tempfile.tempdir not in str(error.filename)
        if error.errno is None or is_other:
            raise
        with machine_errors(
            temporary_place(), _NOT_WRITTEN, "make room there, or name another folder in TMPDIR"
        ):
            raise


def temporary_place() -> Path:
    """Where folders for what is temporary stand."""
    try:
        folder = Path(tempfile.gettempdir())
    except OSError:  # there is none
        return Path(os.environ.get("TMPDIR", "/tmp"))
    own = (one for one in (folder, *folder.parents) if (one / _HELD).exists())
    return next(own, folder / _HELD).parent
