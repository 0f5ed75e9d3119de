"""Draws the pictures of docs/printing.md, page numbers from the same code that lays the sheets out.

Run from the top of the repository: `PYTHONPATH=. .venv/bin/python docs/draw_printing.py`.
"""

from __future__ import annotations

from pathlib import Path

from brochure.editions.office.imposing import filled, fold, signatures

INK, GREY, PAPER, BACK = "#12314a", "#6b7280", "#ffffff", "#eef1f4"
WIDE, HIGH = 66, 86


def text(x: float, y: float, said: str, size: int = 13, color: str = INK, anchor: str = "middle") -> str:
    """A line of text."""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{color}" text-anchor="{anchor}">{said}</text>'
    )


def box(x: float, y: float, wide: float, high: float, fill: str = PAPER) -> str:
    """A piece of paper."""
    return f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" fill="{fill}" stroke="{INK}"/>'


def line(*points: float, dashed: bool = False, arrow: bool = False) -> str:
    """A line through points."""
    more = (' stroke-dasharray="4 3"' if dashed else "") + (' marker-end="url(#tip)"' if arrow else "")
    pairs = " ".join(f"{x:g},{y:g}" for x, y in zip(points[::2], points[1::2], strict=True))
    return f'<polyline points="{pairs}" fill="none" stroke="{INK}"{more}/>'


def picture(wide: int, high: int, says: str, parts: list[str]) -> str:
    """A whole drawing, with what it shows in words."""
    tip = (
        '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path d="M0 0L8 4L0 8z" fill="#12314a"/></marker>'
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
        ' role="img" font-family="Helvetica, Arial, sans-serif">'
    )
    return (
        "\n".join(
            [
                head,
                f"<title>{says}</title><defs>{tip}</defs>",
                f'<rect width="{wide}" height="{high}" fill="#fbfbf9"/>',
                *parts,
                "</svg>",
            ]
        )
        + "\n"
    )


def side(x: float, y: float, pair: tuple[int | None, int | None], turned: bool = False) -> list[str]:
    """One side of a sheet: its two pages and the fold between them."""
    parts = []
    for at, page in enumerate(reversed(pair) if turned else pair):
        left = x + at * WIDE
        middle, foot = left + WIDE / 2, y + HIGH / 2 + 9
        said = (
            text(middle, foot, str(page + 1), 26)
            if page is not None
            else text(middle, foot - 4, "blank", 11, GREY)
        )
        bar = f'<rect x="{left + 12:g}" y="{y + 10:g}" width="{WIDE - 24}" height="4" fill="{GREY}"/>'
        spin = f' transform="rotate(180 {middle:g} {y + HIGH / 2:g})"' if turned else ""
        parts.append(f"{box(left, y, WIDE, HIGH)}<g{spin}>{bar if page is not None else ''}{said}</g>")
    return [*parts, line(x + WIDE, y - 7, x + WIDE, y + HIGH + 7, dashed=True)]


def sheet_order() -> str:
    """Both sheets of an eight-page booklet."""
    parts = [text(100 + WIDE, 24, "front"), text(290 + WIDE, 24, "back")]
    for row, sheet in enumerate(fold(filled(8), signatures(2, 16))):
        y = 40 + row * 110
        name = ("Sheet 1", "outside") if row == 0 else ("Sheet 2", "inside")
        parts += [text(14, y + 40, name[0], anchor="start"), text(14, y + 58, name[1], 11, GREY, "start")]
        parts += [*side(100, y, sheet.front), *side(290, y, sheet.back)]
    return picture(
        440,
        260,
        "An eight-page booklet is two sheets. Sheet 1: pages 8 and 1 on the front, 2 and 7 on the back."
        " Sheet 2: pages 6 and 3 on the front, 4 and 5 on the back.",
        parts,
    )


def folding() -> str:
    """Stack, fold, staple, seen from the foot of the booklet."""
    flat = [line(30, 90 + at * 8, 150, 90 + at * 8) for at in range(3)] + [
        line(90, 76, 90, 120, dashed=True)
    ]
    roof = [line(210, 120 - at * 9, 265, 80 - at * 9, 320, 120 - at * 9) for at in range(3)]
    nested = [
        f'<path d="M{380 - 4 * at} 120 V{78 - 6 * at} Q400 {46 - 6 * at} {420 + 4 * at} {78 - 6 * at} V120"'
        f' fill="none" stroke="{INK}"/>'
        for at in range(3)
    ]
    staple = [
        '<path d="M400 36 v40" stroke="#b3261e" stroke-width="2.5"/>',
        text(412, 34, "staple", 11, "#b3261e", "start"),
    ]
    steps = [
        text(90, 152, "1. stack, covers up"),
        text(265, 152, "2. fold backward"),
        text(400, 152, "3. staple the fold"),
    ]
    return picture(
        480,
        170,
        "Stack the sheets, fold the stack in the middle with sheet 1 outside, staple through the fold.",
        [*flat, *roof, *nested, *staple, *steps],
    )


def flips() -> str:
    """The same sheet turned over its short edge and over its long edge."""
    sheet = next(iter(fold(filled(4), (1,))))
    parts: list[str] = []
    for x, name, turned in ((30, "short", False), (290, "long", True)):
        parts += [
            text(x + WIDE, 24, f"flip: {name}"),
            *side(x, 40, sheet.front),
            *side(x, 170, sheet.back, turned),
        ]
        parts += [
            text(x + 2 * WIDE + 10, 86, "front", 11, GREY, "start"),
            text(x + 2 * WIDE + 10, 216, "back", 11, GREY, "start"),
        ]
    parts += [
        text(30 + WIDE, 280, "turns like a page", 11, GREY),
        text(290 + WIDE, 280, "turns head over heels, so backs are printed on their head", 11, GREY),
    ]
    return picture(
        520,
        296,
        "With a flip on the short edge the back is printed upright; with a flip on the long edge it is"
        " printed on its head.",
        parts,
    )


def leaflet() -> str:
    """Both sides of a tri-fold leaflet and its fold, seen from the foot."""
    scale, wide, flap, high = 40, 3.6875, 3.625, 120
    sides = (
        ("outside", 20, ((flap, "flap", "folds in"), (wide, "back", ""), (wide, "front", "cover"))),
        ("inside", 180, ((wide, "left", ""), (wide, "middle", ""), (flap, "right", "behind the flap"))),
    )
    parts: list[str] = []
    for name, y, panels in sides:
        x = 80.0
        parts.append(text(14, y + high / 2, name, 12, GREY, "start"))
        for at, (width, what, more) in enumerate(panels):
            parts += [
                box(x, y, width * scale, high, BACK if what == "flap" else PAPER),
                text(x + width * scale / 2, y + 54, what, 15),
            ]
            parts += [
                text(x + width * scale / 2, y + 72, more, 11, GREY),
                text(x + width * scale / 2, y + high - 10, f"{width:g} in", 11, GREY),
            ]
            if at:
                parts.append(line(x, y - 6, x, y + high + 6, dashed=True))
            x += width * scale
    parts.append(line(400, 338, 250, 338, 242, 352, 250, 366, 392, 366, 400, 360, 392, 354, 258, 354))
    parts += [
        text(325, 330, "front cover", 11, GREY),
        text(325, 381, "back", 11, GREY),
        text(410, 362, "flap, inside", 11, GREY, "start"),
    ]
    return picture(
        540,
        392,
        "A tri-fold leaflet: outside from left to right flap, back, front cover; inside left, middle, right."
        " The flap is narrower and folds in first.",
        parts,
    )


DRAWINGS = {
    "booklet-sheets.svg": sheet_order,
    "booklet-fold.svg": folding,
    "flip.svg": flips,
    "leaflet-fold.svg": leaflet,
}


def main() -> None:
    """Writes every drawing beside this file."""
    for name, draw in DRAWINGS.items():
        (Path(__file__).parent / name).write_text(draw(), "utf-8")


if __name__ == "__main__":
    main()
