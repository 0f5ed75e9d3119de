"""The things that sections, programs and chapters are made of: facts, people, pictures, dates, terms."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field

from brochure.model.displays import FOCUS, Displays, Picture
from brochure.model.kinds import BlockRoles, Extended
from brochure.model.text import Day, Id, Item, Line, Prose, Sourced

#: A portrait, and what stands for it and of it: of people, and of those whose words are quoted.
_Portrait = Annotated[Line | None, Field(description="A portrait.")]
_PortraitAlt = Annotated[
    Line | None, Field(description="What the portrait shows; the name is used where this is empty.")
]
_PortraitFocus = Annotated[
    str | None,
    Field(
        pattern=FOCUS,
        description=(
            "What stays in view where the portrait is cut to the size of the others, such as 50% 30%"
            " or top; its middle, a little above, where it is left out."
        ),
    ),
]


class Fact(Sourced):
    """A figure that is stated once, in facts.yaml, and referenced wherever it is used."""

    value: Annotated[Line, Field(description="The figure as it is printed large, such as 4 or 40 %.")]
    label: Annotated[Line, Field(description="What the figure counts; printed below it.")]
    words: Annotated[
        Line | None,
        Field(
            description=(
                "The figure as it reads in a sentence, such as four weeks; a text that names the fact"
                " prints this, or the value."
            )
        ),
    ] = None
    share: Annotated[
        float | None,
        Field(
            gt=0,
            le=100,
            description="The figure as a percentage of the whole; drawn as a donut and in the rings.",
        ),
    ] = None


class Person(Extended, Sourced):
    """Somebody named in print."""

    name: Annotated[Line, Field(description="Full name, as the person writes it.")]
    credentials: Annotated[Line | None, Field(description=("Degrees after the name, such as MD, MPH."))] = (
        None
    )
    indexed: Annotated[
        Line | None,
        Field(
            description=(
                "The name as an index of people has it, where that is not its last word, a comma and"
                " the others, such as García Márquez, Gabriel."
            )
        ),
    ] = None
    role: Annotated[Line | None, Field(description="What the person does or did.")] = None
    class_of: Annotated[
        int | None, Field(ge=1800, le=2200, description="Year in which somebody leaves or left.")
    ] = None
    hometown: Annotated[Line | None, Field(description="Where the person comes from.")] = None
    distinction: Annotated[
        Line | None, Field(description="An honor that sets the person apart, such as a prize.")
    ] = None
    year: Annotated[int | None, Field(ge=1500, le=2200, description="Year of the distinction.")] = None
    photo: _Portrait = None
    alt: _PortraitAlt = None
    focus: _PortraitFocus = None
    consent_until: Annotated[
        Day | None, Field(description="Last day on which the person agrees to be shown.")
    ] = None


class KeyDate(Sourced):
    """A day that applicants must know."""

    label: Annotated[Line, Field(description="What happens, such as Applications close.")]
    date: Annotated[Day, Field(description="The day.")]
    time: Annotated[Line | None, Field(description="Time of day, such as 9:00 pm.")] = None
    timezone: Annotated[Line | None, Field(description="Time zone of the time, such as Eastern Time.")] = (
        None
    )


class Term(Sourced):
    """One line of terms: a salary, a fee, an allowance, leave."""

    label: Annotated[Line, Field(description="What it is, such as Salary, first year.")]
    value: Annotated[Line, Field(description="What is given, such as $70,000 or Four weeks.")]
    note: Annotated[Line | None, Field(description="A condition or the period that it holds for.")] = None


class Block(Extended, Sourced):
    """One stretch of a schedule; its kind gives it a name and more fields."""

    roles: ClassVar[BlockRoles] = BlockRoles()
    derived: ClassVar[tuple[str, ...]] = ("fields", "heading", "called", "tone")

    weeks: Annotated[
        float, Field(gt=0, le=52, description="Length of the block in weeks, over the whole year.")
    ]
    n: Annotated[int | None, Field(ge=1, description="Position of the block in the year.")] = None

    @property
    def heading(self) -> Any:
        """By which it is put together with others."""
        return getattr(self, self.roles.heading) if self.roles.heading else None

    @property
    def called(self) -> Line:
        """Its name."""
        name: Line = getattr(self, self.roles.name)
        return name

    @property
    def tone(self) -> str | None:
        """The choice that gives it its tone."""
        return getattr(self, self.roles.tone) if self.roles.tone else None


class Match(Sourced):
    """Where people went on to: one line of a list."""

    year: Annotated[int, Field(ge=1900, le=2200, description="Year in which they went.")]
    specialty: Annotated[Line, Field(description="What they went into.")]
    institution: Annotated[Line | None, Field(description="Where they went.")] = None
    count: Annotated[int, Field(ge=1, description="Number of people.")] = 1


class Testimonial(Sourced):
    """What somebody said, with that person's consent."""

    quote: Annotated[Prose, Field(description="The words, without quotation marks.")]
    name: Annotated[Line, Field(description="Who said it.")]
    role: Annotated[
        Line | None, Field(description="What that person does, such as second-year student.")
    ] = None
    photo: _Portrait = None
    alt: _PortraitAlt = None
    focus: _PortraitFocus = None
    consent_until: Annotated[
        Day | None, Field(description="Last day on which the person agrees to be quoted.")
    ] = None


class Event(Sourced):
    """One entry of a timeline."""

    year: Annotated[int, Field(ge=1000, le=2200, description="Year on the scale of the timeline.")]
    when: Annotated[
        Line | None, Field(description="The year as printed, where it is not exact, such as late 1850s.")
    ] = None
    title: Annotated[Line, Field(description="What happened, in a few words.")]
    text: Annotated[Prose | None, Field(description="More about it.")] = None


class Dial(Item):
    """A span of time drawn as a ring of equal parts, such as the 24 hours of a day."""

    parts: Annotated[int, Field(ge=2, le=60, description="Number of parts, such as 24.")]
    unit: Annotated[Line, Field(description="What one part is, such as hour.")]
    units: Annotated[
        Line | None,
        Field(description="What several parts are, where that is not the unit with an s, such as Stunden."),
    ] = None
    names: Annotated[
        tuple[Line, ...],
        Field(max_length=6, description="What the span is shared between, printed beside the ring."),
    ] = ()
    caption: Annotated[Line | None, Field(description="Printed below the ring.")] = None


class Contact(Item):
    """How to reach somebody."""

    name: Annotated[Line | None, Field(description="Person or office.")] = None
    role: Annotated[Line | None, Field(description="What that person or office does.")] = None
    address: Annotated[tuple[Line, ...], Field(description="Postal address, a line each.")] = ()
    phone: Annotated[
        Line | None,
        Field(
            description=(
                "Telephone numbers as they should be printed; each is a link that dials it, but for"
                " those of a fax."
            )
        ),
    ] = None
    email: Annotated[Line | None, Field(pattern=None, description="E-mail address.")] = None
    hours: Annotated[
        Line | None, Field(description="When somebody is there, such as Monday to Friday, 8:30 to 5.")
    ] = None
    web: Annotated[
        Line | None,
        Field(
            description=(
                "Address of a page, starting with https://; printed as a link with a QR code beside it."
            )
        ),
    ] = None


class Diagrams(Displays):
    """Displays that are drawn from lists."""

    blocks: Annotated[
        tuple[Block, ...],
        Field(description="A schedule, drawn as years on one scale with the names of its blocks."),
    ] = ()
    matches: Annotated[
        tuple[Match, ...],
        Field(description="Where people went on to, drawn as bars with the institutions below."),
    ] = ()
    matches_list: Annotated[
        bool, Field(description="Whether the matches are listed one by one too, each with its year.")
    ] = False


class SectionBody(Diagrams):
    """What a section can hold; every part is optional and prints nothing where it is missing."""

    title: Annotated[Line | None, Field(description="Heading.")] = None
    text: Annotated[Prose | None, Field(description="The text in full.")] = None
    short: Annotated[
        Prose | None, Field(description="A shorter variant, which brochures prefer to the text in full.")
    ] = None
    facts: Annotated[tuple[Id, ...], Field(description="Facts that are printed beside the text.")] = ()
    points_title: Annotated[Line | None, Field(description="Heading of the points.")] = None
    points: Annotated[tuple[Line, ...], Field(description="Areas of focus or steps, one line each.")] = ()
    people: Annotated[tuple[Person | Id, ...], Field(description="People.")] = ()
    roster: Annotated[
        tuple[Person, ...], Field(description=("A longer list of people, set as a table."))
    ] = ()
    honors: Annotated[
        tuple[Person, ...],
        Field(description="People with a distinction and its year, set apart in order of years."),
    ] = ()
    events: Annotated[tuple[Event, ...], Field(description="A timeline.")] = ()
    dial: Annotated[Dial | None, Field(description="A span of time drawn as a ring.")] = None
    share: Annotated[Id | None, Field(description="A fact that has a share, drawn as a donut.")] = None
    dates: Annotated[tuple[KeyDate, ...], Field(description="Key dates.")] = ()
    terms: Annotated[tuple[Term, ...], Field(description="Terms: what is given, or what it costs.")] = ()
    testimonials: Annotated[tuple[Testimonial, ...], Field(description="Quotations, with consent.")] = ()
    picture: Annotated[Picture | None, Field(description="A photograph or drawing.")] = None
    pictures: Annotated[
        tuple[Picture, ...], Field(description="Several photographs or drawings, one after the other.")
    ] = ()


class Office(Item):
    """How the office edition is printed and folded."""

    paper_thickness_mm: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description=(
                "Thickness of one sheet in millimeters; inner pages of a booklet move towards the"
                " spine by it. 0.1 is common for 80 g/m² or 20 lb bond; 0 moves nothing."
            ),
        ),
    ] = 0.1
    flip: Annotated[
        Literal["short", "long"],
        Field(
            description=(
                "Edge of the sheet over which the printer turns it: short, or long for printers that"
                " know nothing else."
            )
        ),
    ] = "short"
    signature_pages: Annotated[
        int,
        Field(
            ge=4,
            le=400,
            multiple_of=4,
            description=(
                "Most pages folded into one another, a multiple of 4; a longer packet becomes several"
                " booklets of about the same size."
            ),
        ),
    ] = 64
    marks: Annotated[
        bool,
        Field(
            description="Whether to print crop and fold marks, where the sheet has room beyond the pages."
        ),
    ] = False
    cover: Annotated[
        Literal["solid", "outline"],
        Field(
            description=(
                "solid, or outline to save ink: covers and whatever else stands on color is printed"
                " in lines and letters of that color on white."
            )
        ),
    ] = "solid"
    sheet: Annotated[
        Literal["next", "tabloid", "12x18", "a3", "sra3"],
        Field(
            description=(
                "Sheet to print on: next for the next larger one (letter on tabloid, A4 on A3); 12x18"
                " or sra3 leave room for marks."
            )
        ),
    ] = "next"


# What people have judged of documents.

#: What tells one version of a document from another.
FINGERPRINT: Final = r"^[0-9a-f]{16}$"


class Judgement(Item):
    """That a person has judged a document, as it was then."""

    by: Annotated[Line, Field(description="Who judged it.")]
    on: Annotated[Day, Field(description="Day of the judgement (YYYY-MM-DD).")]
    fingerprint: Annotated[
        str,
        Field(
            pattern=FINGERPRINT,
            description=(
                "Fingerprint of what was judged, in quotes; commands write it, and the judgement holds until"
                " that changes."
            ),
        ),
    ]


class Judged(Item):
    """approvals.yaml: what people have judged of one document."""

    approved: Annotated[
        Judgement | None,
        Field(
            description=(
                "That it may go out as it is; lets go when anything changes that it says or shows."
                ' `make_brochure.py approve NAME --by "Jane Doe"` writes it.'
            )
        ),
    ] = None
    reviewed: Annotated[
        Judgement | None,
        Field(
            description=(
                "That its text alternatives and its reading order are right; lets go when a screen reader"
                ' says anything else. `make_brochure.py review NAME --by "Jane Doe"` writes it.'
            )
        ),
    ] = None


class Review(Item):
    """A review as older publications have it, in reviews.yaml; `approvals.yaml` takes its place."""

    reviewed_by: Annotated[Line, Field(description="Who judged it.")]
    reviewed_on: Annotated[Day, Field(description="Day of the review.")]
    text: Annotated[
        str,
        Field(
            pattern=FINGERPRINT,
            description="Fingerprint of what was judged, in quotes; the review holds until that changes.",
        ),
    ]
