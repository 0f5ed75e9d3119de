"""How a publication is set: its title, language and sheet, its kind, and what is different from that."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from brochure.model.kinds import FieldId, KindGroup, OwnFields
from brochure.model.paper import PageName
from brochure.model.parts import Office
from brochure.model.text import Id, Item, Line


class Settings(Item):
    """publication.yaml: how this publication is set."""

    title: Annotated[
        Line,
        Field(
            description=(
                "Name of the publication, such as Summer School of Drawing; printed on every cover."
            )
        ),
    ]
    language: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
            description=(
                "Language of the texts as a BCP 47 tag, such as en-US; rules hyphenation, quotes and screen"
                " readers."
            ),
        ),
    ] = "en-US"
    sheet: Annotated[
        PageName,
        Field(
            description=(
                "Size of the page: letter or a4; half-letter (5.5 x 8.5 in) or a5 for booklets folded from"
                " plain Letter or A4, beside which flyers, leaflets and cards have the whole sheet."
            )
        ),
    ] = "letter"
    sources: Annotated[
        bool,
        Field(
            description=(
                "Whether readers see where figures come from: the `source` and the `as_of` of facts, terms,"
                " dates, events, matches and schedules, as numbers with a list at the end."
            )
        ),
    ] = False
    office: Annotated[Office, Field(description="How the office edition is printed and folded.")] = Office()
    kind: Annotated[
        Id | None, Field(description="What kind of publication this is: a file in layouts/kinds/.")
    ] = None
    groups: Annotated[
        tuple[KindGroup | Id, ...],
        Field(
            description=(
                "All groups of a program in their order, in place of the kind's: ids of the kind's own, or"
                " an id with what is different."
            )
        ),
    ] = ()
    fields: Annotated[
        OwnFields, Field(description="Fields besides the kind's; one of the same name replaces it.")
    ] = OwnFields()
    comparison: Annotated[
        tuple[FieldId, ...],
        Field(description="Columns in which a packet compares its programs, in place of the kind's."),
    ] = ()
