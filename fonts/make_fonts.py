#!/usr/bin/env python3
"""Makes the faces in this folder from the variable fonts of Source Serif 4 and Source Sans 3.

    npm pack source-serif@4.5.1 source-sans@3.52.0
    python fonts/make_fonts.py source-serif-4.5.1.tgz source-sans-3.52.0.tgz

Takes the two archives (checked against the sums below); writes static TrueType files: a variable font
would be instanced again for every document. The faces get family names of their own, because their
licence reserves the name "Source". Every run gives the same bytes.
"""

from __future__ import annotations

import hashlib
import sys
import tarfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FOLDER = Path(__file__).resolve().parent
SUMS = {
    "source-serif-4.5.1.tgz": "19a448df98f4aa777de3452b0a1e29aa7ffe29252fe552c8a2d2531702d80746",
    "source-sans-3.52.0.tgz": "49cf78ddd79b436591ee696785222b54ff28102922e3d3df297fe382d7fdfa88",
}
ROMAN, ITALIC = "package/VAR/SourceSerif4Variable-Roman.ttf", "package/VAR/SourceSerif4Variable-Italic.ttf"
UPRIGHT, SLANTED = "package/VF/SourceSans3VF-Upright.ttf", "package/VF/SourceSans3VF-Italic.ttf"
#: Latin with its extensions and Vietnamese, Greek, Cyrillic, punctuation, currency, arrows, mathematics,
#: ligatures.
LETTERS = [
    *range(0x0020, 0x0250),
    *range(0x02B0, 0x0370),
    *range(0x0370, 0x0530),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x20D0),
    *range(0x2100, 0x2220),
    0x2248,
    0x2260,
    0x2264,
    0x2265,
    0x25CA,
    *range(0xFB00, 0xFB07),
]
#: Name records that stay: copyright, designer, vendor, licence and its address; from 256 on the names of the
#: features.
KEPT_NAMES = (0, 8, 9, 11, 12, 13, 14)
FIRST_FEATURE_NAME = 256
COPYRIGHT, FAMILY, STYLE, UNIQUE, FULL, VERSION, POSTSCRIPT, TYPO_FAMILY, TYPO_STYLE = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    16,
    17,
)


@dataclass(frozen=True)
class Face:
    """One face to make: where it comes from, at which weight and optical size (in points)."""

    family: str
    style: str
    archive: str
    member: str
    weight: int
    optical_size: float | None = None

    @property
    def file(self) -> str:
        return f"{self.family.replace(' ', '')}-{self.style.replace(' ', '')}.ttf"

    @property
    def italic(self) -> bool:
        return self.style.endswith("Italic")


SERIF, SANS = SUMS
FACES = (
    Face("Brochure Serif", "Regular", SERIF, ROMAN, 400, 10.5),
    Face("Brochure Serif", "Italic", SERIF, ITALIC, 400, 10.5),
    Face("Brochure Serif", "Semibold", SERIF, ROMAN, 600, 10.5),
    Face("Brochure Serif", "Semibold Italic", SERIF, ITALIC, 600, 10.5),
    Face("Brochure Serif Display", "Light", SERIF, ROMAN, 300, 60),
    Face("Brochure Serif Display", "Regular", SERIF, ROMAN, 400, 60),
    Face("Brochure Serif Lead", "Light", SERIF, ROMAN, 300, 18),
    Face("Brochure Serif Lead", "Light Italic", SERIF, ITALIC, 300, 18),
    Face("Brochure Sans", "Regular", SANS, UPRIGHT, 400),
    Face("Brochure Sans", "Italic", SANS, SLANTED, 400),
    Face("Brochure Sans", "Semibold", SANS, UPRIGHT, 600),
    Face("Brochure Sans", "Semibold Italic", SANS, SLANTED, 600),
)


def read(archive: Path, member: str) -> bytes:
    """One file of an archive."""
    with tarfile.open(archive) as tar:
        stream = tar.extractfile(member)
        if stream is None:
            sys.exit(f"{archive} holds no {member}")
        return stream.read()


def rename(font: TTFont, face: Face) -> None:
    """Names, weight and slant as the family's own."""
    names = font["name"]
    version = names.getDebugName(VERSION)
    names.names = [
        one for one in names.names if one.nameID in KEPT_NAMES or one.nameID >= FIRST_FEATURE_NAME
    ]
    # A family of the old kind has four styles only (OpenType 1.9, name ids 1 and 2): a weight of its own is
    # its own.
    style = "Italic" if face.italic else "Regular"
    weight = face.style.removesuffix("Italic").removesuffix("Regular").strip()
    own = {
        FAMILY: f"{face.family} {weight}".strip(),
        STYLE: style,
        UNIQUE: f"{face.family} {face.style}; {version}",
        VERSION: version,
        FULL: f"{face.family} {face.style}",
        POSTSCRIPT: face.file.removesuffix(".ttf"),
        TYPO_FAMILY: face.family,
        TYPO_STYLE: face.style,
    }
    for number, text in own.items():
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = face.weight
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0b1100001 | (1 if face.italic else 64)
    font["head"].macStyle = 2 if face.italic else 0


def make(face: Face, archive: Path) -> bytes:
    """A static face: instanced, renamed, cut down to LETTERS, without hints."""
    font = TTFont(BytesIO(read(archive, face.member)), recalcTimestamp=False)
    axes = {"wght": float(face.weight)} | ({"opsz": face.optical_size} if face.optical_size else {})
    font = instantiateVariableFont(font, axes, inplace=True)
    del font["STAT"]  # it tells apart the faces of a variable font, by names that are gone
    rename(font, face)
    options = Options(
        hinting=False,
        layout_features=["*"],
        name_IDs=["*"],
        name_languages=["*"],
        notdef_outline=True,
        glyph_names=False,
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    stream = BytesIO()
    font.save(stream)
    return stream.getvalue()


def main(arguments: list[str]) -> None:
    """Writes every face beside this script."""
    archives = {Path(argument).name: Path(argument) for argument in arguments}
    for name, wanted in SUMS.items():
        if name not in archives:
            sys.exit(f"{name} is missing; see the head of this script")
        if hashlib.sha256(archives[name].read_bytes()).hexdigest() != wanted:
            sys.exit(f"{name} is not the archive that these fonts are made from")
    for face in FACES:
        (FOLDER / face.file).write_bytes(make(face, archives[face.archive]))
        print(face.file)
    for name in SUMS:
        (FOLDER / f"OFL-{name.partition('-4')[0].partition('-3')[0]}.txt").write_bytes(
            read(archives[name], "package/LICENSE.md")
        )


if __name__ == "__main__":
    main(sys.argv[1:])
