"""Sheets from pages: open the PDF, lay its pages out, paint each side, write. Same arguments, same bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from pikepdf import ContentStreamInstruction, Dictionary, Name, Object, Pdf, String, unparse_content_stream

from brochure.editions.office.placing import Imposition, PageForm, lay, marks, painted, turned
from brochure.editions.office.sheets import Imposed, Scheme
from brochure.model import inches
from brochure.pdf import open_pdf, reading, save

#: What the sheets say of themselves is what the document says, its dates included: never the clock.
_SAID: Final = (
    "/Title",
    "/Author",
    "/Subject",
    "/Keywords",
    "/Creator",
    "/Producer",
    "/CreationDate",
    "/ModDate",
)
#: Its language, and which of its layers are to be seen.
_KEPT: Final = ("/Lang", "/OCProperties")


def impose(pdf: bytes, scheme: Scheme) -> Imposed:
    """The sheets of a document. Raises `UnreadableError` where it cannot be read.

    They have no tags and claim no standard: they are for paper. What annotations show in print is shown.
    Pages of another size than most stand in the middle of their slots, reduced where they are larger.
    """
    with open_pdf(pdf).pdf as source, reading():
        return _imposed(source, scheme)


def _imposed(source: Pdf, scheme: Scheme) -> Imposed:
    source.acroform.generate_appearances_if_needed()
    source.flatten_annotations("print")
    pages = [PageForm.of(page) for page in source.pages]
    sizes = Counter((float(page.shown.width), float(page.shown.height)) for page in pages)
    plan = lay(len(pages), *sizes.most_common(1)[0][0], scheme)
    marked = marks(plan, scheme.work == "booklet") if scheme.marks else []
    with Pdf.new() as sheets:
        _add_sides(sheets, pages, plan, scheme, marked)
        _say(sheets, source, scheme)
        data = save(sheets, source.pdf_version)
    is_folded = scheme.work == "booklet"
    return Imposed(
        data,
        plan.sheet,
        len(plan.sides),
        plan.signatures,
        copies=1 if is_folded else plan.across * plan.up,
        blanks=2 * len(plan.sides) - len(pages) if is_folded else 0,
        notes=tuple(_notes(pages, plan, scheme, bool(marked))),
    )


def _add_sides(
    sheets: Pdf,
    pages: Sequence[PageForm],
    plan: Imposition,
    scheme: Scheme,
    marked: Sequence[ContentStreamInstruction],
) -> None:
    """Adds the sides in printing order; a page that is shown more than once is there once."""
    forms = [sheets.copy_foreign(page.form) for page in pages]
    for at, slots in enumerate(plan.sides):
        operations = turned(plan) if _is_turned(plan, scheme, at) else []
        for slot in slots:
            operations += painted(slot, pages[slot.page], plan, Name(_called(slot.page)))
        side = sheets.add_blank_page(page_size=(plan.sheet.width, plan.sheet.height))
        side.trimbox = side.mediabox
        side.Resources = Dictionary(XObject={_called(slot.page): forms[slot.page] for slot in slots})
        side.Contents = sheets.make_stream(unparse_content_stream([*operations, *marked]))


def _is_turned(plan: Imposition, scheme: Scheme, at: int) -> bool:
    """Whether a side stands on its head: a back that the printer turns over the upper edge."""
    upper_edge = "long" if plan.sheet.width > plan.sheet.height else "short"
    return at % 2 == 1 and scheme.flip == upper_edge


def _called(page: int) -> str:
    return f"/P{page + 1}"


def _say(sheets: Pdf, source: Pdf, scheme: Scheme) -> None:
    """What the document says of itself, and what a print dialog is to choose (ISO 32000-1, table 150)."""
    for here, there, names in ((source.Root, sheets.Root, _KEPT), (source.docinfo, sheets.docinfo, _SAID)):
        for name in names:
            if isinstance(value := here.get(name), String):
                there[name] = String(bytes(value))
            elif isinstance(value, Object):
                there[name] = sheets.copy_foreign(source.make_indirect(value))
    duplex = {"short": Name.DuplexFlipShortEdge, "long": Name.DuplexFlipLongEdge}[scheme.flip]
    sheets.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True,
        PrintScaling=Name("/None"),
        PickTrayByPDFSize=True,
        Duplex=duplex if len(sheets.pages) > 1 else Name.Simplex,
    )


def _notes(pages: Sequence[PageForm], plan: Imposition, scheme: Scheme, is_marked: bool) -> Iterator[str]:
    sheet = plan.sheet
    if not sheet.name and scheme.work != "single":
        yield (
            f"no usual sheet holds two of these pages: the sheets are {inches(sheet.width)} x"
            f" {inches(sheet.height)} in, two pages wide"
        )
    elif scheme.sheet not in ("next", sheet.name) and scheme.work != "single":
        yield f"the sheet {scheme.sheet} is too small for two of these pages: {sheet.name} is used instead"
    if scheme.marks and not is_marked:
        yield "there are no marks, since the pages fill the sheet"
    reduced = [at for at, page in enumerate(pages, start=1) if page.scale(plan) < 1]
    if reduced:
        yield (
            f"page{'s' if len(reduced) > 1 else ''} {', '.join(map(str, reduced))}: larger than the others"
            " and reduced to their size"
        )
