"""On which conditions the engine runs: it is a version that has what is used of it, it sees no font of
this machine and no file but those that a document brings, what it logs is collected, and its garbage is
taken away with its document.

`NAMES` and `HELD` list the private parts of WeasyPrint and pydyf that `engine_internals.py` uses. Where
one is missing, another version is installed than that was made for, and a `MachineError` says so. Must
not use any of them, nor import the engine: where its fonts are, it asks when it is imported.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from brochure.errors import MachineError, Severity
from brochure.model import Asset, Complaint

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
        "background",
        "children",
        "element",
        "element_tag",
        "height",
        "is_column",
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


#: Files that an address holds itself, which nobody wants to read.
_EMBEDDED = re.compile(r"(data:[\w/+.-]*)[^\s'\"]*")
#: Names no font and keeps nothing: the engine would fall back to whatever fonts the machine has, and print
#: other bytes on every machine.
_NO_SYSTEM_FONTS: Final = Path(__file__).with_name("no-fonts.conf")


def hide_system_fonts() -> None:
    """Points fontconfig to an empty configuration; to be called before the engine is imported."""
    os.environ["FONTCONFIG_FILE"] = str(_NO_SYSTEM_FONTS)
    warnings.filterwarnings("ignore", "No fonts configured in FontConfig", UserWarning)  # it is meant so


def read_asset(address: str, assets: Mapping[str, Asset]) -> bytes:
    """What stands behind an address; anything that the document did not bring is refused."""
    asset = assets.get(unquote(address))
    if asset is None:
        raise PermissionError(f"{address} is not part of the publication")
    return asset if isinstance(asset, bytes) else asset.read_bytes()


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.complaints: list[Complaint] = []

    def emit(self, record: logging.LogRecord) -> None:
        severity: Severity = "error" if record.levelno >= logging.ERROR else "warning"
        self.complaints.append(Complaint(severity, _EMBEDDED.sub(r"\1…", record.getMessage())))


#: What the engine ignores, which may say " at 10:30" itself, and where in a stylesheet it saw that.
_AT: Final = re.compile(r"(.*) at ([0-9]+):[0-9]+\b", re.DOTALL)


def placed(complaints: Iterable[Complaint], path: str) -> Iterator[Complaint]:
    """What the engine says of a stylesheet, with the line of its file."""
    for one in complaints:
        at = _AT.match(one.text)
        yield Complaint(one.severity, _AT.sub(r"\1", one.text), f"layouts/{path}:{at[2]}") if at else one


@contextmanager
def listening() -> Iterator[list[Complaint]]:
    """A list that fills with what the engine says: that a picture is missing, it tells nowhere else."""
    logger, listener = logging.getLogger("weasyprint"), _Listener()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(listener)
    try:
        with warnings.catch_warnings(action="ignore"):  # of libraries that read pictures
            yield listener.complaints
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile, and then one of what was made meanwhile.

    A document is half a million objects, nearly all alive until its end, and in cycles, so that only the
    collector gets rid of them. Looking through them on the way makes them old: then they stay.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if was_enabled:
            gc.enable()
