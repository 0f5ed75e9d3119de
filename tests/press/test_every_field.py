"""Every text that a program's file may hold stands in its brochure, but for what is known not to."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from brochure.build import Desk, Places, Watcher, Wish
from brochure.content.kind_files import default_kind
from brochure.press import build
from brochure.review import utterances
from tests.builders.markers import Markers
from tests.builders.publication import make_picture, make_publication

pytestmark = pytest.mark.xdist_group("typeset")
#: Why a text may be missing: another variant of it is printed, it is for sentences that refer to it, sources
#: are printed where the publication asks for them, of a leader and of honors only what there is room for.
UNPRINTED = (
    *("sections.text", ".short", ".full_name", ".as_of", ".source", "dial.unit"),
    *("leaders.hometown", "leaders.school", "honors.hometown", "honors.school", "honors.alt"),
    *("quote.quote", "quote.name", "quote.role", "quote.alt"),
)


def test_a_brochure_prints_every_text_of_its_program(tmp_path: Path) -> None:
    markers = Markers(default_kind())
    fact = {"value": "4", "label": "weeks", "share": 40}
    make_publication(
        tmp_path,
        {
            "facts.yaml": yaml.safe_dump(dict.fromkeys(("vacation", "first", "second", "third"), fact)),
            "programs/primary-care.yaml": None,
            "programs/first.yaml": markers.file("program"),
            "pictures/bay.png": make_picture("PNG", (400, 300)),
        },
    )
    with Desk.own() as desk:
        wish = Wish(programs=("first",), packets=(), formats=("brochure",))
        (one,) = build(Places(tmp_path, tmp_path / "output"), wish, Watcher(), desk)
    assert one.path, one.findings
    said = " ".join(line.text for line in utterances(one.path.read_bytes())).lower()
    missing = [path for word, path in markers.where.items() if word.lower() not in said]
    assert len(markers.where) > 300
    assert [path for path in missing if not path.endswith(UNPRINTED)] == []
