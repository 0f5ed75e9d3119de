"""Typefaces of a publication's own: names and files, other scripts, and what is said where letters lack."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib.woff2 import brotli
from pypdf import PdfReader

from brochure.build import Desk, Places, Published, Watcher, Wish
from brochure.build.cache.keys import Digests
from brochure.errors import ContentError, Finding
from brochure.preflight.layout import inspect
from brochure.press import build, check
from brochure.typeset import typeset
from tests.builders.documents import FACE, FACE_FILE, make_source
from tests.builders.publication import make_plain_publication, make_program, make_publication
from tests.builders.typefaces import FILE, licensed, make_typeface, packed, without_outlines

BRAND = (Path(__file__).parents[2] / "brochure/content/default_brand.yaml").read_text("utf-8")
FAMILY = "Other Scripts"
LISTED = BRAND.replace(
    "  base:", f"    - family: {FAMILY}\n      files:\n        - {{path: Other.ttf}}\n  base:", 1
)
SERVED = LISTED.replace("  base:", f"  fallback: [{FAMILY}]\n  base:", 1)
#: A person whose names are in two scripts, and one with a sign that no typeface has.
PEOPLE = "jane-doe: {name: 王小明 अनन्या}\njohn-roe: {name: John ☃ Roe}\n"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">'
    '<style>.b {{ font-family: Brochure Sans }}</style><text y="20" class="b">{}</text>'
    '<text y="20" display="none">☃</text></svg>'
)


@dataclass(frozen=True)
class House:
    """A publication with fonts of its own, and a desk to build it at."""

    folder: Path
    desk: Desk

    def write(self, brand: str, **files: str) -> None:
        section = "    - title: People\n      people: [jane-doe, john-roe]\n"
        people = f"story:\n  title: The program\n  sections:\n{section}"
        program = make_program().replace("story: {title: The program}\n", people)
        said = {"people.yaml": PEOPLE, "programs/primary-care.yaml": program, "brand.yaml": brand}
        make_publication(self.folder, {**said, **files})

    def build(self) -> Published:
        places = Places(self.folder, self.folder / "output")
        (one,) = build(places, Wish(programs=("primary-care",), packets=()), Watcher(), self.desk)
        return one


@pytest.fixture
def house(tmp_path: Path, shared: Desk) -> House:
    """Its typeface calls itself otherwise, and has two scripts."""
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts/Other.ttf").write_bytes(make_typeface("王小明अनन्या", "Not That Name"))
    return House(tmp_path, shared)


def lacking(findings: tuple[Finding, ...]) -> list[str]:
    return [str(one) for one in findings if one.slug in ("missing-glyph", "fallback-font", "engine")]


def faces(path: Path) -> set[str]:
    """The typefaces that the pages of a PDF name."""
    return {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in PdfReader(path).pages
        for font in page["/Resources"]["/Font"].values()
    }


@pytest.mark.long
def test_a_name_in_other_scripts_is_one_finding_a_script_and_the_hint_works(house: House) -> None:
    house.write(LISTED)
    fallback = "write fallback: [Other Scripts] below typography: in brand.yaml, or add it to the one there"
    added = "write it otherwise, or add a typeface that has it to fonts/ and to fonts: and fallback:"
    assert lacking(house.build().findings) == [
        f"content/people.yaml:1:18: Brochure Sans has no glyph for the {one} (page 3 of primary-care.pdf)."
        f" Hint: {fallback}."
        for one in (
            'Devanagari of "王小明 अनन्या": अ (U+0905), न (U+0928), य (U+092F), ा (U+093E) and 1 more',
            'Han of "王小明 अनन्या": 小 (U+5C0F), 明 (U+660E), 王 (U+738B)',
        )
    ] + [
        "content/people.yaml:2:18: Brochure Sans has no glyph for ☃ (U+2603) (page 3 of primary-care.pdf)."
        f" Hint: {added} in brand.yaml, as docs/layouts.md shows."
    ]
    house.write(SERVED, **{"people.yaml": PEOPLE.replace(" ☃", "")})
    made = house.build()
    assert lacking(made.findings) == []
    assert made.path is not None
    assert "Other-Scripts" in faces(made.path)
    assert "王小明" in "".join(page.extract_text() for page in PdfReader(made.path).pages)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("Gone.ttf", "does not exist in fonts/. Hint: perhaps page.ttf is meant"),
        ("cut.ttf", "is damaged (unexpected end of "),
        (
            "page.ttf",
            "is damaged (Not a TrueType or OpenType font (bad sfntVersion)). Hint: get the file again",
        ),
        (
            "old.pfb",
            "is no typeface that can be set (Not a TrueType or OpenType font (bad sfntVersion)). Hint:",
        ),
        ("many.ttc", "holds several typefaces. Hint: save the one that is meant as a .ttf or .otf file."),
        (
            "closed.ttf",
            "may not be embedded in a PDF, say the licence bits in it (fsType). Hint: ask its makers",
        ),
        (
            "whole.ttf",
            "may be embedded as a whole alone, say the licence bits in it (fsType). Hint: ask its makers",
        ),
        ("bits.ttf", "holds bitmaps and no outlines. Hint: use its version with outlines."),
    ],
)
def test_a_file_that_cannot_serve_is_told_where_it_is_named(house: House, path: str, said: str) -> None:
    for name, data in {
        "cut.ttf": FILE.read_bytes()[:50_000],
        "page.ttf": b"<!DOCTYPE html>",
        "old.pfb": b"%!PS-AdobeFont-1.0",
        "many.ttc": packed("ttc"),
        "closed.ttf": licensed(2),
        "whole.ttf": licensed(0x104),
        "bits.ttf": without_outlines(),
    }.items():
        (house.folder / "fonts" / name).write_bytes(data)
    house.write(SERVED.replace("Other.ttf", path))
    with pytest.raises(ContentError) as caught:
        check(Places(house.folder, house.folder / "output"))
    (line,) = str(caught.value).splitlines()
    number = SERVED[: SERVED.index("Other.ttf")].count("\n") + 1
    assert line.startswith(f'content/brand.yaml:{number}:12: the font "{path}" ')
    assert said in line


def test_a_fallback_that_is_not_listed_is_told(house: House) -> None:
    house.write(SERVED.replace("[Other Scripts]", "[Othr Scripts]"))
    with pytest.raises(
        ContentError, match=r'the family "Othr Scripts" is not in the list of fonts. Hint: perhaps'
    ):
        check(Places(house.folder, house.folder / "output"))


#: What families are called, or may be.
FAMILIES = (
    *("Söhne", "思源宋体", "M+ 1p", "Brandon's", 'Say "Hi"', "A & B", "Foo (Web)", "Foo/Bar #1", "50%"),
    *("back\\slash", "serif", "Source Serif 4", "Bold Italic", "[x]{y}<z>"),
)


def test_families_may_have_any_name(house: House) -> None:
    """The first takes the place of one of the package's own; each of the others has a letter of its own."""
    quoted = ["'" + family.replace("'", "''") + "'" for family in FAMILIES]
    letters, listed = [chr(0x10A0 + number) for number in range(len(FAMILIES))], ""
    for number, (name, letter) in enumerate(zip(quoted, letters, strict=True)):
        data = make_typeface(letter) if number else FILE.read_bytes()
        (house.folder / f"fonts/My Face #{number} (50%).ttf").write_bytes(data)
        if number:
            listed += (
                f"    - family: {name}\n      files:\n        - {{path: 'My Face #{number} (50%).ttf'}}\n"
            )
    brand = BRAND.replace("Brochure Sans", quoted[0]).replace(
        "BrochureSans-Regular.ttf", "'My Face #0 (50%).ttf'"
    )
    brand = brand.replace("  base:", f"{listed}  fallback: [{', '.join(quoted[1:])}]\n  base:", 1)
    program = make_program(promise="".join(letters[1:]))
    make_plain_publication(house.folder, {"brand.yaml": brand, "programs/primary-care.yaml": program})
    made = house.build()
    assert lacking(made.findings) == []
    assert made.path is not None
    found = faces(made.path)
    for family in FAMILIES:
        name = family.partition(" #")[0].replace(" ", "-")
        assert any(face.startswith(name) for face in found), family


def test_two_files_of_a_family_that_cannot_be_told_apart_are_told(house: House) -> None:
    house.write(
        SERVED.replace("{path: Other.ttf}", "{path: Other.ttf}\n        - {path: Other.ttf, weight: 400}")
    )
    with pytest.raises(ContentError) as caught:
        check(Places(house.folder, house.folder / "output"))
    assert str(caught.value) == (
        "content/brand.yaml:51:11: two files of the family have weight 400 and style normal. Hint: correct"
        " one of them, or make another family of it, which fallback: may name."
    )
    rules = "".join(f"@font-face {{ font-family: Two; src: url('asset:fonts/{one}.ttf') }}" for one in "ab")
    assets = {FACE: FACE_FILE, **{f"asset:fonts/{one}.ttf": make_typeface(one) for one in "ab"}}
    (said,) = typeset(make_source("<p>Words</p>", rules, assets=assets)).complaints
    assert (said.severity, said.text) == (
        "error",
        "the family Two has two files of one style and weight, fonts/a.ttf and fonts/b.ttf",
    )


def test_capitals_and_blanks_of_a_name_do_not_count_and_each_letter_says_itself() -> None:
    files = {"asset:fonts/a.ttf": make_typeface("ab"), "asset:fonts/b.ttf": make_typeface("xy")}
    rules = "".join(
        f"@font-face {{ font-family: Own Face {one[-5].upper()}; src: url('{one}') }}" for one in files
    )
    css = f"{rules} p {{ font-family: 'own FACEa', 'OWNFACE b' }}"
    proof = typeset(make_source("<p>ab xy ax by z</p>", css, assets={FACE: FACE_FILE, **files}))
    (run,) = proof.pages[0].runs
    assert (run.family, run.missing) == ("Own Face A", "z")
    assert PdfReader(BytesIO(proof.pdf)).pages[0].extract_text().split()[:4] == ["ab", "xy", "ax", "by"]


def test_a_range_of_a_layout_s_own_rule_counts_and_so_do_the_families_behind_it() -> None:
    rules = (
        f"@font-face {{ font-family: Part; src: url('{FACE}'); unicode-range: U+61-63 }}"
        "@font-face { font-family: More; src: url('asset:fonts/b.ttf') }"
        "p { font-family: Nowhere, Part, More }"
    )
    assets = {FACE: FACE_FILE, "asset:fonts/b.ttf": make_typeface("xy")}
    (run,) = typeset(make_source("<p>abcd xyz</p>", rules, assets=assets)).pages[0].runs
    assert (run.family, run.missing) == ("Part", "dz")


@pytest.mark.parametrize("form", ["otf", "variable", "woff", "woff2"])
def test_every_kind_of_file_is_set(form: str, tmp_path: Path) -> None:
    own = {"otf": {"is_cff": True}, "variable": {"is_variable": True}}.get(form)
    data = packed(form) if own is None else make_typeface("Words", **own)
    rule = "@font-face { font-family: Own; src: url('asset:fonts/own') } html { font-family: Own }"
    proof = typeset(make_source("<h1>Words</h1>", rule, assets={FACE: FACE_FILE, "asset:fonts/own": data}))
    assert [(run.family, run.missing) for run in proof.pages[0].runs] == [("Own", "")]
    assert PdfReader(BytesIO(proof.pdf)).pages[0].extract_text().strip() == "Words"


def test_an_accent_that_can_be_put_together_and_a_variant_are_not_missing() -> None:
    face = make_typeface("eZo\u0308")
    rule = "@font-face { font-family: Own; src: url('asset:fonts/own') } p { font-family: Own }"
    source = make_source(
        "<p>Zoë Zoe\u0308 e\ufe0f é</p>", rule, assets={FACE: FACE_FILE, "asset:fonts/own": face}
    )
    (run,) = typeset(source).pages[0].runs
    assert run.missing == "é"


def test_a_brand_says_only_what_differs_from_the_package_s_own(house: House) -> None:
    listed = f"{{family: {FAMILY}, files: [{{path: Other.ttf}}]}}"
    house.write(
        f"typography: {{fonts: [{listed}], fallback: [{FAMILY}], lead: {{family: Brochure Sans}}}}\n"
    )
    brand = check(Places(house.folder, house.folder / "output")).brand
    assert [one.family for one in brand.typography.fonts] == [
        *(FAMILY, "Brochure Serif", "Brochure Serif Display", "Brochure Sans")
    ]
    assert (brand.typography.lead.family, brand.typography.base.family) == (
        "Brochure Sans",
        "Brochure Serif",
    )
    assert brand.press.inks
    house.write(f"color: {BRAND[BRAND.index('color:') + 6 : BRAND.index('typography:')]}")
    brand = check(Places(house.folder, house.folder / "output")).brand
    assert (brand.press.inks, brand.color.primary) == ({}, "harbour")
    house.write("typography: {fonts: Other.ttf}\n")
    with pytest.raises(ContentError, match=r"content/brand.yaml:1:14: fonts must be a list, not"):
        check(Places(house.folder, house.folder / "output"))


def test_words_of_a_drawing_and_of_a_running_foot_are_looked_up_too() -> None:
    assets = {FACE: FACE_FILE, "asset:content/pictures/bay map.svg": DRAWING.format("Bay ☃").encode()}
    picture = (
        '<img alt="The bay" data-source="content/a.yaml:7:9" src="asset:content/pictures/bay%20map.svg">'
    )
    css = '@page { @bottom-center { content: "Foot 日"; font-family: "Brochure Serif" } }'
    found = inspect(typeset(make_source(f"<h1>Title</h1>{picture}", css, assets=assets)))
    place = "content/a.yaml:7:9: in pictures/bay map.svg,"
    assert lacking(found) == [
        f"{place} the family Brochure Sans is asked for, which brand.yaml does not name (page 1 of"
        " bare.pdf)."
        " Hint: ask for one of the brand there, or turn the words into outlines.",
        'bare.pdf, page 1: Brochure Serif has no glyph for the Han of "Foot 日": 日 (U+65E5). Hint: write'
        " it otherwise, or add a typeface that has Han to fonts/ and to fonts: and fallback: in brand.yaml,"
        " as docs/layouts.md shows.",
        f"{place} the families of brand.yaml have no glyph for ☃ (U+2603) (page 1 of bare.pdf)."
        " Hint: turn the words of the drawing into outlines.",
    ]


def test_a_typeface_that_would_fill_the_machine_is_told_before_it_is_unpacked(tmp_path: Path) -> None:
    """One in zlib and one in brotli, of 200 kB and 200 bytes, which hold 150 MB."""
    blank = b"\0" * 150_000_000
    table = zlib.compress(blank, 1)
    head = b"wOFF" + bytes(8) + b"\0\1" + bytes(30) + b"cmap" + (64).to_bytes(4) + len(table).to_bytes(4)
    (tmp_path / "fonts").mkdir()
    for name, data in (
        ("Other.woff", head + len(blank).to_bytes(4) + bytes(4) + table),
        (
            "Other.woff2",
            b"wOF2" + bytes(8) + b"\0\1" + bytes(34) + b"\0\1" + brotli.compress(blank, quality=1),
        ),
    ):
        (tmp_path / "fonts" / name).write_bytes(data)
        make_publication(tmp_path, {"brand.yaml": LISTED.replace("Other.ttf", name)})
        with pytest.raises(ContentError, match="unpacks to more than 100 MB"):
            check(Places(tmp_path, tmp_path / "output"))


def test_files_that_are_larger_than_any_that_is_read_are_told_and_never_read(tmp_path: Path) -> None:
    make_publication(tmp_path, {"brand.yaml": LISTED})
    wanted = {
        "fonts/Other.ttf": 'content/brand.yaml:.*the font "Other.ttf" is larger than 200 MB',
        "layouts/poster/format.yaml": "layouts/poster/format.yaml: the file is larger than 2000 kB",
        "content/pictures/unused.jpg": "",
    }
    for name in wanted:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        with (tmp_path / name).open("wb") as file:
            file.truncate(50_000_000_000)
    with pytest.raises(ContentError) as caught:
        check(Places(tmp_path, tmp_path / "output"))
    for said in filter(None, wanted.values()):
        assert re.search(said, str(caught.value))
    assert Digests().of_folders([tmp_path / "content", tmp_path / "fonts"]).contents
