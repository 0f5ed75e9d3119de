"""Whether names lead somewhere: ids, colors, font families, files of fonts and of PDFs to be bound; and what
nothing names, so that it is nowhere in print.

Takes the library; gives problems. What a broken file might have named is never called unknown. Whether a PDF
has tags is not asked here: that needs its objects. Must not know wordings of validation.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Final

from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.woff2 import WOFF2DirectoryEntry, brotli, woff2DirectorySize

from brochure.content.folder import LARGEST_FILE, composed
from brochure.content.references import fill, names_of
from brochure.content.sources import SINGLES, Library, Source, meant_id
from brochure.content.values import FieldValue
from brochure.errors import LISTS, WORKBOOKS, Problem, Where, nearest
from brochure.model import (
    BrandColors,
    FontFamily,
    FontFile,
    FontUse,
    Insert,
    Packet,
    Rows,
    Table,
    Text,
    Typography,
)

#: Which kind of file a field's ids come from, and what such a thing is called.
_TARGETS: Final = {
    "facts": ("facts", "fact"),
    "statistics": ("facts", "fact"),
    "share": ("facts", "fact"),
    "people": ("people", "person"),
    "leaders": ("people", "person"),
    "use": ("section", "section"),
    "programs": ("program", "program"),
    "chapters": ("chapter", "chapter"),
}
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COLOR: Final = re.compile("[a-z][a-z0-9-]*")
#: Readers look for the mark of a PDF this far into a file (ISO 32000-1, annex H.3.4.1).
_HEAD = 1024
#: How the files of typefaces end that the engine takes.
_TYPEFACES: Final = (".ttf", ".otf", ".woff", ".woff2")
_RIGHTS: Final = "check the rights of the file"
_SAVE: Final = "use TrueType, OpenType, WOFF or WOFF2"
_AGAIN: Final = "get the file again from where it came from"
_ANOTHER: Final = "ask its makers for a licence that allows it, or use another typeface"
#: Bytes that a packed typeface may hold: those of Chinese have 40 million.
_LARGEST_FACE: Final = 100_000_000
#: What a typeface's licence bits forbid of what a PDF does (OpenType 1.9, OS/2 fsType): the kinds of
#: embedding exclude one another, and the mildest that is set counts.
_FORBIDDEN: Final = (
    (0x000E, 0x0002, "may not be embedded in a PDF, say the licence bits in it (fsType)"),
    (0x0100, 0x0100, "may be embedded as a whole alone, say the licence bits in it (fsType)"),
    (0x0200, 0x0200, "may be embedded as bitmaps alone, say the licence bits in it (fsType)"),
)
_YES = frozenset({"yes", "true", "on", "y", "t", "1"})


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
    """Uses of families that are not listed, faces that are in no folder of fonts or cannot be printed."""
    brand: list[tuple[Source, FieldValue]] = [pair for pair in library.entries if pair[0].kind == "brand"]
    faces: dict[str, Path] = {}
    for folder in fonts:
        for file in _files(folder):
            faces.setdefault(composed(file.relative_to(folder).as_posix()), file)
    families = [
        str(entry.value) for _, entry in brand if entry.field == "family" and entry.owner is FontFamily
    ]
    for _, entry in brand:
        if entry.owner is FontFamily and entry.field == "files" and isinstance(entry.value, Rows):
            yield from _doubled(entry.value)
        if not isinstance(entry.value, Text):
            continue
        if _uses_family(entry) and families and entry.value not in families:
            what = f'the family "{entry.value}" is not in the list of fonts'
            yield Problem(entry.where, what, nearest(entry.value, families, "families"))
        if entry.owner is FontFile and entry.field == "path" and fonts:
            if face := faces.get(composed(entry.value)):
                yield from _face(entry, face, library)
                continue
            known = [name for name in sorted(faces) if name.lower().endswith(_TYPEFACES)]
            what = f'the font "{entry.value}" does not exist in {fonts[0].name}/'
            yield Problem(entry.where, what, nearest(entry.value, known, "fonts there"))


def _doubled(files: Rows) -> Iterator[Problem]:
    """Files of a family that the engine could not tell apart."""
    seen = set[tuple[str, str]]()
    for face in files:
        if isinstance(face, Table):
            weight, style = str(face.get("weight", "400")), str(face.get("style", "normal"))
            if (weight, style) in seen:
                what = f"two files of the family have weight {weight} and style {style}"
                hint = "correct one of them, or make another family of it, which fallback: may name"
                yield Problem(face.where, what, hint)
            seen.add((weight, style))


def _uses_family(entry: FieldValue) -> bool:
    named = (FontUse, "family"), (Typography, "fallback")
    return (entry.owner, entry.field) in named and entry.shape.single in (str, None)


def _face(entry: FieldValue, file: Path, library: Library) -> Iterator[Problem]:
    """What is wrong with a typeface's file; looked at once for each of its versions."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            yield Problem(entry.where, f'the font "{entry.value}" is larger than 200 MB', _AGAIN)
            return
        version = library.kept.version(str(file))
    except OSError as error:
        yield Problem(entry.where, f'the font "{entry.value}" cannot be read ({error.strerror})', _RIGHTS)
        return
    if words := library.kept.once(
        ("typeface", str(file)), (version,), partial(typeface_fault, file, version.digest)
    ):
        yield Problem(entry.where, f'the font "{entry.value}" {words[0]}', words[1])


def _is_bomb(data: bytes) -> bool:
    """Whether a packed typeface (WOFF) would fill the machine: it is unpacked before it is looked at."""
    count = int.from_bytes(data[12:14], "big")
    if data[:4] == b"wOFF":
        left = _LARGEST_FACE
        for at in range(44, 44 + 20 * count, 20):
            begin, length = (int.from_bytes(data[at + n : at + n + 4], "big") for n in (4, 8))
            with suppress(zlib.error):  # of a table that is not packed
                left -= len(zlib.decompressobj().decompress(data[begin : begin + length], left + 1))
            if left < 0:
                return True
    if data[:4] == b"wOF2":
        file = BytesIO(data)
        file.seek(woff2DirectorySize)
        for _ in range(count):
            WOFF2DirectoryEntry().fromFile(file)
        unpacking, left = brotli.Decompressor(), _LARGEST_FACE
        while left >= 0 and (few := file.read(64)):  # which hold a hundred million bytes at most
            left -= len(unpacking.process(few))
        return left < 0
    return False


@lru_cache(128)
def typeface_fault(file: Path, _digest: str) -> tuple[str, str] | None:
    """Why a file cannot serve as a typeface in print, as the end of a sentence, and a hint; a process looks
    once at what is in it.
    """
    try:
        data = file.read_bytes()
        if _is_bomb(data):
            return f"unpacks to more than {_LARGEST_FACE // 1_000_000} MB", _AGAIN
        with TTFont(BytesIO(data), lazy=True, fontNumber=0) as font:
            tables, rights = set(font.reader.keys()), font["OS/2"].fsType if "OS/2" in font else 0
            font.setGlyphOrder(range(font["maxp"].numGlyphs))  # else a name would be made up for every glyph
            font["head"], font["hhea"], font["hmtx"]
            letters = font.getBestCmap()
            for tag in tables:
                font.reader[tag]  # fails where the file ends before it
    except TTLibError as error:
        if file.suffix.lower() not in _TYPEFACES:
            return f"is no typeface that can be set ({error})", _SAVE
        return f"is damaged ({error})", _AGAIN
    except Exception as error:  # what a damaged file makes fontTools raise has no end
        return f"is damaged ({type(error).__name__})", _AGAIN
    if data[:4] == b"ttcf":
        return "holds several typefaces", "save the one that is meant as a .ttf or .otf file"
    if not tables & {"glyf", "CFF ", "CFF2"}:
        return "holds bitmaps and no outlines", "use its version with outlines"
    if not letters:
        return "says of no letter which glyph it is", "use a typeface with a Unicode map"
    forbidden = next((said for bits, value, said in _FORBIDDEN if rights & bits == value), "")
    return (forbidden, _ANOTHER) if forbidden else None


def _id(entry: FieldValue, library: Library) -> Iterator[Problem]:
    kind, thing = _TARGETS[entry.field]
    known = library.ids(kind)
    if known is not None and entry.value not in known:
        several = "people" if thing == "person" else f"{thing}s"
        hint: str = nearest(entry.value, sorted(known), f"{several} known")
        if not known:
            hint = f"write it into {kind}.yaml first" if kind in SINGLES else f"write the {thing} first"
        yield Problem(entry.where, f'there is no {thing} "{entry.value}"', hint)


def _is_color_name(entry: FieldValue) -> bool:
    is_one = entry.field == "accent" or (entry.owner is BrandColors and entry.field != "palette")
    return is_one and _COLOR.fullmatch(entry.value) is not None


def _palette(library: Library) -> list[str] | None:
    brand = library.table("brand")
    color = brand.get("color") if brand else None
    palette = color.get("palette") if isinstance(color, Table) else None
    if not isinstance(palette, Table):
        return None
    return [name if _COLOR.fullmatch(name) else meant_id(name) for name in palette]


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent) / name for name in names)


def section_uses(table: Table | None) -> Iterator[tuple[Text, Table]]:
    """Each `use: NAME` in the groups of a file, with the section around it."""
    for value in (table or {}).values():
        groups = [value] if isinstance(value, Table) else []
        for rows in [value, *(group.get("sections") for group in groups)]:
            for use in rows if isinstance(rows, Rows) else ():
                if isinstance(use, Table) and isinstance(name := use.get("use"), Text):
                    yield name, use


def check_inserts(library: Library) -> Iterator[Problem]:
    """Files that cannot be bound, untagged ones without an alternative, chapters that a packet has twice."""
    _, names = names_of(library)
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


def _pdf_fault(path: str, data: bytes) -> tuple[str, str] | None:
    if b"%PDF-" in data[:_HEAD]:
        return None
    what = f'"{path}" is not a PDF, whatever its name says'
    return what, "open it in its program and save it again as PDF"


def _file(entry: FieldValue, path: str, library: Library) -> Iterator[Problem]:
    if PurePosixPath(path).suffix.lower() != ".pdf":
        yield Problem(entry.where, f'"{path}" is not a PDF', "save it as PDF, with tags")
    else:
        yield from library.faults_of(path, entry.where, _pdf_fault)


def _twice(entry: FieldValue) -> Iterator[Problem]:
    seen: set[str] = set()
    for item in entry.value:
        named = item.get("insert") if isinstance(item, Table) else item
        if isinstance(named, Text) and named.strip():
            path = str(PurePosixPath(named.strip())).casefold()
            if path in seen:
                what = f'the chapter "{named.strip()}" is in this packet twice'
                yield Problem(named.where or entry.where, what, "delete one of the two")
            seen.add(path)


_REFERENCE: Final = re.compile(r"\{([A-Za-z0-9-]+)(?:\.[a-z]+)?\}")
#: Fields whose values are ids of facts and of people.
_FACTS, _PEOPLE = frozenset({"facts", "statistics", "share"}), frozenset({"people", "leaders"})
#: Files that others name, which are of no use by themselves.
_NAMED_FILES: Final = (*LISTS, *WORKBOOKS, ".png", ".jpg", ".jpeg", ".svg", ".webp", ".pdf")
#: Files of other programs, of which nothing is read.
_NEVER_READ: Final = (
    *(".doc", ".docx", ".odt", ".rtf", ".pages", ".ppt", ".pptx", ".odp", ".key", ".indd", ".eps", ".ai"),
    *(
        ".xls",
        ".xlsb",
        ".ods",
        ".numbers",
        ".heic",
        ".heif",
        ".tif",
        ".tiff",
        ".gif",
        ".bmp",
        ".avif",
        ".psd",
    ),
)
#: Names that one problem lists.
_MOST: Final = 6


def check_unprinted(library: Library) -> Iterator[Problem]:
    """Everything that stands in the content and nowhere in print."""
    said = [_named_in(source, library) for source in library.sources]
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
    kinds = (
        (_NAMED_FILES, "nothing names the file", "nothing names these files"),
        (_NEVER_READ, "no file of this kind is read", "no files of this kind are read"),
    )
    for endings, one, several in kinds:
        idle = [
            (path, Where(label))
            for path in library.folder.files
            if path.lower().endswith(endings)
            and (label := library.folder.label(path)) not in library.folder.sources
        ]
        yield from _listed(idle, f"is not printed: {one}", several, endings is _NEVER_READ)


def _listed(
    found: list[tuple[str, Where]], one: str, several: str, is_foreign: bool = False
) -> Iterator[Problem]:
    it, them = ("it", "them") if not is_foreign else ("what it holds", "what they hold")
    taken = "copy {} into the content (Word documents are dropped on a text in the studio), or delete {}"
    use = taken if is_foreign else "use {}, or delete {}"
    if len(found) == 1:
        (name, where), *_ = found
        what = one if where.line == 0 else f"{one} {name}"
        yield Problem(where, what, use.format(it, "it"), "note", "unprinted")
    elif found:
        names = ", ".join(name for name, _ in found[:_MOST])
        more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
        yield Problem(
            found[0][1], f"{several}: {names}{more}", use.format(them, "them"), "note", "unprinted"
        )


def _named_in(source: Source, library: Library) -> set[tuple[str, str]]:
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
