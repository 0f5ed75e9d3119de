"""What a program is: its groups with their sections, its stages, how to apply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from brochure.model.brand import ColorName
from brochure.model.days import Days, Unit
from brochure.model.displays import Picture, Question
from brochure.model.kinds import Extended, KindGroup
from brochure.model.parts import Contact, Diagrams, Person, SectionBody, Testimonial
from brochure.model.text import Id, Item, Line, Prose, Sourced


class Section(SectionBody):
    """A text that several brochures and chapters may use.

    Sections/NAME.md, its first lines YAML between `---`.
    """

    id: Annotated[Id, Field(description="Name of the file, without its ending.")]
    variants: Annotated[
        dict[Id, Prose],
        Field(
            default_factory=dict,
            description="Texts for single programs, which print them in place of the text.",
        ),
    ]


class SectionUse(SectionBody):
    """A section as one document uses it: `use: NAME` takes a shared one, other keys override it."""

    use: Annotated[Id | None, Field(description="A section that others print too.")] = None
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
    facts: Annotated[tuple[Id, ...], Field(description="Facts that are printed beside the text.")] = ()
    sections: Annotated[
        tuple[SectionUse, ...],
        Field(description="Sections in their order: names of shared ones, or their own."),
    ] = ()
    picture: Annotated[
        Picture | None, Field(description=("A photograph or drawing for the whole group."))
    ] = None
    quote: Annotated[
        Testimonial | None,
        Field(
            description=(
                "What somebody said, printed large: with a portrait between the texts, or as a page"
                " of its own."
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
                "First and last day, such as 2026-07-06 to 2026-07-17: the ring is the year, filled"
                " where they are."
            )
        ),
    ] = None
    disciplines: Annotated[
        tuple[Line, ...],
        Field(max_length=4, description="Disciplines that alternate, each with a tone of its own."),
    ] = ()
    share: Annotated[
        Id | None, Field(description="A fact that has a share; that part of each ring is filled.")
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


def _alike(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """Stages whose lengths are all said in one way, so that one drawing shows them."""
    if len({stage.measured_by for stage in stages} - {"name"}) > 1:
        raise PydanticCustomError("mixed_lengths", "must be measured in one way")
    return stages


class Apply(Extended):
    """How to apply; every field that is empty prints nothing."""

    title: Annotated[
        Line | None, Field(description="Title of the page, such as From September to March.")
    ] = None
    text: Annotated[Prose | None, Field(description="How it goes, in a few sentences.")] = None
    requirements: Annotated[tuple[Line, ...], Field(description="Requirements, a line each.")] = ()
    open_houses: Annotated[tuple[Line, ...], Field(description="Open houses, a line each.")] = ()
    web: Annotated[
        Line | None,
        Field(
            description=(
                "Address for applications, starting with https://; printed as a link with a QR code."
            )
        ),
    ] = None
    questions: Annotated[
        tuple[Question, ...], Field(description="Questions that applicants ask, with their answers.")
    ] = ()
    contact: Annotated[Contact | None, Field(description=("Who answers questions about this program."))] = (
        None
    )


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
    accent: Annotated[
        ColorName | None,
        Field(
            description=(
                "A color of the palette; the next one that no other program has, where this is left out."
            )
        ),
    ] = None
    cover: Annotated[
        Picture | None,
        Field(
            description=(
                "A photograph for the cover and for flyer, leaflet and card; the rings, drawn large,"
                " where there is none."
            )
        ),
    ] = None
    promise: Annotated[
        Line,
        Field(
            description=(
                "One line that says what makes the program worth a look; printed on the cover and in"
                " the contents."
            )
        ),
    ]
    stages: Annotated[
        tuple[Stage, ...],
        Field(description="The program in its order, drawn as rings."),
        AfterValidator(_alike),
    ] = ()
    leaders: Annotated[tuple[Person | Id, ...], Field(description="People who lead the program.")] = ()
    apply: Annotated[Apply | None, Field(description="How to apply.")] = None
    back: Annotated[Line | None, Field(description="A closing line, printed large at the end.")] = None
    notes: Annotated[
        int | None,
        Field(ge=1, le=4, description="Pages for notes in the brochure, ruled; none are added unasked."),
    ] = None
    fit: Annotated[
        Literal["normal", "tight"],
        Field(
            description=(
                "tight lets type shrink a little where its text would not fit a flyer, leaflet or"
                " card, and where a brochure would need another sheet."
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
