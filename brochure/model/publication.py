"""What a publication is, and how it is set: institution, season, brand, programs, sections, chapters,
packets; its title, language and sheet, its kind, and what is different from that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from brochure.errors import Finding
from brochure.model.architecture import Architecture
from brochure.model.brand import Brand, ColorName, Logo
from brochure.model.displays import Picture
from brochure.model.kinds import FieldId, Kind, KindGroup, OwnFields, class_field
from brochure.model.paper import Format, PageName
from brochure.model.parts import Contact, Fact, Judged, KeyDate, Office, Person
from brochure.model.printer import GENERIC, ContentCheckName, Gravity, Printer
from brochure.model.programs import Group, Program, Section
from brochure.model.text import Day, Id, Item, Line, Prose


class Settings(Item):
    """publication.yaml: how this publication is set."""

    title: Annotated[
        Line,
        Field(
            description="Name of the publication, such as Summer School of Drawing; printed on every cover."
        ),
    ]
    language: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
            description=(
                "Language of the texts as a BCP 47 tag, such as en-US; rules hyphenation, quotes and"
                " screen readers."
            ),
        ),
    ] = "en-US"
    sheet: Annotated[
        PageName,
        Field(
            description=(
                "Size of the page: letter or a4; half-letter (5.5 x 8.5 in) or a5 for booklets folded"
                " from plain Letter or A4, beside which flyers, leaflets and cards have the whole"
                " sheet."
            )
        ),
    ] = "letter"
    site: Annotated[
        str | None,
        Field(
            pattern=r"^https://[^\s?#]+/$",
            description=(
                "Address at which this season's pages are to stand, such as https://www.example.org/2027/,"
                " with a slash at its end; search engines and feeds ask for whole addresses."
            ),
        ),
    ] = None
    sources: Annotated[
        bool,
        Field(
            description=(
                "Whether readers see where figures come from: of facts, terms, dates, events, matches"
                " and schedules it is told in a list at the end, to which small numbers lead."
            )
        ),
    ] = False
    office: Annotated[Office, Field(description="How the office edition is printed and folded.")] = Office()
    checks: Annotated[
        dict[ContentCheckName, Gravity],
        Field(
            description=(
                "How grave the findings of single checks of content are, by the names in docs/checks.md:"
                " error, warning, note, or off."
            )
        ),
    ] = Field(default_factory=dict)
    kind: Annotated[
        Id | None, Field(description=("What kind of publication this is, such as school or exhibitions."))
    ] = None
    groups: Annotated[
        tuple[KindGroup | Id, ...],
        Field(
            description=(
                "All groups of a program in their order, in place of the kind's: ids of the kind's"
                " own, or an id with what is different."
            )
        ),
    ] = ()
    fields: Annotated[
        OwnFields, Field(description="Fields besides the kind's; one of the same name replaces it.")
    ] = OwnFields()
    approvals: Annotated[
        Literal["off", "required"],
        Field(
            description=(
                "required: a document carries DRAFT until somebody approves it, and goes to no print shop"
                " before."
            )
        ),
    ] = "off"
    comparison: Annotated[
        tuple[FieldId, ...],
        Field(
            description=(
                "Columns in which a packet compares its programs, in place of the kind's; flyers, cards,"
                " posters and tents print these fields of each."
            )
        ),
    ] = ()
    seasons: Annotated[
        Literal["alike", "any"],
        Field(
            description=(
                "How seasons are called: alike where the next label has the form of the last one,"
                " such as 2019-20 and 2020-21 or Spring 2026 and Autumn 2026; any where each has a"
                " name of its own."
            )
        ),
    ] = "alike"
    classes: Annotated[
        tuple[Line, ...],
        Field(
            description=(
                "Classes in the order in which people go through them from one season to the next, in"
                " place of the kind's; whoever is in the last one leaves."
            )
        ),
    ] = ()
    unconfirmed: Annotated[
        Literal["never", "press", "screen"],
        Field(
            description=(
                "From which edition on values that nobody has confirmed since the season began are an"
                " error: press for what goes to a print shop, screen for everything."
            )
        ),
    ] = "never"


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
                "The logo as it is drawn for dark grounds; printed on colors, where the other one"
                " stands on a light plate if this is left out."
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
        Line,
        Field(description=("Season, such as 2026, Summer 2026 or 2026-27; names the output folder too.")),
    ]
    academic_year: Annotated[
        Line | None, Field(description=("Academic year in full, such as 2019-2020."))
    ] = None
    issued: Annotated[Day | None, Field(description="Day of issue.")] = None
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

    @property
    def published(self) -> date:
        """The day that files and feeds say they are of: that of issue, or else the first of the year before
        the season, since nobody publishes in the future.
        """
        return self.issued or date(self.begins.year - 1, 1, 1)


class Chapter(Group):
    """chapters/NAME.yaml: pages of the packet that belong to no single program."""

    id: Annotated[Id, Field(description="Name of the file, without its ending.")]
    title: Annotated[Line, Field(description="Title of the chapter.")]
    line: Annotated[
        Line, Field(description="One line that says what the chapter holds; printed in the contents.")
    ]
    accent: Annotated[ColorName | None, Field(description="A color of the palette.")] = None


class Welcome(Group):
    """The opening page of a packet."""

    people: Annotated[tuple[Person | Id, ...], Field(description="Who welcomes the reader.")] = ()


class Insert(Item):
    """A PDF from elsewhere, bound into a packet as it is, in the place of a chapter."""

    insert: Annotated[Line, Field(description="The PDF.")]
    title: Annotated[Line, Field(description="Title in the contents and in the outline.")]
    line: Annotated[Line, Field(description="One line that says what it holds; printed in the contents.")]
    accent: Annotated[ColorName | None, Field(description="A color of the palette.")] = None
    accept_untagged: Annotated[
        bool,
        Field(
            description=(
                "Whether a PDF that screen readers cannot read may be bound; the packet then no"
                " longer claims to be accessible."
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


class Confirmation(Item):
    """That a value of content was looked at for a season, or how it stood when a season ended."""

    says: Annotated[
        str, Field(pattern=r"^[0-9a-f]{16}$", description="Fingerprint of the value, in quotes.")
    ]
    season: Annotated[Line, Field(description="The label of the season.")]
    found: Annotated[
        Literal["confirmed", "changed", "dropped"] | None,
        Field(description="What was found: that it still holds, another value, or that it is gone."),
    ] = None
    by: Annotated[Line | None, Field(description="Who confirmed it; nobody yet where left out.")] = None
    on: Annotated[Day | None, Field(description="The day of that.")] = None


class Confirmations(Item):
    """confirmed.yaml: what has been confirmed since the season began; `confirm` and `roll-over` write it."""

    before: Annotated[
        Line | None,
        Field(description="What facts_as_of in season.yaml said before; printed until all is confirmed."),
    ] = None
    values: Annotated[
        dict[str, Confirmation],
        Field(default_factory=dict, description="Values by the keys that `open` lists."),
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
    architectures: dict[Id, Architecture] = Field(
        default_factory=dict, description="The ways in which pages can be laid out, by their names."
    )
    approvals: dict[Id, Judged] = Field(
        default_factory=dict, description="What people have judged, by the name of the document."
    )
    confirmations: Confirmations | None = Field(
        None, description="What was confirmed; none before a season is rolled over."
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


def field_of_classes(publication: Publication) -> str | None:
    """The field by which people of a publication stand in classes."""
    return class_field(publication.kind, publication.settings.classes, _said_of_people(publication))


def _said_of_people(publication: Publication) -> Iterator[tuple[str, str]]:
    """Fields of the kind's own of everybody in a publication, and what they say."""
    waiting: list[Any] = [publication]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Person):
            yield from (
                (name, str(getattr(one, name))) for name in one.own if getattr(one, name) is not None
            )
        elif isinstance(one, Item):
            waiting += [getattr(one, name) for name in one.model_fields_set]
        elif isinstance(one, (tuple, dict)):
            waiting += one.values() if isinstance(one, dict) else one
