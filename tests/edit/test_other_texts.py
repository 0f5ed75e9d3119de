"""Texts of other programs: what becomes of a Word document, and what is told where it cannot be read."""

from __future__ import annotations

import pytest

from brochure.edit import read_text
from brochure.errors import ContentError, UsageError
from tests.builders.word_documents import LETTER, LETTER_SAID, make_word, paragraph, words

OLD = b"\xd0\xcf\x11\xe0" * 200
UNREADABLE = "this Word document cannot be read"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
#: Ten entities, each ten of the one before.
_BOMB = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10 if at else "lol"}">' for at in range(10))


def test_a_word_document_comes_as_it_looks() -> None:
    text, noticed = read_text("Life.DOCX", make_word(LETTER, "A report, 2025."))
    assert text == LETTER_SAID
    assert [one.what for one in noticed] == ["left out: words that are struck out"]


def test_what_is_no_text_is_told() -> None:
    picture = f'<w:r><w:drawing><a:blip xmlns:a="{_DRAWING}" r:embed="none"/></w:drawing></w:r>'
    remark = '<w:r><w:commentReference w:id="0"/></w:r>'
    head = "<w:hdr xmlns:w='urn:x'><w:t>Draft of May</w:t></w:hdr>"
    body = paragraph(words("Boats.") + picture + picture + remark)
    text, (told,) = read_text("a.docx", make_word(body, more={"word/header1.xml": head}))
    assert text == "Boats."
    assert told.what == "left out: 2 pictures, 1 comment and what stands at the heads and feet of its pages"
    assert read_text("a.docx", make_word(paragraph(words("Boats.")), more={"word/header1.xml": ""}))[1] == ()


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<w:r><w:pict><v:imagedata xmlns:v='urn:v' r:id='none'/></w:pict></w:r>", "1 picture"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>No</w:t></w:r>", "words that are struck out"),
        ('<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t> Yes</w:t></w:r>', ""),
        (
            "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
            "<mc:Choice><w:r><a:blip xmlns:a='urn:a'/></w:r></mc:Choice>"
            "<mc:Fallback><w:r><v:imagedata xmlns:v='urn:v'/></w:r></mc:Fallback></mc:AlternateContent>",
            "1 picture",
        ),
    ],
)
def test_what_is_lost_is_told_once_however_word_says_it(inside: str, told: str) -> None:
    text, noticed = read_text("a.docx", make_word(paragraph(words("Boats.") + inside)))
    assert "No" not in text and text.startswith("Boats.")
    assert [one.what for one in noticed] == [f"left out: {told}"] * bool(told)


def test_plain_text_is_taken_as_it_is() -> None:
    assert read_text("a.txt", "One.\r\n\r\nTwo — ü.\r\n".encode()) == ("One.\n\nTwo — ü.", ())
    with pytest.raises(ContentError, match=r"a\.md"):
        read_text("a.md", b"caf\xe9")


@pytest.mark.parametrize(
    ("name", "data", "told", "hint"),
    [
        ("a.docx", b"", UNREADABLE, "it may be damaged"),
        ("a.docx", make_word(LETTER)[:-300], UNREADABLE, "it may be damaged"),
        ("a.docx", make_word("<w:p>"), UNREADABLE, "it may be damaged"),
        (
            "a.docx",
            make_word(paragraph(words("x" * 5_000_000))),
            "more text than a field can take",
            "paste it",
        ),
        ("a.docx", make_word("<w:p>" * 50_000 + "</w:p>" * 50_000), UNREADABLE, ""),
        (
            "a.docx",
            make_word("", more={"word/document.xml": f"<!DOCTYPE w [{_BOMB}]><w>&e9;</w>"}),
            UNREADABLE,
            "",
        ),
        ("a.docx", OLD, "an old Word document, or one with a password", "in Word, save"),
        ("a.doc", OLD, "this is no text that can be read", "in Word, save it as .docx"),
        ("a.odt", b"PK", "this is no text that can be read", "save it as .docx, or open it, copy its words"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_do(name: str, data: bytes, told: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_text(name, data)
    (problem,) = raised.value.problems
    assert (problem.where.file, told in problem.what, hint in problem.hint) == (name, True, True)


def test_a_document_reaches_nothing_outside_of_it() -> None:
    entity = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    said = paragraph("<w:r><w:t>a&x;b</w:t></w:r>")
    body = f'<w:document xmlns:w="{main}"><w:body>{said}</w:body></w:document>'
    try:
        text, _ = read_text("a.docx", make_word("", more={"word/document.xml": entity + body}))
    except UsageError:
        return
    assert text == "ab"
