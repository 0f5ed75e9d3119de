"""Documents looked at before anybody prints them: PDFs from anywhere, checked for a print shop; what
finished ones say and show, read by workers once for each file; pictures of single pages for whoever
compares them; marks on drafts; and sheets for whoever judges or takes over: a report, a brand's proof, a
letter.

These sheets are made and finished like any document, and written where they are asked for. Must not know
terminals, nor who judges what is seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Final

from PIL import ImageDraw
from pydantic_core import PydanticCustomError

from brochure.build.brochures import set_document
from brochure.build.desk import Desk
from brochure.build.schedule import done, finish, profile_of, typeface_of
from brochure.compose import Composer
from brochure.errors import ContentError, Finding, MachineError, Problem, UsageError, Where
from brochure.model import (
    GENERIC,
    HashedFile,
    Inspected,
    Length,
    Made,
    PageSource,
    Printer,
    Publication,
    Result,
    from_left,
)
from brochure.publish import write_whole
from brochure.review import Appearance, appearance_in

#: Findings a report tries to hold with what to do, then fewer, until it is one page.
_ROWS: Final = ((16, True), (30, False), (20, False), (12, False), (6, False))

#: What `Length` and `from_left` refuse, in words.
_FOLD_FAULTS: Final = {
    "length_form": ("a fold must be a length", 'write a number and mm, cm, in or pt, such as "3.625 in"'),
    "folds_order": ("folds go from left to right, each beyond the one before it", "give the smallest first"),
}
#: Photographs among the files of content; drawings are seen as what they paint.
_PHOTOGRAPHS: Final = (".jpg", ".jpeg", ".png", ".webp")
#: Quality of pictures of pages that are compared: small ones, read once.
_QUALITY: Final = 80
#: Boxes around what was and what is, told apart by people who see few colors too; points around a box, and
#: the width of its line in pixels.
_COLORS: Final = ("#b3261e", "#0b57d0")
_AROUND, _LINE = 1.5, 2


def folded(printer: Printer, folds: Sequence[str]) -> Printer:
    """A profile with folds at these lengths from the left edge, or with its own. Raises `UsageError`."""
    try:
        return (
            printer.model_copy(update={"folds": from_left(tuple(map(Length, folds)))}) if folds else printer
        )
    except PydanticCustomError as error:
        raise UsageError.of("--fold", *_FOLD_FAULTS[error.type]) from error


def look_through(
    files: Sequence[Path], printer: Printer, profile: str
) -> tuple[list[Inspected], UsageError]:
    """Every file, inspected, and the ones that cannot be read.

    Raises `UsageError` where none is a PDF that can be.
    """
    seen, unread = list[Inspected](), list[Problem]()
    for file in files:
        try:
            seen.append(_inspected(file, printer, profile))
        except UsageError as error:
            unread += error.problems
    if not seen:
        raise UsageError(unread)
    return seen, UsageError(unread)


def _inspected(file: Path, printer: Printer, profile: str) -> Inspected:
    from brochure.preflight.file import UnreadableError, inspected

    name = str(file.with_suffix("") if file.suffix.lower() == ".pdf" else file)
    try:
        return inspected(file.read_bytes(), name, printer, profile)
    except OSError as error:
        fault = f"the file cannot be read ({error.strerror})", "name a PDF"
    except UnreadableError as error:
        fault = f"the file {error}", error.hint
    raise UsageError.of(str(file), *fault)


def write_report(one: Inspected, composer: Composer, desk: Desk, target: Path) -> tuple[Finding, ...]:
    """Writes a file's one-page report in the looks of a publication; gives what is found in that.

    Raises `ContentError` or `MachineError` where the report cannot be set.
    """
    for most, hints in _ROWS:
        made = set_document("report", partial(composer.report, one, most, hints), desk)
        if made.result.data is None or len(made.pages) == 1 or (most, hints) == _ROWS[-1]:
            break
    return _written(made, target)


def write_handover(
    title: str, line: str, tables: Sequence[object], composer: Composer, desk: Desk, target: Path
) -> tuple[Finding, ...]:
    """Writes the sheet for whoever takes a publication over; gives what is found in it.

    Raises `ContentError` or `MachineError` where it cannot be set.
    """
    known = {"line": line, "tables": tables}
    return _written(
        set_document("handover", partial(composer.own_sheet, "handover", title, known), desk), target
    )


def _written(made: Made, target: Path) -> tuple[Finding, ...]:
    """What is found in a sheet that is written now. Raises `ContentError` with what is to be mended where it
    could not be set, `MachineError` where nobody knows that.
    """
    if made.result.data is None:
        raise _unmade(made.findings, target)
    write_whole(target, made.result.read())
    return made.findings


def _unmade(findings: Sequence[Finding], target: Path) -> ContentError | MachineError:
    """Why a sheet is not made: each time the place to mend, or the sheet where none is known."""
    kind = ContentError if any(one.where for one in findings) else MachineError
    return kind([Problem(Where(one.where or str(target)), one.what, one.hint) for one in findings])


def write_brand_sheet(composer: Composer, desk: Desk, target: Path) -> Made:
    """Writes the sheet; gives what was made.

    Raises `ContentError` or `MachineError` where something is wrong with it.
    """
    composer = replace(composer, publication=_unbound(composer.publication))
    profile = profile_of(composer.publication.brand, composer.content)
    made = finish(set_document("brand", lambda: composer.brand_sheet(profile), desk), composer, desk)
    if not made.sound:
        raise _unmade([one for one in made.findings if one.severity == "error"], target)
    write_whole(target, made.result.read())
    return made


def _unbound(publication: Publication) -> Publication:
    """The publication with a print shop that binds nothing: the sheet may have any number of pages."""
    name = publication.brand.press.printer or GENERIC
    loose = publication.printer.model_copy(update={"binding": "loose"})
    return publication.model_copy(update={"printers": {**publication.printers, name: loose}})


@dataclass(frozen=True)
class ReadAppearance:
    """What a PDF says and shows; `files` are the hashes of its photographs."""

    pdf: HashedFile
    files: tuple[str, ...]

    def run(self) -> Result:
        """The appearance, written down."""
        from brochure.review import appearance_of

        return Result(
            appearance_of(self.pdf.read_bytes(), self.files).written.encode("utf-8", "surrogatepass")
        )


@dataclass(frozen=True)
class MarkDraft:
    """A document with a word across its pages."""

    pdf: HashedFile
    word: str
    font: bytes

    def run(self) -> Result:
        """The PDF."""
        from brochure.review import draft

        return Result(draft(self.pdf.read_bytes(), self.word, self.font))


@dataclass(frozen=True)
class DrawSome:
    """Some pages of a PDF, by their numbers from 1, drawn with boxes (points from
    the lower left) in a color around what is to be looked at; `resolution` in dots per inch.
    """

    pdf: HashedFile
    pages: Mapping[int, tuple[tuple[float, float, float, float], ...]]
    color: str
    resolution: int

    def run(self) -> Result:
        """The pictures, one after another; `pictures` says how many bytes each has."""
        import pypdfium2  # only who draws pages waits for it

        pictures, scale = [], self.resolution / 72
        with pypdfium2.PdfDocument(self.pdf.read_bytes()) as document:
            for number, boxes in self.pages.items():
                written, page = BytesIO(), document[number - 1]
                drawn = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
                pen, height = ImageDraw.Draw(drawn), page.get_height()
                for left, bottom, right, top in boxes:
                    edges = (
                        left - _AROUND,
                        height - top - _AROUND,
                        right + _AROUND,
                        height - bottom + _AROUND,
                    )
                    x, y, x2, y2 = (edge * scale for edge in edges)
                    pen.rectangle((x, y, max(x, x2), max(y, y2)), outline=self.color, width=_LINE)
                drawn.save(written, "JPEG", quality=_QUALITY)
                page.close()
                pictures.append(written.getvalue())
        return Result(b"".join(pictures), details={"pictures": [len(one) for one in pictures]})


def look_at(made: Made, publication: Publication, desk: Desk) -> Appearance | None:
    """What a document says and shows; nothing where it could not be made."""
    pdf = made.result.data
    if not isinstance(pdf, HashedFile):
        return None
    return read_appearance(made.name, pdf, photographs_in(made, publication), desk)


def photographs_in(made: Made, publication: Publication) -> tuple[str, ...]:
    """The hashes of the photographs that a document prints."""
    shown = (one for one in made.files if PurePosixPath(one).suffix.lower() in _PHOTOGRAPHS)
    return tuple(sorted({publication.sources[one] for one in shown if one in publication.sources}))


def read_appearance(name: str, pdf: HashedFile, photographs: Sequence[str], desk: Desk) -> Appearance | None:
    """What a PDF of these photographs says and shows; nothing where nobody can read it."""
    data = desk.do(name, ReadAppearance(pdf, tuple(photographs))).read()
    return appearance_in(data.decode("utf-8", "surrogatepass")) if data else None


def as_draft(made: Made, composer: Composer, desk: Desk) -> Made:
    """A document marked as a draft; as it is where it could not be made."""
    pdf = made.result.data
    if not made.sound or not isinstance(pdf, HashedFile):
        return made
    task = MarkDraft(pdf, composer.words["draft"], typeface_of(composer))
    marked = done(task, made, desk, made.pages)
    kept = replace(marked.result, layout=made.result.layout)
    return replace(marked, result=kept, details={**marked.details, "status": "draft"})


def draw_some(
    pdf: HashedFile,
    pages: Mapping[int, tuple[tuple[float, float, float, float], ...]],
    is_new: bool,
    resolution: int,
    desk: Desk,
) -> dict[int, bytes]:
    """Pictures of pages of a PDF by their numbers, with boxes around what is different on them."""
    task = DrawSome(pdf, dict(sorted(pages.items())), _COLORS[is_new], resolution)
    result = desk.do(pdf.path.name, task)
    data, at, found = result.read(), 0, dict[int, bytes]()
    for page, size in zip(task.pages, result.details["pictures"], strict=True):
        found[page], at = data[at : at + size], at + size
    return found


def write_letter(source: PageSource, desk: Desk, target: Path) -> tuple[Finding, ...]:
    """Writes a letter; gives what is found in it.

    Raises `ContentError` or `MachineError` where it cannot be set.
    """
    return _written(set_document(source.name, lambda: source, desk), target)
