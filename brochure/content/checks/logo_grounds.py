"""Whether the institution's logo can be told from the grounds on which it is printed.

Takes the library; gives what it would be printed as instead. Must not know layouts.
"""

from __future__ import annotations

from collections.abc import Iterator

from brochure.content.checks.contrast import grounds
from brochure.content.checks.picture_files import picture_fault
from brochure.content.references import fill, names_of
from brochure.content.sources import Library
from brochure.errors import Problem, Where
from brochure.model import Institution, Table, Text, best_contrast, is_told, worst_contrast
from brochure.pdf import Shares, picture_colors

#: Of many colors so many are named.
_NAMED = 3


def check_logo(library: Library) -> Iterator[Problem]:
    """A logo that nobody would see: on paper, or on the colors of covers."""
    paper, accents = grounds(library)
    found = dict(_logos(library))
    if paper and (known := found.get("logo")):
        where, colors = known
        if not is_told(seen := best_contrast(colors, paper)):
            what = f"the logo can hardly be seen on the paper, its contrast is {_cut(seen)}:1"
            hint = "if it is the one for dark grounds, name it as logo_light, and as logo the one for white"
            yield Problem(where, what, hint, "warning")
        elif "logo_light" not in found and (unseen := _unseen(colors, accents)):
            what = f"parts of the logo cannot be told from {unseen}; it stands on a light plate there"
            hint = "give logo_light: the logo as it is drawn for dark grounds"
            yield Problem(where, what, hint, "note")
    if known := found.get("logo_light"):
        where, colors = known
        if unseen := _unseen(colors, accents):
            what = f"parts of logo_light cannot be told from {unseen}; logo is printed there"
            yield Problem(where, what, "have it drawn in white alone", "note")


def _logos(library: Library) -> Iterator[tuple[str, tuple[Where, Shares]]]:
    """The colors of each logo that can be read, and where it is named."""
    _, names = names_of(library)
    for _, entry in library.entries:
        if entry.owner is Institution and entry.field in ("logo", "logo_light"):
            file = entry.value.get("file") if isinstance(entry.value, Table) else None
            if isinstance(file, Text) and file.strip():
                path, where = fill(file.strip(), names)[0], file.where or entry.where
                if not list(library.faults_of(path, where, picture_fault)):
                    yield entry.field, (where, library.folder.judged(path, where, _colors))


def _colors(path: str, data: bytes) -> Shares:
    return picture_colors(data)


def _unseen(colors: Shares, accents: dict[str, str]) -> str:
    """The accents from which not all of a logo can be told, in words."""
    lost = [name for name, value in accents.items() if not is_told(worst_contrast(colors, value))]
    more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
    return ", ".join(lost[:_NAMED]) + more


def _cut(measure: float) -> str:
    return f"{int(measure * 10) / 10:g}"
