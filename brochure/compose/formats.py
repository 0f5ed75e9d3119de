"""The formats that a publication can print: every folder of its layouts with a format.yaml in it.

Takes layouts; gives `Format`s by their names, or one `ContentError` with all problems. Must not know what is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from jinja2 import TemplateError, nodes
from pydantic import ValidationError

from brochure.compose.layouts import Layouts, layout_text
from brochure.content.raw import Table
from brochure.content.shapes import shape_of
from brochure.content.wording import problems_of
from brochure.content.yaml_text import parse_yaml
from brochure.errors import ContentError, Problem, Where, nearest
from brochure.model import SHEETS, Format

DESCRIPTOR: Final = "format.yaml"
#: Names of documents and folders that are no formats.
TAKEN: Final = frozenset({"packet", "chapter", "parts", "panels", "report"})
#: Panels may add up to a sheet's width but for this rounding, in points.
_ROUNDING: Final = 0.5
#: Half an inch, and the most that a PDF page may measure (ISO 32000-1, annex C.2), in points.
_SMALLEST_SIDE, _LARGEST_SIDE = 36.0, 14400.0
_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_formats(layouts: Layouts) -> Mapping[str, Format]:
    """Every format by its name, in alphabetical order; a publication's own folder wins over the shipped one."""
    found: dict[str, Path] = {}
    for folder in layouts.folders:
        for path in sorted(folder.glob(f"*/{DESCRIPTOR}")):
            found.setdefault(path.parent.name, path)
    formats, problems = dict[str, Format](), list[Problem]()
    for name, path in sorted(found.items()):
        try:
            formats[name] = _read(name, path, layouts)
        except ContentError as error:
            problems += error.problems
    if problems:
        raise ContentError(problems)
    return formats


def _read(name: str, path: Path, layouts: Layouts) -> Format:
    file = f"layouts/{name}/{DESCRIPTOR}"
    if not _NAME.fullmatch(name) or name in TAKEN:
        raise ContentError(
            [
                Problem(
                    Where(file),
                    f'"{name}" cannot be the name of a format',
                    "rename the folder: lower-case words joined by hyphens, not packet, chapter, parts,"
                    " panels or report",
                )
            ]
        )
    table = parse_yaml(layout_text(path, f"{name}/{DESCRIPTOR}"), file)
    if not isinstance(table, Table):
        raise ContentError(
            [Problem(Where(file), "the file must hold keys and values", "docs/layouts.md shows one")]
        )
    try:
        form = Format.model_validate({**table, "id": name})
    except ValidationError as error:
        raise ContentError(problems_of(error.errors(include_url=False), table, shape_of(Format))) from None
    if problems := list(_contradictions(form, table, layouts)):
        raise ContentError(problems)
    return form


def _contradictions(form: Format, table: Table, layouts: Layouts) -> Iterator[Problem]:
    """What each key allows and all of them together do not."""
    template = f"{form.id}/{form.id}.html.j2"
    if not any((folder / template).is_file() for folder in layouts.folders):
        yield Problem(
            table.where, f"there is no template layouts/{template}", "write it; docs/layouts.md shows one"
        )
    else:
        yield from _panels(form, table, template, layouts)
    if form.is_fixed and form.pages != (len(form.sides),):
        yield Problem(
            table.places["pages"],
            f"pages must be [{len(form.sides)}], one for each of the sides",
            "or change sides",
        )
    if form.is_fixed and form.fill:
        yield Problem(
            table.places["fill"],
            "pages that have panels cannot be followed by pages for notes",
            "delete fill, or sides",
        )
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


def _panels(form: Format, table: Table, template: str, layouts: Layouts) -> Iterator[Problem]:
    """Panels that the template places and no side has."""
    text = layout_text(layouts.find(template), template)
    if "panels" not in text:
        return
    try:
        tree = layouts.environment().parse(text)
    except TemplateError:  # told when the template is used
        return
    known = [name for side in form.sides for name in side]
    asked = {_panel_of(node): node.lineno for node in tree.find_all((nodes.Getattr, nodes.Getitem))}
    optional = {_panel_of(test.node) for test in tree.find_all(nodes.Test) if test.name == "defined"}
    for name in sorted(asked.keys() - {*known, *optional, ""}):
        where = table.places.get("sides", table.where)
        yield Problem(
            where,
            f'no side has the panel "{name}", which layouts/{template}:{asked[name]} places',
            nearest(name, known, "panels here"),
        )


def _panel_of(node: nodes.Node) -> str:
    """The name in `panels.front` and `panels["front"]`; nothing for any other expression."""
    if (
        not isinstance(node, (nodes.Getattr, nodes.Getitem))
        or not isinstance(node.node, nodes.Name)
        or node.node.name != "panels"
    ):
        return ""
    if isinstance(node, nodes.Getattr):
        return "" if hasattr(dict, node.attr) else node.attr
    return str(node.arg.value) if isinstance(node.arg, nodes.Const) else ""


def _widths(form: Format, sheet: str, table: Table) -> Iterator[Problem]:
    """Whether panels and their widths belong together, on one of the sheets."""
    where, page = table.places.get("sheets", table.places.get("sides", table.where)), form.sheet(sheet)
    if not all(
        _SMALLEST_SIDE <= side <= _LARGEST_SIDE
        for side in (page.width, page.height, *form.column_widths(sheet))
    ):
        yield Problem(
            where,
            f"on {sheet} a page or column measures less than half an inch or more than 200 inches",
            "correct width, height and columns",
        )
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
        yield Problem(
            where,
            f"the columns on {sheet} are {sum(widths):g} pt wide together and the page is {width:g} pt",
            "correct the widths",
        )
