"""PDFs from elsewhere as chapters of a packet: what enters, what is refused, what is taken out and said."""

from __future__ import annotations

import io
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from brochure.build import Places, Published, Watcher, Wish
from brochure.content import load
from brochure.errors import ContentError
from brochure.model import SHEETS, Insert
from brochure.packet import Part, assemble, describe, guest, inspect
from brochure.packet.catalogs import Stated, losses
from brochure.packet.guests import HOUSE
from brochure.press import build
from tests.builders.chromium import with_fonts
from tests.builders.merging import (
    bind,
    edit,
    elements,
    entries,
    folios,
    kids,
    links,
    n,
    page_count,
    printed,
    read,
    top,
    two_pages,
    typeset,
    with_picture,
    xmp,
)
from tests.builders.publication import make_plain_publication, make_publication

pytestmark = pytest.mark.usefixtures("warm")
Make = Callable[[Path, dict[str, str | bytes | None]], Path]
BODY = (
    '<h1 id=top>Benefits</h1><p>Dental care. <a href="https://example.org">More</a></p><h2'
    ' id=end>Leave</h2><p><a href="#top">Up</a></p>'
)
ENTRY = (
    "title: The packet\nchapters:\n  - insert: pdf/benefits.pdf\n    title: Your benefits\n    line: What we"
    " pay\n"
)


def written(text: str) -> bytes:
    """A tagged PDF by Typst."""
    typst = pytest.importorskip("typst")
    return bytes(typst.compile(text.encode(), format="pdf", pdf_standards=["ua-1"]))


def published(folder: Path, pdf: bytes, more: str = "", make: Make = make_plain_publication) -> Published:
    """A packet with this PDF, in plain layouts unless its own pages are asked for."""
    make(folder, {"packets/packet.yaml": ENTRY + more, "pdf/benefits.pdf": pdf})
    return next(
        one for one in build(Places(folder, folder / "output"), Wish(), Watcher()) if one.name == "packet"
    )


def slugs(one: Published) -> dict[str, str]:
    return {
        finding.slug: finding.severity
        for finding in one.findings
        if finding.document == "content/pdf/benefits"
    }


def said(pdf: bytes, slug: str) -> str:
    """The finding of a kind about an insert with an alternative."""
    insert = {"insert": "a.pdf", "title": "A", "line": "B", "accept_untagged": True, "alternative": "C"}
    findings = guest(Insert.model_validate(insert), pdf, SHEETS["letter"], "en").findings
    return " ".join(one.what for one in findings if one.slug == slug)


def kinds(pdf: bytes) -> set[str]:
    return {note.kind for note in inspect(Part("a", "A", pdf)).notes}


def test_a_tagged_pdf_is_a_chapter(tmp_path: Path) -> None:
    packet = published(tmp_path, typeset(BODY, css="@page { size: 612pt 792pt }"), make=make_publication)
    assert packet.path, packet.findings
    reader = read(packet.path.read_bytes())
    assert "Your benefits" in [item["/Title"] for item in reader.outline if not isinstance(item, list)]
    part = next(one for one in kids(top(reader)) if one.get("/T") == "Your benefits")
    assert {"/H1", "/H2", "/Link"} <= {str(one["/S"]) for one in elements(part)}
    assert any(
        "Your benefits" in page.extract_text() and "What we pay" in page.extract_text()
        for page in reader.pages
    )
    start = next(i for i, page in enumerate(reader.pages) if "Dental care" in page.extract_text())
    assert printed(reader.pages[start]) == [str(start + 1)]
    assert {goal for page, _, goal in links(reader) if page >= start and isinstance(goal, int)} == {start}
    assert any(goal == start for page, _, goal in links(reader) if page < start)
    assert "error" not in slugs(packet).values()


def test_an_untagged_pdf_enters_with_an_alternative_only(tmp_path: Path) -> None:
    scan = typeset(BODY, variant=None)
    refused = published(tmp_path / "a", scan)
    assert refused.path is None and slugs(refused)["insert-untagged"] == "error"
    taken = published(
        tmp_path / "b", scan, "    accept_untagged: yes\n    alternative: Dental care and leave\n"
    )
    assert taken.path and slugs(taken)["insert-untagged"] == slugs(taken)["claim-lost"] == "warning"
    hints = [next(f.hint for f in one.findings if f.slug == "insert-untagged") for one in (refused, taken)]
    assert ["accept_untagged" in hint for hint in hints] == [True, False], "what is written is not asked for"
    reader = read(taken.path.read_bytes())
    assert "pdfuaid:part" not in xmp(reader)
    assert "Dental care and leave" in [one.get("/Alt") for one in elements(top(reader))]


def test_a_described_pdf_is_one_figure_over_all_of_its_pages() -> None:
    pdf = describe(Part("a", "A", typeset(BODY, variant=None)), "All of it", "fr")
    document = top(read(pdf))
    figure = kids(document)[0]
    assert (figure["/S"], figure["/Alt"], figure["/Lang"], len(kids(figure))) == (
        "/Figure",
        "All of it",
        "fr",
        page_count(pdf),
    )
    assert [one["/S"] for one in kids(document)[1:]] == ["/Link", "/Link"]
    assert "Dental" in read(pdf).pages[0].extract_text()
    assert kinds(pdf) == set()


def lock(writer: PdfWriter) -> None:
    writer.encrypt("", "owner", algorithm="RC4-128")


def make_xfa(writer: PdfWriter) -> None:
    writer.root_object[n("/AcroForm")] = entries({"/XFA": TextStringObject("x"), "/Fields": ArrayObject()})


def script(writer: PdfWriter) -> None:
    writer.root_object[n("/OpenAction")] = entries({"/S": n("/JavaScript"), "/JS": TextStringObject("x")})


def launch(writer: PdfWriter) -> None:
    writer.pages[0]["/Annots"][0].get_object()[n("/A")] = entries(
        {"/S": n("/Launch"), "/F": TextStringObject("x.exe")}
    )


def elsewhere(writer: PdfWriter) -> None:
    writer.pages[0]["/Annots"][0].get_object()[n("/A")] = entries(
        {
            "/S": n("/GoToR"),
            "/F": TextStringObject("other.pdf"),
            "/D": ArrayObject([NumberObject(0), n("/Fit")]),
        }
    )


def attach(writer: PdfWriter) -> None:
    writer.add_attachment("hidden.txt", b"x")


def film(writer: PdfWriter) -> None:
    annotation = writer.pages[0]["/Annots"][0].get_object()
    annotation[n("/Subtype")], annotation[n("/RichMediaContent")] = (
        n("/RichMedia"),
        entries({"/Assets": TextStringObject("film")}),
    )


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lock, "locked"),
        (make_xfa, "xfa"),
        (script, "script"),
        (launch, "launch"),
        (elsewhere, "address"),
        (attach, "file"),
        (film, "media"),
    ],
)
def test_what_is_in_a_part_is_noted(change: Callable[[PdfWriter], None], kind: str) -> None:
    assert kinds(typeset(BODY)) == set()
    assert kinds(edit(typeset(BODY), change)) == {kind}


#: Addresses that a packet never leads to, however they are written, and ones that stay.
LOCAL = [
    r"\\host\share\x",
    "//host/share",
    "/\\host/x",
    "file:///etc/passwd",
    "FILE://host/x",
    " f\tile:///x",
    "C:/x.exe",
    "smb://host/x",
    "search-ms:query=x",
    "ms-word:ofe|u|https://x.org/a.doc",
    "ldap://host",
    r"http:\\host\x",
    "https:/x",
    "setup.exe",
    "../x.pdf",
    "x@y.org",
]
SCRIPTS = ["javascript:x", "Java\nScript:x", "vbscript:x", "data:text/html,x"]
PUBLIC = ["https://x.org", "HTTP://x.org/a b", "mailto:a@x.org", "tel:+16175550100", "www.x.org", "#page=2"]


def leading(address: str) -> bytes:
    """A PDF whose first link leads to an address, and its outline too."""

    def change(writer: PdfWriter) -> None:
        action = entries({"/S": n("/URI"), "/URI": TextStringObject(address)})
        writer.pages[0]["/Annots"][0].get_object()[n("/A")] = action
        writer.pages[0]["/Annots"][0].get_object()[n("/PA")] = action
        item = writer.root_object["/Outlines"]["/First"].get_object()
        item.pop("/Dest", None)
        item[n("/A")] = action

    return edit(typeset(BODY), change)


@pytest.mark.parametrize("address", [*LOCAL, *SCRIPTS, *PUBLIC])
def test_addresses_of_files_shares_and_programs_are_taken_out_and_told(address: str) -> None:
    pdf = leading(address)
    kept = {str(action["/URI"]) for action in uris(bind([Part("a", "A", pdf)]))}
    assert kinds(pdf) == ({"script"} if address in SCRIPTS else {"address"} if address in LOCAL else set())
    assert (address in kept) is (address in PUBLIC)


def uris(reader: PdfReader) -> list[Any]:
    """Every action of a file that opens an address, wherever it hangs."""
    held = (reader.get_object(number) for number in range(1, reader.trailer["/Size"]))
    both = [one for top_ in held if isinstance(top_, dict) for one in (top_, *top_.values())]
    return [one for one in both if isinstance(one, dict) and "/URI" in one]


def test_what_another_file_holds_of_a_guest_is_taken_out_and_told() -> None:
    with pikepdf.open(io.BytesIO(typeset(BODY))) as pdf:
        form = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
        form["/F"], form["/FFilter"] = pikepdf.String(r"\\\\host\\picture"), pikepdf.Name.FlateDecode
        form["/Ref"] = pikepdf.Dictionary(F=pikepdf.String("other.pdf"), Page=0)
        form["/OPI"] = pikepdf.Dictionary()
        pdf.pages[0].Resources["/XObject"] = pikepdf.Dictionary(Elsewhere=form)
        pdf.pages[0].contents_add(b"/Elsewhere Do")
        pdf.save(data := io.BytesIO())
    assert kinds(data.getvalue()) == {"outside"}
    made = guest(Insert(insert="x.pdf", title="X", line="x"), data.getvalue(), SHEETS["letter"], "en")
    assert [one.slug for one in made.findings if one.slug == "insert-outside"] == ["insert-outside"]
    with pikepdf.open(io.BytesIO(made.read())) as pdf:
        found = pdf.pages[0].Resources.XObject.Elsewhere
        assert not {"/F", "/FFilter", "/Ref", "/OPI"} & set(found.keys())


def packed_blanks(millions: int) -> bytes:
    """A content of so many million spaces, as zlib packs them: a thousandth of that."""
    packing = zlib.compressobj(1)
    return b"".join([*(packing.compress(b" " * 1_000_000) for _ in range(millions)), packing.flush()])


def test_a_film_is_taken_out() -> None:
    reader = bind([Part("a", "A", edit(typeset(BODY), film))])
    assert "RichMedia" not in repr(
        [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    )


DAMAGED: dict[str, Callable[[], bytes]] = {
    "it holds nothing": lambda: b"%PDF-1.7\nnothing",
    "it is cut short": lambda: typeset(BODY)[:900],
    "a page is missing": lambda: two_pages(second=b"99 0 R"),
    "a content is missing": lambda: two_pages(content=b"99 0 R"),
    "a content is not packed": lambda: two_pages(packed=b"no zlib"),
    "a content is far too large": lambda: two_pages(packed=packed_blanks(5)),
    "one is too large when it is unpacked twice": lambda: two_pages(
        packed=zlib.compress(packed_blanks(5)).hex().encode() + b">",
        filters=b"[/ASCIIHexDecode/FlateDecode/FlateDecode]",
    ),
    "one repeats a letter for ever": lambda: two_pages(
        packed=zlib.compress(b"\x81 " * 40_000 + b"\x80"), filters=b"[/FlateDecode/RunLengthDecode]"
    ),
    "one is spoiled behind what is too large": lambda: two_pages(
        packed=zlib.compress(packed_blanks(5)).hex().encode() + b"!>",
        filters=b"[/ASCIIHexDecode/FlateDecode/FlateDecode]",
    ),
}


@pytest.mark.parametrize("damaged", DAMAGED)
def test_a_damaged_pdf_is_a_finding(tmp_path: Path, damaged: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "brochure.packet.inspecting._MOST", 4_000_000
    )  # bytes: a hundredth of what is allowed
    packet = published(tmp_path, DAMAGED[damaged]())
    assert packet.path is None and slugs(packet)["insert-damaged"] == "error"
    (finding,) = [one for one in packet.findings if one.slug == "insert-damaged"]
    assert finding.where == "content/packets/packet.yaml:3" and "content/pdf/benefits.pdf" in finding.what


def test_what_a_packet_no_longer_claims_is_said_with_the_guest_and_why(tmp_path: Path) -> None:
    packet = published(tmp_path, typeset(BODY, variant="pdf/ua-1"))
    (finding,) = [one for one in packet.findings if one.slug == "claim-lost"]
    assert finding.what.endswith("no longer claims PDF/A because of this PDF: it does not claim it")
    assert finding.where == "content/packets/packet.yaml:3" and "benefits.pdf" in finding.what
    assert packet.path and "pdfuaid:part>1" in xmp(read(packet.path.read_bytes()))


def test_pages_of_another_size_are_named(tmp_path: Path) -> None:
    packet = published(tmp_path, typeset(BODY))
    (finding,) = [one for one in packet.findings if one.slug == "insert-size"]
    assert (
        finding.severity == "warning"
        and finding.what.endswith("pages 1, 2 are not of the packet's size and stay as they are")
        and finding.where == "content/packets/packet.yaml:3"
    )


def test_a_single_page_of_another_size_is_named() -> None:
    assert said(with_picture(), "insert-size").endswith(
        "page 1 is not of the packet's size and stays as it is"
    )


def test_a_claim_that_a_guest_makes_is_not_the_reason_why_it_is_lost() -> None:
    unmarked = Stated(HOUSE.claims, marked=False, intents=HOUSE.intents)
    assert [loss.why for loss in losses([HOUSE, unmarked])] == [
        "it claims it, but is not marked as tagged"
    ] * 2


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../x.pdf", "leads outside"),
        ("/etc/passwd.pdf", "leads outside"),
        ("https://a.org/x.pdf", "is a web address"),
        ("nowhere.pdf", "does not exist"),
        ("facts.yaml", "is not a PDF"),
        ("pdf/false.pdf", "is not a PDF"),
    ],
)
def test_a_path_that_cannot_be_bound_is_a_problem(tmp_path: Path, path: str, said: str) -> None:
    content = make_publication(
        tmp_path,
        {"packets/packet.yaml": ENTRY.replace("pdf/benefits.pdf", path), "pdf/false.pdf": b"GIF89a"},
    )
    with pytest.raises(ContentError) as raised:
        load(content)
    (problem,) = raised.value.problems
    assert said in problem.what and (problem.where.file, problem.where.line) == (
        "content/packets/packet.yaml",
        3,
    )


@pytest.mark.parametrize(
    "more",
    ["    accept_untagged: yes\n", "  - insert: pdf/benefits.pdf\n    title: Again\n    line: Twice\n"],
)
def test_an_insert_without_alternative_or_twice_is_a_problem(tmp_path: Path, more: str) -> None:
    content = make_publication(
        tmp_path, {"packets/packet.yaml": ENTRY + more, "pdf/benefits.pdf": b"%PDF-1.7"}
    )
    with pytest.raises(ContentError, match=r"needs an alternative|is in this packet twice"):
        load(content)


def with_content(content: bytes) -> bytes:
    """A PDF whose first page has this content alone."""

    def put(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(content)
        writer.pages[0][n("/Contents")] = writer._add_object(stream)

    return edit(typeset("<p>x</p>"), put)


@pytest.mark.parametrize(
    ("content", "made"),
    [
        (b"q 1 0 0 1 0 0 cm Q", None),
        (b"(q q \\( (q)) Tj <</A (q)>> BDC EMC", None),
        (b"q q Q", b"q q Q\nQ "),
        (b"Q Q q Q", b"    q Q\n"),
        (b"/P BMC q BT", b"/P BMC q BT\nET EMC Q "),
        (b"%q\nBI /W 1 ID q q EI q Q", None),
    ],
)
def test_content_is_closed(content: bytes, made: bytes | None) -> None:
    page = bind([Part("a", "A", with_content(content))]).pages[0]
    assert page.get_contents().get_data().split() == (content if made is None else made).split()


def test_content_left_open_does_not_shift_the_folio() -> None:
    page = bind([Part("a", "A", with_content(b"q q 2 0 0 2 50 50 cm"))], folios=[folios(1)]).pages[0]
    data = page.get_contents().get_data().decode()
    before = data[: data.index("/Artifact")].split()
    assert before.count("q") == before.count("Q") and printed(page)


def test_names_keep_their_bytes() -> None:
    def rename(writer: PdfWriter) -> None:
        writer.pages[0]["/Resources"][n("/ExtGState")] = entries(
            {"/MARKER": entries({"/CA": NumberObject(1)})}
        )

    pdf = edit(typeset("<p>x</p>"), rename).replace(b"/MARKER", b"/Caf#E9 ")
    merged = assemble([Part("a", "A", pdf)], title="Packet", language="en")
    with pikepdf.open(io.BytesIO(merged)) as reader:
        (name,) = reader.pages[0].Resources.ExtGState.keys()
    assert name.encode("utf-8", "surrogateescape") == b"/Caf\xe9"


def tagged_alike(pdf: bytes) -> None:
    """Merged with one of the house, it keeps all its elements."""
    assert "untagged" not in kinds(pdf)
    reader = bind([Part("house", "House", typeset(BODY)), Part("guest", "Guest", pdf)])
    own = [str(one["/S"]) for one in elements(top(read(pdf)))][1:]
    assert len(own) > 3 and [str(one["/S"]).rstrip("~") for one in elements(kids(top(reader))[1])][1:] == own


def test_a_pdf_by_typst_keeps_its_tags() -> None:
    tagged_alike(
        written(
            '#set document(title: "T")\n= Head\nText with #link("https://a.org")[a link]\n- one\n-'
            " two\n#table(columns: 2, table.header[A][B], [1], [2])"
        )
    )


#: A text document of LibreOffice in one file: a heading, a paragraph with a link, a list of two.
FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:h text:outline-level="1">Benefits</text:h>
<text:p>Text with <text:a xlink:type="simple" xlink:href="https://example.org/">a link</text:a></text:p>
<text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>
</office:text></office:body></office:document>"""
EXPORT = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
BROWSERS = [name for name in ("chromium", "google-chrome") if shutil.which(name)]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_a_pdf_by_libreoffice_keeps_its_tags(tmp_path: Path) -> None:
    (tmp_path / "page.fodt").write_text(FLAT)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [
            "soffice",
            "--headless",
            profile,
            "--convert-to",
            EXPORT,
            "--outdir",
            str(tmp_path),
            str(tmp_path / "page.fodt"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
        env=with_fonts(),
    )
    tagged_alike((tmp_path / "page.pdf").read_bytes())


@pytest.mark.skipif(not BROWSERS, reason="Chromium is not on this machine")
def test_a_pdf_by_chromium_keeps_its_tags(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html lang=en><title>T</title><body>{BODY}</body></html>")
    subprocess.run(
        [
            BROWSERS[0],
            "--headless",
            "--no-sandbox",
            f"--print-to-pdf={tmp_path / 'page.pdf'}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
        env=with_fonts(),
    )
    tagged_alike((tmp_path / "page.pdf").read_bytes())


def test_decimals_that_other_programs_write_longer_are_the_same_box() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(typeset(BODY))))
    writer.pages[0][NameObject("/MediaBox")] = ArrayObject(
        [NumberObject(0), NumberObject(0), FloatObject("595.303937007874"), FloatObject("841.889763779528")]
    )
    out = io.BytesIO()
    writer.write(out)
    reader = bind([Part("guest", "Guest", out.getvalue())])
    assert [round(float(side), 4) for side in reader.pages[0].mediabox] == [0, 0, 595.3039, 841.8898]
