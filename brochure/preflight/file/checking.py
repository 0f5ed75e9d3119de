"""What a check is: a function whose name is its slug and whose docstring is its manual page. Must not know any of them.

A docstring says in its first paragraph what is checked; lines that begin with `Why:`, `Mend:` and `Source:` follow.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import NamedTuple

from brochure.model import Printer
from brochure.preflight.file.document import Document, Page


class Fault(NamedTuple):
    """Something that a check found; `page` counts from 1, 0 means the document."""

    page: int
    what: str


Find = Callable[[Document, Printer], Iterator[Fault]]


@dataclass(frozen=True)
class Check:
    """One check and its manual page."""

    find: Find
    slug: str
    about: str
    why: str
    mend: str
    source: str

    @classmethod
    def of(cls, find: Find) -> Check:
        """The check that a function makes. Raises ValueError where its docstring does not say what a manual page has to."""
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


def on_pages(find: Callable[[Page, Printer], Iterable[str]]) -> Find:
    """A check of single pages: the first fault of a page, and how many more there are like it."""

    @wraps(find)
    def check(document: Document, printer: Printer) -> Iterator[Fault]:
        for page in document.pages:
            said = list(find(page, printer))
            if said:
                more = f", and {len(said) - 1} more on this page" if len(said) > 1 else ""
                yield Fault(page.number, said[0] + more)

    return check


def shown(text: str) -> str:
    """Words of a page as a finding quotes them."""
    return f'"{text if len(text) <= 40 else text[:37] + "..."}"'
