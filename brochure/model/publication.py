"""What a publication is: institution, season, brand, programs, sections, chapters, packets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from brochure.errors import Finding
from brochure.model.brand import Brand, ColorName
from brochure.model.days import Days, Unit
from brochure.model.illustrations import Picture
from brochure.model.kinds import Extended, Kind, KindGroup
from brochure.model.logo import Logo
from brochure.model.paper import Format
from brochure.model.parts import Contact, Diagrams, Fact, KeyDate, Person, SectionBody, Testimonial
from brochure.model.printer import GENERIC, Printer
from brochure.model.settings import Settings
from brochure.model.text import Day, Id, Item, Line, Prose, Sourced


class Institution(Item):
    """institution.yaml: who publishes."""

    name: Annotated[Line, Field(description="Full name, such as that of a school or a museum.")]
    short_name: Annotated[Line | None, Field(description="Short name, used in running text.")] = None
    department: Annotated[Line | None, Field(description="Department that runs the programs.")] = None
    sites: Annotated[tuple[Line, ...], Field(description="Places where the programs are held.")] = ()
    contact: Annotated[Contact | None, Field(description="How to reach the office.")] = None
    logo: Annotated[
        Logo | None,
        Field(
            description=(
                "Logo, printed with the name at the end of brochures and packets and in all small formats."
            )
        ),
    ] = None
    logo_light: Annotated[
        Logo | None,
        Field(
            description=(
                "The logo as it is drawn for dark grounds; printed on colors, where the other one stands on"
                " a light plate if this is left out."
            )
        ),
    ] = None
    statements: Annotated[
        tuple[Prose, ...],
        Field(description="Equal-opportunity and accreditation statements, printed in the colophon."),
    ] = ()


#: Characters of the name of a season's folder.
LONGEST_FOLDER: Final = 60
#: The year of a season that names none, where a file has to say one.
NO_YEAR: Final = 2000


class Season(Item):
    """season.yaml: the season that this publication is for."""

    label: Annotated[
        Line, Field(description="Season, such as 2026, Summer 2026 or 2026-27; names the output folder too.")
    ]
    academic_year: Annotated[Line | None, Field(description="Academic year in full, such as 2019-2020.")] = (
        None
    )
    issued: Annotated[Day | None, Field(description="Day of issue (YYYY-MM-DD).")] = None
    valid_until: Annotated[Day | None, Field(description="Last day on which the brochures hold.")] = None
    facts_as_of: Annotated[
        Line | None, Field(description="Season or day whose facts are printed; shown in the colophon.")
    ] = None
    key_dates: Annotated[tuple[KeyDate, ...], Field(description="Dates of the application season.")] = ()

    @property
    def folder(self) -> str:
        """The name of the folder for its files: the label without signs that folders cannot have."""
        return re.sub(r"[^\w.]+", "-", str(self.label)).strip("-.")[:LONGEST_FOLDER]

    @property
    def begins(self) -> date:
        """Its day of issue, or else the first day of the first year that its label names."""
        found = re.search(r"[12][0-9]{3}", self.label)
        return self.issued or date(int(found[0]) if found else NO_YEAR, 1, 1)


class Section(SectionBody):
    """A text that several brochures and chapters may use.

    Sections/NAME.md, its first lines YAML between `---`.
    """

    id: Annotated[Id, Field(description="Name of the file, without its ending.")]
    variants: Annotated[
        dict[Id, Prose],
        Field(
            default_factory=dict,
            description="Texts for single programs by their ids, which print them in place of the text.",
        ),
    ]


class SectionUse(SectionBody):
    """A section as one document uses it: `use: NAME` takes a shared one, other keys override it."""

    use: Annotated[
        Id | None, Field(description="Id of a shared section; a bare name in the list means the same.")
    ] = None
    variant: Annotated[
        Literal["short", "full"] | None,
        Field(
            description=(
                "Which variant of the text to print; brochures print the short one, chapters the full one."
            )
        ),
    ] = None


class Group(Diagrams):
    """A titled group of sections: one or more pages of a brochure."""

    title: Annotated[Line | None, Field(description="Title of the page.")] = None
    lead: Annotated[Prose | None, Field(description="One or two opening sentences, set large.")] = None
    text: Annotated[Prose | None, Field(description="The text below the lead.")] = None
    short: Annotated[
        Prose | None,
        Field(description="A shorter variant of the text, which small formats such as the card prefer."),
    ] = None
    facts: Annotated[tuple[Id, ...], Field(description="Ids from facts.yaml, printed beside the text.")] = ()
    sections: Annotated[
        tuple[SectionUse, ...],
        Field(description="Sections in their order: names of shared ones, or their own."),
    ] = ()
    picture: Annotated[Picture | None, Field(description="A photograph or drawing for the whole group.")] = (
        None
    )
    quote: Annotated[
        Testimonial | None,
        Field(
            description=(
                "What somebody said, printed large: with a portrait between the texts, or as a page of its"
                " own."
            )
        ),
    ] = None


#: Fields of a stage that say its length, and their units.
MEASURES: Final[Mapping[str, Unit]] = {
    "length_years": "year",
    "length_weeks": "week",
    "length_days": "day",
    "length_hours": "hour",
}


class Stage(Item):
    """A stretch of a program, drawn as rings: by its length in one unit or by its dates.

    Without either it is not fixed, and drawn as one open ring.
    """

    derived: ClassVar[tuple[str, ...]] = ("length", "measured_by")

    name: Annotated[Line, Field(description="What this stretch is, such as Foundation course.")]
    length_years: Annotated[
        int | None, Field(ge=1, le=8, description="Length in years: a ring is a year of twelve months.")
    ] = None
    length_weeks: Annotated[
        float | None, Field(gt=0, le=400, description="Length in weeks: a ring is a week of seven days.")
    ] = None
    length_days: Annotated[
        float | None, Field(gt=0, le=60, description="Length in days: a ring is a day of 24 hours.")
    ] = None
    length_hours: Annotated[
        float | None, Field(gt=0, le=200, description="Length in hours: a ring is an hour.")
    ] = None
    dates: Annotated[
        Days | None,
        Field(
            description=(
                "First and last day, such as 2026-07-06 to 2026-07-17: the ring is the year, filled where"
                " they are."
            )
        ),
    ] = None
    disciplines: Annotated[
        tuple[Line, ...],
        Field(max_length=4, description="Disciplines that alternate, each with a tone of its own."),
    ] = ()
    share: Annotated[
        Id | None, Field(description="Id of a fact with a share; that part of each ring is filled.")
    ] = None

    @model_validator(mode="after")
    def _is_measured_once(self) -> Self:
        if sum(getattr(self, name) is not None for name in (*MEASURES, "dates")) > 1:
            raise PydanticCustomError("two_lengths", "must have one length")
        return self

    @property
    def length(self) -> tuple[float, Unit] | None:
        """How long it is, and in which unit; None where that is not fixed."""
        if self.dates:
            return (self.dates.last - self.dates.first).days + 1, "day"
        return next(
            ((value, unit) for name, unit in MEASURES.items() if (value := getattr(self, name)) is not None),
            None,
        )

    @property
    def measured_by(self) -> str:
        """The field that says its length, and its name where none does."""
        return next((name for name in ("dates", *MEASURES) if getattr(self, name) is not None), "name")


class Apply(Extended):
    """How to apply; every field that is empty prints nothing."""

    requirements: Annotated[tuple[Line, ...], Field(description="Requirements, a line each.")] = ()
    open_houses: Annotated[tuple[Line, ...], Field(description="Open houses, a line each.")] = ()
    web: Annotated[
        Line | None,
        Field(
            description="Address for applications, starting with https://; printed as a link with a QR code."
        ),
    ] = None
    contact: Annotated[Contact | None, Field(description="Who answers questions about this program.")] = None


class Program(Extended, Sourced):
    """programs/NAME.yaml: one program and its brochure; its kind gives it groups and more fields."""

    parts: ClassVar[tuple[KindGroup, ...]] = ()
    derived: ClassVar[tuple[str, ...]] = ("fields", "groups", "drawn")

    id: Annotated[Id, Field(description="Name of the file, without its ending.")]
    name: Annotated[Line, Field(description="Name as printed on the cover.")]
    full_name: Annotated[
        Line | None, Field(description="Name as it reads in a sentence, such as the Course in Etching.")
    ] = None
    order: Annotated[int, Field(description="Place in the packet, smallest first.")] = 100
    accent: Annotated[ColorName | None, Field(description="A color from the palette in brand.yaml.")] = None
    cover: Annotated[
        Picture | None,
        Field(
            description=(
                "A photograph for the cover and for flyer, leaflet and card; the rings, drawn large, where"
                " there is none."
            )
        ),
    ] = None
    promise: Annotated[
        Line,
        Field(
            description=(
                "One line that says what makes the program worth a look; printed on the cover and in the"
                " contents."
            )
        ),
    ]
    stages: Annotated[tuple[Stage, ...], Field(description="The program in its order, drawn as rings.")] = ()
    leaders: Annotated[
        tuple[Person | Id, ...],
        Field(description="People who lead the program, or their ids from people.yaml."),
    ] = ()
    apply: Annotated[Apply | None, Field(description="How to apply.")] = None
    back: Annotated[Line | None, Field(description="A closing line, printed large at the end.")] = None
    fit: Annotated[
        Literal["normal", "tight"],
        Field(
            description=(
                "tight lets the type of a flyer, leaflet or card shrink a little where its text would not"
                " fit."
            )
        ),
    ] = "normal"

    @property
    def groups(self) -> dict[str, Group]:
        """The groups that it has, by their ids, in the order of its kind."""
        return {part.id: group for part in self.parts if (group := getattr(self, part.id)) is not None}

    @property
    def drawn(self) -> tuple[str, str, str] | None:
        """What a program without stages is drawn by: the field, the choice, and the form of its ring."""
        return next(
            (
                (name, choice, field.draws[choice])
                for name, field in self.own.items()
                if (choice := getattr(self, name)) in field.draws
            ),
            None,
        )


class Chapter(Group):
    """chapters/NAME.yaml: pages of the packet that belong to no single program."""

    id: Annotated[Id, Field(description="Name of the file, without its ending.")]
    title: Annotated[Line, Field(description="Title of the chapter.")]
    line: Annotated[
        Line, Field(description="One line that says what the chapter holds; printed in the contents.")
    ]
    accent: Annotated[ColorName | None, Field(description="A color from the palette in brand.yaml.")] = None


class Welcome(Group):
    """The opening page of a packet."""

    people: Annotated[
        tuple[Person | Id, ...], Field(description="Who welcomes the reader, or their ids from people.yaml.")
    ] = ()


class Insert(Item):
    """A PDF from elsewhere, bound into a packet as it is, in the place of a chapter."""

    insert: Annotated[Line, Field(description="Path of the PDF, relative to the content folder.")]
    title: Annotated[Line, Field(description="Title in the contents and in the outline.")]
    line: Annotated[Line, Field(description="One line that says what it holds; printed in the contents.")]
    accent: Annotated[ColorName | None, Field(description="A color from the palette in brand.yaml.")] = None
    accept_untagged: Annotated[
        bool,
        Field(
            description=(
                "Whether a PDF that screen readers cannot read may be bound; the packet then no longer"
                " claims to be accessible."
            )
        ),
    ] = False
    alternative: Annotated[
        Line | None,
        Field(
            description=(
                "What a PDF without tags says, for readers who cannot see it; needed with accept_untagged."
            )
        ),
    ] = None

    @property
    def name(self) -> str:
        """What the insert is called among the documents of a packet; no id of content has a slash."""
        return f"content/{PurePosixPath(self.insert).with_suffix('')}"

    @property
    def file(self) -> str:
        """Its path in the publication."""
        return f"content/{PurePosixPath(self.insert)}"


class Packet(Item):
    """packets/NAME.yaml: what is bound together, in its order; packet.yaml is the main one."""

    id: Annotated[Id, Field(description="Name of the file, without its ending.")]
    title: Annotated[Line, Field(description="Title on the cover.")]
    line: Annotated[Line | None, Field(description="One line below the title.")] = None
    cover: Annotated[
        Picture | None,
        Field(description="A photograph for the cover; all programs' rings where there is none."),
    ] = None
    welcome: Annotated[Welcome | None, Field(description="The opening page.")] = None
    programs: Annotated[
        tuple[Id, ...] | None,
        Field(description="Programs in their order; all of them where this is left out."),
    ] = None
    chapters: Annotated[
        tuple[Insert | Id, ...],
        Field(description="Chapters in their order: their names, or PDFs from elsewhere."),
    ] = ()
    index: Annotated[
        bool,
        Field(description="Whether an index of people, with the pages that name them, stands at its end."),
    ] = False
    back: Annotated[Line | None, Field(description="A closing line on the back cover.")] = None
    back_note: Annotated[
        Line | None, Field(description="Printed small below the closing line, such as who said it.")
    ] = None


class Review(Item):
    """That a person has judged what no machine can: text alternatives and reading order of one document."""

    reviewed_by: Annotated[Line, Field(description="Who judged it.")]
    reviewed_on: Annotated[Day, Field(description="Day of the review (YYYY-MM-DD).")]
    text: Annotated[
        str,
        Field(
            pattern=r"^[0-9a-f]{16}$",
            description=(
                "Fingerprint of what was judged, in quotes; the review expires when the document says"
                ' anything else. `make_brochure.py review NAME --by "Jane Doe"` prints it.'
            ),
        ),
    ]


class Publication(Item):
    """Everything that content says, checked and with every reference resolved."""

    settings: Settings
    kind: Kind
    institution: Institution
    season: Season
    brand: Brand
    facts: dict[Id, Fact]
    people: dict[Id, Person]
    sections: dict[Id, Section]
    programs: tuple[Program, ...]
    chapters: tuple[Chapter, ...]
    packets: tuple[Packet, ...]
    printers: dict[Id, Printer] = Field(
        default_factory=dict, description="Print shops by the names of their profiles."
    )
    formats: dict[Id, Format] = Field(
        default_factory=dict,
        description="What can be made of a program, by the names of its layouts' folders.",
    )
    reviews: dict[Id, Review] = Field(
        default_factory=dict, description="Reviews by the name of their document."
    )
    sources: dict[str, str] = Field(
        description="sha256 of every content file that was read, by its path in the publication."
    )
    notices: tuple[Finding, ...] = Field(
        (), description="What stops nothing and may not be what was meant, such as words after a #."
    )

    @property
    def printer(self) -> Printer:
        """What the print shop asks for that the brand names."""
        return self.printers.get(self.brand.press.printer or GENERIC, Printer())
