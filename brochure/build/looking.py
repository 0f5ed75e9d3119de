"""What finished documents say and show, read by workers once for each file; documents marked as drafts; and
pictures of single pages for whoever compares them.

Must not know who judges what is seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from PIL import ImageDraw

from brochure.build.brochures import set_document
from brochure.build.desk import Desk
from brochure.build.schedule import done, typeface_of
from brochure.compose import Composer
from brochure.model import HashedFile, Made, PageSource, Publication, Result
from brochure.review import Appearance, appearance_in, appearance_of

#: Photographs among the files of content; drawings are seen as what they paint.
_PHOTOGRAPHS: Final = (".jpg", ".jpeg", ".png", ".webp")
#: Quality of pictures of pages that are compared: small ones, read once.
_QUALITY: Final = 80
#: Boxes around what was and what is, told apart by people who see few colors too; points around a box, and
#: the width of its line in pixels.
_COLORS: Final = ("#b3261e", "#0b57d0")
_AROUND, _LINE = 1.5, 2


@dataclass(frozen=True)
class ReadAppearance:
    """What a PDF says and shows; `files` are the hashes of its photographs."""

    pdf: HashedFile
    files: tuple[str, ...]

    def run(self) -> Result:
        """The appearance, written down."""
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


def set_letter(source: PageSource, desk: Desk) -> Made:
    """A letter, set."""
    return set_document(source.name, lambda: source, desk)
