"""One builder for workbooks: the parts that Excel writes, with whatever a test puts into a sheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
#: Number formats by the style that a cell names: 0 is General.
FORMATS: tuple[str, ...] = (
    "General",
    "@",
    "yyyy\\-mm\\-dd",
    '"$"#,##0',
    "00000",
    "h:mm AM/PM",
    "0%",
    "Standard",
    "0_);(0)",
)
FORMATS += ("# ?/?", "d-mmm", ";;;", '"Dr. "@', '_-* #,##0.00\\ "€"_-;_-@_-', "[h]:mm")
DAY, MONEY, ZEROS, TIME, PERCENT, STANDARD, WHOLE = 2, 3, 4, 5, 6, 7, 8
FRACTION, GUESSED, HIDDEN, DOCTOR, EUROS, ELAPSED = 9, 10, 11, 12, 13, 14


def number(value: float | str, style: int = 0) -> str:
    """The inside of a row: a cell that keeps a number."""
    return f'<c s="{style}"><v>{value}</v></c>'


def text(words: str, style: int) -> str:
    """The inside of a row: a cell that keeps a text."""
    return f'<c s="{style}" t="inlineStr"><is><t>{escape(words)}</t></is></c>'


def error(words: str = "#N/A") -> str:
    """A cell whose formula failed."""
    return f'<c t="e"><f>VLOOKUP(1,A1:A2,1)</f><v>{words}</v></c>'


def formula(result: str | None) -> str:
    """A cell with a formula and what it came to; None where nobody calculated it."""
    return f'<c t="str"><f>A1&amp;B1</f><v>{result}</v></c>' if result else "<c><f>A1&amp;B1</f><v></v></c>"


def cell(value: object) -> str:
    """A cell: a word, a number, nothing, or the XML that one of the above gives."""
    if isinstance(value, str):
        words = f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        return value if value.startswith("<c") else words
    return "<c/>" if value is None else number(value)  # type: ignore[arg-type]


def sheet(
    rows: Sequence[Sequence[object]], *, before: str = "", after: str = "", hidden: Sequence[int] = ()
) -> str:
    """A sheet of rows; `before` and `after` are XML beside them, `hidden` are numbers of rows."""
    said = ""
    for at, row in enumerate(rows, 1):
        state = ' hidden="1"' if at in hidden else ""
        said += f'<row r="{at}"{state}>{"".join(map(cell, row))}</row>'
    return f"<worksheet {_MAIN}>{before}<sheetData>{said}</sheetData>{after}</worksheet>"


def make_workbook(
    sheets: Mapping[str, str | Sequence[Sequence[object]]] | Sequence[Sequence[object]],
    hidden: Sequence[str] = (),
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """The bytes of a workbook of named sheets, or of one; `hidden` are names, `parts` replace parts."""
    named = sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}
    formats = "".join(
        f'<numFmt numFmtId="{164 + at}" formatCode={quoteattr(form)}/>' for at, form in enumerate(FORMATS)
    )
    styles = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(FORMATS)))
    formats, styles = f"<numFmts>{formats}</numFmts>", f"<cellXfs>{styles}</cellXfs>"
    listed, links, files = "", "", dict[str, str | bytes]()
    for at, (name, said) in enumerate(named.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        listed += f'<sheet name={quoteattr(name)} sheetId="{at}"{state} r:id="rId{at}"/>'
        links += f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        files[f"xl/worksheets/sheet{at}.xml"] = said if isinstance(said, str) else sheet(said)
    links += f'<Relationship Id="s" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    links += f'<Relationship Id="f" Type="{_OFFICE}/styles" Target="/xl/styles.xml"/>'
    book = f'<Relationship Id="b" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    files |= {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f"<Relationships {_PACKAGE}>{book}</Relationships>",
        "xl/sharedStrings.xml": "<sst/>",
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {_PACKAGE}>{links}</Relationships>",
        "xl/styles.xml": f"<styleSheet {_MAIN}>{formats}{styles}</styleSheet>",
        **(parts or {}),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, said in files.items():
            archive.writestr(zipfile.ZipInfo(path), said, zipfile.ZIP_DEFLATED)
    return data.getvalue()
