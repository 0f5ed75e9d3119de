"""What a group or a section shows across the measure: figures in a band, a week, a month, questions with
their answers, a sidebar.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from brochure.model.text import Day, Id, Item, Line, Prose, Sourced


class WeekEntry(Sourced):
    """Some hours of a week, on one day or on several."""

    day: Annotated[Line, Field(description="The day or the days, such as Monday, Mon-Fri or Mon, Wed.")]
    start: Annotated[Line, Field(description="When it begins, such as 7:00 or 1:30 pm.")]
    end: Annotated[
        Line, Field(description="When it ends; a time before the start is that of the next morning.")
    ]
    what: Annotated[Line, Field(description="What these hours are for, such as Studio; printed in them.")]
    setting: Annotated[
        Line | None,
        Field(
            description=(
                "Kind of work, such as practice; what is of the same kind has the same color, and a key"
                " below tells which."
            )
        ),
    ] = None


class MonthEntry(Sourced):
    """What happens on a day of a month: a calendar month by its dates, or up to six weeks by their days."""

    date: Annotated[
        Day | None, Field(description="The day (YYYY-MM-DD); leave it out where a week and a day are given.")
    ] = None
    week: Annotated[
        int | None,
        Field(ge=1, le=6, description="Which week it is; left out beside a day, it is every week."),
    ] = None
    day: Annotated[
        Line | None, Field(description="The day or the days of the week, such as Monday or Mon-Fri.")
    ] = None
    what: Annotated[Line, Field(description="What happens; printed in that day.")]
    setting: Annotated[
        Line | None, Field(description="Kind of work; the same kind has the same color, told in a key.")
    ] = None


class Question(Sourced):
    """A question that readers ask, and its answer."""

    question: Annotated[Line, Field(description="The question, as readers ask it.")]
    answer: Annotated[Prose, Field(description="The answer, in a few sentences.")]


class Sidebar(Item):
    """A text set apart on a tint, beside or below the others."""

    title: Annotated[Line | None, Field(description="Heading of the sidebar.")] = None
    text: Annotated[Prose, Field(description="The text, which may hold a list or a table.")]


class Displays(Item):
    """What a group and a section can both show; every part is optional and prints nothing where it is
    missing.
    """

    statistics: Annotated[
        tuple[Id, ...],
        Field(
            max_length=6,
            description=(
                "Ids of three to five facts, printed large in a band across the page; where a fact has a"
                " share, it is drawn."
            ),
        ),
    ] = ()
    week: Annotated[
        tuple[WeekEntry, ...],
        Field(
            description=(
                "A week, drawn by days and hours; hours that nothing is written for stay free. May be the"
                " name of a spreadsheet."
            )
        ),
    ] = ()
    month: Annotated[
        tuple[MonthEntry, ...],
        Field(description="A month or some weeks, set as a calendar. May be the name of a spreadsheet."),
    ] = ()
    questions: Annotated[
        tuple[Question, ...],
        Field(description="Questions with their answers, set in two columns; may be a spreadsheet."),
    ] = ()
    sidebar: Annotated[Sidebar | None, Field(description="A text set apart on a tint.")] = None
