"""What a print shop asks for: limits, and how grave each check's findings are. And the checks of content
whose gravity a publication may set: what no type can say and what may be right all the same.

Must not know how anything is checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

from brochure.model.paper import POINTS_PER_INCH, millimetres
from brochure.model.text import Item, Line, scalar_schema

Gravity = Literal["error", "warning", "note", "off"]
#: Every check of a file for the press, and how grave its findings are where a printer does not say
#: otherwise.
GRAVITIES: Final[Mapping[str, Gravity]] = {
    "page-boxes": "error",
    "page-origin": "warning",
    "page-size": "error",
    "user-unit": "error",
    "bleed": "error",
    "bleed-art": "error",
    "safe-area": "error",
    "marks": "error",
    "blank-page": "warning",
    "page-count": "error",
    "panel-widths": "error",
    "fold-text": "error",
    "pdfx-key": "error",
    "trapped": "error",
    "file-id": "error",
    "output-intent": "error",
    "rgb": "error",
    "blend-space": "error",
    "total-ink": "error",
    "small-text-inks": "warning",
    "black-overprint": "warning",
    "white-overprint": "error",
    "spot-names": "error",
    "resolution": "error",
    "resolution-low": "warning",
    "line-art-resolution": "warning",
    "thin-line": "warning",
    "small-text": "warning",
    "reversed-text": "warning",
    "font-embedded": "error",
    "font-subset": "note",
    "type3-font": "error",
    "notdef": "error",
    "damaged-content": "error",
    "unread-picture": "warning",
    "hidden-layers": "error",
    "form-fields": "error",
    "javascript": "error",
    "encryption": "error",
    "launch-action": "error",
    "embedded-files": "error",
    "links-and-notes": "error",
    "code-module": "error",
    "code-quiet-zone": "error",
}
#: The profile that is there without a file: what most print shops ask for.
GENERIC: Final = "generic"
_UNITS: Final = {"pt": 1.0, "mm": millimetres(1), "cm": millimetres(10), "in": POINTS_PER_INCH}
_LENGTH: Final = rf"([0-9]+(?:\.[0-9]+)?|\.[0-9]+) ?({'|'.join(_UNITS)})"


class Length(float):
    """A length in points that remembers how it was written: `3 mm`, `0.125 in`, `9 pt`."""

    written: str

    def __new__(cls, written: str) -> Self:
        found = re.fullmatch(_LENGTH, written.strip())
        if not found:
            raise PydanticCustomError("length_form", "must be a length")
        self = super().__new__(cls, float(found[1]) * _UNITS[found[2]])
        self.written = written.strip()
        return self

    def __str__(self) -> str:
        return self.written

    def alike(self, points: float) -> str:
        """Another length as it is written in the unit of this one."""
        unit = self.written.lstrip("0123456789. ")
        return f"{points / _UNITS[unit]:.3f}".rstrip("0").rstrip(".") + f" {unit}"

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        """So that it can be sent to another process."""
        return type(self), (self.written,)

    @classmethod
    def check(cls, value: Any) -> Self:
        """A length as content gives it, or as it was made here. Raises what validation reports."""
        return cls(value.written if isinstance(value, Length) else str(value))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return scalar_schema(cls.check)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string"}


def _known(slug: str) -> str:
    if slug not in GRAVITIES:
        raise PydanticCustomError("no_check", "must be a check")
    return slug


def from_left(folds: tuple[Length, ...]) -> tuple[Length, ...]:
    """The folds of a leaflet, which go from left to right. Raises what validation reports."""
    if any(right <= left for left, right in pairwise((0.0, *folds))):
        raise PydanticCustomError("folds_order", "must go from left to right")
    return folds


CheckName = Annotated[str, AfterValidator(_known)]


class Printer(Item):
    """printers/NAME.yaml: what one print shop asks for. Whatever it does not say is as in `generic`."""

    description: Annotated[Line | None, Field(description="Who prints, and what this profile is for.")] = (
        None
    )
    standard: Annotated[Line, Field(description="The standard that files have to claim.")] = Line("PDF/X-4")
    condition: Annotated[
        Line | None,
        Field(
            description=(
                "The output condition asked for, such as FOGRA39; any registered one where it is left out."
            )
        ),
    ] = None
    bleed: Annotated[Length, Field(description="How far art reaches beyond the trim.")] = Length("3 mm")
    safe: Annotated[Length, Field(description="How far text stays inside the trim.")] = Length("0.125 in")
    binding: Annotated[
        Literal["any", "saddle-stitch", "leaflet", "loose"],
        Field(
            description=(
                "How sheets become a document: saddle-stitch wants pages in fours, leaflet two pages, loose"
                " any number, any one of 1, 2 and the fours."
            )
        ),
    ] = "any"
    folds: Annotated[
        tuple[Length, ...],
        AfterValidator(from_left),
        Field(
            description=(
                "Where the outside of a leaflet is folded, from the left trim edge; the inside is its mirror"
                " image."
            )
        ),
    ] = ()
    fold_margin: Annotated[Length, Field(description="How far text stays from a fold.")] = Length("5 mm")
    total_ink: Annotated[
        int, Field(ge=100, le=1200, description="Most ink in one place, in percent of one ink's solid.")
    ] = 300
    small_text: Annotated[
        Length, Field(description="Text below this size is small: it is not set in many inks.")
    ] = Length("12 pt")
    small_text_inks: Annotated[
        int, Field(ge=1, le=8, description="Most inks that small text is set in.")
    ] = 3
    overprint_line: Annotated[Length, Field(description=("Black lines up to this width overprint."))] = (
        Length("1 pt")
    )
    picture_ppi: Annotated[
        int, Field(ge=1, description="Resolution that pictures should have as printed, in pixels per inch.")
    ] = 300
    least_ppi: Annotated[
        int,
        Field(ge=1, description="Resolution below which pictures cannot be printed, in pixels per inch."),
    ] = 150
    line_art_ppi: Annotated[
        int,
        Field(
            ge=1,
            description="Resolution that pictures in pure black and white should have, in pixels per inch.",
        ),
    ] = 600
    line_width: Annotated[Length, Field(description="Least width of a line.")] = Length("0.25 pt")
    text_size: Annotated[Length, Field(description="Least size of text.")] = Length("6 pt")
    reversed_text_size: Annotated[
        Length, Field(description="Least size of light text on a dark ground.")
    ] = Length("8 pt")
    qr_module: Annotated[Length, Field(description="Least size of one square of a QR code.")] = Length(
        "0.4 mm"
    )
    gravity: dict[CheckName, Gravity] = Field(
        default_factory=dict,
        description=(
            "How grave the findings of single checks are, by the names in docs/preflight.md; off does"
            " without a check."
        ),
    )

    def gravity_of(self, slug: str) -> Gravity:
        """How grave the findings of a check are."""
        return self.gravity.get(slug, GRAVITIES[slug])


class ContentCheck(NamedTuple):
    """One check: how grave its findings are where nothing else is said, and what it looks for."""

    gravity: Gravity
    about: str


#: The one that a build asks for, of what it has composed.
UNPRINTED: Final = "unprinted"
CONTENT_CHECKS: Final[Mapping[str, ContentCheck]] = {
    "value-words": ContentCheck("warning", "a fact whose value, words and share say different numbers"),
    "other-figure": ContentCheck(
        "warning",
        "a text that gives another number than the fact for the same thing, or another price or number than"
        " a field of its program",
    ),
    "other-days": ContentCheck(
        "warning",
        "days of one program that cannot all be so: a stage outside of its days, stages that run backwards,"
        " two last days to apply, one after it has begun or before applications open, a sentence with"
        " another first or last day",
    ),
    "written-figure": ContentCheck("note", "a figure written by hand that a fact states"),
    "thousands": ContentCheck(
        "warning", "a sum whose thousands are divided as in another language, such as € 1.150 in English"
    ),
    "counts": ContentCheck("warning", "a number of programs or points that is not how many there are"),
    "shown-twice": ContentCheck(
        "note", "a fact beside a text and in the band of figures below the same text"
    ),
    "left-over": ContentCheck(
        "warning",
        "words that are still to come or were said among those who write, such as TODO, XXX, lorem ipsum or"
        " [Comment: …]; the name of a file in place of what a picture shows; links that a mail program has"
        " changed; and, as notes, paragraphs in bold that stand for headings",
    ),
    "same-text": ContentCheck(
        "warning",
        "a program with the promise of another one, or most of whose words are those of another one",
    ),
    "other-contact": ContentCheck(
        "note", "a program's own contact that lacks what the institution's has, in whose place it is printed"
    ),
    "ink-color": ContentCheck("warning", "a color that looks like another one in print"),
    "class-year": ContentCheck(
        "warning",
        "people whose year and class do not belong together in this season, and classes that are not in"
        " their order",
    ),
    "season-dates": ContentCheck(
        "warning",
        "a key date before the day of issue, or after the last day of validity; days of a program or of its"
        " stages that are over by then; names of the season that are of different years",
    ),
    "weekday": ContentCheck(
        "warning",
        "a day of the week that is not the one of the date beside it; a time that no clock has, a day that"
        " no month has",
    ),
    "consent": ContentCheck("error", "consent that ended before the day of issue"),
    "consent-validity": ContentCheck(
        "warning", "consent that ends before the brochures do, or that no day of issue can be held against"
    ),
    "spoilt-letters": ContentCheck("warning", "letters that were lost or read wrongly on their way"),
    UNPRINTED: ContentCheck(
        "note", "fields, rows, facts, people, sections, chapters and files that nothing prints"
    ),
    "old-facts": ContentCheck("warning", "what is as of an older season than the one that is printed"),
    "read-lists": ContentCheck(
        "note", "what was read of each spreadsheet: rows, classes, columns passed over"
    ),
}


def _known_in_content(name: str) -> str:
    if name not in CONTENT_CHECKS:
        raise PydanticCustomError("no_content_check", "must be a check")
    return name


ContentCheckName = Annotated[str, AfterValidator(_known_in_content)]
