"""A publication with much of everything is printed, and so is one from which any part is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochure.compose import Layouts
from brochure.content import load
from tests.builders.rich import PARTS, write_rich


@pytest.mark.parametrize(
    "left_out", [(), PARTS, PARTS[::2], PARTS[1::2]], ids=("nothing", "all", "even", "odd")
)
def test_rich_content_is_sound_whatever_is_left_out(tmp_path: Path, left_out: tuple[str, ...]) -> None:
    folder, layouts = write_rich(tmp_path, 4, without=left_out), Layouts.of(tmp_path)
    publication = load(folder / "content", layouts.fonts, layouts.folders)
    assert len(publication.programs) == 4
