"""Names as their makers wrote them (ISO 32000-1, 7.3.5): bytes, which a page's content spells as its resources do.

pypdf decodes a name that is not UTF-8 by guessing and writes it as UTF-8, upon which the content no longer finds it.
Here such bytes are carried through as lone surrogates, and written as they were.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pypdf.generic import NameObject

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_CODEC = "brochure_pdf_names"
#: What a name cannot hold as it is.
_SPELLED = frozenset(b"#()<>[]{}/%") | frozenset(range(33)) | frozenset(range(127, 256))


def bytes_of(name: str) -> bytes:
    """A name's bytes, without its slash."""
    return name[1:].encode("utf-8", "surrogateescape")


def written(name: str) -> bytes:
    """A name as PDF writes it."""
    return b"/" + b"".join(b"#%02X" % one if one in _SPELLED else bytes((one,)) for one in bytes_of(name))


@contextmanager
def as_written() -> Iterator[None]:
    """While this lasts, pypdf reads names without loss. `CHARSETS` is what it offers for that."""
    before, NameObject.CHARSETS = NameObject.CHARSETS, (_CODEC,)  # type: ignore[assignment]  # said to be three
    try:
        yield
    finally:
        NameObject.CHARSETS = before


def _decode(data: Buffer, errors: str = "strict") -> tuple[str, int]:
    read = bytes(memoryview(data))
    return read.decode("utf-8", "surrogateescape"), len(read)


def _encode(said: str, errors: str = "strict") -> tuple[bytes, int]:
    return said.encode("utf-8", "surrogateescape"), len(said)


def _find(called: str) -> codecs.CodecInfo | None:
    return codecs.CodecInfo(_encode, _decode, name=_CODEC) if called == _CODEC else None


codecs.register(_find)
