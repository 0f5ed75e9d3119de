"""A PDF file is opened and written: by qpdf, which mends what it can and says what it had to mend.

Takes bytes or a path; gives an open file, and bytes that depend on what it holds alone. What the library
logs comes with the file and never reaches the terminal. What a file says of itself in XMP (ISO 16684-1) is
read and written by the usual prefixes, `dc:title` or `pdfuaid:part`, as plain values; nothing comes from the
clock. Must not know what the file is for, nor what the values mean.
"""

from __future__ import annotations

import logging
import re
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import pikepdf
from pikepdf import Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream
from pikepdf.exceptions import DependencyError, PageCopyWarning
from pikepdf.models.metadata import XmpDocument

from brochure.pdf.objects import get

#: The first version with object streams (ISO 32000-1, 7.5.7).
_OLDEST: Final = "1.5"
#: What pikepdf raises for a file, or a part of one, that cannot be read.
BROKEN = (
    pikepdf.PdfError,
    pikepdf.exceptions.PikepdfError,
    RuntimeError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
)

_HINTS: Final = {
    "locked": "save it again without a password or restrictions",
    "damaged": "open it in a viewer and print it to a new PDF, or ask its makers for another one",
    "foreign": "name a file that a PDF program wrote",
    "empty": "ask its makers for another one",
}
#: How the library calls a file, before it says what is wrong with it.
_NAME: Final = re.compile(r"((stream )?<_io\.BytesIO object at 0x[0-9a-f]+>|^[^:(]*\.pdf)(?=[:, ])[:,]? ?")
_SPACES: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
#: Metadata that say nothing yet.
_EMPTY: Final = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {}>'
    '<rdf:Description rdf:about="">{}</rdf:Description></rdf:RDF></x:xmpmeta>'
)
_OF_SCHEMA: Final = frozenset({"pdfaExtension", "pdfaProperty", "pdfaSchema"})
#: What the properties of PDF/UA are: PDF/A accepts those of other standards only where the file describes
#: them (ISO 19005-2, 6.6.2.3).
_SCHEMA: Final = (
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>{}</rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>"
)
_PROPERTY: Final = (
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{}</pdfaProperty:name>'
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>{}</pdfaProperty:description></rdf:li>"
)
_UA_PROPERTIES: Final = (
    ("part", "Part of ISO 14289 that the file conforms to"),
    ("rev", "Year of the revision of that part"),
)


class UnreadableError(ValueError):
    """No PDF that can be read: it is none, damaged beyond mending, locked by a password, or has no page.

    Its message ends a sentence that begins with the name of the file. `why` it cannot be read, where that is
    not said by `what`.
    """

    def __init__(
        self,
        kind: Literal["locked", "damaged", "foreign", "empty"],
        what: str = "cannot be read",
        *,
        why: str = "",
    ) -> None:
        super().__init__(f"{what}: {why}" if why else what)
        self.kind, self.why = kind, why

    @property
    def hint(self) -> str:
        """What would mend it."""
        return _HINTS[self.kind]


class _Listener(logging.Handler):
    """Takes what a library logs, thread by thread, for the file that is being read there."""

    def __init__(self) -> None:
        super().__init__()
        self._heard = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        heard = getattr(self._heard, "lines", None)
        if heard is not None:
            heard += [line for line in record.getMessage().splitlines() if line.strip()]

    @contextmanager
    def listening(self, lines: list[str]) -> Iterator[None]:
        before, self._heard.lines = getattr(self._heard, "lines", None), lines
        try:
            yield
        finally:
            self._heard.lines = before


_LISTENER: Final = _Listener()
for _name in ("pikepdf", "pypdf"):
    logging.getLogger(_name).addHandler(_LISTENER)
    logging.getLogger(_name).propagate = False


def listening(lines: list[str]) -> AbstractContextManager[None]:
    """While this lasts, what the libraries that read PDFs log in this thread goes into these lines."""
    return _LISTENER.listening(lines)


@dataclass
class Opened:
    """A file: its document, whose objects may be changed, and what was said of it while it was read."""

    pdf: Pdf
    _said: list[str] = field(default_factory=list)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was mended in the file so far, in qpdf's words, each once.

        Objects are read when they are first asked for, so there may be more once they were.
        """
        self._said += [in_plain_words(one) for one in self.pdf.get_warnings()]
        return tuple(dict.fromkeys(self._said))

    def listening(self) -> AbstractContextManager[None]:
        """Collects also what is only logged meanwhile."""
        return listening(self._said)

    def close(self) -> None:
        """Lets go of the file."""
        self.pdf.close()


@contextmanager
def reading() -> Iterator[None]:
    """While this lasts, what cannot be read of a file that is open raises `UnreadableError`."""
    try:
        yield
    except UnreadableError:
        raise
    except (*BROKEN, DependencyError, ArithmeticError, LookupError, RecursionError) as error:
        raise UnreadableError("damaged", why=in_plain_words(error)) from error


def open_pdf(source: bytes | Path, *, mends_pages: bool = True) -> Opened:
    """A file, its page tree read. Raises `UnreadableError`. One that an empty password unlocks is opened.

    Without `mends_pages` the page tree is left as it stands in the file, for `geometry.pages_of`, which
    reads it at any depth and tells of pages that are missing.
    """
    said: list[str] = []
    with _LISTENER.listening(said):
        try:
            pdf = Pdf.open(
                BytesIO(source) if isinstance(source, bytes) else source, inherit_page_attributes=mends_pages
            )
            pages = len(pdf.pages) if mends_pages else 1
        except pikepdf.PasswordError as error:
            raise UnreadableError("locked", "is locked by a password") from error
        except BROKEN as error:
            raise UnreadableError("damaged", why=in_plain_words(error)) from error
    if not pages:
        raise UnreadableError("damaged", "has no page")
    return Opened(pdf, said)


def save(pdf: Pdf, version: str = _OLDEST, **options: Any) -> bytes:
    """The bytes of a PDF that needs this version; `options` are those of pikepdf's `save`.

    Objects stand in object streams, which makes tagged files several times smaller; the id is made of them.
    """
    out = BytesIO()
    wanted = {
        "object_stream_mode": ObjectStreamMode.generate,
        "deterministic_id": True,
        "fix_metadata_version": False,
    } | options
    if "/Root" not in pdf.trailer:  # qpdf has found it elsewhere in a damaged file
        pdf.trailer["/Root"] = pdf.Root
    if "/Size" not in pdf.trailer:  # it writes the right one, but none where there was none
        pdf.trailer["/Size"] = len(pdf.objects)
    with warnings.catch_warnings(), _LISTENER.listening([]):
        warnings.simplefilter(
            "ignore", PageCopyWarning
        )  # of widgets that no form knows, as in the file they are from
        pdf.save(out, min_version=max(version, _OLDEST), **wanted)
    return out.getvalue()


def retitled(source: bytes, title: str) -> bytes:
    """A PDF under another title, in the order in which a browser shows it while it loads; else as it was."""
    with open_pdf(source).pdf as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as said:
            said["dc:title"] = title
        return save(pdf, linearize=True)


def in_plain_words(said: object) -> str:
    """A library's words without the name that it gives the file."""
    return _NAME.sub("", str(said).partition("\n")[0]) or type(said).__name__


def read_xmp(pdf: Pdf, keys: Iterable[str]) -> dict[str, str]:
    """The simple properties of these names that a PDF states; none where its metadata cannot be read."""
    stream = get(pdf.Root, "/Metadata")
    if not isinstance(stream, Stream):
        return {}
    try:
        data = stream.read_bytes()
        named = [key for key in keys if key.partition(":")[2].encode() in data]
        said = XmpDocument(data)
        found = {key: said.get(key) for key in named}
    except BROKEN:
        return {}
    return {key: value.strip() for key, value in found.items() if isinstance(value, str)}


def xmp_stream(pdf: Pdf, said: Mapping[str, str | list[str]]) -> Object:
    """A metadata stream that states these properties; those that are empty are left out.

    Of properties that the standard knows the container is its own: `dc:creator` is a sequence of names.
    """
    both = said.get("pdfuaid:part") and said.get("pdfaid:part")
    schema = _SCHEMA.format("".join(_PROPERTY.format(*one) for one in _UA_PROPERTIES)) if both else ""
    used = {
        "rdf",
        *(key.partition(":")[0] for key, value in said.items() if value),
        *(_OF_SCHEMA if both else ()),
    }
    spaces = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _SPACES.items() if prefix in used)
    document = XmpDocument(_EMPTY.format(spaces, schema).encode())
    for key, value in said.items():
        if value:
            document[key] = value
    return pdf.make_stream(document.to_bytes(), Dictionary(Type=Name.Metadata, Subtype=Name.XML))
