"""The merge: what is printed over every page."""

from __future__ import annotations

from typing import Any

import pytest
from pypdf.generic import IndirectObject, NumberObject

from brochure.packet import Part
from tests.builders.merging import bind, edit, folios, n, printed, programs, stretches, typeset


def test_every_page_carries_its_folio_once_as_an_artifact() -> None:
    parts = programs(3)
    count = sum(length for _, length in stretches(parts))
    reader = bind(parts, folios=[folios(count, frozenset({1, count}))])
    assert [printed(page) for page in reader.pages] == [
        [],
        *([f"Folio {number}"] for number in range(2, count)),
        [],
    ]
    fonts = {
        font.idnum
        for page in reader.pages[1:-1]
        for name, form in page["/Resources"]["/XObject"].items()
        if name == "/Folio"
        for font in _font_references(form)
    }
    assert len(fonts) == 1
    assert all(page["/Contents"][0].get_object().get_data().strip() == b"q" for page in reader.pages[1:-1])


def test_folios_may_come_in_several_files() -> None:
    reader = bind(programs(3), folios=[folios(5), folios(7)])
    assert [printed(page) for page in reader.pages] == [
        [f"Folio {number}"] for numbers in (range(1, 6), range(1, 8)) for number in numbers
    ]


def _font_references(form: Any) -> list[IndirectObject]:
    return [form["/Resources"]["/Font"].raw_get(name) for name in form["/Resources"]["/Font"]]


@pytest.mark.parametrize(
    ("turn", "matrix"),
    [
        (0, b"q /Folio"),
        (90, b"q 0 1 -1 0 300 0 cm"),
        (180, b"q -1 0 0 -1 300 400 cm"),
        (270, b"q 0 -1 1 0 0 400 cm"),
    ],
)
def test_a_folio_stands_upright_on_a_turned_page(turn: int, matrix: bytes) -> None:
    turned = edit(
        typeset("<p>Text</p>"), lambda writer: writer.pages[0].__setitem__(n("/Rotate"), NumberObject(turn))
    )
    page = bind([Part("turned", "Turned", turned)], folios=[folios(1)]).pages[0]
    assert matrix in page["/Contents"][-1].get_object().get_data()
    assert page.rotation == turn


def test_a_folio_follows_the_trim() -> None:
    page = bind(
        [Part("bleed", "Bleed", typeset("<p>Text</p>", css="@page { bleed: 9pt }"))], folios=[folios(1)]
    ).pages[0]
    assert page.trimbox.lower_left == (0, 0)
    assert b"q /Folio Do" in page["/Contents"][-1].get_object().get_data()


def test_a_wrong_number_of_folios_is_refused() -> None:
    with pytest.raises(ValueError, match="2 folios for 4 pages"):
        bind(programs(1), folios=[folios(2)])
