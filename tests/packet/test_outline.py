"""The merge: the outline and the page labels."""

from __future__ import annotations

from collections import Counter

from pypdf.generic import TextStringObject

from brochure.packet import Part
from tests.builders.merging import (
    TagMaker,
    bind,
    front,
    n,
    objects,
    outline,
    program,
    programs,
    stretches,
    typeset,
)


def test_the_outline_is_nested_by_part_and_no_title_stands_twice() -> None:
    parts = [front(), *programs(2), Part("other", "Another title", program(1))]
    reader = bind(parts)
    assert outline(reader.outline) == [
        "Packet",
        "Program 1",
        ["Years", "Apply"],
        "Program 2",
        ["Years", "Apply"],
        "Another title",
        ["Program 1", ["Years", "Apply"]],
    ]
    tops = [item for item in reader.outline if not isinstance(item, list)]
    assert [reader.get_destination_page_number(item) for item in tops] == [
        start for start, _ in stretches(parts)
    ]
    assert reader.root_object["/Outlines"]["/Count"] == 4


def test_a_part_without_an_outline_has_an_entry() -> None:
    reader = bind([Part("plain", "Plain", typeset("<p>Text</p>"))])
    assert outline(reader.outline) == ["Plain"]
    assert reader.get_destination_page_number(reader.outline[0]) == 0


def test_outlines_may_be_longer_and_deeper_than_the_stack() -> None:
    maker = TagMaker()
    root = maker.add({"/Type": n("/Outlines")})
    maker.catalog[n("/Outlines")] = root.indirect_reference
    above = before = None
    for _ in range(1500):
        above = maker.add({"/Title": TextStringObject("next"), "/Parent": root.indirect_reference})
        (before or root)[n("/Next" if before else "/First")] = above.indirect_reference
        before = above
    for _ in range(1500):
        below = maker.add({"/Title": TextStringObject("deeper"), "/Parent": above.indirect_reference})
        above[n("/First")] = below.indirect_reference
        above = below
    reader = bind([Part("long", "Long", maker.pdf())])
    titles = [
        one["/Title"]
        for one in objects(reader)
        if isinstance(one, dict) and "/Title" in one and "/Parent" in one
    ]
    assert Counter(titles) == {"deeper": 1500, "next": 1500, "Long": 1}


def test_pages_are_labelled_from_one_to_the_last() -> None:
    reader = bind(programs(2))
    assert reader.page_labels == [str(number) for number in range(1, len(reader.pages) + 1)]
