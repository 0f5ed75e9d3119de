"""The merge: whoever follows a link ends where they should."""

from __future__ import annotations

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, TextStringObject

from brochure.packet import PacketError, Part
from tests.builders.merging import (
    TagMaker,
    bind,
    edit,
    entries,
    front,
    links,
    n,
    name_tree,
    objects,
    page_count,
    program,
    programs,
    stretches,
    typeset,
)


def test_every_link_opens_a_page_of_its_own_part() -> None:
    parts = programs(5)
    starts = {index: start for start, length in stretches(parts) for index in range(start, start + length)}
    found = list(links(bind(parts)))
    own = {
        start: [goal for page, _, goal in found if starts[page] == start] for start, _ in stretches(parts)
    }
    for number, (start, length) in enumerate(stretches(parts), start=1):
        assert own[start] == [start + length - 1, f"https://example.org/{number}", start]


def test_only_names_that_clash_are_prefixed() -> None:
    parts = [
        *programs(2),
        Part("other", "Other", typeset("<h1 id=alone>Other</h1><p><a href='#alone'>up</a></p>")),
    ]
    names = name_tree(bind(parts).root_object["/Names"]["/Dests"])
    assert list(names) == [
        b"alone",
        b"program-1:apply",
        b"program-1:top",
        b"program-1:years",
        b"program-2:apply",
        b"program-2:top",
        b"program-2:years",
    ]


def test_a_link_without_a_target_does_not_catch_a_neighbors() -> None:
    lost = TagMaker()
    lost.link(0, ByteStringObject(b"apply"))
    (found,) = [
        goal
        for page, _, goal in links(bind([*programs(1), Part("lost", "Lost", lost.pdf())]))
        if page >= page_count(program(1))
    ]
    assert found == "nowhere"


def test_names_of_the_old_kind_and_direct_goals_lead_to_their_pages() -> None:
    def old() -> bytes:
        maker = TagMaker(pages=3)
        maker.catalog[n("/Dests")] = entries(
            {"/end": ArrayObject([maker.pages[2].indirect_reference, n("/Fit")])}
        )
        maker.link(0, n("/end"))
        maker.link(0, 1)
        return maker.pdf()

    assert [goal for _, _, goal in links(bind([Part("a", "A", old()), Part("b", "B", old())]))] == [
        2,
        1,
        5,
        4,
    ]


def test_a_link_to_a_page_that_was_taken_out_brings_nothing_back() -> None:
    maker = TagMaker(pages=3)
    maker.link(0, 2)
    whole = maker.pdf()
    cut = edit(whole, lambda writer: writer.root_object["/Pages"]["/Kids"].pop())
    reader = bind([Part("a", "A", cut)])
    assert [goal for _, _, goal in links(reader)] == ["nowhere"]
    assert sum(isinstance(one, dict) and one.get("/Type") == "/Page" for one in objects(reader)) == 2


def test_links_that_share_an_action_are_turned_once() -> None:
    def shared(writer: PdfWriter) -> None:
        annotations = [one.get_object() for page in writer.pages for one in page.get("/Annots", [])]
        action = writer._add_object(entries({"/S": n("/GoTo"), "/D": TextStringObject("apply")}))
        for annotation in annotations:
            annotation.pop("/Dest", None)
            annotation[n("/A")] = action

    parts = [Part(name, name, edit(program(1), shared)) for name in "ab"]
    last = page_count(program(1)) - 1
    assert [goal for _, _, goal in links(bind(parts))] == [last] * 3 + [2 * last + 1] * 3


def test_packet_links_open_parts_and_places_in_them() -> None:
    asked = ("packet:program-2", "packet:program-1#apply", "packet:program-2#page=2", "https://example.org")
    parts = [front(*asked), *programs(2)]
    reader = bind(parts)
    (_, first), (start, length), (second, _) = stretches(parts)
    found = [(annotation, goal) for page, annotation, goal in links(reader) if page < first]
    assert [goal for _, goal in found] == [second, start + length - 1, second + 1, "https://example.org"]
    assert [annotation["/Contents"] for annotation, _ in found][:2] == ["Program 2", "Program 1"]
    assert all("/StructParent" in annotation for annotation, _ in found)


def test_all_packet_links_that_lead_nowhere_are_named() -> None:
    with pytest.raises(PacketError) as raised:
        bind(
            [
                front(
                    "packet:program-9",
                    "packet:program-1#nothing",
                    "packet:program-1",
                    "packet:program-1#page=99",
                ),
                *programs(1),
            ]
        )
    assert [str(one) for one in raised.value.problems] == [
        (
            "front: the link packet:program-1#nothing on page 1 leads nowhere. Hint: that part has no"
            " destination nothing."
        ),
        (
            "front: the link packet:program-1#page=99 on page 1 leads nowhere. Hint: that part has no"
            " destination page=99."
        ),
        "front: the link packet:program-9 on page 1 leads nowhere. Hint: the parts are front, program-1.",
    ]
