"""Pages for whoever judges before printing: a brand's proof sheet, with its colors and their inks,
contrasts and uses, its faces in their sizes and its logo; and the report of a preflight, with facts of a
file and its findings in as many rows as fit.

Takes a publication with its typefaces and output profile, or what was inspected; gives rows of plain
values. Must not know layouts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePath
from typing import Any, Final

from brochure.compose.phrases import Phrases, filled_in
from brochure.compose.picture_places import PlacedLogo, placed_logo
from brochure.compose.typefaces import HYPHEN, Setting, Traits, Typefaces
from brochure.errors import Finding
from brochure.model import (
    BLACK_INK,
    GRAPHIC_CONTRAST,
    MILLIMETRES_PER_INCH,
    POINTS_PER_INCH,
    TEXT_CONTRAST,
    Inks,
    Inspected,
    Publication,
    contrast,
    inches,
    plain,
)
from brochure.pdf import InkShares, PrintedColors

#: What typography needs beside letters and figures.
_NEEDED: Final = "‐–—‘’“”…•·×−½°§†€£©®™"
#: Letters of European names, of which each stands for others of its kind.
_NAMES: Final = "éñüøßłőğžțíæ"
_SAMPLE: Final = "Hamburgefonstiv 1234567890"
#: Of titles fewer letters stand on a line.
_TITLE: Final = len("Hamburgefonstiv")
#: The sizes that each use of type has in the layouts, in points, as the stylesheet of the sheet has them.
_SIZES: Final = {
    "headings": ("50", "34", "22"),
    "lead": ("19", "15"),
    "base": ("12", "10.4"),
    "captions": ("9", "8.2"),
}
#: Blocks of accents in a row, and the room that a logo has in one.
_ACROSS: Final = 3
_LOGO: Final = (110.0, 34.0)
#: Lacking letters that are named one by one.
_NAMED: Final = 6


@dataclass(frozen=True)
class ColorRow:
    """A color of the palette; `type` is the color of what is read on it, `printed` how it looks in print."""

    name: str
    value: str
    type: str
    inks: str
    total: str
    printed: str
    on_paper: str
    with_light: str
    uses: tuple[str, ...]


@dataclass(frozen=True)
class FaceRow:
    """One file of a family, and what it has."""

    name: str
    small_capitals: str
    figures: str
    hyphen: str
    lacks: str


@dataclass(frozen=True)
class Specimen:
    """A use of type: its family, the share of its size that it is set in, a sample in each of its sizes."""

    use: str
    title: str
    family: str
    share: str
    sizes: tuple[str, ...]
    sample: str


@dataclass(frozen=True)
class AccentBlock:
    """An accent as a ground: its name, whose it is, and the logo as it stands on it."""

    name: str
    value: str
    whose: str
    logo: PlacedLogo | None


@dataclass(frozen=True)
class BrandSheet:
    """All that is on the sheet."""

    condition: str
    colors: tuple[ColorRow, ...]
    specimens: tuple[Specimen, ...]
    faces: tuple[FaceRow, ...]
    accents: tuple[tuple[AccentBlock, ...], ...]
    logo: PlacedLogo | None

    @classmethod
    def of(
        cls, publication: Publication, content: Path, faces: Typefaces, profile: bytes, words: Phrases
    ) -> BrandSheet:
        """The sheet of a publication's brand."""
        color, press = publication.brand.color, publication.brand.press
        printed = PrintedColors(profile)
        blocks = tuple(_accents(publication, content, words))
        return cls(
            press.condition,
            tuple(_color(name, value, publication, printed, words) for name, value in color.palette.items()),
            tuple(_specimen(use, faces, words) for use in _SIZES),
            tuple(_faces(faces, words)),
            tuple(blocks[at : at + _ACROSS] for at in range(0, len(blocks), _ACROSS)),
            placed_logo(publication.institution, content, color.palette[color.background]),
        )


def inks_of(value: str, own: Inks, printed: PrintedColors) -> InkShares:
    """The inks of a color: the brand's own, or what the profile makes of it."""
    known = own.get(value.lower())
    return tuple(round(100 * share) for share in known) if known else printed.inks_of(value)


def _color(
    name: str, value: str, publication: Publication, printed: PrintedColors, words: Phrases
) -> ColorRow:
    color = publication.brand.color
    paper, light, ink = (color.palette[one] for one in (color.background, color.light, color.foreground))
    own = Inks(publication.brand)
    shares = inks_of(value, own, printed)
    is_black = name == color.foreground or own.get(value.lower()) == BLACK_INK
    on_paper, with_light = contrast(value, paper), contrast(value, light)
    return ColorRow(
        name,
        value.upper(),
        light if with_light >= contrast(value, ink) else ink,
        " ".join(f"{share:g}" for share in shares),
        f"{sum(shares):g} %",
        value if is_black else printed.shown(shares),
        _ratio(on_paper, words),
        _ratio(with_light, words),
        tuple(_uses(name, on_paper, with_light, publication, words)),
    )


def _ratio(measure: float, words: Phrases) -> str:
    """A contrast as people write it: cut, not rounded, so that 4.48 does not read as enough."""
    return f"{words.number(int(measure * 10) / 10)}:1"


def _uses(
    name: str, on_paper: float, with_light: float, publication: Publication, words: Phrases
) -> Iterator[str]:
    color = publication.brand.color
    roles = [
        role
        for role in ("background", "foreground", "secondary", "tertiary", "light", "primary")
        if getattr(color, role) == name
    ]
    yield from (words[f"brand-{role}"] for role in roles)
    if on_paper >= TEXT_CONTRAST and with_light >= TEXT_CONTRAST:
        yield words["brand-any-text"]
    elif on_paper >= TEXT_CONTRAST:
        yield words["brand-text"]
    elif on_paper >= GRAPHIC_CONTRAST:
        yield words["brand-large-text"]
    elif not set(roles) & {"background", "light", "tertiary"}:
        yield words["brand-ground"]


def _whose(name: str, publication: Publication, words: Phrases) -> str:
    """The programs and chapters of an accent."""
    named = [plain(one.name) for one in publication.programs if one.accent == name]
    named += [plain(one.title) for one in publication.chapters if one.accent == name]
    return filled_in(words["brand-accent-of"], names=words.listed(named)) if named else ""


def _specimen(use: str, faces: Typefaces, words: Phrases) -> Specimen:
    setting: Setting = faces.settings[use]
    sample = "".join(
        one
        for one in _SAMPLE
        if one == " " or all(ord(one) in faces.face(file).points for file in setting.family.files)
    )
    share = filled_in(words["brand-share"], share=f"{setting.size * 100:.0f} %") if setting.size != 1 else ""
    return Specimen(
        use,
        words[f"brand-{use}"],
        setting.family.family,
        share,
        _SIZES[use],
        sample[: _TITLE if use == "headings" else None].strip(),
    )


def _faces(faces: Typefaces, words: Phrases) -> Iterator[FaceRow]:
    for family in faces.brand.typography.fonts:
        for file in sorted(family.files, key=lambda one: (one.weight, one.style)):
            style = "" if file.style == "normal" else f" {words['brand-italic']}"
            is_other = family.family in faces.brand.typography.fallback
            yield _face_row(f"{family.family} {file.weight}{style}", faces.face(file), words, is_other)


def _face_row(name: str, face: Traits, words: Phrases, is_other: bool) -> FaceRow:
    figures = [words[f"brand-{tag}"] for tag in ("onum", "lnum", "tnum") if tag in face.features]
    return FaceRow(
        name,
        words["yes"] if face.has_small_capitals else words["brand-capitals"],
        words.listed(figures) if figures else words["brand-one-kind"],
        "U+2010" if face.hyphen == HYPHEN else words["brand-keyboard"],
        "" if is_other else _lacking(face, words),
    )


def _lacking(face: Traits, words: Phrases) -> str:
    """The signs that it lacks by their names in Unicode, since it could not print them."""
    lacking = [one for one in _NEEDED + _NAMES if ord(one) not in face.points and one != HYPHEN]
    named = [unicodedata.name(one).lower() for one in lacking[:_NAMED]]
    more = [words.counted("report-more", len(lacking) - _NAMED)] if len(lacking) > _NAMED else []
    return ", ".join([*named, *more])


def _accents(publication: Publication, content: Path, words: Phrases) -> Iterator[AccentBlock]:
    """Each color that is the ground of something, the packet's first."""
    color = publication.brand.color
    used: Sequence[str | None] = [
        color.primary,
        *(one.accent for one in publication.programs),
        *(one.accent for one in publication.chapters),
    ]
    for name in dict.fromkeys(one for one in used if one):
        value = color.palette[name]
        logo = placed_logo(publication.institution, content, value, widest=_LOGO[0], highest=_LOGO[1])
        yield AccentBlock(name, value, _whose(name, publication, words), logo)


#: Fonts and inks beyond this many are only counted.
_MOST_NAMES: Final = 8
#: Digits of the checksum that tell two files apart.
_DIGITS: Final = 16
_ORDER: Final = ("error", "warning", "note")


@dataclass(frozen=True)
class Row:
    """The findings of one check: their gravity, the pages, the first one's words, and what to do."""

    severity: str
    pages: str
    what: str
    hint: str


def report_known(one: Inspected, most: int, hints: bool, words: Phrases) -> dict[str, Any]:
    """What a report is given: `most` of the checks that found something, perhaps with hints."""
    found, file = rows(one.findings), PurePath(one.file).name
    counts = {
        f"{name}s": str(sum(row.severity == name for row in found)) for name in ("error", "warning", "note")
    }
    return {
        "file": file,
        "facts": facts(one, words),
        "rows": found[:most],
        "left": len(found[most:]),
        "hints": hints,
        "verdict": filled_in(words["report-found"], **counts) if found else words["report-nothing"],
        "description": f"{words['report']}: {file}",
        "foot": f"{words['report']} · {one.sha256[:16]}",
    }


def rows(findings: Iterable[Finding]) -> list[Row]:
    """One row a check, the gravest first."""
    ordered = sorted(findings, key=lambda one: (_ORDER.index(one.severity), one.slug, one.page))
    found: list[Row] = []
    for _, group in groupby(ordered, key=lambda one: (one.severity, one.slug)):
        same = list(group)
        found.append(
            Row(
                same[0].severity,
                _ranges(one.page for one in same),
                _sentence(same[0].what),
                _sentence(same[0].hint),
            )
        )
    return found


def facts(one: Inspected, words: Phrases) -> list[tuple[str, str]]:
    """What a file is, a name and a value each."""
    said = [
        ("report-pages", str(one.pages)),
        (
            "report-trim",
            (
                f"{inches(one.trim[0])} × {inches(one.trim[1])} in ({_mm(one.trim[0])} ×"
                f" {_mm(one.trim[1])} mm)"
            ),
        ),
        (
            "report-bleed",
            f"{inches(one.bleed)} in ({_mm(one.bleed)} mm)" if one.bleed else words["report-none"],
        ),
        ("report-condition", one.condition or words["report-none"]),
        ("report-inks", _names(one.inks, words)),
        ("report-fonts", _names(one.fonts, words)),
        ("report-printer", one.printer),
        ("report-checksum", one.sha256[:_DIGITS]),
    ]
    return [(words[key], value) for key, value in said]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""


def _names(names: tuple[str, ...], words: Phrases) -> str:
    more = [words.counted("report-more", len(names) - _MOST_NAMES)] if len(names) > _MOST_NAMES else []
    return ", ".join([*names[:_MOST_NAMES], *more]) or words["report-none"]


def _mm(points: float) -> str:
    return f"{points / POINTS_PER_INCH * MILLIMETRES_PER_INCH:.4g}"


def _ranges(pages: Iterable[int]) -> str:
    """Pages as people write them: 1–3, 7. Empty for findings about the document."""
    runs: list[list[int]] = []
    for page in sorted(set(pages) - {0}):
        if runs and runs[-1][1] == page - 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
