"""Builders of PDFs for tests of the merge, and ways of looking things up that are pypdf's, not the
package's.

Documents come from WeasyPrint (what the house makes) and from `TagMaker` (what others may make).
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from brochure.packet import Part, assemble
from brochure.typeset.conditions import hide_system_fonts

FACE = Path(__file__).resolve().parents[2] / "fonts" / "BrochureSerif-Regular.ttf"
STYLE = f"""
@font-face {{ font-family: "Test Serif"; src: url("{FACE.as_uri()}") }}
@page {{ size: 300pt 400pt; margin: 30pt }}
html {{ font: 10pt/15pt "Test Serif" }}
h2 {{ break-before: page }}
"""
SQUARE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAFElEQVR4nGP8z8DwnwEImBigAAAfFwICgH3i"
    "fwAAAABJRU5ErkJggg=="
)


@cache
def typeset(
    body: str, title: str = "Untitled", language: str = "en", variant: str | None = "pdf/ua-1", css: str = ""
) -> bytes:
    """A document by WeasyPrint, tagged where its variant is, in no typeface of the machine."""
    hide_system_fonts()  # as what the house makes, whichever of both is made first in a process
    import weasyprint

    html = (
        "<html"
        f' lang="{language}"><head><title>{title}</title><style>{STYLE}{css}</style></head><body>{body}'
        "</body></html>"
    )
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ResourceWarning
        )  # WeasyPrint 70 leaves the color profile of PDF/A open
        return bytes(
            weasyprint.HTML(string=html).write_pdf(pdf_variant=variant, pdf_tags=variant is not None)
        )


def program(number: int, language: str = "en") -> bytes:
    """A brochure of four pages or more, its ids those of all others."""
    rows = "".join(f"<tr><th scope=row>Year {row}</th><td>{row * number}</td></tr>" for row in range(20))
    return typeset(
        f"""<h1 id=top>Program {number}</h1><p>See <a href="#apply">how to apply</a> to {number},
        <a href="https://example.org/{number}">the site</a>, <em lang=fr>bonjour</em>.</p>
        <ul><li>one</li><li>two</li></ul>
        <figure><img src="{SQUARE}" alt="A square"><figcaption>A caption</figcaption></figure>
        <h2 id=years>Years</h2>
        <table><caption>Years</caption><tr><th scope=col>Year</th><th scope=col>Number</th></tr>
        {rows}</table>
        <h2 id=apply>Apply</h2><p>Back to <a href="#top">the top</a> of {number}.</p>""",
        f"Program {number}",
        language,
    )


def programs(count: int = 3) -> list[Part]:
    languages = ("en", "fr", "de", "es", "it")
    return [
        Part(f"program-{n}", f"Program {n}", program(n, languages[n - 1]), languages[n - 1])
        for n in range(1, count + 1)
    ]


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
    found = {
        key.original_bytes: value.get_object() for key, value in zip(flat[::2], flat[1::2], strict=True)
    }
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
            yield (index, annotation, page_index(reader, goal[0]) if _is_there(goal[0]) else "nowhere")


def _is_there(goal: Any) -> bool:
    return isinstance(goal, IndirectObject) and not isinstance(goal.get_object(), NullObject)


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
        self.catalog.update(
            {
                n("/StructTreeRoot"): self.root.indirect_reference,
                n("/Lang"): TextStringObject(language),
                n("/MarkInfo"): entries({"/Marked": BooleanObject(True)}),
            }
        )

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
        target = (
            ArrayObject([self.pages[goal].indirect_reference, n("/Fit")]) if isinstance(goal, int) else goal
        )
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
    return ArrayObject(
        [entries({"/O": n("/Table"), "/Headers": ArrayObject([ByteStringObject(identifier)])})]
    )


def table(identifier: bytes = b"head") -> TagMaker:
    maker = TagMaker()
    maker.leaf("/TH", ID=ByteStringObject(identifier))
    maker.leaf("/TD", A=headed(identifier))
    return maker


def stretches(parts: Sequence[Part]) -> list[tuple[int, int]]:
    found, start = [], 0
    for part in parts:
        found.append((start, page_count(part.pdf)))
        start += found[-1][1]
    return found


def front(*addresses: str) -> Part:
    body = "".join(f'<p><a href="{address}">{address}</a></p>' for address in addresses)
    return Part("front", "Front", typeset(f"<h1>Packet</h1>{body}", "Packet"), outline=False)


def folios(count: int, blank: frozenset[int] = frozenset()) -> bytes:
    pages = "".join(
        f"<div><p>{'' if number in blank else f'Folio {number}'}</p></div>" for number in range(1, count + 1)
    )
    css = (
        "@page { margin: 0 } div { height: 400pt; break-after: page; position: relative } div:last-child {"
        " break-after: auto } p { position: absolute; left: 140pt; bottom: 5pt; margin: 0 }"
    )
    return typeset(pages, css=css)


def xmp(reader: PdfReader) -> str:
    return str(reader.root_object["/Metadata"].get_data().decode())


def objects(reader: PdfReader) -> Iterator[Any]:
    return (reader.get_object(number) for number in range(1, reader.trailer["/Size"]))


PAINTED = re.compile(
    rb"Q /Artifact <</Type /Pagination /Subtype /Footer>> BDC q (?:[-\d. ]+cm )?(/Folio\w*) Do Q EMC"
)


def printed(page: Any) -> list[str]:
    """The folios painted on a page."""
    held = page["/Contents"]
    content = b"".join(one.get_object().get_data() for one in (held if isinstance(held, list) else [held]))
    forms = [page["/Resources"]["/XObject"][name.decode()] for name in PAINTED.findall(content)]
    assert all(b"BDC" not in form.get_data() for form in forms), "tagged content inside an artifact"
    return [page.extract_xform_text(form).strip() for form in forms]


def by_hand(*objects: bytes) -> bytes:
    """A PDF of numbered objects, the catalog first, written as they are: with whatever is wrong in them."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def stream_of(data: bytes, more: bytes = b"") -> bytes:
    """A stream as one of the objects of `by_hand`."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), more, data)


def two_pages(
    second: bytes = b"4 0 R",
    content: bytes = b"6 0 R",
    packed: bytes = b"",
    filters: bytes = b"/FlateDecode",
) -> bytes:
    """Two pages with a word each. The second page, its content and that of the first can be others."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents %s/Resources<</Font<</F 7 0 R>>>>>>"
    return by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R %s]/Count 2>>" % second,
        page % b"5 0 R",
        page % content,
        stream_of(packed, b"/Filter" + filters) if packed else stream_of(b"BT /F 24 Tf 9 99 Td (One) Tj ET"),
        stream_of(b"BT /F 24 Tf 9 99 Td (Two) Tj ET"),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )


def with_picture(name: bytes = b"/I") -> bytes:
    """A page with a red picture, whose name in the resources is spelled as given."""
    return by_hand(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<<%s 5 0 R>>>>>>"
        % name,
        stream_of(b"q 50 0 0 50 9 9 cm /I Do Q"),
        stream_of(
            b"\xff\0\0",
            b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceRGB",
        ),
    )
