"""Who is named on which page: a name counts as it stands there, whatever its lines make of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from brochure.build.shared import index_of
from brochure.model import Line, PageView, Person, Run

LONG = "Prof. Dr. Hans-Peter Müller-Lüdenscheidt"


def page(*lines: str) -> PageView:
    runs = tuple(
        Run(words, "", 0.0, 15.0 * at, 300.0, 15.0 * at + 10, 10.0, "Serif", (0.0, 0.0, 300.0, 800.0))
        for at, words in enumerate(lines)
    )
    return PageView("page", 612.0, 792.0, (36.0, 36.0, 576.0, 756.0), runs)


def indexed(names: Sequence[str], *pages: PageView) -> dict[str, list[int]]:
    """The numbers of pages by the names, as the index has them."""
    people = (Person(name=Line(name)) for name in names)
    found = index_of(people, [("care", 1, pages)], "en-US")
    return {str(one.name): [number.folio for number in one.pages] for one in found}


@pytest.mark.parametrize(
    "lines",
    [
        (f"{LONG}, Director",),
        ("with Prof. Dr.\u00a0Hans-", "Peter Müller-Lüdenscheidt"),
        ("with Prof. Dr. Hans-Peter Müller-", "Lüdenscheidt and others"),
        ("with Prof. Dr. Hans-Peter Müller-\u00ad", "Lüdenscheidt and others"),
        ("with Prof. Dr. Hans-Peter Müller-Lüden\u2010", "scheidt and others"),
        ("with Prof. Dr. Hans-Peter Müller-Lüden-", "scheidt and others"),
        ("Prof. Dr. Hans-Peter", "Müller-Lüdenscheidt"),
    ],
)
def test_a_name_is_found_however_its_lines_break(lines: tuple[str, ...]) -> None:
    assert indexed([LONG, "Ada O’Brien"], page(*lines)) == {"Müller-Lüdenscheidt, Hans-Peter": [1]}


def test_a_short_name_is_not_found_within_another() -> None:
    names = ["Ng", "Óscar Ng", "Ada O'Brien", "Ada O'Brien Smith"]
    pages = page("Óscar Ng", "Singing"), page("With Ng, at nine"), page("Ada O’Brien Smith, Dean")
    assert indexed(names, *pages) == {"Ng": [2], "Ng, Óscar": [1], "Smith, Ada O’Brien": [3]}
