"""What costs time of what browsers show, as tasks: pages as pictures; of a site, typefaces with the letters
that are used, pictures in sizes, PDFs under a title that says whose they are, what PDFs say, and packets of
one's own choice.

Whoever does a task of these loads nothing that composes. Must not know who looks at pages.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from brochure.build.tasks import SetPages, bound_by, engine, known_in, part_of
from brochure.model import Cut, HashedFile, PacketMember, PageSource, Result, Rules, Stylesheet

#: What stylesheets ask of typefaces; the rest of their features stays behind.
_FEATURES: Final = ("kern", "liga", "onum", "lnum", "pnum", "tnum", "locl", "ccmp", "mark", "mkmk")
#: What a typeface says of itself, by the numbers of the format: whose it is, its name and its licence, in
#: English as Windows and browsers number it.
_NAMES: Final = (0, 1, 2, 3, 4, 5, 6, 13, 14)
_ENGLISH: Final = 0x409
#: The formats of pictures, as Pillow calls them, and how well they keep one.
_KEPT: Final = {
    "AVIF": {"quality": 55, "speed": 7},
    "WEBP": {"quality": 76, "method": 4},
    "JPEG": {"quality": 80},
}
#: Quality of pictures of pages: letters stay sharp; as PNG they are twice as large and take 20 ms longer.
_SHARP: Final = 90
#: Dots per inch at which a photograph is cut, more than any size of it needs.
_RESOLUTION: Final = 240


@dataclass(frozen=True)
class SubsetFont:
    """A typeface with these characters alone, as WOFF2."""

    file: HashedFile
    characters: str

    def run(self) -> Result:
        """The typeface; as it was where it cannot be made smaller."""
        from fontTools.subset import Options, Subsetter, load_font, save_font

        options = Options(
            flavor="woff2", layout_features=list(_FEATURES), hinting=False, desubroutinize=True
        )
        options.notdef_outline, options.recalc_timestamp = True, False
        font = load_font(BytesIO(self.file.read_bytes()), options)
        # Its names are put aside meanwhile: the library looks through all tables for numbers of names, which
        # takes it as long as the rest.
        names = font["name"]
        del font["name"]
        subsetter = Subsetter(options)
        subsetter.populate(text=self.characters)
        subsetter.subset(font)
        names.names = [one for one in names.names if one.nameID in _NAMES and one.langID == _ENGLISH]
        font["name"] = names
        out = BytesIO()
        save_font(font, out, options)
        return Result(out.getvalue())


@dataclass(frozen=True)
class ScalePicture:
    """A picture of content in one format, so many pixels wide, or as wide as it is where that is less."""

    file: HashedFile
    cut: Cut | None
    width: int
    format: Literal["AVIF", "WEBP", "JPEG"]

    def run(self) -> Result:
        """The picture; `details` say its width and height."""
        from PIL import Image

        with engine():
            from brochure.typeset import prepared

        data = prepared(self.file.read_bytes(), 2400, False, self.cut, _RESOLUTION if self.cut else 0)
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(data)) as picture:
            width = min(self.width, picture.width)
            height = max(round(picture.height * width / picture.width), 1)
            scaled = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
            out = BytesIO()
            scaled.save(out, self.format, **_KEPT[self.format])
        return Result(out.getvalue(), details={"width": width, "height": height})


@dataclass(frozen=True)
class TitleDocument:
    """A finished PDF under another title, laid out to be shown while it loads."""

    pdf: HashedFile
    title: str

    def run(self) -> Result:
        """The PDF."""
        from brochure.pdf import retitled

        return Result(retitled(self.pdf.read_bytes(), self.title))


@dataclass(frozen=True)
class ReadAloud:
    """What a screen reader says of a PDF."""

    pdf: HashedFile

    def run(self) -> Result:
        """Role, words and page of each utterance, as JSON."""
        from brochure.review import utterances

        said = [(one.role, one.text, one.page) for one in utterances(self.pdf.read_bytes())]
        return Result(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Collect:
    """Finished documents that packets are chosen of, with the grounds of their pages (`NOWHERE`, `LIGHT`,
    `DARK`), and folios of all numbers for light and for dark ones.
    """

    name: str
    parts: tuple[PacketMember, ...]
    grounds: tuple[tuple[int, ...], ...]
    light: tuple[HashedFile, ...]
    dark: tuple[HashedFile, ...]
    language: str
    facts: Mapping[str, HashedFile]

    def run(self) -> Result:
        """The collection, or why these documents cannot be bound."""
        from brochure.packet import DARK, LIGHT, Numbered, collect

        parts = [
            Numbered(part_of(one), grounds) for one, grounds in zip(self.parts, self.grounds, strict=True)
        ]
        folios = {LIGHT: [one.path for one in self.light], DARK: [one.path for one in self.dark]}
        return bound_by(
            self.name, lambda: collect(parts, folios, language=self.language, known=known_in(self.facts))
        )


@dataclass(frozen=True)
class Choose:
    """A packet that is chosen of a collection: its documents by their names, and others with the grounds of
    their pages.
    """

    name: str
    collection: HashedFile
    parts: tuple[str | tuple[PacketMember, tuple[int, ...]], ...]
    title: str
    language: str
    information: Mapping[str, str]

    def run(self) -> Result:
        """The packet, or why it cannot be bound."""
        from brochure.packet import Numbered, choose

        parts = [one if isinstance(one, str) else Numbered(part_of(one[0]), one[1]) for one in self.parts]
        collection = self.collection.read_bytes()
        return bound_by(
            self.name,
            lambda: choose(
                collection, parts, title=self.title, language=self.language, information=self.information
            ),
        )


@dataclass(frozen=True)
class DrawPages:
    """The pages of a PDF, drawn with so many dots per inch, or the one of this number."""

    pdf: HashedFile
    resolution: int
    only: int = 0

    def run(self) -> Result:
        """The pictures, one after another; `pictures` says how many bytes each has."""
        return _with_pictures(Result(None), self.pdf.read_bytes(), self.resolution, self.only)


@dataclass(frozen=True)
class DrawSource:
    """A composed document, set and inspected; its pages drawn with so many dots per inch, or one of them."""

    source: PageSource
    rules: Rules
    resolution: int
    only: int = 0

    def run(self) -> Result:
        """As `SetPages`, with pictures in place of the PDF; without data where the engine fails."""
        result = SetPages(self.source, self.rules).run()
        return _with_pictures(result, result.read(), self.resolution, self.only) if result.data else result


def trial(face: Path) -> DrawSource:
    """A page with a word on it, in a typeface: who has set that has all that the engine looks up once."""
    style = '@font-face { font-family: Face; src: url("asset:fonts/face.ttf") } html { font-family: Face }'
    html = "<html lang=en><title>Trial</title><p>A page.</p></html>"
    sheets, fonts = (Stylesheet("face.css", style),), {"asset:fonts/face.ttf": face}
    return DrawSource(PageSource("trial", "Trial", "en", html, sheets, fonts), Rules(), 72)


def _with_pictures(result: Result, pdf: bytes, resolution: int, only: int = 0) -> Result:
    pictures = list(drawn_pages(pdf, resolution, only))
    return replace(result, data=b"".join(pictures), details={"pictures": [len(one) for one in pictures]})


def drawn_pages(pdf: bytes, resolution: int, only: int = 0) -> Iterator[bytes]:
    """The pages of a PDF, or the one of this number, as JPEGs."""
    import pypdfium2  # only who looks at pages waits for it

    with pypdfium2.PdfDocument(pdf) as document:
        for page in document if not only else [document[only - 1]]:
            written = BytesIO()
            drawn = page.render(scale=resolution / 72, rev_byteorder=True).to_pil()
            drawn.convert("RGB").save(written, "JPEG", quality=_SHARP, subsampling=0)
            page.close()
            yield written.getvalue()
