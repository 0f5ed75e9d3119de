"""What is brought into the studio: pictures that are dropped, lists that are pasted from a spreadsheet, and
seasons from elsewhere that are compared.

A picture is kept as it came, under a name that every system can have. One that lies on its side is turned by
a quarter in a copy that has the same pixels: of a JPEG only the note of how it lies is another (EXIF), so
that nothing of it is coded a second time; others are written without loss. Of a list it is shown first what
would change; then it is changed row by row, in its own file or in the spreadsheet (CSV) that it names. A
season is looked at and not kept. Must not know HTTP.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from brochure.build import temporaries
from brochure.content import is_remark, read_table
from brochure.edit import Applied, Change, RosterDiff, at, pasted_table, roster_diff
from brochure.errors import LISTS as CSV
from brochure.errors import WORKBOOKS, Problem, UsageError, Where
from brochure.model import joined_names
from brochure.publish import hold_inside, machine_errors, write_whole
from brochure.studio.fields import FormField, columns_of
from brochure.studio.listing import CONTENT, LISTS, Steps, words_of
from brochure.studio.state import Studio

#: Where pictures are kept.
FOLDER: Final = "content/pictures"
_FORMS: Final = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
_ORIENTATION: Final = 0x0112
#: EXIF 2.3: orientations in which a picture lies on its side.
_ON_ITS_SIDE: Final = (5, 6, 7, 8)
#: How a picture lies after a quarter turn to the right.
_NEXT: Final = {1: 6, 6: 3, 3: 8, 8: 1, 2: 7, 7: 4, 4: 5, 5: 2}
_START, _APP1, _SCAN, _EXIF = b"\xff\xd8", 0xE1, 0xDA, b"Exif\0\0"
#: What print needs, in pixels an inch, and the pixels that no camera has.
_PPI: Final = 300
_MOST_PIXELS: Final = 250_000_000
_AS_JPEG: Final = "save it as JPEG, PNG or WebP, and drop that"
#: What people bring that is no picture which can be printed: its first bytes, what it is, what helps.
_OTHER_FORMS: Final = (
    (
        re.compile(rb".{4}ftyp(?:hei|hev|mif|msf)", re.DOTALL),
        "this is a photograph in a form of telephones (HEIC), which is not printed",
        "open it on a computer and save it as JPEG, or have the telephone take JPEG (Most Compatible)",
    ),
    (
        re.compile(rb"GIF8|BM|II\*\0|MM\0\*|.{4}ftyp", re.DOTALL),
        "pictures of this form are not printed",
        _AS_JPEG,
    ),
    (re.compile(rb"%PDF|PK\x03\x04|\xd0\xcf\x11\xe0"), "this is a document and no picture", _AS_JPEG),
    (re.compile(b""), "this is no picture that can be printed, or it is damaged", _AS_JPEG),
)
_TRANSFORMED: Final = re.compile(rb"<svg[\s>]", re.IGNORECASE)
#: How few of the rows fill in a column that the first one fills in, where its cells may be merged.
_SPARSE: Final = 3
Row = Mapping[str, str]


def keep_picture(publication: Path, name: str, data: bytes) -> dict[str, Any]:
    """Keeps a picture; gives its path in the content folder, its pixels, and how wide it can be printed.

    One that is there already is not kept twice. Raises `UsageError` for what is no picture.
    """
    ending, known = _known(name, data)
    stem = _stem(name)
    folder = publication / FOLDER
    hold_inside(publication, folder)
    for number in range(1, 1000):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{ending}"
        if not path.exists():
            write_whole(path, data)
            return {"file": str(PurePosixPath("pictures") / path.name), "is_new": True, **known}
        if path.is_file() and path.read_bytes() == data:
            return {"file": str(PurePosixPath("pictures") / path.name), "is_new": False, **known}
    raise UsageError.of(name[:100], "there are a thousand pictures of this name", "give it another name")


def _known(name: str, data: bytes) -> tuple[str, dict[str, Any]]:
    """The ending that says what it is, and what is known of it."""
    if _TRANSFORMED.search(data[:5000]):
        return ".svg", {"width": 0, "height": 0, "is_turned": False, "inches": 0}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=tuple(_FORMS)) as picture:
                form, (width, height) = str(picture.format), picture.size
                turn = picture.getexif().get(_ORIENTATION, 1)
                if width * height <= _MOST_PIXELS:
                    picture.load()
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        said = next(words for begins, *words in _OTHER_FORMS if begins.match(data))
        raise UsageError.of(name[:100] or "picture", *said) from None
    if turn in _ON_ITS_SIDE:
        width, height = height, width
    return _FORMS[form], {
        "width": width,
        "height": height,
        "is_turned": turn != 1,
        "inches": round(width / _PPI, 1),
    }


def _stem(name: str) -> str:
    """A name in plain letters, without its ending."""
    plain = unicodedata.normalize("NFKD", PurePosixPath(name.replace("\\", "/")).stem)
    words = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
    return words[:60].strip("-") or "picture"


@contextmanager
def season_in(name: str, data: bytes) -> Iterator[Path]:
    """A season from elsewhere, in a file of its name as long as this stands.

    Raises `UsageError`, in which it is called as it came, where what is done with it finds that it is none.
    """
    stem = re.sub(r"[^\w.() -]+", "-", PurePosixPath(name.replace("\\", "/")).name)[-60:].strip(". ")
    called = Path(stem or "season.zip")
    full = machine_errors(called, "cannot be kept while it is compared", "make room on the disk")
    with full, temporaries(), TemporaryDirectory() as folder:
        path = Path(folder) / called
        path.write_bytes(data)
        try:
            yield path
        except UsageError as error:
            raise UsageError([_by_name(one, path) for one in error.problems]) from error


def _by_name(problem: Problem, path: Path) -> Problem:
    """What is wrong with a file, said of its name."""
    if problem.where.file != str(path):
        return problem
    return problem._replace(where=Where(path.name), what=f'"{path.name}" {problem.what}')


def table_in(name: str, data: bytes, language: str) -> dict[str, Any]:
    """The columns and rows of a spreadsheet; cells as they are shown, and as they are kept where that is
    another. Raises `BrochureError` where it cannot be read.
    """
    if not name.lower().endswith((*CSV, *WORKBOOKS)):
        what = "this is no spreadsheet that can be read"
        raise UsageError.of(name[:100] or "file", what, "save it as .xlsx or .csv, and drop that")
    shown, kept = (read_table(data, name, language, as_kept) for as_kept in (False, True))
    columns = list(dict.fromkeys(str(one) for one in shown.columns if one.strip()))
    rows = [
        [
            str(row.get(one, "")) if row.get(one) == other.get(one) else [str(row[one]), str(other[one])]
            for one in columns
        ]
        for row, other in zip(shown.rows, kept.rows, strict=True)
    ]
    noticed = [*shown.noticed]
    plain = [[one if isinstance(one, str) else one[0] for one in row] for row in rows]
    heads, whole, parts = joined_names(columns, plain)
    if parts:  # the other cells as they are shown and kept
        kept_cells = [[cell for at, cell in enumerate(row) if columns[at] not in parts] for row in rows]
        at = heads.index("Name")
        rows = [[*cells[:at], row[at], *cells[at:]] for cells, row in zip(kept_cells, whole, strict=True)]
        noticed.append(_joined(parts))
    return {"columns": heads, "rows": rows, "noticed": [words_of(one) for one in noticed]}


@dataclass(frozen=True)
class RosterTarget:
    """Where rows stand: a file and the way to them; the fields that a row may have, those that the list has
    first; which of them tells rows apart.
    """

    file: str
    path: Steps
    fields: Sequence[FormField]
    key: str
    base: str
    rows: Sequence[Row]

    @property
    def labels(self) -> dict[str, str]:
        """What forms call the fields."""
        return {one["name"]: one["label"] for one in self.fields}


class Roster:
    """A pasted list, and the list of content that it is to become: `path` leads to it in `file`."""

    def __init__(self, studio: Studio, file: str, path: Sequence[Any], text: str) -> None:
        self.studio, self.file, self.path, self.text = studio, file, tuple(path), text
        self.ignored, self.noticed = tuple[str, ...](), list[Problem]()

    @cached_property
    def target(self) -> RosterTarget:
        """Raises `UsageError` where no list can stand there."""
        self.studio.inside(self.file)
        is_list = PurePosixPath(self.file).suffix.lower() in LISTS
        shape = (
            self.studio.shape_of_list(self.file)
            if is_list
            else self.studio.asked_at(self.file, self.path).shape
        )
        model = shape.each.model if shape and shape.each and shape.is_records else None
        if model is None:
            raise UsageError.of(self.file, "no list of entries can stand here", "choose a list")
        fields = [one for one in columns_of(model) if one["name"] != "id"]
        needed = (name for name, about in model.model_fields.items() if about.is_required())
        key = "name" if "name" in model.model_fields else next(needed)
        standing = self.studio.editor.read(self.file)
        said = at(standing.values, self.path)
        if isinstance(said, str) and said.strip():
            return self._named(said.strip(), fields, key)
        if isinstance(said, dict):
            what = "this list stands in a spreadsheet, whose columns have names of their own"
            raise UsageError.of(self.file, what, "change it there")
        rows = said if isinstance(said, list) else []
        there = list(dict.fromkeys(name for row in rows for name in row))
        return RosterTarget(self.file, self.path, _first(there, fields), key, standing.sha256, rows)

    def _named(self, name: str, fields: Sequence[FormField], key: str) -> RosterTarget:
        """The rows of a spreadsheet that a file names. Raises `UsageError` for a workbook."""
        known = {unicodedata.normalize("NFC", one): one for one in self.studio.editor.files()}
        homes = (PurePosixPath(CONTENT), PurePosixPath(self.file).parent)
        places = [unicodedata.normalize("NFC", str(home / name)) for home in homes]
        file = next((known[one] for one in places if one in known), "")
        if not file.endswith((".csv", ".tsv")):
            what, hint = (
                "this list stands in a workbook, which is changed where it was made",
                "paste it there",
            )
            raise UsageError.of(file or name, what, hint)
        self.studio.inside(file)
        standing = self.studio.editor.read(file)
        fields = _first(self.studio.editor.columns(file), fields)
        return RosterTarget(file, (), fields, key, standing.sha256, standing.values)

    @cached_property
    def diff(self) -> RosterDiff:
        """What is new, gone and changed. Raises `BrochureError` for rows that cannot be understood."""
        there = self.target
        labels, texts = there.labels, [one["name"] for one in there.fields if one["type"] == "prose"]
        table = pasted_table(self.text, list(labels), labels, there.key, texts)
        rows, self.ignored = table.rows, table.ignored
        self.noticed = [*_noticed(rows, labels, there.key), *map(_above, table.above)]
        self.noticed += [_joined(table.joined)] if table.joined else []
        before = [{name: str(cell) for name, cell in row.items()} for row in there.rows]
        return roster_diff(there.file, before, rows, there.path, there.base, there.key)

    def preview(self) -> dict[str, Any]:
        """What would change, and the columns that a list of this kind does not have."""
        found = self.diff
        return {
            "file": self.target.file,
            "path": list(self.target.path),
            "new": [dict(row) for row in found.new],
            "gone": [dict(row) for row in found.gone],
            "changed": [{"before": dict(old), "after": dict(new)} for old, new in found.changed],
            "ignored": list(self.ignored),
            "noticed": [words_of(one) for one in self.noticed],
            "problems": [],
        }

    def apply(self) -> Applied:
        """Makes the list what was pasted; rows that are as they were keep their lines."""
        if self.target.rows:
            return self.studio.apply(self.diff.changes)
        rows = [dict(row) for row in self.diff.new]
        return self.studio.apply([Change("set", self.target.file, self.target.path, rows)])


def _first(names: Sequence[str], fields: Sequence[FormField]) -> list[FormField]:
    """The fields of a list, those that it has first and in its order."""
    places = {name: at for at, name in enumerate(names)}
    return sorted(fields, key=lambda one: places.get(one["name"], len(places)))


def _above(words: str) -> Problem:
    """A row above the names of the columns is no row of the list, which is told."""
    what = f'"{words}" stands above the names of the columns, and is left out'
    hint = "leave it so, if it is the title of the list"
    return Problem(Where("the pasted table"), what, hint, "warning")


def _joined(columns: Sequence[str]) -> Problem:
    """The parts of names are one text, which is told."""
    what = f"{' and '.join(columns)} are joined, in this order, as the name"
    return Problem(Where("the pasted table"), what, "look at some names below", "note")


def _noticed(rows: Sequence[Row], labels: Mapping[str, str], key: str) -> Iterator[Problem]:
    """What of a pasted list is probably not meant: rows that are none of it, and cells that were merged."""
    where = Where("the pasted table")
    for name in (row[key] for row in rows if is_remark(row.get(key, ""))):
        hint = "leave it out, if it is a total or a remark"
        yield Problem(where, f'"{name}" begins a row that is none of the list', hint, "warning")
    for name in rows[0] if rows else ():
        filled = sum(name in row for row in rows)
        if filled <= len(rows) / _SPARSE:
            what = f"{labels[name]} stands in {filled} of {len(rows)} rows"
            hint = "if its cells are merged, take them apart (Merge & Center), fill in each, and copy again"
            yield Problem(where, what, hint, "warning")


def turned_name(name: str) -> str:
    """What a turned picture is called: one that was turned before keeps its name."""
    stem, _, ending = name.rpartition(".")
    return f"{re.sub(r'-turned(-[0-9]+)?$', '', stem)}-turned.{ending}"


def turned_picture(path: Path) -> bytes:
    """A picture turned by a quarter to the right. Raises `UsageError` for what cannot be turned."""
    try:
        data = path.read_bytes()
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.format == "JPEG":
                exif = picture.getexif()
                exif[_ORIENTATION] = _NEXT.get(exif.get(_ORIENTATION, 1), 6)
                return _with_exif(data, exif.tobytes())
            whole = ImageOps.exif_transpose(picture).transpose(Image.Transpose.ROTATE_270)
            out, profile = io.BytesIO(), picture.info.get("icc_profile")
            more = {"lossless": True} if picture.format == "WEBP" else {}
            whole.save(out, picture.format, icc_profile=profile, exif=Image.Exif(), **more)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error) as error:
        what = "this picture cannot be turned"
        raise UsageError.of(path.name, what, "turn it in the program that it comes from") from error


def _with_exif(data: bytes, exif: bytes) -> bytes:
    """A JPEG with another note of how it lies; all other parts are as they were."""
    parts = [part for part in _parts(data) if not (part[1] == _APP1 and part[4:10] == _EXIF)]
    note = bytes((0xFF, _APP1)) + struct.pack(">H", len(exif) + 2) + exif
    is_jfif = bool(parts) and parts[0][1] == 0xE0  # which comes first in every file that has it
    return b"".join((_START, *parts[:is_jfif], note, *parts[is_jfif:]))


def _parts(data: bytes) -> Iterator[bytes]:
    """The parts of a JPEG behind its first mark; the last one is the picture itself."""
    place = len(_START)
    while data[place + 1] != _SCAN:
        length = 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
        if data[place] != 0xFF or place + length >= len(data):
            raise ValueError("this is no JPEG")
        yield data[place : place + length]
        place += length
    yield data[place:]
