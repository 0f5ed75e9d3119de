"""What a screen reader says of finished PDFs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Encryption, Name, Object, Pdf
from pypdf import PdfReader, PdfWriter

from brochure.build import Desk, Places, Watcher, Wish
from brochure.cli.app import run
from brochure.pdf.file import UnreadableError
from brochure.pdf.fonts import to_unicode
from brochure.pdf.objects import each
from brochure.press import build, check
from brochure.review import Utterance, transcript, utterances
from brochure.typeset import typeset
from tests.builders.command_line import objects
from tests.builders.documents import make_source
from tests.builders.publication import make_program, make_publication
from tests.builders.sample import ROOT

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "primary-care.txt"
LARGEST_GOLDEN = 20 * 1024
TABLE = """story:
  title: The program
  lead: Close to home.
  text: "Three promises:\\n\\n- a coach\\n- a plan\\n\\nRead [more](https://example.org/more)."
  sections:
    - title: Graduates
      matches: [{year: 2018, specialty: Cardiology, count: 3}, {year: 2019, specialty: Nephrology, count: 1}]
    - use: life
"""


def pdf_of(body: str, language: str = "en") -> bytes:
    """A tagged page with nothing but its body."""
    return typeset(make_source(body, language=language)).pdf


def said(body: str, **more: str) -> list[str]:
    """The transcript of a page, without the lines of the document and of the page."""
    return transcript(pdf_of(body, **more)).splitlines()[2:]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Places:
    folder = tmp_path_factory.mktemp("tiny")
    program = "name: Primary Care\nfull_name: Primary Care Program\npromise: Close to home\n" + TABLE
    make_publication(
        folder, {"programs/primary-care.yaml": program, "packets/packet.yaml": "title: The packet\n"}
    )
    places = Places(folder, folder / "output")
    assert all(one.path for one in build(places, Wish(), Watcher(), transcripts=True) if one.pages)
    return places


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, shared: Desk) -> dict[str, list[Utterance]]:
    output = tmp_path_factory.mktemp("sample")
    made = build(Places(ROOT, output), Wish(), Watcher(), shared)
    read = ("primary-care", "packet")  # which holds the others
    return {one.name: utterances(one.path.read_bytes()) for one in made if one.path and one.name in read}


def test_the_golden_transcript_is_what_is_said(tiny: Places, update_golden: bool) -> None:
    found = (tiny.output / "2019-20/screen/primary-care.txt").read_text("utf-8")
    if update_golden:
        GOLDEN.write_text(found, "utf-8")
    assert len(found.encode()) <= LARGEST_GOLDEN
    assert found == GOLDEN.read_text("utf-8"), (
        "if this is meant: pytest tests/review/test_transcript.py --update-golden"
    )


def test_transcripts_are_left_beside_each_pdf(tiny: Places) -> None:
    folder = tiny.output / "2019-20/screen"
    assert sorted(path.name for path in folder.iterdir()) == [
        "packet.pdf",
        "packet.txt",
        "primary-care.pdf",
        "primary-care.txt",
    ]
    assert "Part: Primary Care\n" in (folder / "packet.txt").read_text("utf-8")


def test_headings_paragraphs_and_page_changes() -> None:
    assert said('<h1>One</h1><p>Two\nlines</p><h2 style="break-before: page">Three</h2>') == [
        "Heading 1: One",
        "Paragraph: Two lines",
        "— page 2 —",
        "Heading 2: Three",
    ]


def test_a_line_that_ends_is_a_space_and_a_soft_hyphen_nothing() -> None:
    assert said("<p>One<br>two</p><p>extra&shy;ordinary</p>") == [
        "Paragraph: One two",
        "Paragraph: extraordinary",
    ]


def test_lists_tell_their_length_and_nesting() -> None:
    assert said("<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>") == [
        "List, 2 items",
        "  • One",
        "    List, 1 item",
        "      • Inner",
        "  • Two",
    ]


def test_cells_repeat_their_headers() -> None:
    table = (
        '<table><thead><tr><th scope="col">Year</th><th scope="col">Weeks</th></tr></thead><tbody><tr><th'
        ' scope="row">PGY-1</th><td>20</td></tr></tbody></table>'
    )
    lines = said(table)
    assert lines[0] == "Table, 2 rows, 2 columns"
    assert lines[-1] == "  Row 2, column 2, Weeks, PGY-1: 20"


def test_links_tell_where_they_lead() -> None:
    lines = said(
        '<p>Read <a href="https://example.org/">more</a>, or <a href="#x">on</a>.</p><h1 id="x">X</h1>'
    )
    assert lines[0] == "Paragraph: Read more [link to https://example.org/], or on [link to page 1]."


def test_a_number_says_what_it_counts_where_that_is_seen_but_not_written() -> None:
    number = '<span aria-label="Page 3">3</span>'
    assert said(f'<ul><li><a href="#x"><span>Care</span> {number}</a></li></ul><h2 id="x">Care</h2>') == [
        "List, 1 item",
        "  • Care Page 3 [link to page 1]",
        "Heading 2: Care",
    ]


def test_what_is_not_tagged_is_not_said(sample: dict[str, list[Utterance]]) -> None:
    assert len(sample) == 2
    for name, lines in sample.items():
        texts = [line.text for line in lines if not line.headers]  # a table says on which page a program is
        assert not [text for text in texts if re.fullmatch(r"\d{1,2}", text)], f"{name} says folios"
        assert len(lines) > 20


def test_the_samples_headings_are_said_in_the_order_of_the_outline(
    sample: dict[str, list[Utterance]],
) -> None:
    lines = sample["primary-care"]
    headings = [line.text for line in lines if line.role == "heading"]
    assert headings[:3] == [
        "Primary Care",
        "To know a patient over the years",
        "Three years in two settings",
    ]
    assert [line.level for line in lines if line.role == "heading"].count(1) == 1


def test_the_samples_facts_are_said_once_each(sample: dict[str, list[Utterance]]) -> None:
    items = [line.text for line in sample["primary-care"] if line.role == "item"]
    assert any(re.match(r"4 weeks of vacation a year\d* ", f"{item} ") for item in items)
    page_two = [line.text for line in sample["primary-care"] if line.page == 2 and line.role == "item"]
    assert len(page_two) >= 3 and all(page_two.count(text) == 1 for text in page_two)


def test_the_packet_says_every_brochure_in_its_place(sample: dict[str, list[Utterance]]) -> None:
    parts = [line.text for line in sample["packet"] if line.role == "part"]
    programs = [program.name for program in check(Places(ROOT, ROOT / "output")).programs]
    assert [part for part in parts if part in programs] == programs


def test_an_untagged_file_is_called_so(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(tmp_path / "plain.pdf")
    lines = utterances((tmp_path / "plain.pdf").read_bytes())
    assert [line.role for line in lines] == ["document", "untagged"]


def written(pdf: Pdf, **options: Any) -> bytes:
    """The bytes of a file."""
    data = BytesIO()
    pdf.save(data, **options)
    return data.getvalue()


def add_field(pdf: Pdf, name: str, **entries: Any) -> Dictionary:
    """A field of a form on the first page."""
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, T=name, Rect=[10, 10, 50, 20], **entries)
    field = pdf.make_indirect(field)
    for holder, key in ((pdf.pages[0].obj, "/Annots"), (pdf.Root.AcroForm, "/Fields")):
        holder[key] = Array([*holder.get(key, ()), field])
    return field


def test_fields_tell_their_name_kind_and_value_in_their_place_or_at_the_end() -> None:
    with Pdf.open(BytesIO(pdf_of("<h1>Apply</h1><p>Thank you</p>"))) as pdf:
        pdf.Root.AcroForm = Dictionary(Fields=[])
        mail = add_field(pdf, "mail", FT=Name.Tx, TU="E-mail address", V="a@example.org")
        paragraph = next(one for one in every(pdf.Root.StructTreeRoot) if one.get("/S") == Name.P)
        reference = Dictionary(Type=Name.OBJR, Obj=mail, Pg=pdf.pages[0].obj)
        element = Dictionary(Type=Name.StructElem, S=Name.Form, P=paragraph, K=reference)
        paragraph.K = Array([pdf.make_indirect(element), *each(paragraph.K)])
        add_field(pdf, "news", FT=Name.Btn, AS=Name.Off)
        add_field(pdf, "track", FT=Name.Ch, Ff=1 << 17, V="Primary care")
        add_field(pdf, "send", FT=Name.Btn, Ff=1 << 16)
        add_field(pdf, "why", FT=Name.Tx)
        said = transcript(written(pdf)).splitlines()[2:]
    assert said == [
        "Heading 1: Apply",
        "Form field: E-mail address (text field): a@example.org",
        "Paragraph: Thank you",
        "Form field: news (check box): not checked",
        "Form field: track (drop-down list): Primary care",
        "Form field: send (button)",
        "Form field: why (text field): empty",
    ]


def every(node: Object) -> Iterator[Object]:
    """All elements below a node of a structure tree."""
    for kid in each(node.get("/K")):
        if isinstance(kid, Dictionary):
            yield kid
            yield from every(kid)


def test_a_tagged_file_that_has_nothing_to_say_is_called_so() -> None:
    with Pdf.open(BytesIO(pdf_of("<h1>One</h1>"))) as pdf:
        for one in (pdf.Root.StructTreeRoot, *every(pdf.Root.StructTreeRoot)):
            one.K = Array()
        assert [one.role for one in utterances(written(pdf))] == ["document", "silent"]


def test_a_file_that_is_encrypted_without_a_password_is_read_and_one_with_a_password_is_not() -> None:
    with Pdf.open(BytesIO(pdf_of("<h1>One</h1>"))) as pdf:
        open_to_all = written(pdf, encryption=Encryption(owner="secret", user=""))
        locked = written(pdf, encryption=Encryption(owner="secret", user="secret"))
    assert transcript(open_to_all).splitlines()[-1] == "Heading 1: One"
    with pytest.raises(UnreadableError, match="locked by a password"):
        transcript(locked)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no PDF at all"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        transcript(data)


def test_a_tree_that_goes_round_comes_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of("<h1>One</h1><p>Two</p>"))
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "a.pdf"))
    root = writer.root_object["/StructTreeRoot"]
    top = root["/K"][0] if isinstance(root["/K"], list) else root["/K"]
    top.get_object()["/K"].append(top.get_object().indirect_reference)
    writer.write(tmp_path / "b.pdf")
    assert "Heading 1: One" in transcript((tmp_path / "b.pdf").read_bytes())


def test_maps_of_glyphs_are_read() -> None:
    cmap = (
        b"1 beginbfchar <01> <0066006C> endbfchar 2 beginbfrange <02> <04> <0061> <0005> <0006> [<0031>"
        b" <0032>] endbfrange"
    )
    assert to_unicode(Pdf.new().make_stream(cmap)) == {1: "fl", 2: "a", 3: "b", 4: "c", 5: "1", 6: "2"}


def test_the_command_prints_it_and_for_programs_an_object_a_line(
    tiny: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--publication", str(tiny.publication), "transcript", "primary-care"]) == 0
    assert capsys.readouterr().out == GOLDEN.read_text("utf-8")
    assert run(["--publication", str(tiny.publication), "--json", "transcript", "primary-care"]) == 0
    records = objects(capsys.readouterr().out)
    assert {"role": "heading", "text": "Primary Care", "page": 1, "level": 1} in records
    assert json.dumps(records)


def test_what_was_not_built_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_publication(tmp_path, {"programs/primary-care.yaml": make_program()})
    assert run(["--publication", str(tmp_path), "transcript", "primary-care"]) == 2
    assert "output/2019-20/screen/primary-care.pdf: has not been built." in capsys.readouterr().err
    for path, said in (
        (tmp_path / "nowhere.pdf", "No such file or directory"),
        (tmp_path / "content", "Is a directory"),
    ):
        assert run(["--publication", str(tmp_path), "transcript", str(path)]) == 2
        assert capsys.readouterr().err.endswith(
            f"{path.name}: cannot be read ({said}). Hint: name a program, a packet, or the path of a PDF.\n"
        )
