"""A publication with much of everything is printed, and so is one from which any part is left out.

One program in all formats, and small ones for the press and on A4; `python -m tests.builders.rich` writes
twelve.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2
import pytest

from brochure.build import Desk, Edition, Places, Watcher, Wish
from brochure.compose import Layouts
from brochure.content import load
from brochure.press import build
from brochure.review import transcript
from tests.builders.rich import PARTS, write_rich


@pytest.mark.parametrize(
    "left_out", [(), PARTS, PARTS[::2], PARTS[1::2]], ids=("nothing", "all", "even", "odd")
)
def test_rich_content_is_sound_whatever_is_left_out(tmp_path: Path, left_out: tuple[str, ...]) -> None:
    folder, layouts = write_rich(tmp_path, 2, without=left_out), Layouts.of(tmp_path)
    publication = load(folder / "content", layouts.fonts, layouts.folders)
    assert len(publication.programs) == 2


@pytest.mark.long
@pytest.mark.parametrize(
    ("sheet", "edition", "formats"),
    [
        ("letter", "screen", ()),
        ("letter", "office", ()),
        ("letter", "press", ("flyer", "card")),
        ("a4", "screen", ("flyer", "card")),
    ],
)
def test_rich_content_is_printed_in_every_format_and_edition_without_an_error(
    tmp_path: Path, shared: Desk, sheet: str, edition: Edition, formats: tuple[str, ...]
) -> None:
    folder = write_rich(tmp_path, 1, sheet)
    wish = Wish(edition=edition, formats=formats, packets=())
    made = build(Places(folder, folder / "output"), wish, Watcher(), shared)
    assert [str(one) for each in made for one in each.findings if one.severity == "error"] == []
    first, *others = (one for one in made if one.path)
    assert first.name.startswith("categorical-program") and len(others) >= (
        len(formats) - 1 if formats else 5
    )
    assert formats or edition == "office" or first.pages % 4 == 0
    if not formats and edition == "screen":
        assert [str(one) for one in first.findings if one.slug == "page-depth"] == []
        manifest = json.loads((folder / "output/2026-27/manifest.json").read_text("utf-8"))
        pages = manifest["files"][f"screen/{first.name}.pdf"]["layout"]
        wide = [page for page in pages if page["architecture"] == "enlarged"]
        assert wide, "a picture that names no place stands across the measure where there is room"


@pytest.mark.long
def test_a_poster_of_a_long_name_leaves_nobody_and_no_address_out(tmp_path: Path, shared: Desk) -> None:
    """On A3, whose pages are lower; with eight days, three people and all of a contact."""
    folder = write_rich(tmp_path, 1, "a4")
    (program,) = (folder / "content/programs").glob("*.yaml")
    text, name = (
        program.read_text("utf-8"),
        "Rural Hospital Medicine and Emergency Care of the Northern Lakes",
    )
    program.write_text(re.sub("^name: .*$", f"name: {name}", text, count=1, flags=re.MULTILINE), "utf-8")
    picture = "pictures/portrait-1.jpg"
    cover = (
        f'cover: {{file: {picture}, alt: A face, credit: "Photograph by Ada Lind, on the day of the ice"}}'
    )
    said = re.sub(r"(?m)^cover:\n(  .*\n)*", "", program.read_text("utf-8"))
    program.write_text(f"{said}{cover}\n", "utf-8")
    wish = Wish(formats=("poster",), packets=())
    (poster,) = build(Places(folder, folder / "output"), wish, Watcher(), shared)
    assert poster.path and [one for one in poster.findings if one.severity == "error"] == []
    said = " ".join(transcript(poster.path.read_bytes()).split())
    page = pypdfium2.PdfDocument(poster.path)[0]
    letters = page.get_textpage()
    at, count = letters.search("Photograph by Ada Lind, on the day of the ice").get_next()
    credit, title = (
        letters.get_charbox(at + count - 1),
        letters.get_charbox(letters.search("Rural").get_next()[0]),
    )
    assert credit[2] < page.get_width() - 60 - 150, "a credit stands beside the seal of rings, not on it"
    assert letters.get_charbox(at)[0] == pytest.approx(title[0], abs=6)
    for whole in ("Lucja Hughes", "Office of Graduate Medical Education", "equal-opportunity"):
        assert whole in said.replace("Łucja", "Lucja"), whole
