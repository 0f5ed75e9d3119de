"""What a check is: a function whose name is its slug and whose docstring is its page of the manual.

A docstring says in its first paragraph what is checked; lines that begin with `Why:`, `Mend:` and `Source:`
follow. `manual` writes docs/preflight.md from them. Must not know any of the checks.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Final, NamedTuple

from brochure.model import GRAVITIES, Printer
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


_INTRO: Final = """\
# Preflight for the print shop

`python make_brochure.py preflight FILE...` checks any PDF, whoever made it, before it goes to a print \
shop. Findings are errors, warnings or notes; with an error the command ends with 1. `--report OUT.pdf` \
writes one page to hand over with the file.

What a print shop asks for is told by its profile, `printers/NAME.yaml` in the content folder; `--printer \
NAME` chooses it. [The field reference](content.md#printersnameyaml) lists its limits. Without a profile \
`generic` holds, which is what most print shops ask for. A profile names only what differs from it:

```yaml
description: Harbor Press, sheetfed, coated paper
condition: FOGRA39
bleed: 3 mm
total_ink: 280
gravity:
  font-subset: off
  resolution-low: error
```

A leaflet is checked with its folds, from the left edge of its outside: `--fold "3.625 in" --fold "7.3125 \
in"`. QR codes are measured where they are drawn as squares. What lies over one another by overprint or \
transparency is not added up: look at the separations in a PDF viewer where much of it is used.

The same words come out in a terminal, as one JSON object a line with `--json`, and in the report. This \
page is written by `python make_brochure.py schema`.
"""


def manual(checks: Sequence[FileCheck]) -> str:
    """The whole of docs/preflight.md."""
    rows = ["| check | in `generic` | what is checked |", "|---|---|---|"]
    rows += [
        f"| [`{check.slug}`](#{check.slug}) | {GRAVITIES[check.slug]} |"
        f" {check.about.partition('. ')[0].rstrip('.')} |"
        for check in checks
    ]
    return "\n\n".join([_INTRO.rstrip(), "## Checks", "\n".join(rows), *map(_page, checks)]) + "\n"


def _page(check: FileCheck) -> str:
    gravity = GRAVITIES[check.slug]
    mend = f"{check.mend[0].upper()}{check.mend[1:].rstrip('.')}."
    return (
        f"### {check.slug}\n\n{check.about}\n\n{check.why}\n\n*What to do:* {mend} *In `generic`:*"
        f" {gravity}. *Source:* {check.source}."
    )
