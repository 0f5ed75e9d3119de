"""PDFs from elsewhere, damaged or written in rare ways: they come out whole, or what they lack is told."""

from __future__ import annotations

import io
import logging
import pickle
import random
import re
import zlib

import pikepdf
import pypdfium2
import pytest
from pypdf.generic import ArrayObject, ByteStringObject

from brochure.packet import MergeBug, PacketError, Part, assemble, describe, facts_of, inspect, prove
from brochure.pdf import save
from tests.builders.merging import (
    TagMaker,
    bind,
    by_hand,
    entries,
    folios,
    front,
    n,
    program,
    programs,
    read,
    stream_of,
    two_pages,
    typeset,
    with_picture,
    xmp,
)

TEXT = b"".join(b"BT /F 9 Tf 9 %d Td (Line %d) Tj ET\n" % (180 - 9 * at, at) for at in range(20))


def pixels(pdf: bytes) -> list[bytes]:
    """Every page at 50 dpi."""
    return [page.render(scale=50 / 72).to_pil().tobytes() for page in pypdfium2.PdfDocument(pdf)]


def bound(pdf: bytes) -> bytes:
    return assemble(
        [Part("house", "House", program(1)), Part("guest", "Guest", pdf)], title="T", language="en"
    )


def broken() -> bytes:
    """Packed content with a byte in its middle exchanged."""
    packed = bytearray(zlib.compress(TEXT))
    packed[len(packed) // 2] ^= 0x55
    return bytes(packed)


@pytest.mark.parametrize(
    ("pdf", "page", "said"),
    [
        (two_pages(second=b"99 0 R"), 0, "page 2 is not in the file"),
        (two_pages(content=b"99 0 R"), 0, "the content of page 2 is not in the file"),
        (two_pages(packed=broken()), 1, "its content is damaged"),
    ],
    ids=["page", "content", "packed content"],
)
def test_what_a_guest_lacks_is_told_with_its_page(pdf: bytes, page: int, said: str) -> None:
    (note,) = inspect(Part("guest", "Guest", pdf)).of("damaged")
    assert note.page == page and said in note.what


def test_a_lost_page_is_never_bound_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    logging.lastResort, before = logging.StreamHandler(), logging.lastResort
    try:
        with pytest.raises(PacketError, match="guest: the PDF cannot be read: page 2 is not in the file"):
            bound(two_pages(second=b"99 0 R"))
    finally:
        logging.lastResort = before
    assert capfd.readouterr() == ("", ""), "what a library says comes with the finding"


def test_what_was_mended_is_told_in_one_note_and_comes_out_whole() -> None:
    pdf = re.sub(rb"startxref\n\d+", b"startxref\n7", two_pages())
    seen = inspect(Part("guest", "Guest", pdf))
    assert seen.of("mended") and not seen.of("damaged")
    assert not any("_io" in note.what for note in seen.notes), (
        "libraries' names of streams mean nothing to people"
    )
    assert pixels(bound(pdf))[-2:] == pixels(pdf)


@pytest.mark.parametrize(
    "name", [b"/I", b"/I\0", b"/#49"], ids=["plain", "ended by a NUL", "spelled by number"]
)
def test_a_picture_is_there_however_its_name_is_written(name: bytes) -> None:
    pdf = with_picture(name)
    assert pixels(bound(pdf))[-1] == pixels(pdf)[0] == pixels(with_picture())[0]


def test_a_page_that_does_not_close_what_it_opens_looks_as_it_did() -> None:
    pdf = two_pages(packed=zlib.compress(b"Q q q .5 0 0 .5 0 0 cm " + TEXT))
    assert pixels(bound(pdf))[-2:] == pixels(pdf)


def test_a_page_that_the_file_names_twice_is_shown_twice() -> None:
    pdf = two_pages(second=b"3 0 R")
    assert pixels(bound(pdf))[-2:] == pixels(pdf)[:1] * 2


def test_an_annotation_that_several_pages_show_stays_on_all_of_them() -> None:
    maker = TagMaker(pages=2)
    maker.link(0, 1)
    maker.pages[1][n("/Annots")] = maker.pages[0]["/Annots"]
    reader = bind([Part("guest", "Guest", maker.pdf())])
    assert [len(page["/Annots"]) for page in reader.pages] == [1, 1]


def one_page(
    content: bytes, resources: bytes, *more: bytes, catalog: bytes = b"", page: bytes = b""
) -> bytes:
    """A page of 99 points with a content, which is object 4; `more` are the objects from 5."""
    return by_hand(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<<%s>>%s>>"
        % (resources, page),
        content if content.startswith(b"<<") else stream_of(content),
        *more,
    )


def test_layers_that_say_the_same_are_not_one() -> None:
    pdf = one_page(
        b"/OC /A BDC 0 0 50 99 re f EMC /OC /B BDC 50 0 9 99 re f EMC",
        b"/Properties<</A 5 0 R/B 6 0 R>>",
        b"<</Type/OCG/Name(One)>>",
        b"<</Type/OCG/Name(One)>>",
        catalog=b"/OCProperties<</OCGs[5 0 R 6 0 R]/D<</OFF[5 0 R]>>>>",
    )
    merged = bound(pdf)
    assert pixels(merged)[-1] == pixels(pdf)[0]
    with pikepdf.open(io.BytesIO(merged)) as changed:
        changed.Root.OCProperties.D.OFF = changed.Root.OCProperties.OCGs
        out = save(changed)
    with pytest.raises(MergeBug, match="resources of page 1 are others: /Properties/B"):
        prove([Part("house", "House", program(1)), Part("guest", "Guest", pdf)], out)


def test_words_of_a_described_page_with_a_group_look_as_they_did() -> None:
    pdf = one_page(
        b"BT /F 24 Tf 9 9 Td (Words) Tj ET",
        b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>",
        page=b"/Group<</S/Transparency/CS/DeviceRGB/I true>>",
    )
    assert pixels(bound(describe(Part("guest", "Guest", pdf), "Words")))[-1] == pixels(pdf)[0]


def test_a_property_list_that_calls_itself_a_page_costs_nothing() -> None:
    pdf = one_page(b"/Artifact /P BDC 0 0 50 50 re f EMC", b"/Properties<</P 5 0 R>>", b"<</Type/Page>>")
    assert pixels(bound(pdf))[-1] == pixels(pdf)[0]


def test_an_annotation_that_only_the_tags_know_keeps_its_element() -> None:
    maker = TagMaker()
    maker.link(0, 0)
    del maker.pages[0][n("/Annots")]
    pdf = maker.pdf()
    prove([Part("house", "House", program(1)), Part("guest", "Guest", pdf)], bound(pdf))


def test_an_outline_that_was_deleted_stays_deleted() -> None:
    pdf = one_page(
        b"0 0 50 50 re f",
        b"",
        b"<</First 6 0 R/Last 6 0 R>>",
        b"<</Title(Gone)/Parent 5 0 R/Dest[3 0 R/Fit]>>",
        catalog=b"/Outlines 5 0 R",
    )
    deleted = b"xref\n5 2\n0000000006 00001 f \n0000000000 00001 f \n"
    trailer = b"trailer\n<</Size 7/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    pdf += deleted + trailer % (pdf.rindex(b"xref\n0"), len(pdf))
    assert pixels(bound(pdf))[-1] == pixels(pdf)[0]
    assert "Gone" not in repr(read(bound(pdf)).outline)


def test_a_file_without_its_trailer_is_mended() -> None:
    pdf = one_page(b"0 0 50 50 re f", b"")
    cut = pdf[: pdf.rindex(b"trailer")] + b"trailer\n<<>>\n"
    with pikepdf.open(io.BytesIO(cut)) as found:
        mended = save(found)
    assert pixels(bound(mended))[-1] == pixels(pdf)[0]


def test_content_in_a_rare_packing_is_shown() -> None:
    data = b"0 0 50 50 re f"
    packed = b"%c%s\x80" % (len(data) - 1, data)
    pdf = one_page(stream_of(packed, b"/Filter/RunLengthDecode"), b"")
    assert "damaged" not in {note.kind for note in inspect(Part("guest", "Guest", pdf)).notes}
    assert pixels(bound(describe(Part("guest", "Guest", pdf), "A square")))[-1] == pixels(pdf)[0]


@pytest.mark.parametrize("packing", [b"/LZWDecode", b"[/FlateDecode/LZWDecode]"])
def test_content_that_cannot_be_unpacked_is_told_with_its_page(packing: bytes) -> None:
    data = zlib.compress(b"\xff" * 40) if b"Flate" in packing else b"\xff" * 40
    notes = inspect(Part("guest", "Guest", one_page(stream_of(data, b"/Filter" + packing), b""))).notes
    assert [one.what for one in notes if one.kind == "damaged"] == ["its content is damaged"]


def test_a_guest_with_a_password_that_is_empty_is_read_whatever_its_cipher() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(two_pages())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user="", R=6))
    assert [note.kind for note in inspect(Part("guest", "Guest", out.getvalue())).notes] == [
        "locked",
        "untagged",
    ]
    assert pixels(bound(out.getvalue()))[-2:] == pixels(two_pages())


def test_a_row_of_objects_that_is_too_long_is_damage() -> None:
    chain = [b"<</Next %d 0 R>>" % (number + 1) for number in range(6, 20_006)]
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Properties<</P 5 0 R>>>>>>"
    )
    catalog, tree = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    pdf = by_hand(catalog, tree, page, stream_of(b""), b"<</Next 6 0 R>>", *chain, b"null")
    (note,) = inspect(Part("guest", "Guest", pdf)).of("damaged")
    assert "nested too deeply" in note.what


def change(pdf: bytes, how: random.Random) -> bytes:
    """Cut off, some bits turned, a stretch taken out, or something put in."""
    data = bytearray(pdf)
    match how.randrange(4):
        case 0:
            del data[how.randrange(len(data)) :]
        case 1:
            for _ in range(how.randrange(1, 9)):
                data[how.randrange(len(data))] ^= 1 << how.randrange(8)
        case 2:
            at = how.randrange(len(data))
            del data[at : at + how.randrange(1, 99)]
        case _:
            at = how.randrange(len(data))
            data[at:at] = how.choice([b"<<", b">>", b"[", b" 0 R", b"/Kids", b"null", b"99999999999", b"("])
    return bytes(data)


@pytest.mark.parametrize("seed", range(60))
def test_damage_of_any_kind_ends_in_a_note_or_a_packet(seed: int) -> None:
    how = random.Random(seed)
    pdf = change(how.choice([two_pages(), with_picture(), typeset("<h1>One</h1><p>Two"), program(1)]), how)
    part = Part("guest", "Guest", pdf)
    assert inspect(part).sizes or inspect(part).of("damaged", "locked")
    try:
        assemble([part], title="T", language="en")
    except (PacketError, MergeBug):
        assert inspect(part).of("damaged", "mended", "lost")


def repaint(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.XObject.I.write(b"\0\0\xff")


def rename(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(J=pdf.pages[0].Resources.XObject.I)


@pytest.mark.parametrize("damage", [repaint, rename])
def test_the_proof_looks_at_pictures(damage: object) -> None:
    parts = [Part("guest", "Guest", with_picture())]
    packet, out = assemble(parts, title="T", language="en"), io.BytesIO()
    prove(parts, packet)
    with pikepdf.open(io.BytesIO(packet)) as pdf:
        damage(pdf)  # type: ignore[operator]
        pdf.save(out)
    with pytest.raises(MergeBug, match="the resources of page 1 are others: /XObject/I"):
        prove(parts, out.getvalue())


def test_facts_that_are_known_are_not_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [front("packet:program-1#apply"), *programs(2)]
    known = {part.digest(): facts_of(part.read()) for part in parts}
    made = assemble(parts, title="T", language="en", folios=[folios(9)])

    def refuse(data: bytes) -> None:
        raise AssertionError("a part was read again")

    monkeypatch.setattr("brochure.packet.proof.facts_of", refuse)
    assert assemble(parts, title="T", language="en", folios=[folios(9)], known=known) == made


def test_facts_are_plain_values_that_can_be_kept() -> None:
    maker = TagMaker(pages=2)
    maker.link(0, ByteStringObject(b"\xe9"))
    target = ArrayObject([maker.pages[1].indirect_reference, n("/Fit")])
    held = entries({"/Names": ArrayObject([ByteStringObject(b"\xe9"), target])})
    maker.catalog[n("/Names")] = entries({"/Dests": held})
    for pdf in (maker.pdf(), program(1), with_picture(b"/I\0")):
        kept = pickle.dumps(facts_of(pdf))
        assert b"pypdf" not in kept and pickle.loads(kept) == facts_of(pdf)


class TestClaims:
    """A packet claims what is true of all its parts."""

    def guest(self, *standards: str) -> bytes:
        typst = pytest.importorskip("typst")
        text = b'#set document(title: "T")\n= Head\nIn #text(fill: red)[red]: #link("https://a.org")[link]'
        return bytes(typst.compile(text, format="pdf", pdf_standards=list(standards)))

    def claims(self, pdf: bytes) -> dict[str, str]:
        house = typeset("<h1>House</h1>", variant="pdf/a-2a")
        reader = bind([Part("house", "House", house), Part("guest", "Guest", pdf)])
        return dict(re.findall(r"<(pdf(?:ua|a)id:(?:part|conformance))>(\w+)<", xmp(reader)))

    def test_two_profiles_of_one_color_space_do_not_cost_the_claim(self) -> None:
        assert self.claims(self.guest("a-2a")) == {"pdfaid:part": "2", "pdfaid:conformance": "A"}

    def test_the_weaker_level_is_claimed(self) -> None:
        assert self.claims(self.guest("a-2b"))["pdfaid:conformance"] == "B"

    def test_what_only_some_claim_is_not_claimed(self) -> None:
        assert self.claims(self.guest("ua-1")) == {}
