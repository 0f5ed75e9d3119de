"""Who is named on which page of a packet.

Takes what its documents hold, and their pages as they were laid out; gives the people with their pages. Must
not know how an index looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from brochure.compose import Indexed, PageNumber, in_order, inverted
from brochure.model import Item, PageView, Person, plain

_HYPHEN: Final = re.compile("[\u2010\u00ad-]$")
_SPACE: Final = re.compile(r"\s+")


def people_in(value: object) -> Iterator[Person]:
    """Everybody whom something of content lists."""
    if isinstance(value, Person):
        yield value
    elif isinstance(value, Item):
        for name in value.model_fields_set:
            yield from people_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from people_in(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from people_in(one)


def index_of(
    people: Iterator[Person], documents: Sequence[tuple[str, int, Sequence[PageView]]], language: str
) -> list[Indexed]:
    """The people who are named on pages, in order of their names.

    A document is its name, the number of its first page, and its pages with all that is laid out on them.
    """
    known: dict[str, Person] = {}
    for person in people:
        name = _SPACE.sub(" ", plain(person.name))
        if known.get(name) is None or person.indexed:
            known[name] = person
    pages = [
        (PageNumber(folio + number, f"packet:{part}#page={number + 1}"), _words(view))
        for part, folio, views in documents
        for number, view in enumerate(views)
    ]
    found = [
        Indexed(person.indexed or inverted(name), tuple(page for page, words in pages if name in words))
        for name, person in known.items()
    ]
    return sorted((one for one in found if one.pages), key=lambda one: in_order(plain(one.name), language))


def _words(view: PageView) -> str:
    """What a page says, its lines put together."""
    said = ""
    for run in view.runs:
        said = (
            _HYPHEN.sub("", said) + run.text if run.text and _HYPHEN.search(said) else f"{said} {run.text}"
        )
    return _SPACE.sub(" ", said)
