"""PDFs from elsewhere that packets bind: whether each is there, is a PDF, and is bound once.

Takes the library; gives problems. Whether its tags can be read is not asked here: that needs the file's objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from brochure.content.library import Library
from brochure.content.meanings import all_names
from brochure.content.names import fill
from brochure.content.raw import Rows, Table
from brochure.content.shapes import Entry
from brochure.errors import ContentError, Problem
from brochure.model import Insert, Packet, Text

#: Readers look for the mark of a PDF this far into a file (ISO 32000-1, annex H.3.4.1).
_HEAD = 1024
_YES = frozenset({"yes", "true", "on", "y", "t", "1"})


def check_inserts(library: Library) -> Iterator[Problem]:
    """Files that cannot be bound, untagged ones without an alternative, and chapters that a packet has twice."""
    names = all_names(library.sources)
    for _, entry in library.entries:
        if (
            entry.owner is Insert
            and entry.field == "insert"
            and isinstance(entry.value, Text)
            and entry.value.strip()
        ):
            yield from _file(entry, fill(entry.value.strip(), names)[0], library)
        elif entry.owner is Insert and entry.field == "accept_untagged" and entry.table is not None:
            if str(entry.value).strip().casefold() in _YES and "alternative" not in entry.table:
                hint = "add alternative: what the PDF says, for readers who cannot see it"
                yield Problem(entry.where, "accept_untagged needs an alternative", hint)
        elif entry.owner is Packet and entry.field == "chapters" and isinstance(entry.value, Rows):
            yield from _twice(entry)


def _file(entry: Entry, path: str, library: Library) -> Iterator[Problem]:
    if PurePosixPath(path).suffix.lower() != ".pdf":
        yield Problem(entry.where, f'"{path}" is not a PDF', "save it as PDF, with tags")
        return
    try:
        data = library.folder.read(path, entry.where)
    except ContentError as error:
        yield from error.problems
        return
    if b"%PDF-" not in data[:_HEAD]:
        yield Problem(
            entry.where,
            f'"{path}" is not a PDF, whatever its name says',
            "open it in its program and save it again as PDF",
        )


def _twice(entry: Entry) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in entry.value:
        named = item.get("insert") if isinstance(item, Table) else item
        if isinstance(named, Text) and named.strip():
            path = str(PurePosixPath(named.strip())).casefold()
            if path in seen:
                yield Problem(
                    named.where or entry.where,
                    f'the chapter "{named.strip()}" is in this packet twice',
                    "delete one of the two",
                )
            seen.add(path)
