"""Inputs without number, tried one after the other: what must hold of each, and what came of all.

A `Subject` makes an input of a number and tries it; nothing else decides what is tried, so that any can be
had again by its number. What a subject lets escape, messages that are not in the one form, and inputs that
take too long are faults.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import process_time
from typing import Final, Protocol

#: Place, what is wrong, what mends it, and the name of the check; a place is a file, perhaps with a line
#: and a column.
_FORM: Final = re.compile(
    r"\S[^\n]*?(:[0-9]+(:([0-9]+|[A-Z]{1,3}))?)?: \S[^\n]*\.( Hint: \S[^\n]*\.)?( \[[a-z-]+\])?"
)
LONGEST_MESSAGE: Final = 400
#: Bytes of memory that all inputs of a subject may add to what the process held before, at the worst.
MOST_MEMORY: Final = 800_000_000
#: Where Linux says the most that a process has held, and where a 5 makes it count anew (man 5 proc).
_STATUS: Final = Path("/proc/self/status")
_COUNT_ANEW: Final = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Tried:
    """What came of one input: whether it was sound, and all that was said of it."""

    is_sound: bool
    messages: Sequence[str] = ()
    faults: Sequence[str] = ()


class Subject(Protocol):
    """Something that anything may be given to."""

    name: str
    #: Seconds of work that one input may take.
    patience: float

    def attempt(self, random: Random) -> tuple[str, Tried]:
        """Makes the input that follows from these numbers and tries it; says in a few words what it was."""

    def close(self) -> None:
        """Leaves nothing behind."""


@dataclass
class Summary:
    """What came of all inputs of a subject."""

    inputs: int = 0
    sound: int = 0
    noticed: int = 0
    slowest: float = 0.0
    slowest_input: str = ""
    memory: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Summary) -> None:
        """What came of more of them."""
        self.inputs += other.inputs
        self.sound += other.sound
        self.noticed += other.noticed
        self.memory = max(self.memory, other.memory)
        self.faults += other.faults
        if other.slowest > self.slowest:
            self.slowest, self.slowest_input = other.slowest, other.slowest_input

    def __str__(self) -> str:
        return (
            f"{self.inputs:,} inputs: {self.sound:,} sound ({self.noticed:,} of them with warnings),"
            f" {self.inputs - self.sound:,} refused, {len(self.faults)} faults;"
            f" slowest {self.slowest:.2f} s ({self.slowest_input}), memory {self.memory / 1e6:.0f} MB"
        )


def run(subject: Subject, numbers: Iterable[int], seed: int = 1) -> Summary:
    """Tries the inputs of these numbers."""
    summary = Summary()
    _COUNT_ANEW.write_text("5")
    held = _most_held()
    for number in numbers:
        began = process_time()
        what, tried, faults = _try(subject, Random(f"{seed}/{subject.name}/{number}"))
        seconds = process_time() - began
        if seconds > subject.patience:
            faults.append(f"took {seconds:.1f} s")
        label = f"input {number}: {what}"
        summary.faults += [f"{label}: {fault}" for fault in faults]
        summary.inputs += 1
        summary.sound += tried.is_sound
        summary.noticed += tried.is_sound and bool(tried.messages)
        if seconds > summary.slowest:
            summary.slowest, summary.slowest_input = seconds, label
    summary.memory = _most_held() - held
    if summary.memory > MOST_MEMORY:
        summary.faults.append(f"{summary.memory / 1e6:.0f} MB of memory")
    return summary


def _most_held() -> int:
    """The most bytes of memory that this process has held since it was counted anew."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", _STATUS.read_text())[1]) * 1024


def _try(subject: Subject, random: Random) -> tuple[str, Tried, list[str]]:
    try:
        what, tried = subject.attempt(random)
    except Exception:
        where = traceback.format_exc().strip().split("\n")
        return "", Tried(False), [" | ".join(line.strip() for line in where[-6:])]
    return what, tried, [*tried.faults, *_malformed(tried)]


def _malformed(tried: Tried) -> Iterator[str]:
    """What is wrong with the messages themselves."""
    if not tried.is_sound and not tried.messages:
        yield "refused without a word"
    for message in tried.messages:
        if len(message) > LONGEST_MESSAGE:
            yield f"a message of {len(message)} characters: {message[:300]!r}"
        elif not _FORM.fullmatch(message) or not message.isprintable():
            yield f"a message that is not in the one form: {message!r}"
