"""What costs time of a site on the web, as tasks: typefaces with the letters that are used, pictures in
sizes, PDFs under a title that says whose they are, and what PDFs say. Must not know pages.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal

from brochure.build.tasks import engine
from brochure.model import Cut, HashedFile, Result
from brochure.pdf import retitled
from brochure.review import utterances

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
        return Result(retitled(self.pdf.read_bytes(), self.title))


@dataclass(frozen=True)
class ReadAloud:
    """What a screen reader says of a PDF."""

    pdf: HashedFile

    def run(self) -> Result:
        """Role, words and page of each utterance, as JSON."""
        said = [(one.role, one.text, one.page) for one in utterances(self.pdf.read_bytes())]
        return Result(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"))
