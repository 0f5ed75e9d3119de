"""Kinds of publications: which groups a program has, which fields besides those that every program has.

A `Kind` is what layouts/kinds/NAME.yaml says, with what a publication says over it. Must not know files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from brochure.errors import likeliest
from brochure.model.text import Id, Item, Line

#: A field's name: words in lower case, joined as those of all fields are.
FieldId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$")]
#: What the values of a field may be.
FieldType = Literal["line", "lines", "whole", "number", "price", "day", "days", "yes-no", "choice"]


def _phrase(value: Any) -> Any:
    """Words, or a form of them for each number."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        return {form: str(one) for form, one in value.items()}
    raise PydanticCustomError("text_type", "must be text")


class KindGroup(Item):
    """One group that every program of a kind may have: pages of a brochure, or part of another group's."""

    id: Annotated[FieldId, Field(description="Key under which a program's file holds the group.")]
    kicker: Annotated[
        Line, Field(description="Stands above the group's title, and in its place where it has none.")
    ]
    needed: Annotated[bool, Field(description="Whether every program must have it.")] = False
    within: Annotated[
        FieldId | None,
        Field(description="Id of the group on whose pages this one is printed; its own where left out."),
    ] = None
    figure: Annotated[
        Literal["stages"] | None,
        Field(description="stages for the group that holds the drawing of the program's stages."),
    ] = None
    description: Annotated[Line | None, Field(description="What the group is for, as editors show it.")] = (
        None
    )


class OwnField(Item):
    """A field of a kind's or publication's own."""

    label: Annotated[
        Line | None, Field(description="Printed beside the value; without one the value is not printed.")
    ] = None
    column: Annotated[
        Line | None, Field(description="Head of its column in comparisons, where the label is too long.")
    ] = None
    reads: Annotated[
        Line | None, Field(description="How a value reads where it stands alone, such as Week {value}.")
    ] = None
    type: Annotated[FieldType, Field(description="What its values are.")] = "line"
    needed: Annotated[bool, Field(description="Whether it must be filled in.")] = False
    choices: Annotated[tuple[Line, ...], Field(description="What may be chosen, for the type choice.")] = ()
    default: Annotated[Line | None, Field(description="The choice where none is written.")] = None
    draws: Annotated[
        dict[str, Literal["closed", "open"]],
        Field(
            description=(
                "Choices that a program without stages is drawn by: closed for a whole ring, open for one"
                " with a gap; the kind's words have a sentence for each, named ring- and the choice."
            )
        ),
    ] = Field(default_factory=dict)
    least: Annotated[float | None, Field(description="The smallest number.")] = None
    most: Annotated[float | None, Field(description="The largest number.")] = None
    pattern: Annotated[
        str | None,
        Field(description=("Regular expression that a whole value must match, such as [0-9]{10}.")),
    ] = None
    called: Annotated[
        Line | None,
        Field(
            description=("What a value is, as a message about the pattern says it, such as a room number.")
        ),
    ] = None
    hint: Annotated[Line | None, Field(description="How to write it, told where the pattern refuses.")] = (
        None
    )
    description: Annotated[Line | None, Field(description="What it is, as editors show it.")] = None


Fields = dict[FieldId, OwnField]


class OwnFields(Item):
    """Fields besides those that every publication has, in the order in which they are printed."""

    program: Annotated[
        Fields, Field(description="Of programs; printed beside the opening of the first group.")
    ] = Field(default_factory=dict)
    apply: Annotated[Fields, Field(description="Of how to apply.")] = Field(default_factory=dict)
    people: Annotated[Fields, Field(description="Of people; columns of rosters.")] = Field(
        default_factory=dict
    )
    blocks: Annotated[Fields, Field(description="Of blocks; columns beside their weeks.")] = Field(
        default_factory=dict
    )


class PeopleRoles(Item):
    """Which fields of people do what when people are set together."""

    details: Annotated[
        tuple[FieldId, ...],
        Field(description="What is said of a person below the name or beside it, in this order."),
    ] = ("role", "class_of", "distinction", "hometown")
    year: Annotated[
        FieldId | None, Field(description="A field by which people stand in classes, such as their year.")
    ] = None
    classes: Annotated[
        tuple[Line, ...],
        Field(
            description=(
                "Values of that field in the order in which people go through them from one season to the"
                " next, where these are no numbers."
            )
        ),
    ] = ()
    length: Annotated[
        int | None,
        Field(
            ge=1,
            description=(
                "How many years it takes from the first of these to class_of; of a program with stages in"
                " years theirs count. `check` compares year, class and season by it."
            ),
        ),
    ] = None


class BlockRoles(Item):
    """Which fields of blocks do what when a schedule is drawn."""

    heading: Annotated[
        FieldId | None, Field(description="By which blocks are put together; stands above each drawing.")
    ] = None
    name: Annotated[FieldId, Field(description="What a block is called.")] = "name"
    tone: Annotated[
        FieldId | None,
        Field(description="A choice that gives each block its fill, the first one the most striking."),
    ] = None


class SchemaOrg(Item):
    """What search engines are told of a program, in the words of schema.org."""

    type: Annotated[Line, Field(description="What a program is there, such as Course.")] = Line(
        "CreativeWork"
    )
    institution: Annotated[
        Line | None, Field(description="The property that names the institution, such as provider.")
    ] = None
    length: Annotated[
        Line | None, Field(description="The property for the length of its stages, such as timeToComplete.")
    ] = None
    begins: Annotated[
        Line | None,
        Field(
            description=(
                "The property for the first day of its stages or of its own days, such as startDate."
            )
        ),
    ] = None
    ends: Annotated[
        Line | None, Field(description="The property for the last of these days, such as endDate.")
    ] = None
    place: Annotated[
        Line | None,
        Field(description="The property for where it is held: the institution's sites, such as location."),
    ] = None
    room: Annotated[
        FieldId | None,
        Field(description="The field of programs, or of how to apply, that names the room or hall there."),
    ] = None
    instance: Annotated[
        Line | None,
        Field(
            description=(
                "What has days and a place, where that is not the program itself, such as CourseInstance."
            )
        ),
    ] = None
    fields: Annotated[
        dict[FieldId, Line], Field(description="Properties for fields of programs, by the ids of these.")
    ] = Field(default_factory=dict)


class Kind(Item):
    """layouts/kinds/NAME.yaml: what publications of one kind consist of."""

    id: Annotated[Id, Field(description="Name of the file, without its ending.")]
    line: Annotated[Line, Field(description="What such publications are, in one line.")]
    default: Annotated[
        bool, Field(description="Whether publications that name no kind are of this one.")
    ] = False
    groups: Annotated[
        tuple[KindGroup, ...], Field(min_length=1, description="Groups of a program, in their order.")
    ]
    fields: Annotated[OwnFields, Field(description="Fields besides those that every publication has.")] = (
        OwnFields()
    )
    blocks: Annotated[BlockRoles, Field(description="How a schedule is drawn from its blocks.")] = (
        BlockRoles()
    )
    people: Annotated[PeopleRoles, Field(description="How people are set together.")] = PeopleRoles()
    comparison: Annotated[
        tuple[FieldId, ...],
        Field(
            description=(
                "Columns in which a packet compares its programs: length, drawn as bars; when, the dates of"
                " stages; promise; and fields of programs."
            )
        ),
    ] = ("length", "promise")
    counted: Annotated[
        tuple[Line, ...],
        Field(
            description=(
                "What programs are called where a text counts them, such as courses; also the id of a fact"
                " that says how many there are. `check` and packets of some programs count by it."
            )
        ),
    ] = ()
    schema_org: Annotated[
        SchemaOrg, Field(description="What search engines are told of a program on the web.")
    ] = SchemaOrg()
    words: Annotated[
        dict[str, Annotated[Any, BeforeValidator(_phrase)]],
        Field(description="The kind's own words, over those of layouts/words.yaml."),
    ] = Field(default_factory=dict)


class Extended(Item):
    """Something that a kind may give fields of its own; `own` says what these are."""

    own: ClassVar[Mapping[str, OwnField]] = {}
    derived: ClassVar[tuple[str, ...]] = ("fields",)

    @property
    def fields(self) -> dict[str, Any]:
        """The values of the fields of the kind's own, by their ids; those that are filled in."""
        return {
            name: value for name in self.own if (value := getattr(self, name)) is not None and value != ()
        }


def class_field(kind: Kind, classes: Collection[str], said: Iterable[tuple[str, str]]) -> str | None:
    """The field by which people stand in classes: the one that the kind names, or else the one of its own
    that holds most of the classes that a publication names. `said` are fields of people, and what they say.
    """
    if kind.people.year or not classes:
        return kind.people.year
    known = {str(one).strip().casefold() for one in classes}
    own = kind.fields.people
    held = Counter(field for field, value in said if field in own and value.strip().casefold() in known)
    return held.most_common(1)[0][0] if held else None


def class_meant(name: str, classes: Iterable[str]) -> str:
    """The class that is written otherwise, as with another capital; empty where none is like it."""
    known = {str(one).casefold(): str(one) for one in classes}
    return known.get(likeliest(name.strip(), known, 0.8) or "", "")
