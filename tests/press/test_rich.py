"""A publication with much of everything is printed, and so is one from which any part is left out.

In all formats and editions, on both sheets and with all twelve programs only with RICH=all in the
environment, which takes some minutes; otherwise one program in the formats that have most on a page.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from brochure.build import Desk, Places, Watcher, Wish
from brochure.compose import Layouts
from brochure.content import load
from brochure.press import build
from tests.builders.rich import PARTS, write_rich
from tests.builders.sample import ROOT

ALL = os.environ.get("RICH") == "all"
FORMATS = tuple(sorted(path.parent.name for path in (ROOT / "layouts").glob("*/format.yaml")))
EDITIONS = ("screen", "press", "office")


@pytest.mark.parametrize(
    "left_out", [(), PARTS, PARTS[::2], PARTS[1::2]], ids=("nothing", "all", "even", "odd")
)
def test_rich_content_is_sound_whatever_is_left_out(tmp_path: Path, left_out: tuple[str, ...]) -> None:
    folder, layouts = write_rich(tmp_path, 2, without=left_out), Layouts.of(tmp_path)
    publication = load(folder / "content", layouts.fonts, layouts.folders)
    assert len(publication.programs) == 2


@pytest.mark.xdist_group("rich")
@pytest.mark.parametrize("sheet", ("letter", "a4") if ALL else ("letter",))
@pytest.mark.parametrize("without", [(), PARTS] if ALL else [()], ids=lambda parts: f"without-{len(parts)}")
def test_rich_content_is_printed_in_every_format_and_edition_without_an_error(
    tmp_path: Path, shared: Desk, sheet: str, without: tuple[str, ...]
) -> None:
    folder = write_rich(tmp_path, 12 if ALL else 4, sheet, without)
    programs = () if ALL else ("physician-scientist-program",)
    formats = FORMATS if ALL else ("brochure", "flyer", "card")
    for edition in EDITIONS if ALL else ("screen",):
        wish = Wish(programs, None if ALL else (), edition=edition, formats=formats)
        made = build(Places(folder, folder / "output"), wish, Watcher(), shared)
        assert [str(one) for each in made for one in each.findings if one.severity == "error"] == []
        brochures = [one for one in made if not one.name.endswith(FORMATS) and "packet" not in one.name]
        assert len(brochures) == (12 if ALL else 1)
        assert edition == "office" or all(one.pages % 4 == 0 for one in brochures)
