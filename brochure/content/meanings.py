"""What references mean in each file: names from season, institution and facts, and from the program in programs.

Takes the sources as they were read; gives `Names`. Must not know which text uses them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from brochure.content.library import Source
from brochure.content.names import Names, fill
from brochure.content.raw import Table
from brochure.model import Text, as_span

#: The fields that a reference to these files can print; the first that is given stands for the file itself.
PARTS: Final = {
    "season": ("label", "academic_year"),
    "institution": ("name", "short_name", "department"),
    "program": ("full_name", "name"),
}
_FACT: Final = ("words", "value", "label")
RESERVED: Final = tuple(PARTS)
_COMMON_ONLY: Final = "facts can refer to {season} and {institution} only"
#: The fields that others refer to hold no references themselves.
NO_NAMES: Final = Names({}, hint="others refer to this line, so it must be written out")
#: Inside programs and shared sections {program} means something, even where nobody knows yet what.
ANY_PROGRAM: Final = Names({"program": None, "program.name": None, "program.full_name": None})


def common_names(sources: Iterable[Source]) -> Names:
    """What `{season}` and `{institution}` mean; these fields themselves hold no references."""
    found = {source.kind: source for source in sources}
    words: dict[str, str | None] = {}
    for kind in ("season", "institution"):
        source = found.get(kind)
        words |= _parts(kind, source.table if source else None, PARTS[kind], NO_NAMES)
    unread = frozenset(
        kind for kind in ("season", "institution") if not (found.get(kind) and found[kind].table)
    )
    return Names(words, unread, hint=_COMMON_ONLY)


def all_names(sources: Iterable[Source]) -> Names:
    """The common names, and what each fact means; facts may refer to the common names."""
    sources = list(sources)
    common = replace(common_names(sources), hint="")
    facts = next((source for source in sources if source.kind == "facts"), None)
    if facts is None:
        return common
    words: dict[str, str | None] = {}
    for name, fact in (facts.table or {}).items():
        words |= _parts(name, fact if isinstance(fact, Table) else None, _FACT, common)
    return common.and_also(Names(words, open=facts.table is None))


def program_names(table: Table | None, names: Names) -> Names:
    """What `{program}` means in one program's file and in the sections that it uses."""
    return names.and_also(ANY_PROGRAM).and_also(Names(_parts("program", table, PARTS["program"], names)))


def _parts(head: str, table: Table | None, fields: tuple[str, ...], names: Names) -> dict[str, str | None]:
    words: dict[str, str | None] = {head: None}
    for field in fields:
        value = table.get(field) if table else None
        if isinstance(value, str):
            said = as_span(fill(value.strip(), names)[0], getattr(value, "lang", None))
            words[f"{head}.{field}"] = Text(said, getattr(value, "where", None), quoted=())
            words[head] = words[head] or words[f"{head}.{field}"]
    return words
