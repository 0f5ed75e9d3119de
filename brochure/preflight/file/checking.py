"""What a check is: a function whose name is its slug and whose docstring is its manual page.

Must not know any of them.

A docstring says in its first paragraph what is checked; lines that begin with `Why:`, `Mend:` and `Source:`
follow.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import NamedTuple

from brochure.model import Printer
from brochure.preflight.file.checked_file import FAULTS, CheckedFile, CheckedPage


class FileFault(NamedTuple):
    """Something that a check found; `page` counts from 1, 0 means the document."""

    page: int
    what: str


Find = Callable[[CheckedFile, Printer], Iterator[FileFault]]


@dataclass(frozen=True)
class FileCheck:
    """One check and its manual page."""

    find: Find
    slug: str
    about: str
    why: str
    mend: str
    source: str

    @classmethod
    def of(cls, find: Find) -> FileCheck:
        """The check that a function makes.

        Raises ValueError where its docstring does not say what a manual page has to.
        """
        parts = re.split(r"\n\n?(Why|Mend|Source): ", inspect.getdoc(find) or "")
        said = dict(zip(parts[1::2], (" ".join(part.split()) for part in parts[2::2]), strict=True))
        if set(said) != {"Why", "Mend", "Source"}:
            raise ValueError(
                f"the docstring of {find.__name__} says only {', '.join(said) or 'what it checks'}"
            )
        return cls(
            find,
            find.__name__.replace("_", "-"),
            " ".join(parts[0].split()),
            said["Why"],
            said["Mend"],
            said["Source"],
        )

    def faults(self, document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
        """What it finds; and where it comes upon an object that is not what it should be, that."""
        try:
            yield from self.find(document, printer)
        except FAULTS as error:
            said = f"something in the file is damaged, and {self.slug} was not checked to its end ({error})"
            yield FileFault(0, said)


def on_pages(find: Callable[[CheckedPage, Printer], Iterable[str]]) -> Find:
    """A check of single pages: the first fault of a page, and how many more there are like it."""

    @wraps(find)
    def check(document: CheckedFile, printer: Printer) -> Iterator[FileFault]:
        for page in document.pages:
            said = list(find(page, printer))
            if said:
                more = f", and {len(said) - 1} more on this page" if len(said) > 1 else ""
                yield FileFault(page.number, said[0] + more)

    return check


def shown(text: str) -> str:
    """Words of a page as a finding quotes them."""
    text = text.strip()
    return f'"{text if len(text) <= 40 else text[:37] + "..."}"'
