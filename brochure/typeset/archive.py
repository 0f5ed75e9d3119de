"""What the file says of itself: PDF/A-2a and PDF/UA-1 in one XMP packet, and what PDF/A asks of pictures.

ISO 19005-2, 6.6.2.3: properties of another standard are only known to PDF/A where the same rdf:RDF describes them.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import pydyf
from weasyprint.css import ColorProfile

#: Brings printable annotations and metadata. Not 2a: that would have the engine tag the document itself.
VARIANT = "pdf/a-2b"
#: What the engine calls the output intent; by its own name for it, it would open a file for every document and leave it open.
INTENT = "--screen"

_UA = "http://www.aiim.org/pdfua/ns/id/"


def _property(name: str, kind: str, says: str) -> str:
    said = {"name": name, "valueType": kind, "category": "internal", "description": says}
    return (
        "<rdf:li"
        f' rdf:parseType="Resource">{"".join(f"<pdfaProperty:{k}>{v}</pdfaProperty:{k}>" for k, v in said.items())}</rdf:li>'
    )


_CLAIM = (
    f'<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA}"'
    ' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    "<pdfuaid:part>1</pdfuaid:part>"
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA'
    " identification</pdfaSchema:schema>"
    f"<pdfaSchema:namespaceURI>{_UA}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    + _property("part", "Integer", "Part of ISO 14289 that the file conforms to")
    + "</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
).encode()


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def claim(document: Any) -> None:
    """Has the document's metadata claim both standards when it will be written, and colors mean sRGB."""
    document.color_profiles[INTENT] = ColorProfile(
        BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"])
    )
    document.output_intent = INTENT
    generate = document.metadata.generate_rdf_metadata

    def claimed(variant: str, version: int, _conformance: str) -> bytes:
        before, end, after = generate(variant, version, "A").rpartition(b"</rdf:RDF>")
        assert end, "the engine writes metadata in another way"
        return bytes(before + _CLAIM + end + after)

    document.metadata.generate_rdf_metadata = claimed


def uninterpolated(pdf: Any) -> None:
    """Pictures are not to be smoothed by the reader (ISO 19005-2, 6.2.8)."""
    for entry in pdf.objects:
        if isinstance(entry, pydyf.Stream) and entry.extra.get("Interpolate") == "true":
            entry.extra["Interpolate"] = "false"
