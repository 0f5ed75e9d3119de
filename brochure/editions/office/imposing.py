"""Sheets from pages: which page stands where on the two sides of a sheet, and how it is drawn there with
its marks to cut and fold. Same arguments, same bytes.

Points from the lower left corner of the side. Backs are told as they are seen once the sheet is turned
like a page of a book, about its upright edge. Pages are drawn as forms (ISO 32000-1, 8.10), which keep
the resources of their page, so that typefaces and pictures stay shared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pikepdf import (
    Array,
    ContentStreamInstruction,
    Dictionary,
    Matrix,
    Name,
    Object,
    Operator,
    Page,
    Pdf,
    Rectangle,
    String,
    unparse_content_stream,
)
from pikepdf import ContentStreamInstruction as Operation

from brochure.editions.office.sheets import TOLERANCE, Grid, Imposed, Scheme, Stock, cut, folded, own
from brochure.model import inches, millimetres
from brochure.pdf import open_pdf, reading, save

#: A sheet folded once has four pages.
PAGES: Final = 4

#: A page's index from 0, or None for a blank one.
Leaf = int | None


@dataclass(frozen=True)
class FoldedSheet:
    """What front and back of a sheet show at left and right; `depth` counts the sheets around it."""

    front: tuple[Leaf, Leaf]
    back: tuple[Leaf, Leaf]
    depth: int


@dataclass(frozen=True)
class Slot:
    """A page's trim on a sheet. `shift` moves the page in it to the right; the slot clips it."""

    page: int
    left: float
    bottom: float
    shift: float = 0.0


Side = tuple[Slot, ...]


@dataclass(frozen=True)
class Imposition:
    """All sides in printing order, front and back in turn.

    Each is a block of `across` by `up` slots, which are `width` by `height`.
    """

    sheet: Stock
    width: float
    height: float
    across: int
    up: int
    sides: tuple[Side, ...] = ()
    signatures: tuple[int, ...] = ()

    @property
    def left(self) -> float:
        """Where the block of slots begins."""
        return (self.sheet.width - self.across * self.width) / 2

    @property
    def bottom(self) -> float:
        """The lower edge of the block of slots."""
        return (self.sheet.height - self.up * self.height) / 2


def lay(count: int, width: float, height: float, scheme: Scheme) -> Imposition:
    """Where `count` pages of this size stand."""
    if scheme.work == "booklet":
        sizes = signatures(-(-count // PAGES), scheme.signature_pages // PAGES)
        bare = _bare(folded(width, height, scheme.sheet), width, height)
        sides = _nested(bare, filled(count), sizes, millimetres(scheme.thickness))
        return replace(bare, sides=tuple(sides), signatures=sizes)
    grid = own(width, height) if scheme.work == "single" else cut(width, height, scheme.sheet, scheme.paper)
    bare = _bare(grid, width, height)
    return replace(bare, sides=tuple(_repeated(bare, page) for page in range(count)))


def filled(count: int) -> list[Leaf]:
    """The pages and the blank ones that fill the last sheet.

    A last page on a left-hand side is a back cover: blank pages come before it, so that it stays outside.
    One on a right-hand side is none; blank pages follow. Either way no page changes sides.
    """
    pages: list[Leaf] = list(range(count))
    at = count - 1 if count % 2 == 0 else count
    return [*pages[:at], *[None] * (-count % PAGES), *pages[at:]]


def signatures(sheets: int, most: int) -> tuple[int, ...]:
    """Sheets of each signature: the fewest signatures of at most `most` sheets, as even as can be, the
    thicker ones first. So a sheet is alone only where `most` leaves no other way."""
    number = -(-sheets // most)
    return tuple(sheets // number + (at < sheets % number) for at in range(number))


def fold(pages: Sequence[Leaf], sizes: Sequence[int]) -> Iterator[FoldedSheet]:
    """The sheets of all signatures, each signature from its outermost sheet to its innermost."""
    first = 0
    for size in sizes:
        last = first + size * PAGES - 1
        for depth in range(size):
            low, high = first + 2 * depth, last - 2 * depth
            yield FoldedSheet((pages[high], pages[low]), (pages[low + 1], pages[high - 1]), depth)
        first = last + 1


def _bare(grid: Grid, width: float, height: float) -> Imposition:
    return Imposition(grid[0], width, height, grid[1], grid[2])


def _nested(
    bare: Imposition, pages: Sequence[Leaf], sizes: Sequence[int], thickness: float
) -> Iterator[Side]:
    """The sides of folded sheets, creep made up for.

    Each sheet of a signature is kept off the spine by those around it, so it sticks out by their thickness:
    what it shows is moved towards the spine by depth x thickness. (The handbook of Impozycjoner, "Reduction
    of creeping pages", has the same for the innermost sheet: thickness x (sheets - 1), with its staple
    factor left at 1.)
    """
    for sheet in fold(pages, sizes):
        inward = sheet.depth * thickness
        for left, right in (sheet.front, sheet.back):
            pair = ((left, bare.left, inward), (right, bare.left + bare.width, -inward))
            yield tuple(Slot(page, x, bare.bottom, shift) for page, x, shift in pair if page is not None)


def _repeated(bare: Imposition, page: int) -> Side:
    """One page in every slot. The block is in the middle of the sheet, so its back falls on its front."""
    return tuple(
        Slot(page, bare.left + column * bare.width, bare.bottom + row * bare.height)
        for row in reversed(range(bare.up))
        for column in range(bare.across)
    )


_AWAY: Final = millimetres(1)
_LONGEST: Final = millimetres(6)
#: A shorter mark would not be seen.
_SHORTEST: Final = millimetres(2)
#: Points: how wide marks are drawn, and the dashes of a fold.
_PEN: Final = 0.25
_DASHES: Final = (2, 2)

Stroke = tuple[float, float, float, float]


@dataclass(frozen=True)
class PageForm:
    """A page as it is shown, upright and cropped to its trim: a form, and the points that it covers."""

    form: Object
    shown: Rectangle

    @classmethod
    def of(cls, page: Page) -> PageForm:
        """The form of a page; a turn that is no quarter turn is none."""
        if page.rotation % 90 == 0:
            page.rotation = page.rotation
        form = page.as_form_xobject()
        matrix = Matrix(form.Matrix) if "/Matrix" in form else Matrix()
        return cls(form, matrix.transform(Rectangle(*map(float, form.BBox.as_list()))))

    def scale(self, plan: Imposition) -> float:
        """By how much it is reduced to fit into a slot."""
        wide, high = float(self.shown.width), float(self.shown.height)
        if wide <= plan.width + TOLERANCE and high <= plan.height + TOLERANCE:
            return 1.0
        return min(plan.width / wide, plan.height / high)

    def place(self, slot: Slot, plan: Imposition) -> Matrix:
        """The page in the middle of its slot, moved by the slot's shift."""
        scale = self.scale(plan)
        x = slot.left + slot.shift + (plan.width - scale * float(self.shown.width)) / 2
        y = slot.bottom + (plan.height - scale * float(self.shown.height)) / 2
        return Matrix().translated(x, y).scaled(scale, scale).translated(-self.shown.llx, -self.shown.lly)


def painted(slot: Slot, page: PageForm, plan: Imposition, called: Name) -> list[Operation]:
    """A page in its slot and nowhere else."""
    return [
        _operation("q"),
        _operation("re", slot.left, slot.bottom, plan.width, plan.height),
        _operation("W"),
        _operation("n"),
        _operation("cm", *page.place(slot, plan).shorthand),
        _operation("Do", called),
        _operation("Q"),
    ]


def turned(plan: Imposition) -> list[Operation]:
    """What stands a side on its head."""
    return [_operation("cm", -1, 0, 0, -1, plan.sheet.width, plan.sheet.height)]


def marks(plan: Imposition, is_folded: bool) -> list[Operation]:
    """The marks of one side: cuts around the block and between its slots, a fold dashed in place of a cut.

    They stand outside the trim, and only where the sheet has room.
    """
    columns = [plan.left + at * plan.width for at in range(plan.across + 1)]
    rows = [plan.bottom + at * plan.height for at in range(plan.up + 1)]
    folds = columns[1:-1] if is_folded else []
    cuts = [stroke for x in columns if x not in folds for stroke in _upright(x, plan)]
    cuts += [stroke for y in rows for stroke in _level(y, plan)]
    dashes = [stroke for x in folds for stroke in _upright(x, plan)]
    return [*_drawn(cuts, ()), *_drawn(dashes, _DASHES)]


def _upright(x: float, plan: Imposition) -> Iterator[Stroke]:
    length = _length(plan.bottom)
    if length:
        low, high = plan.bottom - _AWAY, plan.sheet.height - plan.bottom + _AWAY
        yield from ((x, low, x, low - length), (x, high, x, high + length))


def _level(y: float, plan: Imposition) -> Iterator[Stroke]:
    length = _length(plan.left)
    if length:
        left, right = plan.left - _AWAY, plan.sheet.width - plan.left + _AWAY
        yield from ((left, y, left - length, y), (right, y, right + length, y))


def _length(room: float) -> float:
    length = min(_LONGEST, room - _AWAY)
    return length if length >= _SHORTEST else 0.0


def _drawn(strokes: Sequence[Stroke], dashes: Sequence[int]) -> Iterator[Operation]:
    if strokes:
        yield from (_operation("q"), _operation("w", _PEN), _operation("G", 0))
        yield _operation("d", Array(dashes), 0)
        for one in strokes:
            yield from (_operation("m", *one[:2]), _operation("l", *one[2:]), _operation("S"))
        yield _operation("Q")


def _operation(called: str, *operands: float | Object) -> Operation:
    """One operation; lengths are exact to a hundred-thousandth of a point."""
    return Operation(
        [round(one, 5) if isinstance(one, float) else one for one in operands], Operator(called)
    )


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
