"""Whether ids lead somewhere: sections, people, facts, programs, chapters, colors, font families and their files.

Takes the library; gives problems. What a broken file might have named is never called unknown. Must not know wordings
of validation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from brochure.content.library import Library, Source
from brochure.content.raw import Rows, Table
from brochure.content.shapes import Entry
from brochure.errors import Problem, nearest
from brochure.model import BrandColors, FontFile, FontUse, Text

#: Which kind of file a field's ids come from, and what such a thing is called.
_TARGETS: Final = {
    "facts": ("facts", "fact"),
    "share": ("facts", "fact"),
    "people": ("people", "person"),
    "leaders": ("people", "person"),
    "use": ("section", "section"),
    "programs": ("program", "program"),
    "chapters": ("chapter", "chapter"),
}
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check_targets(library: Library) -> Iterator[Problem]:
    """Ids and color names that lead nowhere, and facts drawn as a share that have none."""
    facts, palette = library.table("facts"), _palette(library)
    for _, entry in library.entries:
        if not isinstance(entry.value, Text) or entry.shape.single not in (str, None):
            continue
        if entry.field in _TARGETS and _ID.fullmatch(entry.value):
            yield from _id(entry, library)
        if entry.field == "share" and facts and "share" not in facts.get(entry.value, ["share"]):
            hint = "give it a share in facts.yaml, a percentage of the whole"
            yield Problem(entry.where, f'the fact "{entry.value}" has no share to draw', hint)
        if palette is not None and _is_color_name(entry) and entry.value not in palette:
            what = f'{entry.field}: the palette has no color "{entry.value}"'
            yield Problem(entry.where, what, nearest(entry.value, palette, "colors"))


def check_fonts(library: Library, fonts: Sequence[Path]) -> Iterator[Problem]:
    """Uses of families that are not listed, and faces that are not in the folder of fonts, where that is known."""
    brand: list[tuple[Source, Entry]] = [pair for pair in library.entries if pair[0].kind == "brand"]
    families = [
        str(entry.value) for _, entry in brand if entry.field == "family" and entry.owner is not FontUse
    ]
    for _, entry in brand:
        if not isinstance(entry.value, Text):
            continue
        if entry.owner is FontUse and families and entry.value not in families:
            what = f'the family "{entry.value}" is not in the list of fonts'
            yield Problem(entry.where, what, nearest(entry.value, families, "families"))
        if entry.owner is FontFile and entry.field == "path" and fonts:
            yield from _face(entry, fonts)


def _id(entry: Entry, library: Library) -> Iterator[Problem]:
    kind, thing = _TARGETS[entry.field]
    known = library.ids(kind)
    if known is not None and entry.value not in known:
        hint = nearest(
            entry.value, sorted(known), f"{thing}s known" if thing != "person" else "people known"
        )
        yield Problem(entry.where, f'there is no {thing} "{entry.value}"', hint)


def _is_color_name(entry: Entry) -> bool:
    is_one = entry.field == "accent" or (entry.owner is BrandColors and entry.field != "palette")
    return is_one and re.fullmatch(r"[a-z][a-z0-9-]*", entry.value) is not None


def _palette(library: Library) -> list[str] | None:
    brand = library.table("brand")
    color = brand.get("color") if brand else None
    palette = color.get("palette") if isinstance(color, Table) else None
    return list(palette) if isinstance(palette, Table) else None


def _face(entry: Entry, fonts: Sequence[Path]) -> Iterator[Problem]:
    names = sorted(
        {
            path.relative_to(folder).as_posix()
            for folder in fonts
            for path in folder.rglob("*")
            if path.is_file()
        }
    )
    if entry.value not in names:
        near = nearest(
            entry.value, [name for name in names if name.lower().endswith((".ttf", ".otf"))], "fonts there"
        )
        yield Problem(entry.where, f'the font "{entry.value}" does not exist in {fonts[0].name}/', near)


def section_uses(table: Table | None) -> Iterator[tuple[Text, Table]]:
    """Each `use: NAME` in the groups of a file, with the section around it."""
    for value in (table or {}).values():
        groups = [value] if isinstance(value, Table) else []
        for rows in [value, *(group.get("sections") for group in groups)]:
            for use in rows if isinstance(rows, Rows) else ():
                if isinstance(use, Table) and isinstance(name := use.get("use"), Text):
                    yield name, use
