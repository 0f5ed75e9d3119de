"""What is brought into the studio: pictures that are dropped, and lists that are pasted from a spreadsheet.

A picture is kept as it came, under a name that every system can have. Of a list it is shown first what would
change; then it is changed row by row, in its own file or in the spreadsheet (CSV) that it names. Must not
know HTTP.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, Final

from PIL import Image, UnidentifiedImageError

from brochure.content import Shape, fields_of, read_list
from brochure.edit import Applied, Change, at
from brochure.errors import ContentError, UsageError
from brochure.publish import hold_inside, write_whole
from brochure.studio.listing import CONTENT, LISTS, Steps
from brochure.studio.state import Studio

#: Where pictures are kept.
FOLDER: Final = "content/pictures"
_FORMS: Final = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
_ORIENTATION: Final = 0x0112
#: EXIF 2.3: orientations in which a picture lies on its side.
_ON_ITS_SIDE: Final = (5, 6, 7, 8)
#: What print needs, in pixels an inch, and the pixels that no camera has.
_PPI: Final = 300
_MOST_PIXELS: Final = 250_000_000
_TRANSFORMED: Final = re.compile(rb"<svg[\s>]", re.IGNORECASE)
#: How a place in what was pasted is called.
_PASTED: Final = "pasted.csv"
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
        what, hint = (
            "this is no picture that can be printed, or it is damaged",
            "save it as JPEG, PNG or WebP, and drop that",
        )
        raise UsageError.of(name[:100] or "picture", what, hint) from None
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


@dataclass(frozen=True)
class RosterTarget:
    """Where rows stand: a file and the way to them, and which fields a row may have, which it needs."""

    file: str
    path: Steps
    fields: Mapping[str, Shape]
    needed: tuple[str, ...]
    base: str
    rows: Sequence[Row]


class Roster:
    """A pasted list, and the list of content that it is to become: `path` leads to it in `file`."""

    def __init__(self, studio: Studio, file: str, path: Sequence[Any], text: str) -> None:
        self.studio, self.file, self.path, self.text = studio, file, tuple(path), text

    @cached_property
    def target(self) -> RosterTarget:
        """Raises `UsageError` where no list can stand there."""
        self.studio.inside(self.file)
        is_list = PurePosixPath(self.file).suffix.lower() in LISTS
        shape = (
            self.studio.shape_of_list(self.file) if is_list else self.studio.shape_at(self.file, self.path)
        )
        model = shape.each.model if shape and shape.each and shape.is_records else None
        if model is None:
            raise UsageError.of(self.file, "no list of entries can stand here", "choose a list")
        needed = tuple(name for name, about in model.model_fields.items() if about.is_required())
        standing = self.studio.editor.read(self.file)
        said = at(standing.values, self.path)
        if isinstance(said, str) and said.strip():
            return self._named(said.strip(), fields_of(model), needed)
        rows = said if isinstance(said, list) else []
        return RosterTarget(self.file, self.path, fields_of(model), needed, standing.sha256, rows)

    def _named(self, name: str, fields: Mapping[str, Shape], needed: tuple[str, ...]) -> RosterTarget:
        """The rows of a spreadsheet that a file names. Raises `UsageError` for a workbook."""
        beside = str(PurePosixPath(self.file).parent / name)
        file = next(
            (
                one
                for one in (f"{CONTENT}/{name}", beside)
                if (self.studio.places.publication / one).is_file()
            ),
            "",
        )
        if not file.endswith((".csv", ".tsv")):
            what, hint = (
                "this list stands in a workbook, which is changed where it was made",
                "paste it there",
            )
            raise UsageError.of(file or name, what, hint)
        self.studio.inside(file)
        standing = self.studio.editor.read(file)
        return RosterTarget(file, (), fields, needed, standing.sha256, standing.values)

    @cached_property
    def pasted(self) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
        """The rows that were pasted, and what is wrong with them."""
        try:
            rows, problems = read_list(self.text, _PASTED, self.target.fields, self.target.needed)
        except ContentError as error:
            rows, problems = None, list(error.problems)
        said = [
            {
                "message": one.what,
                "hint": one.hint,
                "gravity": one.severity,
                "line": one.where.line,
                "column": one.where.column,
            }
            for one in problems
        ]
        return [{key: str(value) for key, value in row.items()} for row in rows or ()], said

    @cached_property
    def columns(self) -> list[str]:
        """The fields that any row has, in the order of the form."""
        used = {key for row in (*self.pasted[0], *self.before) for key in row}
        return [name for name in self.target.fields if name in used]

    @cached_property
    def before(self) -> list[dict[str, str]]:
        """The rows that stand there, without their empty cells."""
        return [
            {key: str(value).strip() for key, value in row.items() if str(value).strip()}
            for row in self.target.rows
        ]

    def _pairs(self) -> list[tuple[int | None, int | None]]:
        """Which row became which: by name and year, or by the first of what a row needs."""
        named = [name for name in self.target.fields if name == "name" or name in self.target.needed]
        keys = named[:2] if "name" not in named else ["name"]

        def key(row: Row) -> tuple[str, ...]:
            return tuple(" ".join(row.get(name, "").casefold().split()) for name in keys)

        left = {number: key(row) for number, row in enumerate(self.before)}
        pairs: list[tuple[int | None, int | None]] = []
        for number, row in enumerate(self.pasted[0]):
            same = [old for old, name in left.items() if name == key(row)]
            best = max(same, key=lambda old: self.before[old] == row, default=None)
            if best is not None:
                del left[best]
            pairs.append((best, number))
        return [*pairs, *((number, None) for number in left)]

    def preview(self) -> dict[str, Any]:
        """What would change, in the order of what was pasted; what is gone stands at the end."""
        rows, counts = list[dict[str, Any]](), {"new": 0, "gone": 0, "changed": 0, "same": 0}
        for old, new in self._pairs():
            before = self.before[old] if old is not None else None
            after = self.pasted[0][new] if new is not None else None
            state = (
                "new"
                if before is None
                else "gone"
                if after is None
                else "same"
                if before == after
                else "changed"
            )
            counts[state] += 1
            rows.append({"state": state, "before": before, "after": after})
        target = {"file": self.target.file, "path": list(self.target.path)}
        return {
            **target,
            "columns": self.columns,
            "rows": rows,
            "counts": counts,
            "problems": self.pasted[1],
        }

    def apply(self) -> Applied:
        """Makes the list what was pasted: rows that are as they were keep their lines."""
        rows, problems = self.pasted
        if any(one["gravity"] == "error" for one in problems) or not rows:
            what = "what was pasted has problems, so nothing was changed"
            raise UsageError.of("the pasted list", what, "mend them in the spreadsheet, and paste again")
        return self.studio.apply(self._changes(rows))

    def _changes(self, rows: list[dict[str, str]]) -> list[Change]:
        file, path, base = self.target.file, self.target.path, self.target.base
        if not self.before:
            return [Change("set", file, path, rows, base=base)]
        pairs = self._pairs()
        kept = [old for old, new in pairs if old is not None and new is not None]
        changes = [
            Change("remove", file, (*path, old))
            for old in sorted((old for old, new in pairs if new is None and old is not None), reverse=True)
        ]
        standing = sorted(kept)
        for place, (old, new) in enumerate(pair for pair in pairs if pair[1] is not None):
            assert new is not None
            row = rows[new]
            if old is None:
                changes.append(Change("insert", file, (*path, place), row))
                standing.insert(place, -1)
                continue
            now = standing.index(old)
            if now != place:
                changes.append(Change("move", file, (*path, now), to=place))
                standing.insert(place, standing.pop(now))
            changes += self._cells((*path, place), old, row)
        return changes

    def _cells(self, path: Steps, old: int, row: Row) -> list[Change]:
        before, file = self.before[old], self.target.file
        return [
            Change("set" if name in row else "unset", file, (*path, name), row.get(name))
            for name in self.target.fields
            if row.get(name) != before.get(name)
        ]
