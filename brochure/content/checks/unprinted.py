"""What content holds and nothing prints: facts, people, sections and chapters that nothing names, and files.

Takes the library, after all other checks have asked for the files that are named; gives problems. Must not
know what formats print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Final

from brochure.content.checks.targets import section_uses
from brochure.content.sources import Library, Source
from brochure.errors import LISTS, WORKBOOKS, Problem, Where
from brochure.model import Packet, Rows, Table, Text

_REFERENCE: Final = re.compile(r"\{([A-Za-z0-9-]+)(?:\.[a-z]+)?\}")
#: Fields whose values are ids of facts and of people.
_FACTS, _PEOPLE = frozenset({"facts", "statistics", "share"}), frozenset({"people", "leaders"})
#: Files that others name, which are of no use by themselves.
_FILES: Final = (*LISTS, *WORKBOOKS, ".png", ".jpg", ".jpeg", ".svg", ".webp", ".pdf")
#: Names that one problem lists.
_MOST: Final = 6


def check_unprinted(library: Library) -> Iterator[Problem]:
    """Everything that stands in the content and nowhere in print."""
    said = [_said(source, library) for source in library.sources]
    named: set[tuple[str, str]] = set().union(*said)
    for kind, thing in (("facts", "fact"), ("people", "person")):
        table = library.table(kind) or Table(Where(""))
        yield from _listed(
            [(name, table.places[name]) for name in table if (kind, name) not in named],
            f"no text, list or figure names the {thing}",
            f"nothing names these {'people' if kind == 'people' else 'facts'}",
        )
    for kind in ("section", "chapter"):
        for source in library.of(kind):
            if source.table is not None and (kind, source.id) not in named:
                user = "no program, chapter or packet uses it" if kind == "section" else "no packet binds it"
                hint = f"name it where it is to be printed, or delete {PurePosixPath(source.path).name}"
                yield Problem(
                    Where(library.folder.label(source.path)),
                    f"is not printed: {user}",
                    hint,
                    "note",
                    "unprinted",
                )
    read = library.folder.sources
    idle = [
        (path, Where(label))
        for path in library.folder.files
        if path.lower().endswith(_FILES) and (label := library.folder.label(path)) not in read
    ]
    yield from _listed(idle, "is not printed: nothing names the file", "nothing names these files")


def _listed(found: list[tuple[str, Where]], one: str, several: str) -> Iterator[Problem]:
    if len(found) == 1:
        (name, where), *_ = found
        what = one if where.line == 0 else f"{one} {name}"
        yield Problem(where, what, "use it, or delete it", "note", "unprinted")
    elif found:
        names = ", ".join(name for name, _ in found[:_MOST])
        more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
        yield Problem(
            found[0][1], f"{several}: {names}{more}", "use them, or delete them", "note", "unprinted"
        )


def _said(source: Source, library: Library) -> set[tuple[str, str]]:
    """What one file names, as kinds and ids."""
    name = ("names", source.kind, source.path)
    return library.kept.once(name, (source.table,), partial(_names, source, library))


def _names(source: Source, library: Library) -> set[tuple[str, str]]:
    found = {("section", str(name).strip()) for name, _ in section_uses(source.table)}
    for entry in library.entries_of(source):
        if isinstance(entry.value, Text):
            if entry.field in _FACTS or entry.field in _PEOPLE:
                found.add(("facts" if entry.field in _FACTS else "people", str(entry.value).strip()))
            if entry.owner is Packet and entry.field == "chapters":
                found.add(("chapter", str(entry.value).strip()))
            if "{" in entry.value:
                ids = _REFERENCE.findall(entry.value)
                found |= {("facts", one[:1].lower() + one[1:]) for one in ids}
        elif entry.field == "sections" and isinstance(entry.value, Rows):
            uses = (row.get("use") for row in entry.value if isinstance(row, Table))
            found |= {("section", str(one).strip()) for one in uses if isinstance(one, Text)}
    return found
