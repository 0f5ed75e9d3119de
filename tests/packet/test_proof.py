"""The merge: it sees damage."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NumberObject, TextStringObject

from brochure.packet import MergeBug, PacketError, Part, assemble, proof, prove
from brochure.packet.facts import links
from tests.builders.merging import edit, elements, n, number_tree, programs, top


def plain_merge(parts: Sequence[Part]) -> bytes:
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part.pdf))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_proof_sees_that_a_plain_merge_loses_the_tags() -> None:
    parts, packet = merged()
    prove(parts, packet)
    with pytest.raises(MergeBug, match="the number of tagged parts changed: 2 is now 0"):
        prove(parts, plain_merge(parts))


def test_a_part_from_elsewhere_that_comes_out_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one does that two libraries read differently."""
    one, two = merged()[0]
    monkeypatch.setattr(proof, "links", lambda packet: links(packet) if packet.first == 0 else ())
    with pytest.raises(PacketError) as refused:
        assemble([one, replace(two, is_foreign=True)], title="Packet", language="en")
    (problem,) = refused.value.problems
    assert problem.where.file == two.name and "libraries read it differently" in problem.what
    with pytest.raises(MergeBug):
        assemble([one, two], title="Packet", language="en")


def swap_parents(writer: PdfWriter) -> None:
    marks = number_tree(writer.root_object["/StructTreeRoot"]["/ParentTree"])[
        writer.pages[3]["/StructParents"]
    ]
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


def first_font(writer: PdfWriter) -> DictionaryObject:
    return next(iter(writer.pages[0]["/Resources"]["/Font"].values())).get_object()


def lose_a_text(writer: PdfWriter) -> None:
    cmap = first_font(writer)["/ToUnicode"].get_object()
    cmap.set_data(re.sub(rb"\n<\w+> <0065>", b"", cmap.get_data()))


def change_a_width(writer: PdfWriter) -> None:
    first_font(writer)["/DescendantFonts"][0].get_object()["/W"][1][0] = NumberObject(7)


def lose_page(writer: PdfWriter) -> None:
    writer.root_object["/Pages"]["/Kids"].pop()
    writer.root_object["/Pages"].get_object()[n("/Count")] = NumberObject(
        len(writer.root_object["/Pages"]["/Kids"])
    )


def lose_annotation(writer: PdfWriter) -> None:
    writer.pages[0]["/Annots"].pop()


def lose_outline(writer: PdfWriter) -> None:
    writer.root_object["/Outlines"]["/First"].get_object()[n("/First")] = writer.root_object["/Outlines"][
        "/First"
    ]["/Last"].indirect_reference


@cache
def merged() -> tuple[Sequence[Part], bytes]:
    """Parts and their merge."""
    parts = programs(2)
    return parts, assemble(parts, title="Packet", language="en")


def test_the_proof_minds_no_copy() -> None:
    parts, packet = merged()
    prove(parts, edit(packet, lambda _writer: None))


@pytest.mark.parametrize(
    "damage",
    [
        swap_parents,
        drop_element,
        change_role,
        change_language,
        lose_alternative,
        cross_links,
        cross_page_numbers,
        change_content,
        lose_typeface,
        lose_a_text,
        change_a_width,
        lose_page,
        lose_annotation,
        lose_outline,
    ],
)
def test_the_proof_sees_damage(damage: Callable[[PdfWriter], None]) -> None:
    parts, packet = merged()
    with pytest.raises(MergeBug):
        prove(parts, edit(packet, damage))
