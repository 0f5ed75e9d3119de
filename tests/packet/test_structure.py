"""The merge: tags keep their meaning, and every number leads where it led."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, TextStringObject

from brochure.packet import Part, assemble
from tests.builders.merging import (
    TagMaker,
    bind,
    elements,
    entries,
    kids,
    links,
    n,
    name_tree,
    number_tree,
    page_count,
    page_index,
    programs,
    read,
    table,
    top,
    typeset,
    xmp,
)


def test_every_part_stands_in_the_tree_with_its_title_and_language() -> None:
    parts = programs()
    reader = bind(parts)
    document = top(reader)
    assert (document["/S"], document["/Lang"]) == ("/Document", "en")
    assert [(one["/S"], one["/T"], one["/Lang"]) for one in kids(document)] == [
        ("/Part", "Program 1", "en"),
        ("/Part", "Program 2", "fr"),
        ("/Part", "Program 3", "de"),
    ]
    assert reader.root_object["/MarkInfo"]["/Marked"]


def test_no_element_is_lost_or_added() -> None:
    parts = programs()
    own = Counter(
        str(one["/S"])
        for part in parts
        for top_one in kids(read(part.pdf).root_object["/StructTreeRoot"])
        for one in elements(top_one)
    )
    assert own["/TD"] == 60
    expected = own - Counter({"/Document": 3}) + Counter({"/Document": 1, "/Part": 3})
    assert Counter(str(one["/S"]) for one in elements(top(bind(parts)))) == expected


def test_marked_content_and_parent_tree_lead_to_each_other() -> None:
    reader = bind(programs())
    parents = number_tree(reader.root_object["/StructTreeRoot"]["/ParentTree"])
    claimed: dict[tuple[int, int], Any] = {}
    for element in elements(top(reader)):
        for kid in kids(element):
            if isinstance(kid, int):
                claimed[page_index(reader, element.raw_get("/Pg")), int(kid)] = element
            elif kid.get("/Type") == "/MCR":
                claimed[page_index(reader, kid.raw_get("/Pg")), int(kid["/MCID"])] = element
            elif kid.get("/Type") == "/OBJR":
                assert parents[kid["/Obj"]["/StructParent"]] is element
    said = {
        (index, mark): one.get_object()
        for index, page in enumerate(reader.pages)
        for mark, one in enumerate(parents[page["/StructParents"]])
        if one is not None and one.get_object() is not None
    }
    assert len(claimed) > 100
    reachable = {place: element for place, element in said.items() if place in claimed}
    assert reachable.keys() == claimed.keys()
    assert all(reachable[place] is claimed[place] for place in claimed)


def test_numbers_of_pages_and_annotations_occur_once() -> None:
    reader = bind(programs())
    numbers = [page["/StructParents"] for page in reader.pages]
    numbers += [annotation["/StructParent"] for _, annotation, _ in links(reader)]
    assert len(numbers) == len(set(numbers)) > 15
    assert reader.root_object["/StructTreeRoot"]["/ParentTreeNextKey"] > max(numbers)


def test_ids_and_headers_stay_inside_their_part() -> None:
    reader = bind([Part("a", "A", table().pdf()), Part("b", "B", table().pdf())])
    tree = name_tree(reader.root_object["/StructTreeRoot"]["/IDTree"])
    assert list(tree) == [b"a:head", b"b:head"]
    for name, part in zip(tree, kids(top(reader)), strict=True):
        header, cell = kids(part)
        assert header["/ID"].original_bytes == name and tree[name] is header
        assert [one.original_bytes for one in cell["/A"][0]["/Headers"]] == [name]


def test_an_id_that_a_part_gives_twice_is_given_once() -> None:
    maker = table()
    maker.leaf("/TH", ID=ByteStringObject(b"head"))
    reader = bind([Part("a", "A", maker.pdf())])
    assert list(name_tree(reader.root_object["/StructTreeRoot"]["/IDTree"])) == [b"a:head", b"a:head~"]


def mapped(**roles: str) -> bytes:
    maker = TagMaker()
    for role in roles:
        maker.leaf(f"/{role}")
    used = {f"/{role}": n(f"/{target}") for role, target in roles.items() if target}
    if used:
        maker.root[n("/RoleMap")] = entries(used)
    return maker.pdf()


def meanings(reader: PdfReader) -> list[str]:
    """What every element's type is mapped to in the end, part by part."""
    roles = reader.root_object["/StructTreeRoot"].get("/RoleMap", {})
    found = []
    for part in kids(top(reader)):
        for element in kids(part):
            role = element["/S"]
            while role in roles:
                role = roles[role]
            found.append(str(role))
    return found


@pytest.mark.parametrize(
    "roles",
    [
        [{"Aside": "Note"}, {"Aside": "Sect"}],
        [{"Aside": "Box", "Box": "Note"}, {"Aside": "Box", "Box": "Sect"}],
        [{"Aside": "Note"}, {"Aside": "Note"}, {"Aside": "P"}, {"Aside": "P"}],
        [{"P": "Note"}, {"P": ""}],
        [{"P": ""}, {"P": "Note"}],
        [{"Part": "Sect"}, {"Document": "Note"}],
    ],
)
def test_a_type_keeps_its_meaning(roles: list[dict[str, str]]) -> None:
    parts = [Part(f"part-{index}", f"Part {index}", mapped(**own)) for index, own in enumerate(roles)]
    before = [meaning for own in roles for meaning in (_end(own, role) for role in own)]
    assert meanings(bind(parts)) == before


def _end(roles: dict[str, str], role: str) -> str:
    while roles.get(role):
        role = roles[role]
    return f"/{role}"


def test_a_class_keeps_its_meaning() -> None:
    def classed(side: str) -> bytes:
        maker = TagMaker()
        maker.leaf("/P", C=n("/Wide"))
        maker.root[n("/ClassMap")] = entries(
            {"/Wide": entries({"/O": n("/Layout"), "/TextAlign": n(f"/{side}")})}
        )
        return maker.pdf()

    reader = bind(
        [Part(f"part-{index}", side, classed(side)) for index, side in enumerate(("Start", "End", "Start"))]
    )
    classes = reader.root_object["/StructTreeRoot"]["/ClassMap"]
    assert [classes[kids(part)[0]["/C"]]["/TextAlign"] for part in kids(top(reader))] == [
        "/Start",
        "/End",
        "/Start",
    ]
    assert len(classes) == 2


def test_namespaces_of_one_name_become_one() -> None:
    def spaced(role: str) -> bytes:
        maker = TagMaker()
        standard = maker.add({"/Type": n("/Namespace"), "/NS": TextStringObject("http://iso.org/pdf2/ssn")})
        own = maker.add({"/Type": n("/Namespace"), "/NS": TextStringObject("urn:own")})
        own[n("/RoleMapNS")] = entries({"/Box": ArrayObject([n(role), standard.indirect_reference])})
        maker.root[n("/Namespaces")] = ArrayObject([standard.indirect_reference, own.indirect_reference])
        maker.document[n("/NS")] = standard.indirect_reference
        maker.leaf("/Box", NS=own.indirect_reference)
        return maker.pdf()

    reader = bind(
        [
            Part(f"part-{index}", role, spaced(role))
            for index, role in enumerate(("/Aside", "/Aside", "/Sect"))
        ]
    )
    spaces = reader.root_object["/StructTreeRoot"]["/Namespaces"]
    assert [one["/NS"] for one in spaces] == ["http://iso.org/pdf2/ssn", "urn:own", "urn:own"]
    boxes = [kids(part)[0] for part in kids(top(reader))]
    assert [box["/NS"]["/RoleMapNS"]["/Box"][0] for box in boxes] == ["/Aside", "/Aside", "/Sect"]
    assert top(reader)["/NS"]["/NS"] == "http://iso.org/pdf2/ssn"


def test_several_elements_at_the_top_of_a_part_come_under_one() -> None:
    maker = TagMaker()
    second = maker.element("/Sect", maker.root)
    maker.leaf("/P", parent=second)
    reader = bind([Part("a", "A", maker.pdf(), "es")])
    (part,) = kids(top(reader))
    assert (part["/S"], part["/T"], part["/Lang"]) == ("/Part", "A", "es")
    assert [one["/S"] for one in kids(part)] == ["/Document", "/Sect"]
    assert all(one["/P"] is part for one in kids(part))


def test_tags_may_be_nested_deeper_than_the_stack() -> None:
    maker = TagMaker()
    parent = maker.document
    for _ in range(1500):
        parent = maker.element("/Div", parent)
    maker.leaf("/P", parent=parent)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(9000)  # the maker recurses, the merge must not
    deep = maker.pdf()
    sys.setrecursionlimit(limit)
    assert page_count(assemble([Part("deep", "Deep", deep)], title="Packet", language="en")) == 1


def test_an_untagged_part_is_taken_in_and_the_packet_claims_nothing() -> None:
    parts = [*programs(2), Part("scan", "Scan", typeset("<h1>Scan</h1>", variant=None))]
    reader = bind(parts)
    assert "/MarkInfo" not in reader.root_object
    assert "pdfuaid:part" not in xmp(reader)
    assert len(kids(top(reader))) == 2
    assert "/StructTreeRoot" not in bind(parts[2:]).root_object


def test_a_merge_of_merges_is_a_merge() -> None:
    once = assemble(programs(2), title="Half", language="en")
    reader = bind([Part("left", "Left", once), Part("right", "Right", once), *programs(1)])
    assert [one["/T"] for one in kids(top(reader))] == ["Left", "Right", "Program 1"]
    (half,) = [kids(kids(top(reader))[0])]
    assert [one["/T"] for one in half] == ["Program 1", "Program 2"]
    length = page_count(once)
    for page, _, goal in links(reader):
        assert isinstance(goal, str) or goal // length == page // length
