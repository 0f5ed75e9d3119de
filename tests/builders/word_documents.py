"""One builder for Word documents: the parts that Word writes, with whatever a test puts into the text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns:w="{_OPEN}/wordprocessingml/2006/main" xmlns:r="{_OPEN}/officeDocument/2006/relationships"'
_OFFICE, _PACKAGE = f"{_OPEN}/officeDocument/2006/relationships", f"{_OPEN}/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
#: What a document refers to, by the id of the reference, and where the links of tests lead.
LINK = "https://harbor.example/a_(b)"
_NAMED = {
    "styles": "styles.xml",
    "numbering": "numbering.xml",
    "footnotes": "footnotes.xml",
    "hyperlink": LINK,
}
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{called}"/></w:style>'
    for name, called in (("Heading1", "heading 1"), ("berschrift2", "heading 2"))
)
#: Dots, and numbers in them.
_LEVELS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>'
    for level, form in enumerate(("bullet", "decimal"))
)


def words(said: str, look: str = "") -> str:
    """Some words of a paragraph; `look` is `b` or `i`."""
    form = f"<w:rPr><w:{look}/></w:rPr>" if look else ""
    return f'<w:r>{form}<w:t xml:space="preserve">{escape(said)}</w:t></w:r>'


def paragraph(inside: str, style: str = "", level: int | None = None) -> str:
    """A paragraph; with a level it is an item of a list."""
    item = "" if level is None else f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{item}</w:pPr>{inside}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of plain cells."""
    lines = ("".join(f"<w:tc>{paragraph(words(cell))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def make_word(body: str, note: str = "", more: Mapping[str, str] | None = None) -> bytes:
    """A document with its styles, lists, one link, one note that has the number 2, and further parts."""
    relations = "".join(
        f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if kind == "hyperlink" else "/>")
        for kind, target in _NAMED.items()
    )
    document = f'<Relationship Id="one" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    lists = f'<w:abstractNum w:abstractNumId="0">{_LEVELS}</w:abstractNum>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{document}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
        "</Relationships>",
        "word/document.xml": f"<w:document {_MAIN}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_MAIN}>{_STYLES}</w:styles>",
        "word/numbering.xml": f'<w:numbering {_MAIN}>{lists}<w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        "</w:num></w:numbering>",
        "word/footnotes.xml": f'<w:footnotes {_MAIN}><w:footnote w:id="2">{paragraph(words(note))}'
        "</w:footnote></w:footnotes>",
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in parts.items():
            written.writestr(name, text)
    return out.getvalue()


_STRUCK = '<w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del>'
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
#: A text as offices have it, and what becomes of it.
LETTER = "".join(
    (
        paragraph(words("Life here"), "Heading1"),
        paragraph(
            words("We are ") + words("glad", "b") + words(" that 5 * 3 is fifteen") + NOTE + words(". ")
            + f'<w:hyperlink r:id="hyperlink">{words("Read on")}</w:hyperlink>'
        ),
        paragraph(words("Boats"), level=0),
        paragraph(words("Large ones"), level=1),
        paragraph(words("Tide", "i"), level=0),
        paragraph(f'{_STRUCK}<w:ins w:id="2">{words("New")}</w:ins>'),
        table(("Day", "Hour"), ("Monday", "9")),
        paragraph(words("Müller") + "<w:r><w:br/></w:r>" + words("{vacation}"), "berschrift2"),
    )
)  # fmt: skip
LETTER_SAID = f"""\
### Life here

We are **glad** that 5 \\* 3 is fifteen[^2]. [Read on]({LINK})

- Boats
   1. Large ones
- *Tide*

New

| Day | Hour |
|---|---|
| Monday | 9 |

### Müller\\
{{vacation}}

[^2]: A report, 2025."""
