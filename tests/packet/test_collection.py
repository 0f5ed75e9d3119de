"""The merge: packets that are chosen of parts that are bound already."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Name, Object, Pdf, String

from brochure.packet import (
    DARK,
    LIGHT,
    NOWHERE,
    MergeBug,
    Numbered,
    PacketError,
    Part,
    choose,
    collect,
    prove,
)
from brochure.packet.choice_proof import ChoiceProof
from brochure.pdf import save
from tests.builders.merging import (
    TagMaker,
    entries,
    folios,
    links,
    n,
    outline,
    printed,
    programs,
    read,
    typeset,
)

FRONT = Numbered(
    Part(
        "own.front",
        "Chosen",
        typeset(
            """<h1>Chosen</h1><p><a href="packet:program-3">Three</a>, <a href="packet:program-1#years">years
            of the first</a>, <a href="#here">here</a></p><h2 id=here>Here</h2><p lang=fr>Ici</p>""",
            "Chosen",
        ),
        "en",
        outline=False,
    ),
    (NOWHERE, LIGHT),
)
ORDER = ("program-3", "program-1")


def grounds(part: Part) -> tuple[int, ...]:
    """Its first page is dark, its last one has no number."""
    pages = len(read(part.read()).pages)
    return (DARK, *[LIGHT] * (pages - 2), NOWHERE)


@cache
def collection() -> bytes:
    parts = [Numbered(one, grounds(one)) for one in programs(3)]
    return collect(parts, {LIGHT: [folios(30)], DARK: [folios(30)]}, language="en")


@cache
def chosen() -> bytes:
    return choose(collection(), [FRONT, *ORDER], title="Chosen", language="en")


def parts() -> list[Part]:
    by_name = {one.name: one for one in programs(3)}
    return [FRONT.part, *(by_name[name] for name in ORDER)]


def test_what_is_chosen_is_what_it_was_in_the_order_that_was_asked_for() -> None:
    """The other proof, which reads all of it, holds too."""
    prove(parts(), chosen())
    packet = read(chosen())
    assert outline(packet.outline)[::2][-2:] == ["Program 3", "Program 1"]
    starts = [2, 2 + len(grounds(parts()[1]))]
    own = [goal for page, _, goal in links(packet) if page == 0]
    assert own == [starts[0], starts[1] + 1, 1]
    wanted = [NOWHERE, LIGHT, *grounds(parts()[1]), *grounds(parts()[2])]
    assert [printed(page) for page in packet.pages] == [
        [f"Folio {number}"] if ground else [] for number, ground in enumerate(wanted, 1)
    ]
    assert "Program 2" not in str(packet.outline) and len(chosen()) < len(collection())


def test_the_same_choice_gives_the_same_bytes_and_asks_nothing_of_those_before() -> None:
    other = choose(collection(), [FRONT, *reversed(ORDER), "program-2"], title="All", language="en")
    assert choose(collection(), [FRONT, *ORDER], title="Chosen", language="en") == chosen() != other


def test_a_link_to_what_was_not_chosen_is_told() -> None:
    with pytest.raises(PacketError, match="the link packet:program-3 on page 1 leads nowhere"):
        choose(collection(), [FRONT, "program-1"], title="Chosen", language="en")


def test_types_and_classes_of_a_collection_keep_their_meaning() -> None:
    """A part that is new means others by the same names."""

    def tagged(role: str, color: str) -> bytes:
        made = TagMaker()
        made.leaf("/Boxed", C=n("/loud"))
        made.root[n("/RoleMap")] = entries({"/Boxed": n(role)})
        made.root[n("/ClassMap")] = entries({"/loud": entries({"/O": n("/Layout"), "/Placement": n(color)})})
        return made.pdf()

    bound, own = (
        Part(name, name, tagged(role, color), "en")
        for name, role, color in (("one", "/Note", "/Block"), ("own.front", "/Aside", "/Inline"))
    )
    held = collect([Numbered(bound, (LIGHT,))], {LIGHT: [folios(3)]}, language="en")
    made = choose(held, [Numbered(own, (NOWHERE,)), "one"], title="Chosen", language="en")
    prove([own, bound], made)


def test_what_no_packet_can_leave_out_is_refused() -> None:
    with pikepdf.open(BytesIO(programs(1)[0].read())) as pdf:
        pdf.Root["/AcroForm"] = pikepdf.Dictionary(Fields=Array())
        part = Part("form", "Form", save(pdf))
    with pytest.raises(ValueError, match="form has AcroForm"):
        collect([Numbered(part, (LIGHT,) * 4)], {LIGHT: [folios(4)]}, language="en")


def hold(packet: bytes) -> None:
    proof = ChoiceProof(collection(), {})
    proof.take_own(FRONT.part, FRONT.grounds)
    for name in ORDER:
        proof.take_bound(name)
    proof.tops["own.front"] = 1
    proof.hold(packet)


def edited(change: Callable[[Pdf], None]) -> bytes:
    with pikepdf.open(BytesIO(chosen())) as pdf:
        change(pdf)
        return save(pdf, pdf.pdf_version)


def part_of(pdf: Pdf, number: int) -> Object:
    return pdf.Root.StructTreeRoot.K.K[number]


def below(element: Any, kind: str) -> Any:
    """The first element of a type below one."""
    for one in element.K if isinstance(element.K, Array) else [element.K]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            if kind == one.S:
                return one
            if "/K" in one and (found := below(one, kind)) is not None:
                return found
    return None


def drop_an_element(pdf: Pdf) -> None:
    del below(part_of(pdf, 2), "/L").K[0]


def change_a_type(pdf: Pdf) -> None:
    below(part_of(pdf, 1), "/TD").S = Name.TH


def change_a_language(pdf: Pdf) -> None:
    below(part_of(pdf, 1), "/Figure")["/Lang"] = String("la")


def lose_an_alternative(pdf: Pdf) -> None:
    del below(part_of(pdf, 2), "/Figure")["/Alt"]


def exchange_parts(pdf: Pdf) -> None:
    kids = pdf.Root.StructTreeRoot.K.K
    kids[1], kids[2] = kids[2], kids[1]


def lose_a_part(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot.K.K[2]


def exchange_pages(pdf: Pdf) -> None:
    pages = list(pdf.Root.Pages.Kids)
    pdf.Root.Pages.Kids = Array([*pages[:2], pages[3], pages[2], *pages[4:]])


def lose_a_node_of_ids(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot.IDTree.Kids[-1]


def cross_destinations(pdf: Pdf) -> None:
    names = pdf.Root.Names.Dests.Kids[-1].Names
    names[1], names[3] = names[3], names[1]


def cross_numbers(pdf: Pdf) -> None:
    marks = pdf.Root.StructTreeRoot.ParentTree.Kids[0].Nums[1]
    marks[0], marks[1] = marks[1], marks[0]


def lead_elsewhere(pdf: Pdf) -> None:
    pdf.pages[0].Annots[0].A.D[0] = pdf.pages[4].obj


def lose_an_annotation(pdf: Pdf) -> None:
    del pdf.pages[2].Annots[0]


def lose_an_own_annotation(pdf: Pdf) -> None:
    del pdf.pages[0].Annots[0]


def exchange_folios(pdf: Pdf) -> None:
    one, two = (pdf.pages[at].Resources.XObject for at in (3, 4))
    one["/Folio"], two["/Folio"] = two["/Folio"], one["/Folio"]


def exchange_own_folio(pdf: Pdf) -> None:
    pdf.pages[1].Resources.XObject["/Folio"] = pdf.pages[3].Resources.XObject["/Folio"]


def change_content(pdf: Pdf) -> None:
    content = pdf.pages[3].Contents[1]
    content.write(content.read_bytes() + b"\nq Q")


def lose_an_entry(pdf: Pdf) -> None:
    last = pdf.Root.Outlines.Last
    del last.Prev["/Next"]
    pdf.Root.Outlines.Last = last.Prev


def lose_entries_below(pdf: Pdf) -> None:
    last = pdf.Root.Outlines.Last
    last.First = last.Last


def lose_labels(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums[1]["/S"] = Name.R


def map_a_type(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot["/RoleMap"] = pikepdf.Dictionary({"/TD": Name.Artifact})


def change_a_width(pdf: Pdf) -> None:
    font = next(iter(pdf.pages[3].Resources.Font.values()))
    font.DescendantFonts[0].W[1][0] = 7


def test_its_proof_minds_no_copy() -> None:
    hold(edited(lambda pdf: None))


@pytest.mark.parametrize(
    "damage",
    [
        drop_an_element,
        change_a_type,
        change_a_language,
        lose_an_alternative,
        exchange_parts,
        lose_a_part,
        exchange_pages,
        lose_a_node_of_ids,
        cross_destinations,
        cross_numbers,
        lead_elsewhere,
        lose_an_annotation,
        lose_an_own_annotation,
        exchange_folios,
        exchange_own_folio,
        change_content,
        lose_an_entry,
        lose_entries_below,
        lose_labels,
        map_a_type,
        change_a_width,
    ],
)
def test_its_proof_sees_damage(damage: Callable[[Pdf], None]) -> None:
    with pytest.raises(MergeBug):
        hold(edited(damage))
