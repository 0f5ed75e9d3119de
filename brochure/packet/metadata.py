"""What the packet says of itself: the document information dictionary and the same as XMP, in one rdf:RDF.

Nothing comes from the clock: a packet of the same parts has the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from brochure.packet.claims import PDFA, PDFUA, Claims
from brochure.packet.objects import Dictionary, Stream, stream, text

_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfuaid": PDFUA,
    "pdfaid": PDFA,
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}

#: How XMP writes an entry of the information dictionary.
_SINGLE = {
    "Keywords": "pdf:Keywords",
    "Producer": "pdf:Producer",
    "Creator": "xmp:CreatorTool",
    "Trapped": "pdf:Trapped",
}
_ALTERNATIVES = {"Title": "dc:title", "Subject": "dc:description"}


def information(title: str, entries: Mapping[str, str]) -> Dictionary:
    """The Info dictionary (ISO 32000-1, 14.3.3). Dates are not taken: the caller's clock stays outside."""
    said = {
        f"/{entry}": text(value) for entry, value in entries.items() if value and not entry.endswith("Date")
    }
    return {**said, "/Title": text(title)}


def xmp(title: str, language: str, entries: Mapping[str, str], claims: Claims) -> Stream:
    """The metadata stream: plain text, as ISO 19005 wants it."""
    said = {"Title": title, **{entry: value for entry, value in entries.items() if value}}
    body = [_alternative(_ALTERNATIVES[entry], said[entry]) for entry in _ALTERNATIVES if entry in said]
    body += [_element(_SINGLE[entry], said[entry]) for entry in _SINGLE if entry in said]
    if "Author" in said:
        body.append(_list("dc:creator", "Seq", said["Author"]))
    if language:
        body.append(_list("dc:language", "Bag", language))
    body += _claimed(claims)
    spaces = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _SPACES.items())
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        f'<rdf:RDF {spaces}>\n<rdf:Description rdf:about="">\n'
        + "\n".join(body)
        + '\n</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="r"?>'
    )
    return stream(packet.encode(), {"/Type": "/Metadata", "/Subtype": "/XML"})


def _element(tag: str, value: str) -> str:
    return f"<{tag}>{escape(value)}</{tag}>"


def _alternative(tag: str, value: str) -> str:
    return f'<{tag}><rdf:Alt><rdf:li xml:lang="x-default">{escape(value)}</rdf:li></rdf:Alt></{tag}>'


def _list(tag: str, kind: str, value: str) -> str:
    return f"<{tag}><rdf:{kind}>{_element('rdf:li', value)}</rdf:{kind}></{tag}>"


def _claimed(claims: Claims) -> list[str]:
    stated = {
        "pdfuaid:part": claims.ua,
        "pdfuaid:rev": claims.ua_revision,
        "pdfaid:part": claims.archive,
        "pdfaid:conformance": claims.level,
        "pdfaid:rev": claims.archive_revision,
    }
    said = [_element(tag, value) for tag, value in stated.items() if value]
    return [*said, _UA_SCHEMA] if claims.ua and claims.archive else said


def _property(called: str, kind: str, says: str) -> str:
    said = {"name": called, "valueType": kind, "category": "internal", "description": says}
    return "".join(
        [
            '<rdf:li rdf:parseType="Resource">',
            *(_element(f"pdfaProperty:{k}", v) for k, v in said.items()),
            "</rdf:li>",
        ]
    )


#: PDF/A accepts properties of other standards only where the file describes them (ISO 19005-2, 6.6.2.3).
_UA_SCHEMA = (
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    f"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>{PDFUA}"
    "</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    + _property("part", "Integer", "Part of ISO 14289 that the file conforms to")
    + _property("rev", "Integer", "Year of the revision of that part")
    + "</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
)
