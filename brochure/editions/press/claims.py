"""What a press file says of itself: PDF/X-4 in its metadata, and the output intent (ISO 15930-7, 6.3 and 6.7). Must not know pages."""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, NameObject, PdfObject, TextStringObject

from brochure.editions.press.objects import pdf, stream
from brochure.editions.press.order import Press

_HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
)
_FOOT = '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}


def claim(writer: PdfWriter, press: Press, information: dict[str, str], digest: bytes) -> None:
    """Puts metadata, dates, identifiers and the output intent into the file. `digest` stands for what is in it."""
    day = f"D:{press.issued:%Y%m%d}000000Z"
    writer.metadata = None
    writer.add_metadata({**information, "/CreationDate": day, "/ModDate": day})
    info = writer._info
    assert info is not None
    info[NameObject("/Trapped")] = NameObject("/False")
    packet = _xmp(information, press.issued, digest.hex()).encode()
    # Not compressed: some readers look for the metadata in the bytes of the file.
    metadata = stream(packet, {"/Type": "/Metadata", "/Subtype": "/XML"}, packed=True)
    writer.root_object[NameObject("/Metadata")] = writer._add_object(metadata)
    writer.root_object[NameObject("/OutputIntents")] = ArrayObject(
        [writer._add_object(_intent(writer, press))]
    )
    identity = ByteStringObject(digest[:16])
    writer._ID = ArrayObject([identity, identity])


def _intent(writer: PdfWriter, press: Press) -> PdfObject:
    profile = writer._add_object(stream(press.profile, {"/N": 4}))
    words = {
        "/OutputConditionIdentifier": press.condition,
        "/RegistryName": press.registry,
        "/Info": press.condition,
    }
    return pdf(
        {
            "/Type": "/OutputIntent",
            "/S": "/GTS_PDFX",
            "/DestOutputProfile": profile,
            **{key: TextStringObject(value) for key, value in words.items()},
        }
    )


def _xmp(information: dict[str, str], issued: date, digest: str) -> str:
    """The same title, dates and makers as in the information dictionary."""
    day = f"{issued.isoformat()}T00:00:00Z"
    names = {"/Author": "dc:creator", "/Title": "dc:title", "/Subject": "dc:description"}
    kinds = {"dc:creator": "Seq", "dc:title": "Alt", "dc:description": "Alt"}
    said = [
        f"<{tag}><rdf:{kinds[tag]}><rdf:li{' xml:lang=' + chr(34) + 'x-default' + chr(34) if kinds[tag] == 'Alt' else ''}>{escape(information[key])}</rdf:li></rdf:{kinds[tag]}></{tag}>"
        for key, tag in names.items()
        if information.get(key)
    ]
    plain = {
        "pdf:Producer": information.get("/Producer", ""),
        "pdf:Keywords": information.get("/Keywords", ""),
        "pdf:Trapped": "False",
        "pdfxid:GTS_PDFXVersion": "PDF/X-4",
        "xmp:CreatorTool": information.get("/Creator", ""),
        "xmp:CreateDate": day,
        "xmp:ModifyDate": day,
        "xmp:MetadataDate": day,
        "xmpMM:DocumentID": f"uuid:{_uuid(digest)}",
        "xmpMM:InstanceID": f"uuid:{_uuid(digest)}",
        "xmpMM:VersionID": "1",
        "xmpMM:RenditionClass": "default",
    }
    said += [f"<{tag}>{escape(words)}</{tag}>" for tag, words in plain.items() if words]
    spaces = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _SPACES.items())
    return f'{_HEAD}<rdf:Description rdf:about="" {spaces}>{"".join(said)}</rdf:Description>{_FOOT}'


def _uuid(digest: str) -> str:
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
