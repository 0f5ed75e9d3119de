"""The shipped typefaces: static, named as the stylesheets ask for them, licensed, with the figures and
capitals they use."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tests.builders.command_line import PROGRAM

FONTS = PROGRAM.parent / "fonts"
FILES = sorted(FONTS.glob("*.ttf"))
#: Family, weight and slant of every face; a file's name is its family and style without spaces.
FACES = {
    "BrochureSans-Italic": ("Brochure Sans", 400, True),
    "BrochureSans-Regular": ("Brochure Sans", 400, False),
    "BrochureSans-Semibold": ("Brochure Sans", 600, False),
    "BrochureSans-SemiboldItalic": ("Brochure Sans", 600, True),
    "BrochureSerif-Italic": ("Brochure Serif", 400, True),
    "BrochureSerif-Regular": ("Brochure Serif", 400, False),
    "BrochureSerif-Semibold": ("Brochure Serif", 600, False),
    "BrochureSerif-SemiboldItalic": ("Brochure Serif", 600, True),
    "BrochureSerifDisplay-Light": ("Brochure Serif Display", 300, False),
    "BrochureSerifDisplay-Regular": ("Brochure Serif Display", 400, False),
    "BrochureSerifLead-Light": ("Brochure Serif Lead", 300, False),
    "BrochureSerifLead-LightItalic": ("Brochure Serif Lead", 300, True),
}
COPYRIGHT, FAMILY, STYLE, FULL, POSTSCRIPT, TRADEMARK, LICENCE, LICENCE_ADDRESS, TYPO_FAMILY, TYPO_STYLE = (
    0,
    1,
    2,
    4,
    6,
    7,
    13,
    14,
    16,
    17,
)
SENTENCE = "Ångström, Łódź, Đặng; Zoë’s “½” – 3 × 4 − 1 ≥ 0 … Ωβ Жук €"

every_face = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def face(path: Path) -> TTFont:
    return TTFont(path, lazy=True)


def features(font: TTFont) -> set[str]:
    """The OpenType features of a face, of glyphs and of positions."""
    return {
        record.FeatureTag
        for table in ("GSUB", "GPOS")
        for record in font[table].table.FeatureList.FeatureRecord
    }


def name(font: TTFont, number: int) -> str:
    return font["name"].getDebugName(number) or ""


def test_every_face_is_here_and_no_other() -> None:
    assert [path.stem for path in FILES] == sorted(FACES)


@every_face
def test_it_is_static(path: Path) -> None:
    assert not {"fvar", "gvar", "HVAR", "MVAR", "avar", "STAT"} & set(face(path).keys())


@every_face
def test_its_names_weight_and_slant_agree(path: Path) -> None:
    font, (family, weight, italic) = face(path), FACES[path.stem]
    assert (name(font, TYPO_FAMILY), name(font, POSTSCRIPT)) == (family, path.stem)
    assert path.stem == f"{family}-{name(font, TYPO_STYLE)}".replace(" ", "")
    assert name(font, FULL) in (
        f"{family} {name(font, TYPO_STYLE)}",
        f"{name(font, FAMILY)} {name(font, STYLE)}",
    )
    assert name(font, STYLE) == ("Italic" if italic else "Regular")
    assert font["OS/2"].usWeightClass == weight
    bold, slanted, regular = (bool(font["OS/2"].fsSelection >> bit & 1) for bit in (5, 0, 6))
    assert (bold, slanted, regular) == (False, italic, not italic)
    assert font["head"].macStyle == (2 if italic else 0)
    assert (font["post"].italicAngle != 0) == italic


def test_four_styles_of_the_old_kind_are_told_apart() -> None:
    pairs = [(name(face(path), FAMILY), name(face(path), STYLE)) for path in FILES]
    assert len(set(pairs)) == len(FILES) == len(FACES)


@every_face
def test_it_keeps_its_licence_and_not_the_reserved_name(path: Path) -> None:
    font = face(path)
    assert "Adobe" in name(font, COPYRIGHT)
    assert "SIL Open Font License" in name(font, LICENCE)
    assert "OFL" in name(font, LICENCE_ADDRESS)
    assert name(font, TRADEMARK) == ""
    assert not any("Source" in name(font, number) for number in (FAMILY, FULL, POSTSCRIPT, TYPO_FAMILY))
    assert font["OS/2"].fsType == 0, "embedding is not free"


@every_face
def test_it_has_the_figures_and_capitals_that_the_layouts_use(path: Path) -> None:
    found = features(face(path))
    assert {"onum", "pnum", "frac", "sups", "case", "kern", "mark", "liga", "locl"} <= found
    if path.stem.startswith("BrochureSerif"):  # the sans has lining tabular figures without being asked
        assert {"lnum", "tnum"} <= found
    assert ({"smcp", "c2sc"} <= found) == (not FACES[path.stem][2]), (
        "the romans have small capitals, the italics have none"
    )


def test_the_figures_of_the_sans_line_up_unasked() -> None:
    for path in (path for path in FILES if "Sans" in path.stem):
        font = face(path)
        glyphs = [font.getBestCmap()[ord(figure)] for figure in "0123456789"]
        widths = [font["hmtx"][glyph][0] for glyph in glyphs]
        assert max(widths) - min(widths) <= 1, "a unit is a thousandth of the size: instancing rounds"
        assert all(font["glyf"][glyph].yMin > -30 for glyph in glyphs)


@every_face
def test_it_has_the_letters_of_a_longer_alphabet(path: Path) -> None:
    assert {letter for letter in SENTENCE if ord(letter) not in face(path).getBestCmap()} == set()


@every_face
def test_every_name_that_a_feature_refers_to_is_there(path: Path) -> None:
    font = face(path)
    there = {record.nameID for record in font["name"].names}
    parameters = [record.Feature.FeatureParams for record in font["GSUB"].table.FeatureList.FeatureRecord]
    wanted = {
        number
        for one in parameters
        if one
        for key, number in vars(one).items()
        if key.endswith("NameID") and number
    }
    assert wanted <= there


def test_the_readme_and_the_licences_cover_every_file() -> None:
    said = (FONTS / "README.md").read_text("utf-8")
    assert [path.name for path in FILES if f"`{path.name}`" not in said] == []
    for licence in ("OFL-source-serif.txt", "OFL-source-sans.txt"):
        assert licence in said
        text = (FONTS / licence).read_text("utf-8")
        assert text.startswith("Copyright 20")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_no_two_faces_are_the_same() -> None:
    sums = {hashlib.sha256(path.read_bytes()).hexdigest() for path in FILES}
    assert len(sums) == len(FILES) == len(FACES)
