"""The merge: tagged PDFs become one tagged PDF, and whoever follows a link, a tag or a number ends where they should.

Documents come from WeasyPrint (what the house makes) and from `TagMaker` (what others may make). What a test looks up
it looks up with pypdf, not with the package's own ways of reading.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from brochure.packet import MergeBug, PacketError, Part, assemble, prove
from brochure.packet.swift import warm

FACE = Path(__file__).resolve().parent.parent / "fonts" / "BrochureSerif-Regular.ttf"
STYLE = f"""
@font-face {{ font-family: "Test Serif"; src: url("{FACE.as_uri()}") }}
@page {{ size: 300pt 400pt; margin: 30pt }}
html {{ font: 10pt/15pt "Test Serif" }}
h2 {{ break-before: page }}
"""
SQUARE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAFElEQVR4nGP8z8DwnwEImBigAAAfFwICgH3ifwAAAABJRU5ErkJggg=="


@cache
def typeset(body: str, title: str = "Untitled", language: str = "en", variant: str | None = "pdf/ua-1", css: str = "") -> bytes:
    """A document by WeasyPrint, tagged where its variant is."""
    import weasyprint

    html = f'<html lang="{language}"><head><title>{title}</title><style>{STYLE}{css}</style></head><body>{body}</body></html>'
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint 70 leaves the color profile of PDF/A open
        return bytes(weasyprint.HTML(string=html).write_pdf(pdf_variant=variant, pdf_tags=variant is not None))


def program(number: int, language: str = "en") -> bytes:
    """A brochure of four pages or more, its ids those of all others."""
    rows = "".join(f"<tr><th scope=row>Year {row}</th><td>{row * number}</td></tr>" for row in range(20))
    return typeset(
        f"""<h1 id=top>Program {number}</h1><p>See <a href="#apply">how to apply</a> to {number},
        <a href="https://example.org/{number}">the site</a>, <em lang=fr>bonjour</em>.</p><ul><li>one</li><li>two</li></ul>
        <figure><img src="{SQUARE}" alt="A square"><figcaption>A caption</figcaption></figure>
        <h2 id=years>Years</h2><table><caption>Years</caption><tr><th scope=col>Year</th><th scope=col>Number</th></tr>{rows}</table>
        <h2 id=apply>Apply</h2><p>Back to <a href="#top">the top</a> of {number}.</p>""",
        f"Program {number}", language,
    )


def programs(count: int = 3) -> list[Part]:
    languages = ("en", "fr", "de", "es", "it")
    return [Part(f"program-{n}", f"Program {n}", program(n, languages[n - 1]), languages[n - 1]) for n in range(1, count + 1)]


def bind(parts: Sequence[Part], **changes: Any) -> PdfReader:
    return read(assemble(parts, **{"title": "The packet", "language": "en", **changes}))


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def page_count(pdf: bytes) -> int:
    return len(read(pdf).pages)


def page_index(reader: PdfReader, reference: Any) -> int:
    return [page.indirect_reference for page in reader.pages].index(reference)


def elements(element: Any) -> Iterator[Any]:
    """An element and all below it, in reading order."""
    yield element
    for kid in kids(element):
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield from elements(kid)


def kids(element: Any) -> list[Any]:
    found = element.get("/K")
    found = found.get_object() if found is not None else []
    return [one.get_object() for one in (found if isinstance(found, list) else [found])]


def top(reader: PdfReader | PdfWriter) -> Any:
    """The Document element of a packet."""
    (document,) = kids(reader.root_object["/StructTreeRoot"])
    return document


def number_tree(node: Any) -> dict[int, Any]:
    flat = node.get("/Nums", [])
    found = dict(zip(flat[::2], (one.get_object() for one in flat[1::2]), strict=True))
    for kid in node.get("/Kids", []):
        found |= number_tree(kid.get_object())
    return found


def name_tree(node: Any) -> dict[bytes, Any]:
    flat = node.get("/Names", [])
    found = {key.original_bytes: value.get_object() for key, value in zip(flat[::2], flat[1::2], strict=True)}
    for kid in node.get("/Kids", []):
        found |= name_tree(kid.get_object())
    return found


def links(reader: PdfReader) -> Iterator[tuple[int, Any, int | str]]:
    """Every link: its page, the annotation, and the page or address that it opens."""
    names = reader.root_object.get("/Names", {}).get("/Dests")
    destinations = name_tree(names.get_object()) if names is not None else {}
    for index, page in enumerate(reader.pages):
        for annotation in (one.get_object() for one in page.get("/Annots", [])):
            action = annotation.get("/A", {})
            goal = annotation.get("/Dest", action.get("/D"))
            if goal is None:
                yield index, annotation, str(action.get("/URI"))
                continue
            if not isinstance(goal, list):
                goal = destinations.get(goal.original_bytes, [None])
            yield index, annotation, page_index(reader, goal[0]) if isinstance(goal[0], IndirectObject) else "nowhere"


def outline(items: list[Any]) -> list[Any]:
    return [outline(item) if isinstance(item, list) else item["/Title"] for item in items]


def edit(pdf: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    """A PDF with something in it changed."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class TagMaker:
    """A tagged PDF made by hand, with what WeasyPrint never writes: IDs, Headers, classes, maps of roles."""

    def __init__(self, pages: int = 1, language: str = "en") -> None:
        self.writer = PdfWriter()
        self.pages = [self.writer.add_blank_page(200, 200) for _ in range(pages)]
        self.marks: list[list[Any]] = [[] for _ in self.pages]
        self.root = self.add({"/Type": n("/StructTreeRoot")})
        self.document = self.element("/Document", self.root)
        self.catalog = self.writer.root_object
        self.catalog.update({
            n("/StructTreeRoot"): self.root.indirect_reference, n("/Lang"): TextStringObject(language),
            n("/MarkInfo"): entries({"/Marked": BooleanObject(True)}),
        })

    def add(self, values: dict[str, Any]) -> Any:
        made = entries(values)
        self.writer._add_object(made)
        return made

    def element(self, kind: str, parent: Any, **more: Any) -> Any:
        made = self.add({"/Type": n("/StructElem"), "/S": n(kind), "/P": parent.indirect_reference})
        made.update({n(f"/{key}"): value for key, value in more.items()})
        parent.setdefault(n("/K"), ArrayObject()).append(made.indirect_reference)
        return made

    def leaf(self, kind: str, page: int = 0, parent: Any = None, **more: Any) -> Any:
        """An element with one piece of marked content."""
        made = self.element(kind, parent or self.document, Pg=self.pages[page].indirect_reference, **more)
        made[n("/K")] = NumberObject(len(self.marks[page]))
        self.marks[page].append(made.indirect_reference)
        return made

    def link(self, page: int, goal: Any, parent: Any = None) -> Any:
        """A link annotation under a Link element; `goal` is a page, a name or bytes."""
        target = ArrayObject([self.pages[goal].indirect_reference, n("/Fit")]) if isinstance(goal, int) else goal
        annotation = self.add({"/Type": n("/Annot"), "/Subtype": n("/Link"), "/Dest": target})
        annotation[n("/Rect")] = ArrayObject([NumberObject(one) for one in (0, 0, 9, 9)])
        annotation[n("/StructParent")] = NumberObject(100 + len(self.annotations(page)))
        self.pages[page].setdefault(n("/Annots"), ArrayObject()).append(annotation.indirect_reference)
        reference = entries({"/Type": n("/OBJR"), "/Obj": annotation.indirect_reference})
        link = self.element("/Link", parent or self.document, Pg=self.pages[page].indirect_reference)
        link[n("/K")] = ArrayObject([reference])
        return link

    def annotations(self, page: int) -> list[Any]:
        return [one for each in self.pages for one in each.get("/Annots", [])]

    def pdf(self) -> bytes:
        """The finished file."""
        numbered = ArrayObject()
        for index, (page, marks) in enumerate(zip(self.pages, self.marks, strict=True)):
            page[n("/StructParents")] = NumberObject(index)
            content = DecodedStreamObject()
            content.set_data(b"".join(b"/P <</MCID %d>> BDC EMC " % mark for mark in range(len(marks))))
            page[n("/Contents")] = self.writer._add_object(content)
            numbered += [NumberObject(index), ArrayObject(marks)]
        for element in list(elements(self.document)):
            for kid in kids(element):
                if isinstance(kid, DictionaryObject) and kid.get("/Type") == "/OBJR":
                    numbered += [kid["/Obj"]["/StructParent"], element.indirect_reference]
        self.root[n("/ParentTree")] = entries({"/Nums": numbered})
        out = io.BytesIO()
        self.writer.write(out)
        return out.getvalue()


def n(text: str) -> NameObject:
    return NameObject(text)


def entries(values: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({n(key): value for key, value in values.items()})


def headed(identifier: bytes) -> ArrayObject:
    """Attributes of a table cell that names its header."""
    return ArrayObject([entries({"/O": n("/Table"), "/Headers": ArrayObject([ByteStringObject(identifier)])})])


# Structure


def test_every_part_stands_in_the_tree_with_its_title_and_language() -> None:
    parts = programs()
    reader = bind(parts)
    document = top(reader)
    assert (document["/S"], document["/Lang"]) == ("/Document", "en")
    assert [(one["/S"], one["/T"], one["/Lang"]) for one in kids(document)] == [
        ("/Part", "Program 1", "en"), ("/Part", "Program 2", "fr"), ("/Part", "Program 3", "de"),
    ]
    assert reader.root_object["/MarkInfo"]["/Marked"]


def test_no_element_is_lost_or_added() -> None:
    parts = programs()
    own = Counter(str(one["/S"]) for part in parts for top_one in kids(read(part.pdf).root_object["/StructTreeRoot"]) for one in elements(top_one))
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
        for mark, one in enumerate(parents[page["/StructParents"]]) if one is not None and one.get_object() is not None
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


def table(identifier: bytes = b"head") -> TagMaker:
    maker = TagMaker()
    maker.leaf("/TH", ID=ByteStringObject(identifier))
    maker.leaf("/TD", A=headed(identifier))
    return maker


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


@pytest.mark.parametrize("roles", [
    [{"Aside": "Note"}, {"Aside": "Sect"}],
    [{"Aside": "Box", "Box": "Note"}, {"Aside": "Box", "Box": "Sect"}],
    [{"Aside": "Note"}, {"Aside": "Note"}, {"Aside": "P"}, {"Aside": "P"}],
    [{"P": "Note"}, {"P": ""}],
    [{"P": ""}, {"P": "Note"}],
    [{"Part": "Sect"}, {"Document": "Note"}],
])
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
        maker.root[n("/ClassMap")] = entries({"/Wide": entries({"/O": n("/Layout"), "/TextAlign": n(f"/{side}")})})
        return maker.pdf()

    reader = bind([Part(f"part-{index}", side, classed(side)) for index, side in enumerate(("Start", "End", "Start"))])
    classes = reader.root_object["/StructTreeRoot"]["/ClassMap"]
    assert [classes[kids(part)[0]["/C"]]["/TextAlign"] for part in kids(top(reader))] == ["/Start", "/End", "/Start"]
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

    reader = bind([Part(f"part-{index}", role, spaced(role)) for index, role in enumerate(("/Aside", "/Aside", "/Sect"))])
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


# Destinations


def test_every_link_opens_a_page_of_its_own_part() -> None:
    parts = programs(5)
    starts = {index: start for start, length in _stretches(parts) for index in range(start, start + length)}
    found = list(links(bind(parts)))
    own = {start: [goal for page, _, goal in found if starts[page] == start] for start, _ in _stretches(parts)}
    for number, (start, length) in enumerate(_stretches(parts), start=1):
        assert own[start] == [start + length - 1, f"https://example.org/{number}", start]


def _stretches(parts: Sequence[Part]) -> list[tuple[int, int]]:
    found, start = [], 0
    for part in parts:
        found.append((start, page_count(part.pdf)))
        start += found[-1][1]
    return found


def test_only_names_that_clash_are_prefixed() -> None:
    parts = [*programs(2), Part("other", "Other", typeset("<h1 id=alone>Other</h1><p><a href='#alone'>up</a></p>"))]
    names = name_tree(bind(parts).root_object["/Names"]["/Dests"])
    assert list(names) == [
        b"alone", b"program-1:apply", b"program-1:top", b"program-1:years", b"program-2:apply", b"program-2:top", b"program-2:years",
    ]


def test_a_link_without_a_target_does_not_catch_a_neighbors() -> None:
    lost = TagMaker()
    lost.link(0, ByteStringObject(b"apply"))
    (found,) = [goal for page, _, goal in links(bind([*programs(1), Part("lost", "Lost", lost.pdf())])) if page >= page_count(program(1))]
    assert found == "nowhere"


def test_names_of_the_old_kind_and_direct_goals_lead_to_their_pages() -> None:
    def old() -> bytes:
        maker = TagMaker(pages=3)
        maker.catalog[n("/Dests")] = entries({"/end": ArrayObject([maker.pages[2].indirect_reference, n("/Fit")])})
        maker.link(0, n("/end"))
        maker.link(0, 1)
        return maker.pdf()

    assert [goal for _, _, goal in links(bind([Part("a", "A", old()), Part("b", "B", old())]))] == [2, 1, 5, 4]


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


def front(*addresses: str) -> Part:
    body = "".join(f'<p><a href="{address}">{address}</a></p>' for address in addresses)
    return Part("front", "Front", typeset(f"<h1>Packet</h1>{body}", "Packet"), outline=False)


def test_packet_links_open_parts_and_places_in_them() -> None:
    parts = [front("packet:program-2", "packet:program-1#apply", "https://example.org"), *programs(2)]
    reader = bind(parts)
    (_, first), (start, length), (second, _) = _stretches(parts)
    found = [(annotation, goal) for page, annotation, goal in links(reader) if page < first]
    assert [goal for _, goal in found] == [second, start + length - 1, "https://example.org"]
    assert [annotation["/Contents"] for annotation, _ in found][:2] == ["Program 2", "Program 1"]
    assert all("/StructParent" in annotation for annotation, _ in found)


def test_all_packet_links_that_lead_nowhere_are_named() -> None:
    with pytest.raises(PacketError) as raised:
        bind([front("packet:program-9", "packet:program-1#nothing", "packet:program-1"), *programs(1)])
    assert [str(one) for one in raised.value.problems] == [
        "front: the link packet:program-1#nothing on page 1 leads nowhere. Hint: that part has no destination nothing.",
        "front: the link packet:program-9 on page 1 leads nowhere. Hint: the parts are front, program-1.",
    ]


# Outline and labels


def test_the_outline_is_nested_by_part_and_no_title_stands_twice() -> None:
    parts = [front(), *programs(2), Part("other", "Another title", program(1))]
    reader = bind(parts)
    assert outline(reader.outline) == [
        "Packet", "Program 1", ["Years", "Apply"], "Program 2", ["Years", "Apply"],
        "Another title", ["Program 1", ["Years", "Apply"]],
    ]
    tops = [item for item in reader.outline if not isinstance(item, list)]
    assert [reader.get_destination_page_number(item) for item in tops] == [start for start, _ in _stretches(parts)]
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
    titles = [one["/Title"] for one in objects(reader) if isinstance(one, dict) and "/Title" in one and "/Parent" in one]
    assert Counter(titles) == {"deeper": 1500, "next": 1500, "Long": 1}


def test_pages_are_labelled_from_one_to_the_last() -> None:
    reader = bind(programs(2))
    assert reader.page_labels == [str(number) for number in range(1, len(reader.pages) + 1)]


# Folios


def folios(count: int, blank: frozenset[int] = frozenset()) -> bytes:
    pages = "".join(f"<div><p>{'' if number in blank else f'Folio {number}'}</p></div>" for number in range(1, count + 1))
    css = "@page { margin: 0 } div { height: 400pt; break-after: page; position: relative } div:last-child { break-after: auto } p { position: absolute; left: 140pt; bottom: 5pt; margin: 0 }"
    return typeset(pages, css=css)


PAINTED = re.compile(rb"Q /Artifact <</Type /Pagination /Subtype /Footer>> BDC q (?:[-\d. ]+cm )?(/Folio\w*) Do Q EMC")


def printed(page: Any) -> list[str]:
    """The folios painted on a page."""
    held = page["/Contents"]
    content = b"".join(one.get_object().get_data() for one in (held if isinstance(held, list) else [held]))
    forms = [page["/Resources"]["/XObject"][name.decode()] for name in PAINTED.findall(content)]
    assert all(b"BDC" not in form.get_data() for form in forms), "tagged content inside an artifact"
    return [page.extract_xform_text(form).strip() for form in forms]


def test_every_page_carries_its_folio_once_as_an_artifact() -> None:
    parts = programs(3)
    count = sum(length for _, length in _stretches(parts))
    reader = bind(parts, folios=folios(count, frozenset({1, count})))
    assert [printed(page) for page in reader.pages] == [[], *([f"Folio {number}"] for number in range(2, count)), []]
    fonts = {font.idnum for page in reader.pages[1:-1] for name, form in page["/Resources"]["/XObject"].items() if name == "/Folio" for font in _font_references(form)}
    assert len(fonts) == 1
    assert all(page["/Contents"][0].get_object().get_data().strip() == b"q" for page in reader.pages[1:-1])


def _font_references(form: Any) -> list[IndirectObject]:
    return [form["/Resources"]["/Font"].raw_get(name) for name in form["/Resources"]["/Font"]]


@pytest.mark.parametrize(("turn", "matrix"), [
    (0, b"q /Folio"), (90, b"q 0 1 -1 0 300 0 cm"), (180, b"q -1 0 0 -1 300 400 cm"), (270, b"q 0 -1 1 0 0 400 cm"),
])
def test_a_folio_stands_upright_on_a_turned_page(turn: int, matrix: bytes) -> None:
    turned = edit(typeset("<p>Text</p>"), lambda writer: writer.pages[0].__setitem__(n("/Rotate"), NumberObject(turn)))
    page = bind([Part("turned", "Turned", turned)], folios=folios(1)).pages[0]
    assert matrix in page["/Contents"][-1].get_object().get_data()
    assert page.rotation == turn


def test_a_folio_follows_the_trim() -> None:
    page = bind([Part("bleed", "Bleed", typeset("<p>Text</p>", css="@page { bleed: 9pt }"))], folios=folios(1)).pages[0]
    assert page.trimbox.lower_left == (0, 0)
    assert b"q /Folio Do" in page["/Contents"][-1].get_object().get_data()


def test_a_wrong_number_of_folios_is_refused() -> None:
    with pytest.raises(ValueError, match="2 folios for 4 pages"):
        bind(programs(1), folios=folios(2))


# The document


def xmp(reader: PdfReader) -> str:
    return str(reader.root_object["/Metadata"].get_data().decode())


def test_the_packet_says_what_it_is() -> None:
    said = {"Author": "St. Mary & Co", "Creator": "brochure", "CreationDate": "D:2026"}
    reader = bind(programs(2), information=said, title="Packet <2027>", language="en-US")
    assert reader.metadata == {"/Author": "St. Mary & Co", "/Creator": "brochure", "/Title": "Packet <2027>"}
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert (metadata.dc_title, metadata.dc_language, metadata.dc_creator) == ({"x-default": "Packet <2027>"}, ["en-US"], ["St. Mary & Co"])
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.root_object["/Lang"] == "en-US"
    assert all(page["/Tabs"] == "/S" for page in reader.pages)


@pytest.mark.parametrize(("variants", "claimed"), [
    (("pdf/ua-1", "pdf/ua-1"), {"pdfuaid:part": "1"}),
    (("pdf/ua-1", "pdf/a-2a"), {}),
    (("pdf/a-2a", "pdf/a-2a"), {"pdfaid:part": "2", "pdfaid:conformance": "A"}),
    (("pdf/a-2a", "pdf/a-2u"), {"pdfaid:part": "2", "pdfaid:conformance": "U"}),
    (("pdf/a-2b", "pdf/a-3b"), {}),
    (("pdf/a-1b", "pdf/a-1b"), {}),
    (("pdf/ua-2", "pdf/ua-2"), {}),
])
def test_a_claim_is_kept_where_every_part_makes_it(variants: tuple[str, ...], claimed: dict[str, str]) -> None:
    parts = [Part(f"part-{index}", "Part", typeset("<h1>Title</h1>", variant=variant)) for index, variant in enumerate(variants)]
    reader = bind(parts)
    assert dict(re.findall(r"<((?:pdfuaid|pdfaid):(?:part|conformance))>(\w+)<", xmp(reader))) == claimed
    assert xmp(reader).count("<rdf:RDF") == 1
    assert len(reader.root_object.get("/OutputIntents", [])) == (1 if "/OutputIntents" in read(parts[0].pdf).root_object and "/OutputIntents" in read(parts[1].pdf).root_object else 0)


def objects(reader: PdfReader) -> Iterator[Any]:
    return (reader.get_object(number) for number in range(1, reader.trailer["/Size"]))


def test_equal_pictures_and_typefaces_are_stored_once() -> None:
    same = typeset(f'<h1>Same letters</h1><p><img alt="A square" src="{SQUARE}"></p>')
    one, two = (list(objects(bind([Part(f"part-{index}", "Part", same) for index in range(count)]))) for count in (1, 2))
    for held in (one, two):
        assert sum(isinstance(value, dict) and value.get("/Subtype") == "/Image" for value in held) == 2  # with its mask
        fonts = [value for value in held if isinstance(value, dict) and value.get("/Type") == "/FontDescriptor"]
        assert len({value.raw_get("/FontFile2").idnum for value in fonts}) == 1
    elements_of_one, elements_of_two = (sum(isinstance(value, dict) and value.get("/Type") == "/StructElem" for value in held) for held in (one, two))
    assert elements_of_two == 2 * elements_of_one - 1, "equal elements are not the same element"


def test_scripts_programs_and_hidden_files_stay_out() -> None:
    def arm(writer: PdfWriter) -> None:
        run = entries({"/S": n("/JavaScript"), "/JS": TextStringObject("app.alert(1)")})
        launch = entries({"/S": n("/Launch"), "/F": TextStringObject("calc.exe")})
        root = writer.root_object
        root[n("/OpenAction")] = run
        root[n("/Names")] = entries({"/JavaScript": entries({"/Names": ArrayObject([TextStringObject("a"), run])})})
        writer.add_attachment("hidden.txt", b"hidden")
        page = writer.pages[0]
        page[n("/AA")] = entries({"/O": run})
        first, second, third = (one.get_object() for one in page["/Annots"])
        first[n("/A")], second[n("/A")][n("/Next")] = launch, run
        third[n("/A")] = entries({"/S": n("/URI"), "/URI": TextStringObject(" JavaScript:alert(1)")})

    armed = typeset('<h1>Title</h1><p><a href="https://a.org">a</a> <a href="https://b.org">b</a> <a href="https://c.org">c</a></p>')
    everything = repr(list(objects(bind([Part("armed", "Armed", edit(armed, arm))]))))
    assert "https://b.org" in everything
    assert not re.search(r"JavaScript|/JS|Launch|calc|OpenAction|hidden|EmbeddedFile|/AA", everything)


def test_layers_are_shown_as_they_were() -> None:
    def layered(state: str) -> bytes:
        def add(writer: PdfWriter) -> None:
            shown, hidden = (writer._add_object(entries({"/Type": n("/OCG"), "/Name": TextStringObject(name)})) for name in ("shown", "hidden"))
            usual = entries({"/OFF": ArrayObject([hidden])}) if state == "/ON" else entries({"/BaseState": n("/OFF"), "/ON": ArrayObject([shown])})
            writer.root_object[n("/OCProperties")] = entries({"/OCGs": ArrayObject([shown, hidden]), "/D": usual})
        return edit(typeset("<p>Text</p>"), add)

    properties = bind([Part("a", "A", layered("/ON")), Part("b", "B", layered("/OFF"))]).root_object["/OCProperties"]
    assert [one["/Name"] for one in properties["/OCGs"]] == ["shown", "hidden", "shown", "hidden"]
    assert [one.idnum for one in properties["/D"]["/OFF"]] == [properties["/OCGs"][1].indirect_reference.idnum, properties["/OCGs"][3].indirect_reference.idnum]


def test_fields_of_two_forms_do_not_fill_each_other_in() -> None:
    def asked(writer: PdfWriter) -> None:
        field = writer._add_object(entries({"/FT": n("/Tx"), "/T": TextStringObject("name"), "/Subtype": n("/Widget"), "/Rect": ArrayObject([NumberObject(9)] * 4)}))
        writer.pages[0][n("/Annots")] = ArrayObject([field])
        writer.root_object[n("/AcroForm")] = entries({"/Fields": ArrayObject([field])})

    form = edit(typeset("<p>Text</p>", variant=None), asked)
    fields = bind([Part("a", "A", form), Part("b", "B", form)]).get_fields()
    assert fields is not None and {"a.name", "b.name"} <= fields.keys()


def test_a_page_tree_by_another_hand_is_read_as_it_is_meant() -> None:
    def nest(writer: PdfWriter) -> None:
        root = writer.root_object["/Pages"]
        flat = list(root["/Kids"])
        inner = writer._add_object(entries({"/Type": n("/Pages"), "/Count": NumberObject(len(flat)), "/Kids": writer._add_object(ArrayObject(flat)), "/Rotate": NumberObject(90)}))
        box = writer.pages[0]["/MediaBox"]
        for page in flat:
            page.get_object().pop("/MediaBox")
            page.get_object()[n("/Parent")] = inner
        root.get_object()[n("/Kids")] = ArrayObject([inner])
        root.get_object()[n("/MediaBox")] = box

    reader = bind([Part("nested", "Nested", edit(program(1), nest)), *programs(1)])
    assert len(reader.pages) == 2 * page_count(program(1))
    assert [page.rotation for page in reader.pages] == [90] * page_count(program(1)) + [0] * page_count(program(1))
    assert all(page.mediabox.width == 300 for page in reader.pages)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\nnothing", b"GIF89a"])
def test_parts_that_cannot_be_read_are_named_together(pdf: bytes) -> None:
    with pytest.raises(PacketError) as raised:
        bind([*programs(1), Part("broken", "Broken", pdf), Part("worse", "Worse", pdf)])
    assert [problem.where.file for problem in raised.value.problems] == ["broken", "worse"]


def damage_typeface(writer: PdfWriter) -> None:
    writer.pages[0]["/Resources"]["/Font"][n("/Lost")] = writer._add_object(TextStringObject("damage-me"))


def misplace_content(writer: PdfWriter) -> None:
    writer.pages[0][n("/Contents")] = writer.pages[0]["/Resources"].indirect_reference


def misplace_tags(writer: PdfWriter) -> None:
    writer.root_object[n("/StructTreeRoot")] = NumberObject(7)


@pytest.mark.parametrize(("change", "said"), [
    (damage_typeface, "the PDF cannot be read: "), (misplace_content, "the content of page 1 is damaged"),
    (misplace_tags, "StructTreeRoot is damaged"),
])
def test_a_damaged_part_is_named_with_what_is_wrong(change: Callable[[PdfWriter], None], said: str) -> None:
    pdf = edit(program(1), change).replace(b"(damage\\055me)", b"~damage~")
    with pytest.raises(PacketError) as raised:
        bind([*programs(1), Part("damaged", "Damaged", pdf)])
    (problem,) = raised.value.problems
    assert problem.where.file == "damaged" and said in problem.what


def test_a_locked_part_is_named() -> None:
    with pytest.raises(PacketError, match="locked: the PDF cannot be read"):
        bind([Part("locked", "Locked", edit(program(1), lambda writer: writer.encrypt("secret", algorithm="RC4-128")))])


@pytest.mark.parametrize("parts", [[], [Part("a", "A", b""), Part("a", "B", b"")]])
def test_a_packet_of_nothing_or_of_equal_names_is_refused(parts: list[Part]) -> None:
    with pytest.raises(ValueError, match="parts need names"):
        bind(parts)


AGAIN = """
import hashlib, sys
sys.path.insert(0, {tests!r})
from test_packet_merge import bind, folios, front, programs
from brochure.packet import assemble
parts = [front("packet:program-1#apply"), *programs(2)]
pdf = assemble(parts, title="T", language="en", information={{"Author": "A"}}, folios=folios(9))
print(hashlib.sha256(pdf).hexdigest())
"""


def test_the_same_parts_give_the_same_bytes_in_any_process() -> None:
    folder = Path(__file__).resolve().parent
    code = AGAIN.format(tests=str(folder))
    seen = set()
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(folder.parent)}
        seen.add(subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(seen) == 1 and len(seen.pop()) == 65


# The proof


def plain_merge(parts: Sequence[Part]) -> bytes:
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part.pdf))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_proof_sees_that_a_plain_merge_loses_the_tags() -> None:
    parts = programs(2)
    prove(parts, assemble(parts, title="Packet", language="en"))
    with pytest.raises(MergeBug, match="the number of tagged parts changed: 2 is now 0"):
        prove(parts, plain_merge(parts))


def swap_parents(writer: PdfWriter) -> None:
    marks = number_tree(writer.root_object["/StructTreeRoot"]["/ParentTree"])[writer.pages[3]["/StructParents"]]
    marks[0], marks[1] = marks[1], marks[0]


def drop_element(writer: PdfWriter) -> None:
    top(writer)["/K"][1].get_object()["/K"].pop()


def change_role(writer: PdfWriter) -> None:
    next(one for one in elements(top(writer)) if one["/S"] == "/TD")[n("/S")] = n("/TH")


def change_language(writer: PdfWriter) -> None:
    next(one for one in elements(top(writer)) if one["/S"] == "/P")[n("/Lang")] = TextStringObject("la")


def lose_alternative(writer: PdfWriter) -> None:
    next(one for one in elements(top(writer)) if "/Alt" in one).pop("/Alt")


def cross_links(writer: PdfWriter) -> None:
    tree = writer.root_object["/Names"]["/Dests"]["/Names"]
    tree[1], tree[-1] = tree[-1], tree[1]


def cross_page_numbers(writer: PdfWriter) -> None:
    one, two = writer.pages[0], writer.pages[3]
    one[n("/StructParents")], two[n("/StructParents")] = two["/StructParents"], one["/StructParents"]


def change_content(writer: PdfWriter) -> None:
    content = writer.pages[1]["/Contents"]
    (content[0].get_object() if isinstance(content, list) else content.get_object()).set_data(b"q Q")


def lose_typeface(writer: PdfWriter) -> None:
    writer.pages[0]["/Resources"]["/Font"].popitem()


def lose_page(writer: PdfWriter) -> None:
    writer.root_object["/Pages"]["/Kids"].pop()
    writer.root_object["/Pages"].get_object()[n("/Count")] = NumberObject(len(writer.root_object["/Pages"]["/Kids"]))


def lose_annotation(writer: PdfWriter) -> None:
    writer.pages[0]["/Annots"].pop()


def lose_outline(writer: PdfWriter) -> None:
    writer.root_object["/Outlines"]["/First"].get_object()[n("/First")] = writer.root_object["/Outlines"]["/First"]["/Last"].indirect_reference


@pytest.mark.parametrize("damage", [
    swap_parents, drop_element, change_role, change_language, lose_alternative, cross_links, cross_page_numbers,
    change_content, lose_typeface, lose_page, lose_annotation, lose_outline,
])
def test_the_proof_sees_damage(damage: Callable[[PdfWriter], None]) -> None:
    parts = programs(2)
    merged = assemble(parts, title="Packet", language="en")
    prove(parts, edit(merged, lambda writer: None))
    with pytest.raises(MergeBug):
        prove(parts, edit(merged, damage))


def test_object_streams_are_read_as_pypdf_reads_them() -> None:
    pdf = assemble([front("packet:program-1"), *programs(2), Part("odd", "Ödd (1) \\ 二", table(b"\x00\xff(").pdf())], title="Päcket (", language="en")
    quick, slow = read(pdf), read(pdf)
    warm(quick)
    numbers = list(slow.xref_objStm)
    assert len(numbers) > 300 and all((0, number) in quick.resolved_objects for number in numbers)
    for number in numbers:
        one, other = quick.get_object(number), slow.get_object(number)
        assert type(one) is type(other) and repr(one).replace(str(id(quick)), "") == repr(other).replace(str(id(slow)), "")


# Random documents

LEAVES = st.tuples(
    st.sampled_from(["/P", "/H1", "/TH", "/Aside", "/Box", "/Document"]), st.integers(0, 2), st.booleans(),
    st.sampled_from([None, b"a", b"b", b"\xe9("]), st.sampled_from([None, 0, 1, 2, b"x", b"y"]),
)
DOCUMENTS = st.tuples(
    st.lists(LEAVES, max_size=8), st.dictionaries(st.sampled_from(["/Aside", "/Box", "/P"]), st.sampled_from(["/Note", "/Sect", "/Box"]), max_size=2),
    st.sets(st.sampled_from([b"x", b"y"])),
)


def random_pdf(leaves: Any, roles: dict[str, str], names: set[bytes]) -> bytes:
    maker = TagMaker(pages=3)
    parent = maker.document
    for kind, page, deeper, identifier, goal in leaves:
        parent = maker.element("/Sect", parent) if deeper else maker.document
        more: dict[str, Any] = {} if identifier is None else {"ID": ByteStringObject(identifier), "A": headed(identifier)}
        maker.leaf(kind, page, parent, **more)
        if goal is not None:
            maker.link(page, ByteStringObject(goal) if isinstance(goal, bytes) else goal, parent)
    if roles:
        maker.root[n("/RoleMap")] = entries({role: n(target) for role, target in roles.items() if role != target})
    flat = [one for name in sorted(names) for one in (ByteStringObject(name), ArrayObject([maker.pages[1].indirect_reference, n("/Fit")]))]
    maker.catalog[n("/Names")] = entries({"/Dests": entries({"/Names": ArrayObject(flat)})})
    return maker.pdf()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DOCUMENTS, min_size=1, max_size=4))
def test_any_documents_can_be_merged_and_merged_again(documents: Any) -> None:
    parts = [Part(f"part-{index}", f"Part {index}", random_pdf(*document)) for index, document in enumerate(documents)]
    reader = bind(parts)
    assert len(reader.pages) == 3 * len(parts)
    for page, annotation, goal in links(reader):
        assert goal == "nowhere" or goal // 3 == page // 3, annotation
    identifiers = [one["/ID"].original_bytes for one in elements(top(reader)) if "/ID" in one]
    assert len(identifiers) == len(set(identifiers))
    once = assemble(parts, title="Once", language="en")
    bind([Part("again", "Again", once), parts[0]])
