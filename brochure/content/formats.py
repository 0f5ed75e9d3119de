"""The formats that a publication can print: every folder of its layouts with a format.yaml in it.

Takes folders of layouts; gives `Format`s that know where their keys stand, and all problems. Must not know
templates: whether there is one, and what it places, is asked where documents are composed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from brochure.content.validation import problems_of
from brochure.content.values import Table, shape_of
from brochure.content.yaml_text import parse_yaml
from brochure.errors import ContentError, Problem, Where
from brochure.model import SHEETS, Format

DESCRIPTOR: Final = "format.yaml"
#: Names of documents and folders that are no formats.
TAKEN: Final = frozenset({"packet", "chapter", "parts", "panels", "report"})
#: Panels may add up to a sheet's width but for this rounding, in points.
_ROUNDING: Final = 0.5
#: Half an inch, and the most that a PDF page may measure (ISO 32000-1, annex C.2), in points.
_SMALLEST_SIDE, _LARGEST_SIDE = 36.0, 14400.0
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def find_formats(folders: Sequence[Path]) -> dict[str, Path]:
    """The descriptor of every format by its name, in alphabetical order; the first of the folders wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for inside in folder.iterdir():
            if (path := inside / DESCRIPTOR).is_file():
                found.setdefault(inside.name, path)
    return dict(sorted(found.items()))


def read_format(name: str, path: Path) -> Format:
    """One format. Raises ContentError with all problems of its descriptor."""
    file = f"layouts/{name}/{DESCRIPTOR}"
    if not _NAME.fullmatch(name) or name in TAKEN:
        hint = (
            "rename the folder: lower-case words joined by hyphens, not packet, chapter, parts, panels or"
            " report"
        )
        raise ContentError([Problem(Where(file), f'"{name}" cannot be the name of a format', hint)])
    try:
        table = parse_yaml(path.read_text("utf-8"), file)
    except UnicodeDecodeError:
        raise ContentError([Problem(Where(file), "the file is not UTF-8", "save it as UTF-8")]) from None
    if not isinstance(table, Table):
        what = "the file must hold keys and values"
        raise ContentError([Problem(Where(file), what, "docs/layouts.md shows one")])
    try:
        form = Format.model_validate({**table, "id": name})
    except ValidationError as error:
        raise ContentError(problems_of(error.errors(include_url=False), table, shape_of(Format))) from None
    if problems := list(_contradictions(form, table)):
        raise ContentError(problems)
    return form.placed({"": table.where, **table.places})


def _contradictions(form: Format, table: Table) -> Iterator[Problem]:
    """What each key allows and all of them together do not."""
    if form.is_fixed and form.pages != (len(form.sides),):
        what = f"pages must be [{len(form.sides)}], one for each of the sides"
        yield Problem(table.places["pages"], what, "or change sides")
    if form.is_fixed and form.fill:
        what = "pages that have panels cannot be followed by pages for notes"
        yield Problem(table.places["fill"], what, "delete fill, or sides")
    if form.tight != tuple(sorted(form.tight, reverse=True)):
        yield Problem(
            table.places["tight"], "tight must have its largest share first", "turn the list round"
        )
    names = [name for side in form.sides for name in side]
    for twice in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(
            table.places["sides"], f'two panels are called "{twice}"', "give each a name of its own"
        )
    for sheet in SHEETS:
        yield from _widths(form, sheet, table)


def _widths(form: Format, sheet: str, table: Table) -> Iterator[Problem]:
    """Whether panels and their widths belong together, on one of the sheets."""
    where, page = table.places.get("sheets", table.places.get("sides", table.where)), form.sheet(sheet)
    if not all(
        _SMALLEST_SIDE <= side <= _LARGEST_SIDE
        for side in (page.width, page.height, *form.column_widths(sheet))
    ):
        what = f"on {sheet} a page or column measures less than half an inch or more than 200 inches"
        yield Problem(where, what, "correct width, height and columns")
        return
    widths = [panel.width for panel in form.panels(sheet) if panel.page == 1]
    most = max((len(side) for side in form.sides), default=0)
    if form.is_fixed and any(len(side) != len(widths) for side in form.sides):
        yield Problem(
            where,
            f"on {sheet} there {'is 1 column' if len(widths) == 1 else f'are {len(widths)} columns'} for"
            f" pages of up to {most} panel{'s' * (most != 1)}",
            f"write columns for {sheet}, a width for each panel",
        )
    elif form.is_fixed and abs(sum(widths) - form.sheet(sheet).width) > _ROUNDING:
        width = form.sheet(sheet).width
        what = f"the columns on {sheet} are {sum(widths):g} pt wide together and the page is {width:g} pt"
        yield Problem(where, what, "correct the widths")
