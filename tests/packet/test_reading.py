"""The merge: files are read as pypdf reads them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import read_object

from brochure.packet import Part, assemble, reading
from brochure.packet.foreign import ours
from brochure.packet.names import as_written
from brochure.packet.objects import Book, Stream
from brochure.packet.parsing import NotPlainError, parse
from brochure.packet.reading import Reader
from tests.builders.merging import edit, front, program, programs, read, table


def said(value: Any) -> tuple[str, bytes | None]:
    """An object in words, references by their numbers."""
    return repr(value), value.data if isinstance(value, Stream) else None


def refuse(data: bytes, book: Book) -> None:
    raise AssertionError("this is left to pypdf")


def test_a_packet_is_read_as_pypdf_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = assemble(
        [front("packet:program-1"), *programs(2), Part("odd", "Ödd (1) \\ 二", table(b"\x00\xff(").pdf())],
        title="Päcket (",
        language="en",
    )
    monkeypatch.setattr(reading, "Mended", refuse)
    quick, slow = Reader(pdf), read(pdf)
    assert slow.trailer["/Size"] > 300
    for number in range(1, slow.trailer["/Size"]):
        assert said(quick[number]) == said(ours(slow.get_object(number), quick))


def test_a_file_of_another_make_is_left_to_pypdf() -> None:
    pdf = edit(program(1), lambda writer: None)
    quick, slow = Reader(pdf), read(pdf)
    assert quick.root["/Type"] == "/Catalog" and not quick.is_locked
    for number in range(1, slow.trailer["/Size"]):
        assert said(quick[number]) == said(ours(slow.get_object(number), quick))


PIECES = st.sampled_from(
    [
        b"<<",
        b">>",
        b"[",
        b"]",
        b"/Name",
        b"/A#20b",
        b"/#e9\xe9",
        b"12 0 R",
        b"3 1 R",
        b"-7",
        b"+.5",
        b"6.",
        b"0012",
        b"true",
        b"null",
        b"(text)",
        b"(\\(a\\\\\\101\\\n)",
        b"(\\777 \\x)",
        b"(a(b)c)",
        b"<feff0041>",
        b"<4>",
        b"<>",
        b"()",
        b"/",
        b"R",
        b"%c\n",
        b"1e5",
        b"--1",
        b"(",
        b">",
    ]
)


@given(st.lists(PIECES, max_size=8), st.sampled_from([b" ", b"", b"\r\n", b"\0"]))
def test_an_object_is_read_as_pypdf_reads_it_or_left_to_it(pieces: list[bytes], between: bytes) -> None:
    data, book = between.join(pieces), Book()
    try:
        found = parse(data, book, {})
    except NotPlainError:
        return
    with as_written():
        try:
            wanted = ours(read_object(io.BytesIO(data.strip(b"\0\r\n ") + b" "), PdfWriter()), book)
        except (PyPdfError, ValueError):
            pytest.fail(f"{data!r} is {found!r} here, and nothing to pypdf")
    assert said(found) == said(wanted)
