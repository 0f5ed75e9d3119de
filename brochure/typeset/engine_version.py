"""Names of private parts of WeasyPrint and pydyf that this program uses, and whether what is installed has
them.

`NAMES` and `HELD` list what `engine_internals.py` uses. Where one is missing, another version is installed
than that was made for, and a `MachineError` says so. Must not use any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from importlib import import_module
from importlib.metadata import version
from typing import Final

from brochure.errors import MachineError

#: The versions that all of it was written for.
MADE_FOR: Final = {"WeasyPrint": "70.0", "pydyf": "0.13.0"}
#: What it uses of modules and of their classes; looked up when it is imported.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "weasyprint.css": ("ColorProfile",),
    "weasyprint.formatting_structure.boxes": (
        *(f"{kind}Box" for kind in ("Block", "BlockLevel", "Margin", "Replaced", "TableCell", "Text")),
        *(f"Box.{side}" for side in ("content_box_x", "content_box_y", "padding_box_x", "padding_box_y")),
        *(f"Box.{side}" for side in ("padding_width", "padding_height", "margin_width", "margin_height")),
        *(f"Box.{held}" for held in ("colspan", "rowspan", "is_footnote", "link_annotation")),
    ),
    "weasyprint.layout.absolute": ("AbsolutePlaceholder",),
    "weasyprint.pdf.stream": ("Stream.add_font", "Stream.clone", "Stream.marked"),
    "weasyprint.text.fonts": ("FontConfiguration.add_font_face",),
    "pydyf": (
        *(f"Stream.{done}" for done in ("begin_marked_content", "end_marked_content", "show_text")),
        "Object.reference",
    ),
}
#: What objects hold once a document is set, by what they are; a test looks it up.
HELD: Final[Mapping[str, tuple[str, ...]]] = {
    "html": ("etree_element",),
    "document": ("color_profiles", "metadata", "output_intent", "pages"),
    "page": ("_page_box", "height", "links", "paint"),
    "page box": ("children", "height", "page_type", "width"),
    "box": (
        "children",
        "element",
        "element_tag",
        "height",
        "position_x",
        "position_y",
        "style",
        "translate",
        "width",
    ),
    "text": ("baseline", "text"),
    "margin box": ("at_keyword",),
    "group of rows": ("is_footer", "is_header"),
    "place of an absolute box": ("_box",),
    "picture": ("replacement",),
    "drawing": ("_svg",),
    "tree of a drawing": ("attrib", "display", "tag", "text"),
    "stream": ("_tags", "extra", "stream"),
    "face": ("bitmap", "hash", "to_unicode"),
    "pdf": ("catalog", "objects", "page_references"),
}


def misfit(missing: Sequence[str]) -> MachineError:
    """The error for names that the installed libraries lack."""
    found, lacks = {name: version(name) for name in MADE_FOR}, ", ".join(missing)
    what = f"{_told(found)} is installed, this program is made for {_told(MADE_FOR)}; it lacks {lacks}"
    return MachineError.of("WeasyPrint", what, "`make` installs the versions that fit")


def _told(versions: Mapping[str, str]) -> str:
    return f"{versions['WeasyPrint']} with pydyf {versions['pydyf']}"


def is_made_for_others() -> bool:
    """Whether this program was written for other versions than the installed ones."""
    return any(version(name) != fit for name, fit in MADE_FOR.items())


def check() -> None:
    """Looks up all names. Raises `MachineError` with those that are missing."""
    missing = [
        f"{module}.{name}" for module, names in NAMES.items() for name in names if not _has(module, name)
    ]
    if missing:
        raise misfit(missing)


def _has(module: str, name: str) -> bool:
    try:
        reduce(getattr, name.split("."), import_module(module))
    except (ModuleNotFoundError, AttributeError):
        return False
    return True
