"""What a PDF says of itself in XMP (ISO 16684-1), by the usual prefixes: `dc:title`, `pdfuaid:part`.

Takes and gives plain values. Nothing comes from the clock. Must not know what the values mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pikepdf import Dictionary, Name, Object, Pdf, Stream
from pikepdf.models.metadata import XmpDocument

from brochure.pdf.file import BROKEN
from brochure.pdf.objects import get

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
